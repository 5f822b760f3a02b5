//! Why a top-up is held.

huika_domain::text_enum! {
    /// Why a top-up is held.
    pub enum HeldReason {
        /// It came when the card had no room for it.
        AboveCap = "above-cap",
        /// The gateway paid a part of it back, or all of it, without a refund of ours.
        ConsoleRefund = "console-refund",
        /// The payer's bank disputes it.
        Dispute = "dispute",
    }
}

crate::db::text_columns!(HeldReason);

impl HeldReason {
    pub(super) fn gravity(self) -> usize {
        Self::ALL.iter().position(|reason| *reason == self).unwrap_or(0)
    }
}
