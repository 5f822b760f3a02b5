//! What a proof found.

use huika_domain::Millis;
use serde::Serialize;

use crate::books::seal::Seal;

/// One thing that does not add up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What is wrong, such as `entry-not-zero`.
    pub what: &'static str,
    /// In which row.
    pub row: String,
    /// What it should be.
    pub expected: String,
    /// What it is.
    pub found: String,
}

/// The outcome of a proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proof {
    /// When it was made, as UTC milliseconds.
    pub at: Millis,
    /// How many entries were read.
    pub entries: i64,
    /// How many postings.
    pub postings: i64,
    /// How many members' balances.
    pub members: i64,
    /// How many entries of sealed days came after the day that their time belongs to was sealed, as when a clock had been ahead. They stand
    /// on the day that was open then; nothing is wrong with them.
    pub late: i64,
    /// The newest sealed day: whoever keeps its hash elsewhere can show that nothing before it was changed since.
    pub seal: Option<Seal>,
    /// How many differences there are in all.
    pub differences: i64,
    /// The first of them.
    pub findings: Vec<Finding>,
}

/// Differences that are named; more are counted.
const NAMED: usize = 1000;

impl Proof {
    /// Whether the books are right.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.differences == 0
    }

    pub(in crate::books) fn note(
        &mut self,
        what: &'static str,
        row: String,
        expected: impl std::fmt::Display,
        found: impl std::fmt::Display,
    ) {
        self.differences += 1;
        if self.findings.len() < NAMED {
            self.findings.push(Finding {
                what,
                row,
                expected: expected.to_string(),
                found: found.to_string(),
            });
        }
    }
}
