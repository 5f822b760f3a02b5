//! Why something about coupons was not done.

use huika_domain::{CouponId, ErrorCode};

use crate::{StoreError, db::idempotency::KeyReused, member::NotProved};

/// Why nothing was done.
#[derive(Debug, Clone, thiserror::Error)]
pub enum CouponError {
    /// This operator may not do that, or it is their own account.
    #[error("this operator may not do that")]
    NotAllowed,
    /// There is no such member, or the account is closed.
    #[error("there is no such member")]
    NoMember,
    /// There is no such kind of coupon.
    #[error("there is no such kind of coupon")]
    NoKind,
    /// The kind is given out no more, or its last day is over.
    #[error("this coupon is not given out any more")]
    KindEnded,
    /// As many as the shop wants were issued.
    #[error("all coupons of this kind were issued")]
    AllIssued,
    /// The member got as many as one gets.
    #[error("this member got as many coupons of this kind as one gets")]
    MemberHas,
    /// Another kind has this short name.
    #[error("another kind of coupon has this short name")]
    CodeTaken,
    /// The terms make no sense; the code says why.
    #[error("these terms make no sense: {0}")]
    Terms(&'static str),
    /// There is no such coupon.
    #[error("there is no such coupon")]
    NoCoupon,
    /// It was used, has expired, was taken back or given away meanwhile.
    #[error("coupon {0} can no longer be used")]
    Gone(CouponId),
    /// Nothing waits for a second person there.
    #[error("nothing waits there")]
    NotWaiting,
    /// It is so already.
    #[error("nothing would change")]
    Same,
    /// Its kind is not given on, or it was given on before.
    #[error("this coupon is not given on")]
    Kept,
    /// The card is frozen, lost or closed.
    #[error("the card is not in use")]
    NotActive,
    /// Fewer than one code, or more than a batch has.
    #[error("a batch has 1 to 10,000 codes")]
    BatchSize,
    /// There is no such batch.
    #[error("there is no such batch of codes")]
    NoBatch,
    /// It needs more than was shown.
    #[error(transparent)]
    NotProved(#[from] NotProved),
    /// The key belongs to another request.
    #[error(transparent)]
    KeyReused(#[from] KeyReused),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl CouponError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAllowed => ErrorCode::NotAllowed.as_str(),
            Self::NoMember => ErrorCode::NoMember.as_str(),
            Self::NoKind => ErrorCode::NoCouponKind.as_str(),
            Self::KindEnded => ErrorCode::CouponKindEnded.as_str(),
            Self::AllIssued => ErrorCode::CouponAllIssued.as_str(),
            Self::MemberHas => ErrorCode::CouponMemberHas.as_str(),
            Self::CodeTaken => ErrorCode::CouponKindTaken.as_str(),
            Self::Terms(code) => code,
            Self::NoCoupon => ErrorCode::NoCoupon.as_str(),
            Self::Gone(_) => ErrorCode::CouponGone.as_str(),
            Self::NotWaiting => ErrorCode::NotWaiting.as_str(),
            Self::Same => ErrorCode::NothingChanged.as_str(),
            Self::Kept => ErrorCode::CouponKept.as_str(),
            Self::NotActive => ErrorCode::NotActive.as_str(),
            Self::BatchSize => ErrorCode::CouponBatchSize.as_str(),
            Self::NoBatch => ErrorCode::NoCouponBatch.as_str(),
            Self::NotProved(error) => error.code(),
            Self::KeyReused(_) => ErrorCode::KeyReused.as_str(),
            Self::Store(error) => error.code(),
        }
    }
}
