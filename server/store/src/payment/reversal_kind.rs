//! Ways in which a gateway takes money back, and how far that is.

use crate::{payment::alarm::AlarmReason, top_up::HeldReason};

/// In which way money went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReversalKind {
    /// A refund that was made in the gateway's console.
    Refund,
    /// A dispute: the payer's bank took it.
    Dispute,
}

impl ReversalKind {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Refund => "refund",
            Self::Dispute => "dispute",
        }
    }

    pub(super) const fn alarm(self) -> AlarmReason {
        match self {
            Self::Refund => AlarmReason::ConsoleRefund,
            Self::Dispute => AlarmReason::Dispute,
        }
    }

    pub(super) const fn held(self) -> HeldReason {
        match self {
            Self::Refund => HeldReason::ConsoleRefund,
            Self::Dispute => HeldReason::Dispute,
        }
    }
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReversalState {
    /// Not decided, or on its way.
    Open,
    /// The money is gone.
    Done,
    /// It did not happen, or the money came home.
    Withdrawn,
}

impl ReversalState {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Open, Self::Done, Self::Withdrawn];

    /// The word in the column, also the key of its words.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done => "done",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Reads [`Self::as_str`] back.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}
