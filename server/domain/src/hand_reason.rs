//! Why somebody at a till takes something off by hand.

use crate::text_enum;

text_enum! {
    /// The reasons that a till offers. The words of each are `hand-reason-` with its text.
    pub enum HandReason {
        /// The goods have a flaw.
        Damaged = "damaged",
        /// They have to be sold soon.
        SoonOver = "soon-over",
        /// It was on show, or the last one.
        Display = "display",
        /// The shelf or another shop says a lower price.
        OtherPrice = "other-price",
        /// Something went wrong, and the customer is to be kept.
        Goodwill = "goodwill",
        /// The customer bargained, or bought a lot.
        Bargain = "bargain",
        /// Something else, which has to be written.
        Other = "other",
    }
}

impl HandReason {
    /// Whether it says nothing by itself.
    #[must_use]
    pub const fn needs_words(self) -> bool {
        matches!(self, Self::Other)
    }
}
