//! Cells parted by commas, semicolons or tabs. Excel in China writes GB 18030 unless it is told otherwise, and UTF-16 when it is.

use std::borrow::Cow;

use encoding_rs::{Encoding, GB18030, UTF_8};

use super::{SheetError, Table};

pub fn read(file: &[u8], table: &mut Table) -> Result<(), SheetError> {
    let text = decoded(file)?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator(&text))
        .from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    let mut row = 0;
    while reader.read_record(&mut record).map_err(|_| SheetError::Broken)? {
        let start = record.position().map_or(0, csv::Position::byte);
        row += empty_lines(&text, usize::try_from(start).map_err(|_| SheetError::TooLarge)?);
        for (column, cell) in record.iter().enumerate() {
            table.put(row, column, cell)?;
        }
        row += 1;
    }
    Ok(())
}

/// Lines without anything before a record, which the reader leaves out and the spreadsheet shows. A record begins for the reader where the one
/// before it has ended, with what is left of that line's end.
fn empty_lines(text: &str, start: usize) -> usize {
    let (before, mut rest) = text.split_at_checked(start).unwrap_or((text, ""));
    if before.ends_with('\r') {
        rest = rest.strip_prefix('\n').unwrap_or(rest);
    }
    let mut lines = 0;
    while let Some(next) = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\n', '\r'])) {
        rest = next;
        lines += 1;
    }
    lines
}

fn decoded(file: &[u8]) -> Result<Cow<'_, str>, SheetError> {
    let encoding = match Encoding::for_bom(file) {
        Some((marked, _)) => marked,
        None if file.contains(&0) => return Err(SheetError::Kind),
        None if std::str::from_utf8(file).is_ok() => UTF_8,
        None => GB18030,
    };
    let (text, _, broken) = encoding.decode(file);
    if broken { Err(SheetError::Kind) } else { Ok(text) }
}

/// What stands most often in the heading, outside of quotes.
fn separator(text: &str) -> u8 {
    let heading = text.lines().next().unwrap_or_default();
    let bare: Vec<&str> = heading.split('"').step_by(2).collect();
    let count = |sign: char| -> usize { bare.iter().map(|part| part.matches(sign).count()).sum() };
    let most = [(count(','), b','), (count(';'), b';'), (count('\t'), b'\t')]
        .into_iter()
        .rev()
        .max_by_key(|(count, _)| *count);
    most.map_or(b',', |(_, sign)| sign)
}
