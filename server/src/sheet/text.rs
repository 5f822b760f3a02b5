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
    // The reader leaves empty lines out; the spreadsheet shows them.
    let (mut row, mut next_line) = (0_u64, 1_u64);
    while reader.read_record(&mut record).map_err(|_| SheetError::Broken)? {
        let line = record.position().map_or(next_line, csv::Position::line);
        row += line.saturating_sub(next_line);
        for (column, cell) in record.iter().enumerate() {
            let at = usize::try_from(row).map_err(|_| SheetError::TooLarge)?;
            table.put(at, column, cell)?;
        }
        let inside: usize = record.iter().map(|cell| cell.matches('\n').count()).sum();
        next_line = line + 1 + inside as u64;
        row += 1;
    }
    Ok(())
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
