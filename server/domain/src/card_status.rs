//! How a member's card stands.

crate::text_enum! {
    /// How a member's card stands.
    pub enum CardStatus {
        /// It can be used.
        Active = "active",
        /// The member or the counter froze it; it is opened again as it is.
        Frozen = "frozen",
        /// It was reported lost; it is found again or replaced.
        Lost = "lost",
        /// The membership has ended.
        Closed = "closed",
    }
}

impl CardStatus {
    /// Whether the card can be used.
    pub fn is_active(self) -> bool {
        self == Self::Active
    }
}
