//! Tables that people send: the first sheet of an `.xlsx`, or a text with separators as spreadsheets write it. What a file is, its first
//! bytes say, and never its name. Rows, columns and what is unpacked are bounded, so that no small file becomes a large one in memory.

mod text;
mod workbook;

use huika_domain::visible;

/// The most rows with their heading. All of them are written at once.
pub const MOST_ROWS: usize = 3_001;
const MOST_COLUMNS: usize = 40;
/// No cell of ours is longer; a longer one is cut, and then refused as whatever it should have been.
const LONGEST_CELL: usize = 200;
/// One text may be the content of many cells.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// Why a file is no table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    /// It is neither of the two.
    #[error("this is no XLSX and no CSV")]
    Kind,
    /// It has too many rows or columns, or becomes too large.
    #[error("the table is too large")]
    TooLarge,
    /// It cannot be read.
    #[error("the file is broken")]
    Broken,
    /// Nothing stands in it.
    #[error("the table is empty")]
    Empty,
}

/// The cells by row and column; rows in which nothing stands are there, so that a row has the number that the spreadsheet shows.
pub fn read_sheet(file: &[u8]) -> Result<Vec<Vec<String>>, SheetError> {
    let mut table = Table::default();
    if file.starts_with(b"PK\x03\x04") {
        workbook::read(file, &mut table)?;
    } else {
        text::read(file, &mut table)?;
    }
    table.rows()
}

/// A table while it is read.
#[derive(Default)]
struct Table {
    rows: Vec<Vec<String>>,
    bytes: usize,
}

impl Table {
    /// Sets a cell, counted from 0, to what can be seen of its text. What is only space is nothing, wherever it stands.
    fn put(&mut self, row: usize, column: usize, text: &str) -> Result<(), SheetError> {
        let text: String = text.trim().chars().take(LONGEST_CELL).collect();
        let text = visible(&text);
        if text.is_empty() {
            return Ok(());
        }
        self.bytes += text.len();
        if row >= MOST_ROWS || column >= MOST_COLUMNS || self.bytes > MOST_BYTES {
            return Err(SheetError::TooLarge);
        }
        if self.rows.len() <= row {
            self.rows.resize(row + 1, Vec::new());
        }
        let cells = &mut self.rows[row];
        if cells.len() <= column {
            cells.resize(column + 1, String::new());
        }
        cells[column] = text;
        Ok(())
    }

    fn rows(self) -> Result<Vec<Vec<String>>, SheetError> {
        if self.rows.is_empty() {
            return Err(SheetError::Empty);
        }
        Ok(self.rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn xlsx() -> Vec<u8> {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        let written = sheet
            .write(0, 0, "编号")
            .and_then(|sheet| sheet.write(0, 2, "A & B <\"茶\">"))
            .and_then(|sheet| sheet.write(2, 0, 6_901_234_567_892.0))
            .and_then(|sheet| sheet.write(2, 1, 12.5))
            .and_then(|sheet| sheet.write(2, 2, true));
        written.expect("cells");
        book.save_to_buffer().expect("a file")
    }

    fn cells(rows: &[&[&str]]) -> Vec<Vec<String>> {
        let row = |cells: &&[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect();
        rows.iter().map(row).collect()
    }

    #[test]
    fn a_workbook_is_read_with_its_numbers_as_they_are_seen() {
        let read = read_sheet(&xlsx());
        assert_eq!(
            read,
            Ok(cells(&[
                &["编号", "", "A & B <\"茶\">"],
                &[],
                &["6901234567892", "12.5", "1"]
            ]))
        );
    }

    #[test]
    fn a_text_is_read_in_whatever_way_a_spreadsheet_wrote_it() {
        let expected = Ok(cells(&[&["编号", "名称"], &[], &["T-1", "茶, 大\"杯\" 热"]]));
        let text = "编号,名称\r\n\r\nT-1,\"茶, 大\"\"杯\"\"\n热\"\r\n";
        let gb = encoding_rs::GBK.encode(text).0;
        let marked = ["\u{feff}", text].concat();
        let wide: Vec<u8> = marked.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for file in [text.as_bytes(), &gb, marked.as_bytes(), &wide] {
            assert_eq!(read_sheet(file), expected);
        }
        assert_eq!(
            read_sheet("a;b\n1,5;2".as_bytes()),
            Ok(cells(&[&["a", "b"], &["1,5", "2"]]))
        );
        assert_eq!(
            read_sheet("a;\u{202e}b\u{200b}\n\u{200b};2".as_bytes()),
            Ok(cells(&[&["a", "b"], &["", "2"]]))
        );
        assert_eq!(
            read_sheet("a\tb\n1\t2".as_bytes()),
            Ok(cells(&[&["a", "b"], &["1", "2"]]))
        );
    }

    #[test]
    fn what_is_no_table_and_what_is_too_large_is_refused() {
        assert_eq!(read_sheet(b""), Err(SheetError::Empty));
        assert_eq!(read_sheet(b"\x89PNG\r\n\x1a\n\0\0"), Err(SheetError::Kind));
        assert_eq!(read_sheet(b"PK\x03\x04 and nothing else"), Err(SheetError::Broken));
        assert_eq!(read_sheet(&xlsx()[..400]), Err(SheetError::Broken));
        let long = "a,b\n".repeat(MOST_ROWS + 1);
        assert_eq!(read_sheet(long.as_bytes()), Err(SheetError::TooLarge));
        assert_eq!(read_sheet("a,".repeat(60).as_bytes()), Err(SheetError::TooLarge));
    }

    #[test]
    fn a_small_workbook_that_unpacks_into_a_huge_one_is_refused() {
        use std::io::{Cursor, Write as _};
        let mut file = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        let books = [
            (
                "xl/workbook.xml",
                r#"<workbook xmlns:r="r"><sheets><sheet name="a" r:id="r1"/></sheets></workbook>"#,
            ),
            (
                "xl/_rels/workbook.xml.rels",
                r#"<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>"#,
            ),
        ];
        for (name, text) in books {
            file.start_file(name, options).expect("a part");
            file.write_all(text.as_bytes()).expect("its text");
        }
        file.start_file("xl/worksheets/sheet1.xml", options).expect("a part");
        file.write_all(b"<worksheet><sheetData><row>").expect("its text");
        let nothing = vec![b' '; 1 << 20];
        for _ in 0..40 {
            file.write_all(&nothing).expect("much of nothing");
        }
        let bomb = file.finish().expect("a file").into_inner();
        assert!(bomb.len() < 100_000);
        assert_eq!(read_sheet(&bomb), Err(SheetError::TooLarge));
    }
}
