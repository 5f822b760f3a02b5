//! Pages of a list, each found by the key of the row before it.

use super::{column::Cell, definition::Report};

/// Which way a page lies from a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// The rows that follow.
    After,
    /// The rows that come before.
    Before,
}

/// The key of a row and which way the page lies from it: `20261128_4711` in an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// Which way.
    pub way: Way,
    /// The row's key.
    pub key: Vec<i64>,
}

impl Cursor {
    /// Reads a key that [`Self::text`] wrote for this report.
    #[must_use]
    pub fn parse(report: &Report, way: Way, text: &str) -> Option<Self> {
        let key: Option<Vec<i64>> = text.split('_').map(|part| part.parse().ok()).collect();
        key.filter(|key| key.len() == report.order.len())
            .map(|key| Self { way, key })
    }

    /// The key as an address holds it.
    #[must_use]
    pub fn text(key: &[i64]) -> String {
        let parts: Vec<String> = key.iter().map(i64::to_string).collect();
        parts.join("_")
    }
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What names it in the list's order.
    pub key: Vec<i64>,
    /// Its cells, in the order of the columns that are shown.
    pub cells: Vec<Cell>,
    /// Where its cells lead, for each of these columns.
    pub links: Vec<Option<String>>,
}

/// Some rows of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    /// The rows.
    pub lines: Vec<Line>,
    /// The key from which the page before this one is found, when there is one.
    pub before: Option<String>,
    /// The key from which the next one is found, when there is one.
    pub after: Option<String>,
}
