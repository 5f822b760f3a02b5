//! Why a card cannot be used.

/// What stands in the way of using a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopped {
    /// The member or the counter froze it; it is opened again as it is.
    Frozen,
    /// It was reported lost; it is found again or replaced.
    Lost,
    /// The membership has ended.
    Closed,
}

impl Stopped {
    /// Reads a member's status; `None` when the card can be used.
    #[must_use]
    pub fn of_status(status: &str) -> Option<Self> {
        match status {
            "active" => None,
            "frozen" => Some(Self::Frozen),
            "lost" => Some(Self::Lost),
            _ => Some(Self::Closed),
        }
    }

    /// A stable word for addresses and tills.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Frozen => "frozen",
            Self::Lost => "lost",
            Self::Closed => "closed",
        }
    }
}
