//! The mismatches that a comparison finds.

use huika_domain::{Fen, Millis};

huika_domain::text_enum! {
    /// In which way the two sides disagree.
    pub enum MismatchKind {
        /// Both know it, with different amounts.
        AmountDiffers = "amount-differs",
        /// We have it as paid, and the bill does not name it.
        OursOnly = "ours-only",
        /// The bill names it, and we do not know it.
        TheirsOnly = "theirs-only",
        /// Both know it, and one has it as paid or refunded that the other has not.
        StateDiffers = "state-differs",
        /// The gateway's account booked another amount for it than its own bill says, or nothing, or booked what the bill does not name.
        FundsDiffer = "funds-differ",
        /// Ours, at the edge of the day: the next day's bill may name it, and there is none yet.
        Waiting = "waiting",
    }
}

crate::db::text_columns!(MismatchKind);

/// One disagreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// In which way.
    pub kind: MismatchKind,
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
