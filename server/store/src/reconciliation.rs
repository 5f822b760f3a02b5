//! A gateway's bill of a day, held against our orders and refunds: every line of it and everything of ours is either matched or named.

mod compare;
mod files;
mod finding;
mod report;

pub use compare::{BillLine, Billed, BilledRefund, Comparison, Period, compare};
pub(crate) use files::forget_bill_files;
pub use files::{KeptBillFile, NewBillFile, bill_file, keep_bill_file, kept_bill_files};
pub use finding::{Finding, FindingKind};
pub use report::{Report, ReportRow, keep_report, last_report};
