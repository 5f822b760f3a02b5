//! What a comparison finds.

use huika_domain::{Fen, Millis};

/// In which way the two sides disagree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FindingKind {
    /// Both know it, with different amounts.
    AmountDiffers,
    /// We have it as paid, and the bill does not name it.
    OursOnly,
    /// The bill names it, and we do not know it.
    TheirsOnly,
    /// Both know it, and one has it as paid or refunded that the other has not.
    StateDiffers,
    /// The gateway's account booked another amount for it than its own bill says, or nothing, or booked what the bill does not name.
    FundsDiffer,
    /// Ours, at the edge of the day: the next day's bill may name it, and there is none yet.
    Waiting,
}

impl FindingKind {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::AmountDiffers,
        Self::OursOnly,
        Self::TheirsOnly,
        Self::StateDiffers,
        Self::FundsDiffer,
        Self::Waiting,
    ];

    /// The word in the column, in addresses and in exports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AmountDiffers => "amount-differs",
            Self::OursOnly => "ours-only",
            Self::TheirsOnly => "theirs-only",
            Self::StateDiffers => "state-differs",
            Self::FundsDiffer => "funds-differ",
            Self::Waiting => "waiting",
        }
    }

    /// Reads [`Self::as_str`] back.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// One disagreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// In which way.
    pub kind: FindingKind,
    /// Our number of the order or the refund, as the one who knows it has it.
    pub number: String,
    /// The gateway's number of the payment.
    pub transaction: String,
    /// The amount that we have.
    pub ours_fen: Option<Fen>,
    /// The amount that the bill has.
    pub theirs_fen: Option<Fen>,
    /// How it stands with us; empty when we do not know it.
    pub ours: String,
    /// How it stands on the bill; empty when it is not there.
    pub theirs: String,
    /// When it was paid or refunded.
    pub at: Option<Millis>,
}
