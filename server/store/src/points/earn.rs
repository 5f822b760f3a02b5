//! Crediting points: what is owed to the shop is repaid first, the rest becomes a lot.

use huika_domain::{Millis, Points, repay_shortfall};

use crate::{
    StoreError, Tx,
    ledger::{
        Account, Draft, NewPointLot,
        amount::{less, minus_points},
    },
    tier::point_expiry,
};

/// Credits earned points to the draft, the shop's cost under `party` on the other side.
pub(crate) fn earn_points(
    tx: &Tx<'_>,
    draft: &mut Draft,
    earned: Points,
    available_from: Millis,
    rule: &str,
    party: &str,
) -> Result<(), StoreError> {
    let owed = minus_points(draft.wallet().shortfall)?;
    let repaid = repay_shortfall(owed, earned);
    let rest = less(earned, repaid)?;
    draft.points(Account::Shortfall, None, repaid)?;
    if !rest.is_zero() {
        let expires_at = Some(point_expiry(tx));
        draft.grant_points(NewPointLot {
            points: rest,
            available_from,
            expires_at,
            rule: rule.to_owned(),
        })?;
    }
    draft.shop_points(Account::PointsCost, party, minus_points(earned)?);
    Ok(())
}
