//! Why two accounts are not merged.

use huika_domain::ErrorCode;

use super::MergeObstacle;
use crate::{StoreError, db::idempotency::KeyReused};

/// Why nothing was merged.
#[derive(Debug, Clone, thiserror::Error)]
pub enum MergeError {
    /// There is no such member, or none any more.
    #[error("there is no such member")]
    NoMember,
    /// Both are the same account.
    #[error("an account is not merged with itself")]
    Same,
    /// This operator merges no accounts, or none of members who are at home there.
    #[error("this operator may not do that")]
    NotAllowed,
    /// One of them is the operator's own member account.
    #[error("nobody merges their own account")]
    OwnAccount,
    /// One of both cards is frozen or reported lost.
    #[error("the card of one of both is not in use")]
    NotActive,
    /// Both showed a document of one kind, with different numbers.
    #[error("the documents of both are different ones")]
    OtherPerson,
    /// Something has to be settled first.
    #[error("{} stands in the way", .0.as_str())]
    Obstacle(MergeObstacle),
    /// There is no such merge that waits.
    #[error("no such merge is waiting")]
    NotWaiting,
    /// The one who asked cannot approve.
    #[error("a second person has to approve")]
    SamePerson,
    /// The key belongs to another request.
    #[error(transparent)]
    KeyReused(#[from] KeyReused),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl MergeError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoMember => ErrorCode::NoMember.as_str(),
            Self::Same => ErrorCode::MergeSame.as_str(),
            Self::NotAllowed => ErrorCode::NotAllowed.as_str(),
            Self::OwnAccount => ErrorCode::OwnAccount.as_str(),
            Self::NotActive => ErrorCode::MergeNotActive.as_str(),
            Self::OtherPerson => ErrorCode::MergeOtherPerson.as_str(),
            Self::Obstacle(obstacle) => obstacle.code().as_str(),
            Self::NotWaiting => ErrorCode::NotWaiting.as_str(),
            Self::SamePerson => ErrorCode::SamePerson.as_str(),
            Self::KeyReused(_) => ErrorCode::KeyReused.as_str(),
            Self::Store(error) => error.code(),
        }
    }
}
