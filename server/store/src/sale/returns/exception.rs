//! What of the terms a return may set aside.

huika_domain::text_enum! {
    /// Which of the terms a return sets aside. The words of each are `return-exception-` with its text.
    pub enum ReturnException {
        /// The days are over in which these goods come back.
        Late = "late",
        /// Goods of this kind do not come back.
        Excluded = "excluded",
    }
}
