//! The books as a whole: the proof that they add up, and the day's totals.

mod proof;
mod today;

pub use proof::{Finding, Proof, last_proof, note_proof, prove};
pub use today::{DayTotals, day_totals};
