//! Reports as CSV (RFC 4180), for programs: columns by their names, words as the books have them. A spreadsheet that opens it all the same
//! must neither run a cell nor change it: what it would take for a formula, and digits that it would round or drop, become text by an
//! apostrophe in front. Figures stay figures that can be added up, below zero too.

use std::borrow::Cow;
use std::io::Write;

use csv::{QuoteStyle, Terminator, WriterBuilder};
use huika_app::office::report::words;
use huika_domain::ShopZone;
use huika_store::report::{Cell, Column, Kind};

use super::about::About;
use super::sink::{Sink, SinkError, Tally};

/// A CSV file that is being written.
pub struct CsvSink<W: Write> {
    out: csv::Writer<W>,
    zone: ShopZone,
    /// What each row says at its end, in a file of people.
    watermark: Option<Cell>,
}

/// The column with the watermark.
pub static WATERMARK: Column = Column::text("exported_by", "");

/// By which spreadsheets know UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{FEFF}".as_bytes();

impl<W: Write> CsvSink<W> {
    /// Begins with the byte order mark and the names of the columns.
    pub fn begin(about: &About, out: W) -> Result<Self, SinkError> {
        let watermark = about.watermark().map(Cell::Text);
        let mark = watermark.as_ref().map(|_| &WATERMARK);
        Ok(Self {
            out: begun(about.columns().into_iter().chain(mark), out)?,
            zone: about.zone,
            watermark,
        })
    }
}

/// A column's name; of money, with its unit.
pub fn header(column: &Column) -> String {
    match column.kind {
        Kind::Fen => format!("{}_yuan", column.name.trim_end_matches("_fen")),
        _ => column.name.to_owned(),
    }
}

impl<W: Write> Sink for CsvSink<W> {
    fn row(&mut self, cells: &[Cell]) -> Result<(), SinkError> {
        let mark = self.watermark.clone();
        let cells: Vec<Cell> = cells.iter().cloned().chain(mark).collect();
        write_cells(&mut self.out, self.zone, &cells)
    }

    fn finish(mut self: Box<Self>, _: &Tally) -> Result<(), SinkError> {
        self.out.flush()?;
        Ok(())
    }
}

/// Writes one row.
pub fn write_cells<W: Write>(out: &mut csv::Writer<W>, zone: ShopZone, cells: &[Cell]) -> Result<(), SinkError> {
    for cell in cells {
        match cell {
            Cell::None => out.write_field("")?,
            Cell::Text(text) => out.write_field(&*protected(text))?,
            Cell::Fen(amount) => out.write_field(amount.yuan())?,
            Cell::Points(points) => out.write_field(points.get().to_string())?,
            Cell::Count(count) => out.write_field(count.to_string())?,
            Cell::Time(at) => out.write_field(words::instant(zone, *at))?,
            Cell::Day(day) => out.write_field(day.to_string())?,
        }
    }
    out.write_record(None::<&[u8]>)?;
    Ok(())
}

/// A CSV file of these columns, which begins with the byte order mark and their names.
pub fn begun<'c, W: Write>(
    columns: impl IntoIterator<Item = &'c Column>,
    mut out: W,
) -> Result<csv::Writer<W>, SinkError> {
    out.write_all(BYTE_ORDER_MARK)?;
    let mut out = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .quote_style(QuoteStyle::Necessary)
        .from_writer(out);
    out.write_record(columns.into_iter().map(header))?;
    Ok(out)
}

/// A text as it stands in the file, before it is quoted: told to be text where a spreadsheet would think otherwise.
fn protected(text: &str) -> Cow<'_, str> {
    if is_formula(text) || loses_digits(text) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Whether a spreadsheet may take it for a formula. Some skip what stands before the sign, and those made for Chinese and Japanese know
/// the full-width signs too.
fn is_formula(text: &str) -> bool {
    const SIGNS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
    let first = text.trim_start_matches(|c: char| c.is_whitespace() || c.is_control());
    text.starts_with(['\t', '\r', '\n']) || first.starts_with(SIGNS)
}

/// The digits that a spreadsheet keeps of a number.
const KEPT_DIGITS: usize = 15;

/// Whether it reads as a number whose digits would not come back: too long (a gateway's 28 digits become 4.2E+27), with zeros in front, or
/// written with an exponent.
fn loses_digits(text: &str) -> bool {
    let text = text.trim();
    let figures = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-'));
    if !figures || !text.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return false;
    }
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let zero_in_front = text.starts_with('0') && text.as_bytes().get(1).is_some_and(u8::is_ascii_digit);
    digits > KEPT_DIGITS || zero_in_front || text.contains(['e', 'E'])
}

#[cfg(test)]
mod tests {
    use csv::{Terminator, WriterBuilder};
    use huika_domain::{Fen, Points, ShopZone};
    use huika_store::report::Cell;

    use super::{CsvSink, Sink as _, protected};

    fn written(rows: &[&[Cell]]) -> String {
        let out = WriterBuilder::new()
            .terminator(Terminator::CRLF)
            .from_writer(Vec::new());
        let mut sink = CsvSink {
            out,
            zone: ShopZone::parse("Asia/Shanghai").unwrap(),
            watermark: None,
        };
        for row in rows {
            sink.row(row).unwrap();
        }
        String::from_utf8(sink.out.into_inner().unwrap()).unwrap()
    }

    fn text(words: &str) -> Cell {
        Cell::Text(words.to_owned())
    }

    /// OFFICE 5, injection (iota-sdk PR #1080, chobbledotcom/tickets PR #2238).
    #[test]
    fn no_cell_becomes_a_formula_or_breaks_its_line() {
        assert_eq!(protected("T2026"), "T2026");
        for text in [
            "=1+1",
            "+86",
            "-1",
            "@SUM(A1)",
            "＝1+1",
            "＋1",
            "－1",
            "＠A1",
            "=HYPERLINK(\"http://x\")",
        ] {
            assert_eq!(protected(text), format!("'{text}"), "{text}");
        }
        assert_eq!(written(&[&[text("\t=1"), text("x")]]), "'\t=1,x\r\n");
        assert_eq!(written(&[&[text("\r=1"), text("x")]]), "\"'\r=1\",x\r\n");
        assert_eq!(written(&[&[text(" =1"), text("x")]]), "' =1,x\r\n");
        assert_eq!(written(&[&[text("a,\"b\"\n"), text("x")]]), "\"a,\"\"b\"\"\n\",x\r\n");
    }

    /// OFFICE 5, cells (surveda #1099, camptix #40, mautic #890).
    #[test]
    fn the_digits_of_a_number_come_back_from_a_spreadsheet_as_they_went_in() {
        let gateways = "4200001234202611281234567890";
        assert_eq!(gateways.len(), 28);
        for text in [
            gateways,
            "1234567890123456",
            "0012",
            "12e5",
            "1E10",
            "0.1234567890123456",
        ] {
            assert_eq!(protected(text), format!("'{text}"), "{text}");
        }
        for text in [
            "123456789012345",
            "137****7000",
            "0",
            "12.50",
            "e5",
            "pi_3",
            "2026-11-28 12:00:00",
        ] {
            assert_eq!(protected(text), text);
        }
    }

    /// OFFICE 5 (tableExport #296: guarding numbers broke negatives; iris-client #443).
    #[test]
    fn figures_stay_figures_below_zero_too() {
        let rows = [
            [Cell::Fen(Fen::new(-3_00)), Cell::Points(Points::new(-12)), text("-12")],
            [Cell::None, Cell::Points(Points::ZERO), Cell::None],
        ];
        assert_eq!(written(&[&rows[0], &rows[1]]), "-3.00,-12,'-12\r\n,0,\r\n");
    }
}
