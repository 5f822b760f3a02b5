//! The books as a whole: the proof that they add up, days that are sealed, and totals.

pub mod backup;
mod check;
mod proof;
mod seal;
mod today;

pub use check::check;
pub use proof::{Finding, Proof, last_proof, note_proof, prove, prove_and_tell};
pub use seal::{PeriodTotal, Seal, entries_ahead, newest_seal, period_totals, seal_days};
pub use today::{DayTotals, StoreDay, day_by_store, day_totals};
