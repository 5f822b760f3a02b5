//! Crediting points: what is owed to the shop is repaid first, the rest becomes a lot.

use huika_domain::{Millis, Points, repay_shortfall};

use super::growth::point_expiry;
use crate::{
    StoreError, Tx,
    ledger::{Account, Draft, NewPointLot},
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
    let overflow = || StoreError::Internal("points would overflow".into());
    let owed = draft.wallet().shortfall.checked_neg().ok_or_else(overflow)?;
    let repaid = repay_shortfall(owed, earned);
    let rest = earned.checked_sub(repaid).ok_or_else(overflow)?;
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
    draft.shop_points(Account::PointsCost, party, earned.checked_neg().ok_or_else(overflow)?);
    Ok(())
}
