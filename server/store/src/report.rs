//! Lists and reports, one pattern: a report is one file in `reports/` that says who may see it, which filters and columns
//! it has, and which rows; everything else is written once.
//!
//! A page shows some rows and the totals of all, an export writes all of them: both read the same [`Asked`] through the same query, so that
//! a file holds what the screen's filter says. Pages are found by the last row's key and never counted off, so that the hundredth costs
//! what the first does. Who asks sees the rows of their stores ([`Sight`]), by what the database says in the same transaction.

mod column;
mod export;
mod filter;
mod page;
mod query;
mod registry;
mod reports;
mod sight;
mod view;

pub use column::{Cell, Column, Kind, Link};
pub use export::{
    Export, ExportError, ExportState, Format, NewExport, PARTS_BYTES, cancel_export, claim_export, export_of,
    export_part, exports_running, fail_export, finish_export, forget_exports, keep_export_part, note_export_progress,
    note_exported, order_export, restart_export, take_download,
};
pub use filter::{Ask, Case, Filter, Filters, Period, PeriodOver, Picked};
pub use page::{Cursor, Line, Page, Way};
pub use query::{Statement, count, first_page, page, rows_after, totals, totals_statement};
pub use registry::{ALL, named};
pub use sight::{Seen, Sight, open};
pub use view::{SavedView, ViewError, remove_view, save_view, saved_views};

use crate::staff::Role;

/// Under which heading a report stands in the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Group {
    /// What was sold and came back.
    Sales,
    /// What came in from members and went back to them.
    Money,
    /// What the gateways say.
    Gateways,
    /// Operators and what they did.
    Staff,
}

impl Group {
    /// All of them, in the order of the index.
    pub const ALL: [Self; 4] = [Self::Sales, Self::Money, Self::Gateways, Self::Staff];

    /// The key of its words.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sales => "sales",
            Self::Money => "money",
            Self::Gateways => "gateways",
            Self::Staff => "staff",
        }
    }
}

/// One list or report.
pub struct Report {
    /// Its name in addresses and file names, and the key of its words.
    pub name: &'static str,
    /// Where it stands in the index.
    pub group: Group,
    /// Which roles may open it.
    pub seen_by: fn(Role) -> bool,
    /// Whose rows they see in it.
    pub sight: Sight,
    /// The office's page on which its rows are acted upon; empty where there is none.
    pub page: &'static str,
    /// What it may be filtered by.
    pub filters: &'static [Filter],
    /// Its columns, the one that names the row first.
    pub columns: &'static [Column],
    /// Its rows: `FROM … {joins} WHERE {sight} AND {period}`. What filters and totals name must stand here.
    pub rows: &'static str,
    /// Tables that only columns without a total need. Each adds no row and takes none away.
    pub joins: &'static str,
    /// The whole-numbered columns by which the rows are in order, served by an index; together they name a row.
    pub order: &'static [&'static str],
    /// Whether the newest stands first.
    pub newest_first: bool,
}

/// What somebody asks of a report.
pub struct Asked<'a> {
    /// Of which.
    pub report: &'static Report,
    /// Which rows.
    pub filters: &'a Filters,
    /// Who asks, and what they may see.
    pub seen: Seen,
}

impl Report {
    /// The column with this name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&'static Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The filter with this name.
    #[must_use]
    pub fn filter(&self, name: &str) -> Option<&'static Filter> {
        self.filters.iter().find(|filter| filter.name == name)
    }
}
