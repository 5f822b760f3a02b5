//! What a till session may do.

use crate::text_enum;

text_enum! {
    /// What a till session may do, by how its member was recognised.
    pub enum TillRights {
        /// Take money and points off the card: the member showed a code that nobody else has.
        Spend = "spend",
        /// Earn points only: a number was read or said, which others may know.
        Identify = "identify",
    }
}

impl TillRights {
    /// The rights of a session that may spend, or of one that may not.
    pub fn of(may_spend: bool) -> Self {
        if may_spend { Self::Spend } else { Self::Identify }
    }

    /// Whether the card may pay.
    pub fn may_spend(self) -> bool {
        self == Self::Spend
    }
}
