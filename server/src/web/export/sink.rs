//! Where the rows of a report go when they become a file: one after the other, in constant memory.

use std::io::Write;

use huika_store::StoreError;
use huika_store::report::{Cell, Column, Format};

use super::about::About;
use super::csv::CsvSink;
use super::xlsx::XlsxSink;

/// Why a file could not be written.
#[derive(Debug, thiserror::Error)]
pub enum SinkError {
    #[error("writing the file: {0}")]
    Write(#[from] std::io::Error),
    #[error("writing CSV: {0}")]
    Csv(#[from] csv::Error),
    #[error("writing the spreadsheet: {0}")]
    Xlsx(#[from] rust_xlsxwriter::XlsxError),
}

impl SinkError {
    /// As the error of the query that reads the rows, which ends with one of its own kind.
    pub fn into_store(self) -> StoreError {
        StoreError::Internal(self.to_string())
    }
}

/// A file that is being written.
pub trait Sink {
    /// Writes a row.
    fn row(&mut self, cells: &[Cell]) -> Result<(), SinkError>;
    /// Writes what follows the rows, and ends the file.
    fn finish(self: Box<Self>, tally: &Tally) -> Result<(), SinkError>;
}

/// Begins a file.
pub fn sink<'w>(
    format: Format,
    about: About,
    out: Box<dyn Write + Send + 'w>,
) -> Result<Box<dyn Sink + 'w>, SinkError> {
    Ok(match format {
        Format::Csv => Box::new(CsvSink::begin(&about, out)?),
        Format::Xlsx => Box::new(XlsxSink::begin(about, out)?),
    })
}

/// What was written: how many rows, and the sum of each column that has one. A file says its totals of exactly its own rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    pub rows: i64,
    /// For each column; none where nothing is added up.
    pub sums: Vec<Option<i64>>,
}

impl Tally {
    pub fn of(columns: &[&Column]) -> Self {
        Self {
            rows: 0,
            sums: columns.iter().map(|column| column.total.then_some(0)).collect(),
        }
    }

    pub fn add(&mut self, cells: &[Cell]) {
        self.rows += 1;
        for (sum, cell) in self.sums.iter_mut().zip(cells) {
            if let (Some(sum), Some(figure)) = (sum.as_mut(), cell.figure()) {
                *sum = sum.saturating_add(figure);
            }
        }
    }
}
