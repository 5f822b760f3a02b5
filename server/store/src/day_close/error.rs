//! Why a day was not closed.

use huika_domain::{BusinessDay, ErrorCode};

use crate::StoreError;

/// Why nothing was closed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum DayError {
    /// Whoever asks may not close this store's days.
    #[error("whoever asks may not close days here")]
    NotAllowed,
    /// It is closed already.
    #[error("this day is closed already")]
    Closed,
    /// It has not begun.
    #[error("this day has not begun")]
    NotBegun,
    /// An earlier day is open.
    #[error("{day} is to be closed first")]
    NotNext {
        /// Which.
        day: BusinessDay,
    },
    /// Shifts of that day are open.
    #[error("{count} shifts are open")]
    ShiftsOpen {
        /// How many.
        count: i64,
    },
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl DayError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAllowed => ErrorCode::NotAllowed.as_str(),
            Self::Closed => ErrorCode::DayClosed.as_str(),
            Self::NotBegun => ErrorCode::DayNotBegun.as_str(),
            Self::NotNext { .. } => ErrorCode::DayNotNext.as_str(),
            Self::ShiftsOpen { .. } => ErrorCode::ShiftsOpen.as_str(),
            Self::Store(error) => error.code(),
        }
    }
}
