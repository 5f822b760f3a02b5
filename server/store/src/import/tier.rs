//! Tiers that members bring from an older system: with the day since which they have them and their last one, and without gifts.

use huika_domain::{BusinessDay, ErrorCode, MemberId, OperatorId};

use crate::{
    StoreError, Tx,
    ledger::Wallet,
    staff::{Matter, Role, may},
    tier::bring_tier_in,
};

/// A tier that a member has in the older system.
#[derive(Debug, Clone)]
pub struct BringTier {
    /// Who.
    pub member: MemberId,
    /// Which, by rank.
    pub rank: u8,
    /// Since which day they have it.
    pub since: BusinessDay,
    /// Its last day.
    pub until: BusinessDay,
    /// Who imports it.
    pub operator: OperatorId,
}

/// Why it was not brought in.
#[derive(Debug, Clone, thiserror::Error)]
pub enum BringTierError {
    /// There is no such member.
    #[error("there is no such member")]
    NoMember,
    /// This operator does not decide for the whole shop.
    #[error("this operator may not do that")]
    NotAllowed,
    /// There is no such tier.
    #[error("there is no such tier")]
    NoTier,
    /// It ended before it began.
    #[error("a tier ends after it began")]
    WrongEnd,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Puts the member where they stood. Who earned a higher tier here meanwhile keeps that; the same row once more changes nothing.
pub fn bring_tier(tx: &mut Tx<'_>, brought: &BringTier) -> Result<(), BringTierError> {
    Wallet::lock(tx, brought.member)?.ok_or(BringTierError::NoMember)?;
    if !may(tx, brought.operator, Role::brings_in, Matter::Shop)? {
        return Err(BringTierError::NotAllowed);
    }
    if !tx.rules().tiers.tiers.iter().any(|tier| tier.rank == brought.rank) {
        return Err(BringTierError::NoTier);
    }
    if brought.until < brought.since {
        return Err(BringTierError::WrongEnd);
    }
    Ok(bring_tier_in(
        tx,
        brought.member,
        brought.rank,
        (brought.since, brought.until),
    )?)
}

impl BringTierError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoMember => ErrorCode::NoMember.as_str(),
            Self::NotAllowed => ErrorCode::NotAllowed.as_str(),
            Self::NoTier => ErrorCode::TierUnknown.as_str(),
            Self::WrongEnd => ErrorCode::TierEnd.as_str(),
            Self::Store(error) => error.code(),
        }
    }
}
