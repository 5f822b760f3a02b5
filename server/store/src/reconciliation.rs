//! A gateway's bill of a day, held against our orders and refunds: every line of it and everything of ours is either matched or named.

mod bill;
mod compare;
mod files;
mod mismatch;
mod report;

pub use bill::{BillLine, Billed, BilledRefund, Period};
pub use compare::{Comparison, compare};
pub(crate) use files::forget_bill_files;
pub use files::{KeptBillFile, NewBillFile, bill_file, keep_bill_file, kept_bill_files};
pub use mismatch::{Mismatch, MismatchKind};
pub use report::{Report, ReportRow, keep_report, last_report, missing_days};
