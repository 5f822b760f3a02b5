//! A tier that a person gives: with a reason and an end, above what was earned, and never instead of it.

use huika_domain::{BusinessDay, ErrorCode, MemberId, OperatorId, Reason};
use serde::{Deserialize, Serialize};

use super::{
    change::{Note, TierCause},
    seat::Seat,
};
use crate::{
    StoreError, Tx,
    db::idempotency::{self, KeyReused},
    ledger::Wallet,
    staff::{Act, ActKind, Role, home_store, may_about},
};

/// A tier for a member until a day.
#[derive(Debug, Clone, Serialize)]
pub struct AssignTier {
    /// For whom.
    pub member: MemberId,
    /// Which, by rank.
    pub rank: u8,
    /// Its last day.
    pub until: BusinessDay,
    /// Why.
    pub reason: Reason,
    /// Who gives it.
    #[serde(skip)]
    pub by: OperatorId,
    /// The form's key.
    #[serde(skip)]
    pub key: String,
}

/// A tier that was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignedTier {
    /// The rank that holds.
    pub rank: u8,
}

/// Why none was given.
#[derive(Debug, Clone, thiserror::Error)]
pub enum AssignTierError {
    /// There is no such member.
    #[error("there is no such member")]
    NoMember,
    /// This operator gives no tiers, not to members of this store, or not to themself.
    #[error("this operator may not do that")]
    NotAllowed,
    /// There is no such tier.
    #[error("there is no such tier")]
    NoTier,
    /// The member has earned that one, or a higher one.
    #[error("the member has earned this tier already")]
    NotAbove,
    /// It would end today or earlier, or in more than ten years.
    #[error("a tier by hand ends on a day after today, within ten years")]
    WrongEnd,
    /// Nothing was given by hand that could be ended.
    #[error("no tier was given by hand")]
    NothingGiven,
    /// The key belongs to another request.
    #[error(transparent)]
    KeyReused(#[from] KeyReused),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The longest time that a tier is given for.
const LONGEST_DAYS: i32 = 3_660;

/// Gives the tier. There is no gift with it: that comes when the member earns it.
pub fn assign_tier(tx: &mut Tx<'_>, request: &AssignTier) -> Result<AssignedTier, AssignTierError> {
    let member = request.member;
    Wallet::lock(tx, member)?.ok_or(AssignTierError::NoMember)?;
    let scope = format!("tier:{}", request.by);
    idempotency::answered_once(tx, &scope, &request.key, request, |tx| {
        if !may_about(tx, request.by, Role::assigns_tiers, member)? {
            return Err(AssignTierError::NotAllowed);
        }
        let mut seat = Seat::read(tx, member)?.ok_or(AssignTierError::NoMember)?;
        let rules = tx.rules();
        if !rules.tiers.tiers.iter().any(|tier| tier.rank == request.rank) {
            return Err(AssignTierError::NoTier);
        }
        if request.rank <= seat.earned {
            return Err(AssignTierError::NotAbove);
        }
        let today = tx.today();
        if request.until <= today || request.until > today.plus_days(LONGEST_DAYS) {
            return Err(AssignTierError::WrongEnd);
        }
        let before = seat.rank;
        seat.give(Some((request.rank, request.until)), today);
        seat.save(tx)?;
        note(tx, &seat, before, (request.by, &request.reason), TierCause::ByHand)?;
        Ok(AssignedTier { rank: seat.rank })
    })
}

/// Ends what was given by hand now: what was earned holds again.
pub fn end_assigned_tier(
    tx: &mut Tx<'_>,
    by: OperatorId,
    member: MemberId,
    reason: &Reason,
) -> Result<(), AssignTierError> {
    Wallet::lock(tx, member)?.ok_or(AssignTierError::NoMember)?;
    if !may_about(tx, by, Role::assigns_tiers, member)? {
        return Err(AssignTierError::NotAllowed);
    }
    let mut seat = Seat::read(tx, member)?.ok_or(AssignTierError::NoMember)?;
    if seat.by_hand.is_none() {
        return Err(AssignTierError::NothingGiven);
    }
    let before = seat.rank;
    seat.give(None, tx.today());
    seat.save(tx)?;
    note(tx, &seat, before, (by, reason), TierCause::HandEnded)
}

/// In the history of the tier, and in the record of what staff did.
fn note(
    tx: &mut Tx<'_>,
    seat: &Seat,
    before: u8,
    (by, reason): (OperatorId, &Reason),
    cause: TierCause,
) -> Result<(), AssignTierError> {
    let change = Note {
        operator: Some(by),
        reason: reason.as_str(),
        ..Note::of(seat, before, cause)
    };
    change.keep(tx)?;
    let act = Act {
        store: home_store(tx, seat.member)?,
        member: Some(seat.member),
        detail: reason.as_str(),
        ..Act::new(
            by,
            if cause == TierCause::ByHand {
                ActKind::TierGiven
            } else {
                ActKind::TierTaken
            },
        )
    };
    act.keep(tx)?;
    tx.announce(seat.member);
    Ok(())
}

impl AssignTierError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoMember => ErrorCode::NoMember.as_str(),
            Self::NotAllowed => ErrorCode::NotAllowed.as_str(),
            Self::NoTier => ErrorCode::TierUnknown.as_str(),
            Self::NotAbove => ErrorCode::TierNotAbove.as_str(),
            Self::WrongEnd => ErrorCode::TierEnd.as_str(),
            Self::NothingGiven => ErrorCode::TierNotGiven.as_str(),
            Self::KeyReused(_) => ErrorCode::KeyReused.as_str(),
            Self::Store(error) => error.code(),
        }
    }
}
