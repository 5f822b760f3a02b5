//! The lines of the audit.

huika_domain::text_enum! {
    /// What is read. The words of each are `audit-` with its text.
    pub enum AuditLine {
        /// Cards that were given out, replaced, lost, found, taken back.
        Cards = "cards",
        /// Fees for cards.
        Fees = "fees",
        /// Top-ups by channel and operator.
        TopUps = "top-ups",
        /// Top-ups that were paid back.
        Refunds = "refunds",
        /// Money and points that somebody changed by hand, or gave.
        Manual = "manual",
        /// Prices that somebody changed and discounts that somebody gave by hand at a till.
        ByHand = "by-hand",
        /// Codes that were typed and took something off.
        TypedCodes = "typed-codes",
        /// Goods that came back.
        Returns = "returns",
        /// Goods that came back to who had sold them, soon after.
        SoonBack = "soon-back",
        /// Goods that came back just before a shift ended.
        LastMinute = "last-minute",
        /// Goods that came back without a receipt.
        NoReceipt = "no-receipt",
        /// Goods that came back beyond the shop's terms.
        BeyondTerms = "beyond-terms",
        /// Goods that came back for other goods.
        Exchanges = "exchanges",
        /// Sales to the seller's own member account.
        OwnAccount = "own-account",
        /// A member who bought here and in another store within minutes.
        TwoStores = "two-stores",
        /// Sales of which only a till says that they were paid.
        Watched = "watched",
        /// What came when its own day was closed.
        Late = "late",
        /// Money put into drawers and taken out.
        Cash = "cash",
        /// Drawers that differ, and drawers that nobody counted.
        Drawers = "drawers",
        /// Orders of the mall that were handed out.
        PickUps = "pick-ups",
        /// What second persons said yes to.
        SignOffs = "sign-offs",
        /// Operators who were made, moved or ended, and roles that were changed.
        Roles = "roles",
        /// Files that were taken out of the books.
        Exports = "exports",
        /// When the books were last proved.
        Proof = "proof",
        /// What members hold: at the beginning and at the end of the day.
        Outstanding = "outstanding",
    }
}

crate::db::text_columns!(AuditLine);
