//! Why a card cannot be used.

use huika_domain::CardStatus;

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
    pub fn of_status(status: CardStatus) -> Option<Self> {
        match status {
            CardStatus::Active => None,
            CardStatus::Frozen => Some(Self::Frozen),
            CardStatus::Lost => Some(Self::Lost),
            CardStatus::Closed => Some(Self::Closed),
        }
    }

    /// The status that it is.
    #[must_use]
    pub const fn status(self) -> CardStatus {
        match self {
            Self::Frozen => CardStatus::Frozen,
            Self::Lost => CardStatus::Lost,
            Self::Closed => CardStatus::Closed,
        }
    }
}
