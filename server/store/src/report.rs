//! Lists and reports, one pattern: a report is one file in `reports/` that says who may see it, which filters and columns
//! it has, and which rows; everything else is written once.
//!
//! A page shows some rows and the totals of all, an export writes all of them: both read the same [`Asked`] through the same query, so that
//! a file holds what the screen's filter says. Pages are found by the last row's key and never counted off, so that the hundredth costs
//! what the first does. Who asks sees the rows of their stores ([`Sight`]), by what the database says in the same transaction.

mod choices;
mod column;
mod definition;
mod export;
mod export_state;
mod filter;
mod filters;
mod open;
mod page;
mod query;
mod registry;
mod reports;
mod sight;
mod view;

pub use choices::{Choices, choices};
pub use column::{Cell, Column, Kind, Link};
pub use definition::{Group, Report};
pub use export::{
    Export, ExportError, NewExport, PARTS_BYTES, cancel_export, claim_export, export_of, export_part, exports_running,
    fail_export, finish_export, forget_exports, keep_export_part, note_export_progress, note_exported, order_export,
    restart_export, take_download,
};
pub use export_state::{ExportState, Format};
pub use filter::{Ask, Case, Filter, Offer, Period, PeriodOver, Picked};
pub use filters::{Filters, pairs_of_query};
pub use open::{open, open_file};
pub use page::{Cursor, Line, Page, Way};
pub(crate) use query::write_with_keys;
pub use query::{Asked, Statement, count, first_page, page, rows_after, totals, totals_statement};
pub use registry::{ALL, named};
pub use sight::{Seen, Sight};
pub use view::{SavedView, ViewError, remove_view, save_view, saved_views};
