//! Crediting points: what is owed to the shop is repaid first, the rest becomes a lot.

use huika_domain::{Points, repay_shortfall, settings::PointsRule};

use crate::{
    StoreError, Tx,
    ledger::{
        Account, Draft, NewPointLot,
        amount::{less, minus_points},
    },
    tier::expiry_under,
};

/// Points that were earned.
pub(crate) struct Earned<'e> {
    /// How many.
    pub points: Points,
    /// From when they can be used and when they expire.
    pub terms: PointsRule,
    /// What the lot names as its rule.
    pub rule: &'e str,
    /// Whose cost they are.
    pub party: &'e str,
}

/// Credits earned points to the draft, the shop's cost on the other side.
pub(crate) fn earn_points(tx: &Tx<'_>, draft: &mut Draft, earned: &Earned<'_>) -> Result<(), StoreError> {
    let owed = minus_points(draft.wallet().shortfall)?;
    let repaid = repay_shortfall(owed, earned.points);
    let rest = less(earned.points, repaid)?;
    draft.points(Account::Shortfall, None, repaid)?;
    if !rest.is_zero() {
        let available_from = tx.now().plus_days(earned.terms.pending_days);
        draft.grant_points(NewPointLot {
            points: rest,
            available_from,
            // Of the year in which they can be used first: points that wait over New Year are not gone when they arrive.
            expires_at: expiry_under(tx, &earned.terms, available_from),
            rule: earned.rule.to_owned(),
        })?;
    }
    draft.shop_points(Account::PointsCost, earned.party, minus_points(earned.points)?);
    Ok(())
}
