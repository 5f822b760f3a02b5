//! Why nothing was done about a shift.

use huika_domain::ErrorCode;

use crate::{StoreError, db::idempotency::KeyReused};

/// Why nothing was done.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ShiftError {
    /// No shift is open here.
    #[error("no shift is open at this till")]
    NoShift,
    /// Somebody's shift is open at this till already.
    #[error("a shift is open at this till already")]
    TillTaken,
    /// This person has an open shift at another till.
    #[error("this person's shift is open at another till")]
    Elsewhere,
    /// The shift is somebody else's.
    #[error("the shift is somebody else's")]
    OfAnother,
    /// Whoever asks may not do that here.
    #[error("whoever asks may not do that here")]
    NotAllowed,
    /// A shift is handed to somebody else, who works here.
    #[error("a shift is handed to somebody else who works here")]
    NoReceiver,
    /// The password of who takes over was tried too often.
    #[error("the password was tried too often")]
    Locked,
    /// Nothing, or no such way of moving it.
    #[error("an amount above zero")]
    NotPositive,
    /// Money goes in or out for a reason.
    #[error("a reason in words")]
    NoReason,
    /// The key belongs to another request.
    #[error(transparent)]
    KeyReused(#[from] KeyReused),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ShiftError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoShift => ErrorCode::NoShift.as_str(),
            Self::TillTaken => ErrorCode::ShiftOpen.as_str(),
            Self::Elsewhere => ErrorCode::ShiftElsewhere.as_str(),
            Self::OfAnother => ErrorCode::ShiftOfAnother.as_str(),
            Self::NotAllowed => ErrorCode::NotAllowed.as_str(),
            Self::NoReceiver => ErrorCode::NoReceiver.as_str(),
            Self::Locked => ErrorCode::Locked.as_str(),
            Self::NotPositive => ErrorCode::AmountTooSmall.as_str(),
            Self::NoReason => ErrorCode::ReasonLength.as_str(),
            Self::KeyReused(_) => ErrorCode::KeyReused.as_str(),
            Self::Store(error) => error.code(),
        }
    }
}
