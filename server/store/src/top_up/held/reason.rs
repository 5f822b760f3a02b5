//! Why a top-up is held.

use crate::{FromColumn, Row, StoreError};

/// Why a top-up is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HeldReason {
    /// It came when the card had no room for it.
    AboveCap,
    /// The gateway paid a part of it back, or all of it, without a refund of ours.
    ConsoleRefund,
    /// The payer's bank disputes it.
    Dispute,
}

impl HeldReason {
    /// All of them, the gravest last.
    pub const ALL: [Self; 3] = [Self::AboveCap, Self::ConsoleRefund, Self::Dispute];

    /// The word in the column, also the key of its words.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AboveCap => "above-cap",
            Self::ConsoleRefund => "console-refund",
            Self::Dispute => "dispute",
        }
    }

    /// Reads [`Self::as_str`] back.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == word)
    }

    pub(super) fn gravity(self) -> usize {
        Self::ALL.iter().position(|reason| *reason == self).unwrap_or(0)
    }
}

impl FromColumn for HeldReason {
    fn from_column(row: &Row<'_>, index: usize) -> Result<Self, StoreError> {
        let word: String = row.get(index)?;
        Self::parse(&word).ok_or_else(|| StoreError::Decode(format!("reason {word} of a held top-up is not known")))
    }
}
