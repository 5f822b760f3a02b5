//! The kinds of entries.

huika_domain::text_enum! {
    /// Which business fact an entry is.
    pub enum EntryKind {
        /// Money came in for a member.
        TopUp = "top-up",
        /// A bill was paid.
        Sale = "sale",
        /// Goods came back.
        Return = "return",
        /// Points were exchanged for an item.
        Redemption = "redemption",
        /// An exchange was undone.
        Cancellation = "cancellation",
        /// Points or bonus expired.
        Expiry = "expiry",
        /// A correction by hand.
        Adjustment = "adjustment",
        /// A balance brought from an older system.
        Opening = "opening",
        /// Points given to or got from another member.
        Gift = "gift",
        /// An amount set aside.
        Hold = "hold",
        /// An amount set aside that came back.
        Release = "release",
        /// A top-up paid back.
        Refund = "refund",
        /// Given by the shop to many at once.
        Grant = "grant",
        /// A fee for a card that replaced another, or for a service.
        Fee = "fee",
        /// What was left on an account that was closed.
        Closing = "closing",
        /// A fee for a card that was given out.
        JoiningFee = "joining-fee",
        /// A card's fee of a year.
        AnnualFee = "annual-fee",
        /// A card's fee of a month.
        ServiceFee = "service-fee",
        /// Money of a drawer beside sales.
        Drawer = "drawer",
        /// What two accounts that became one had together, on each of both.
        Merge = "merge",
    }
}

crate::db::text_columns!(EntryKind);
