//! Reports as spreadsheets, for people: headings and words in their language, numbers as text where they name something, money as a number
//! with two places, dates as dates; no formula, no merged cell. A second sheet says what the file is and what its columns mean.
//!
//! Rows go through a temporary file, so that a million of them take no more memory than one.

use std::collections::HashMap;
use std::io::Write;

use huika_app::office::report::words;
use huika_domain::{BusinessDay, Millis, ShopZone};
use huika_store::report::{Cell, Column, Kind};
use rust_xlsxwriter::{Format, Workbook, Worksheet};

use super::about::About;
use super::csv::{WATERMARK, header};
use super::sink::{Sink, SinkError, Tally};

/// What a sheet holds below its heading (the format's limit is 1,048,576 rows; OFFICE 5, dbx PR #5076).
const SHEET_ROWS: u32 = 1_048_575;
/// What a cell holds; the library refuses more.
const CELL_CHARS: usize = 32_767;
/// What the name of a sheet holds.
const NAME_CHARS: usize = 31;

/// A spreadsheet that is being written.
pub struct XlsxSink<W: Write + Send> {
    book: Workbook,
    about: About,
    columns: Vec<&'static Column>,
    formats: Formats,
    out: W,
    /// The sheet that is written to, and its next row.
    sheet: usize,
    row: u32,
    /// How many rows a sheet holds.
    sheet_rows: u32,
    /// The texts of choices, found once each.
    said: HashMap<(usize, String), String>,
    /// What each row says at its end, in a file of people.
    watermark: Option<String>,
}

struct Formats {
    heading: Format,
    money: Format,
    whole: Format,
    time: Format,
    day: Format,
    text: Format,
}

impl<W: Write + Send> XlsxSink<W> {
    /// Begins with the headings.
    pub fn begin(about: About, out: W) -> Result<Self, SinkError> {
        Self::begin_with(about, out, SHEET_ROWS)
    }

    fn begin_with(about: About, out: W, sheet_rows: u32) -> Result<Self, SinkError> {
        let formats = Formats {
            heading: Format::new().set_bold(),
            money: Format::new().set_num_format("0.00"),
            whole: Format::new().set_num_format("0"),
            time: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
            day: Format::new().set_num_format("yyyy-mm-dd"),
            text: Format::new().set_num_format("@"),
        };
        let watermark = about.watermark();
        let mut sink = Self {
            book: Workbook::new(),
            watermark,
            columns: about.columns(),
            about,
            formats,
            out,
            sheet: 0,
            row: 0,
            sheet_rows,
            said: HashMap::new(),
        };
        sink.add_sheet()?;
        Ok(sink)
    }

    /// A sheet with headings that stay in sight.
    fn add_sheet(&mut self) -> Result<(), SinkError> {
        let name = sheet_name(&words::title(self.about.lang, self.about.report), self.sheet + 1);
        let sheet = self.book.add_worksheet_with_constant_memory()?;
        sheet.set_name(name)?.set_freeze_panes(1, 1)?;
        for (index, column) in self.columns.iter().enumerate() {
            let at = column_of(index);
            sheet.set_column_width(at, width(column.kind))?;
            sheet.write_string_with_format(0, at, words::heading(self.about.lang, column), &self.formats.heading)?;
        }
        if self.watermark.is_some() {
            let at = column_of(self.about.report.columns.len());
            let words = self.about.lang.text("sheet-watermark");
            sheet.set_column_width(at, 26.0)?;
            sheet.write_string_with_format(0, at, words, &self.formats.heading)?;
        }
        self.row = 1;
        Ok(())
    }

    /// What follows the last row of a sheet.
    fn end_sheet(&mut self) -> Result<(), SinkError> {
        let last = column_of(self.columns.len().saturating_sub(1));
        let end = self.row.saturating_sub(1);
        self.book
            .worksheet_from_index(self.sheet)?
            .autofilter(0, 0, end, last)?;
        Ok(())
    }

    fn write_about(&mut self, tally: &Tally) -> Result<(), SinkError> {
        let (about, t) = (&self.about, self.about.lang);
        let lines = about.lines(tally);
        let sheet: &mut Worksheet = self.book.add_worksheet_with_constant_memory()?;
        sheet.set_name(t.text("sheet-about"))?;
        sheet
            .set_column_width(0, 24)?
            .set_column_width(1, 24)?
            .set_column_width(2, 80)?;
        let mut row = 0;
        for (name, value) in lines {
            sheet.write_string_with_format(row, 0, name, &self.formats.heading)?;
            sheet.write_string(row, 1, short(&value))?;
            row += 1;
        }
        row += 1;
        for (at, words) in [(0, "sheet-column"), (1, "sheet-header"), (2, "sheet-meaning")] {
            sheet.write_string_with_format(row, at, t.text(words), &self.formats.heading)?;
        }
        for column in &self.columns {
            row += 1;
            sheet.write_string(row, 0, words::heading(t, column))?;
            sheet.write_string(row, 1, header(column))?;
            sheet.write_string(row, 2, words::definition(t, column))?;
        }
        if self.watermark.is_some() {
            row += 1;
            sheet.write_string(row, 0, t.text("sheet-watermark"))?;
            sheet.write_string(row, 1, WATERMARK.name)?;
            sheet.write_string(row, 2, t.text("sheet-watermark-text"))?;
        }
        Ok(())
    }
}

impl<W: Write + Send> Sink for XlsxSink<W> {
    fn row(&mut self, cells: &[Cell]) -> Result<(), SinkError> {
        if self.row > self.sheet_rows {
            self.end_sheet()?;
            self.sheet += 1;
            self.add_sheet()?;
        }
        let (row, zone, lang) = (self.row, self.about.zone, self.about.lang);
        let (columns, formats, said) = (&self.columns, &self.formats, &mut self.said);
        let sheet = self.book.worksheet_from_index(self.sheet)?;
        for (index, (cell, column)) in cells.iter().zip(columns).enumerate() {
            let at = column_of(index);
            match cell {
                Cell::None => {}
                Cell::Text(word) if matches!(column.kind, Kind::Choice(_) | Kind::Tier) => {
                    let key = (index, word.clone());
                    let text = said
                        .entry(key)
                        .or_insert_with(|| words::cell(lang, zone, column.kind, cell));
                    sheet.write_string(row, at, text.as_str())?;
                }
                Cell::Text(text) if matches!(column.kind, Kind::Differences) => {
                    sheet.write_string(
                        row,
                        at,
                        short(&words::cell(lang, zone, column.kind, &Cell::Text(text.clone()))),
                    )?;
                }
                Cell::Text(text) => {
                    sheet.write_string_with_format(row, at, short(text), &formats.text)?;
                }
                Cell::Fen(amount) => {
                    sheet.write_number_with_format(row, at, yuan(amount.get()), &formats.money)?;
                }
                Cell::Points(points) => {
                    sheet.write_number_with_format(row, at, whole(points.get()), &formats.whole)?;
                }
                Cell::Count(count) => {
                    sheet.write_number_with_format(row, at, whole(*count), &formats.whole)?;
                }
                Cell::Time(time) => {
                    sheet.write_number_with_format(row, at, serial_time(zone, *time), &formats.time)?;
                }
                Cell::Day(day) => {
                    sheet.write_number_with_format(row, at, serial_day(*day), &formats.day)?;
                }
            }
        }
        if let Some(mark) = &self.watermark {
            sheet.write_string(row, column_of(cells.len()), short(mark))?;
        }
        self.row += 1;
        Ok(())
    }

    fn finish(mut self: Box<Self>, tally: &Tally) -> Result<(), SinkError> {
        self.end_sheet()?;
        self.write_about(tally)?;
        let Self { mut book, mut out, .. } = *self;
        book.save_to_writer(&mut out)?;
        out.flush()?;
        Ok(())
    }
}

fn column_of(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}

fn width(kind: Kind) -> f64 {
    match kind {
        Kind::Id | Kind::Differences => 26.0,
        Kind::Time => 19.0,
        Kind::Text => 16.0,
        Kind::Phone | Kind::Name | Kind::Tier | Kind::Choice(_) | Kind::Fen => 13.0,
        Kind::Points | Kind::Count | Kind::Day => 11.0,
    }
}

/// A report's title as the name of a sheet, with its number from the second on. The format forbids some characters.
fn sheet_name(title: &str, number: usize) -> String {
    let end = if number > 1 {
        format!(" ({number})")
    } else {
        String::new()
    };
    let plain = title.chars().filter(|c| !"[]:*?/\\'".contains(*c));
    let name: String = plain.take(NAME_CHARS - end.chars().count()).collect();
    format!("{name}{end}")
}

/// As much of a text as a cell holds.
fn short(text: &str) -> String {
    text.chars().take(CELL_CHARS).collect()
}

/// Spreadsheets know numbers with fractions only; up to 90,000,000,000,000.00 yuan the cents are exact.
fn yuan(fen: i64) -> f64 {
    whole(fen) / 100.0
}

fn whole(number: i64) -> f64 {
    number as f64
}

/// The day that spreadsheets count from, such that their days after February 1900 are right.
const DAY_ZERO: (i32, i32, i32) = (1899, 12, 30);

fn serial_day(day: BusinessDay) -> f64 {
    let (year, month, of_month) = DAY_ZERO;
    BusinessDay::from_ymd(year, month, of_month).map_or(0.0, |zero| f64::from(day.days_since(zero)))
}

/// An instant as the shop's clock shows it, to the second.
fn serial_time(zone: ShopZone, at: Millis) -> f64 {
    let local = zone.local(at);
    let secs = local.hour * 3600 + local.minute * 60 + local.second;
    serial_day(zone.business_day(at)) + f64::from(secs) / 86_400.0
}

#[cfg(test)]
mod tests;
