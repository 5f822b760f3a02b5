//! Restoring to the lots that something was taken from.

use huika_domain::{LotId, MemberId, Millis, MoneyDraw, PointDraw, Points, repay_shortfall, returned_points_expiry};

use crate::{
    StoreError, Tx,
    ledger::{
        Account, Draft, NewPointLot,
        amount::{less, minus_points},
    },
    params,
};

/// Puts money back into its lots and onto the member's accounts. The other side is the caller's.
pub(crate) fn restore_money(tx: &mut Tx<'_>, draft: &mut Draft, draws: &[MoneyDraw]) -> Result<(), StoreError> {
    for draw in draws
        .iter()
        .filter(|d| d.principal.is_positive() || d.bonus.is_positive())
    {
        tx.exec(
            "UPDATE money_lot SET principal_left = principal_left + ?2, bonus_left = bonus_left + ?3, emptied = 0, \
             bonus_emptied = CASE WHEN bonus_left + ?3 = 0 THEN 1 ELSE 0 END WHERE id = ?1",
            params![draw.lot, draw.principal, draw.bonus],
        )?;
        draft.money(Account::Principal, draw.lot, draw.principal)?;
        draft.money(Account::Bonus, draw.lot, draw.bonus)?;
    }
    Ok(())
}

/// Puts points back into their lots with the same expiry, after what the member owes: points that can be used beside points
/// that are owed would be points for nothing. What comes back to a lot whose time is over becomes a lot of
/// its own that lives for the days of grace, because prolonging the old one would revive whatever else is in it. When that one's time
/// is over too, they come back to it and expire with the next run.
pub(crate) fn restore_points(tx: &mut Tx<'_>, draft: &mut Draft, draws: &[PointDraw]) -> Result<(), StoreError> {
    let (now, grace_days) = (tx.now(), tx.rules().returns.grace_days);
    for draw in draws.iter().filter(|draw| draw.points.is_positive()) {
        let owed = minus_points(draft.wallet().shortfall)?;
        let repaid = repay_shortfall(owed, draw.points);
        draft.points(Account::Shortfall, None, repaid)?;
        let points = less(draw.points, repaid)?;
        if points.is_zero() {
            continue;
        }
        let (expires_at, is_grace) = tx
            .one(
                "SELECT expires_at, rule FROM point_lot WHERE id = ?1",
                params![draw.lot],
                |row| {
                    Ok((
                        row.get::<Option<Millis>>("expires_at")?,
                        row.get::<String>("rule")?.starts_with(GRACE),
                    ))
                },
            )?
            .ok_or_else(|| StoreError::Decode(format!("there is no lot of points {}", draw.lot)))?;
        let until = returned_points_expiry(expires_at, is_grace, now, grace_days);
        if until == expires_at {
            put_back(tx, draft.wallet().member, draw.lot, points)?;
            draft.points(Account::Points, Some(draw.lot.into()), points)?;
        } else {
            draft.grant_points(NewPointLot {
                points,
                available_from: now,
                expires_at: until,
                rule: format!("{GRACE}{}", draw.lot),
            })?;
        }
    }
    Ok(())
}

/// Puts points into a lot that still holds some, or opens it again.
fn put_back(tx: &mut Tx<'_>, member: MemberId, lot: LotId, points: Points) -> Result<(), StoreError> {
    let open = tx.exec(
        "UPDATE open_point_lot SET remaining = remaining + ?3 WHERE member_id = ?1 AND lot_id = ?2",
        params![member, lot, points],
    )?;
    if open == 0 {
        let opened = tx.exec(
            "INSERT INTO open_point_lot (member_id, lot_id, remaining, granted, available_from, expires_at, created_at) \
             SELECT member_id, id, ?3, granted, available_from, expires_at, created_at FROM point_lot \
             WHERE id = ?2 AND member_id = ?1",
            params![member, lot, points],
        )?;
        if opened == 0 {
            return Err(StoreError::Decode(format!(
                "member {member} has no lot of points {lot}"
            )));
        }
    }
    Ok(())
}

/// How the rule of a lot begins that lives for the days of grace.
const GRACE: &str = "grace:";
