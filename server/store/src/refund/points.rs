//! The points that a top-up gave, and how many of them go with its refund.

use crate::{
    StoreError, Tx,
    ledger::{
        Account, Draft,
        amount::{minus_points, overflow, sum_points},
        draw_points, point_lots,
    },
    params,
    refund::paid::{RefundTopUpError, TopUp, top_up},
};
use huika_domain::{Fen, Points, share_of, take_back};

/// Points that the top-up gave go with it, in proportion to the principal that is paid back: from those there are, the
/// rest as a shortfall.
pub(super) fn take_points(
    tx: &mut Tx<'_>,
    draft: &mut Draft,
    top_up: &TopUp,
    amount: Fen,
) -> Result<Points, StoreError> {
    let now = tx.now();
    let owed = points_owed(tx, top_up, amount)?.points;
    let mut lots = point_lots(tx, top_up.member)?;
    lots.retain(|lot| lot.expires_at.is_none_or(|last| now <= last));
    let back = take_back(sum_points(lots.iter().map(|lot| lot.remaining))?, owed);
    let mut left = back.taken.get();
    for lot in lots {
        let points = Points::new(left.min(lot.remaining.get()));
        if points.is_positive() {
            left -= points.get();
            draw_points(tx, draft, &[huika_domain::PointDraw { lot: lot.id, points }])?;
        }
    }
    draft.points(Account::Shortfall, None, minus_points(back.shortfall)?)?;
    draft.shop_points(Account::PointsCost, "top-up", owed);
    Ok(owed)
}

/// The same for a part of a top-up that left the card in another way than by a refund of ours.
pub(crate) fn take_points_of(
    tx: &mut Tx<'_>,
    draft: &mut Draft,
    number: &str,
    amount: Fen,
) -> Result<Points, StoreError> {
    let top_up = top_up(tx, number).map_err(|error| match error {
        RefundTopUpError::Store(error) => error,
        other => StoreError::Decode(other.to_string()),
    })?;
    take_points(tx, draft, &top_up, amount)
}

/// Points that go back with a refund.
pub(super) struct PointsOwed {
    pub points: Points,
    /// How many these are, in figures: the share that the amount has in what was paid in, less what had expired.
    pub arithmetic: String,
}

/// What of a top-up's points goes with so much of its principal. Nobody owes what has expired: it fell to the shop already.
pub(super) fn points_owed(tx: &mut Tx<'_>, top_up: &TopUp, amount: Fen) -> Result<PointsOwed, StoreError> {
    let (given, expired): (i64, i64) = tx
        .one(
            "SELECT CAST(COALESCE(SUM(l.granted), 0) AS BIGINT) AS granted, CAST(COALESCE(SUM(l.lapsed + CASE WHEN o.expires_at < ?2 \
             THEN o.remaining ELSE 0 END), 0) AS BIGINT) AS lapsed FROM point_lot l \
             LEFT JOIN open_point_lot o ON o.member_id = l.member_id AND o.lot_id = l.id WHERE l.entry_id = ?1",
            params![top_up.entry, tx.now()],
            |row| Ok((row.get("granted")?, row.get("lapsed")?)),
        )?
        .unwrap_or_default();
    let (before, taken): (Fen, i64) = tx
        .one(
            "SELECT CAST(COALESCE(SUM(fen), 0) AS BIGINT) AS fen, CAST(COALESCE(SUM(points), 0) AS BIGINT) AS points FROM \
             (SELECT amount_fen AS fen, points FROM refund WHERE top_up_id = ?1 AND status = 'paid' \
             UNION ALL SELECT gone_fen, points FROM held_top_up WHERE top_up_id = ?1) gone",
            params![top_up.id],
            |row| Ok((row.get("fen")?, row.get("points")?)),
        )?
        .unwrap_or_default();
    let share = share_of(given, before, amount, top_up.principal).ok_or_else(overflow)?;
    let share_before = share_of(given, Fen::ZERO, before, top_up.principal).ok_or_else(overflow)?;
    let excused_before = share_before.saturating_sub(taken);
    let excused = share.min(expired.saturating_sub(excused_before).max(0));
    let less_excused = if excused > 0 {
        format!(" − {excused}")
    } else {
        String::new()
    };
    let arithmetic = format!(
        "{given} × {} ÷ {}{less_excused}",
        amount.yuan(),
        top_up.principal.yuan()
    );
    Ok(PointsOwed {
        points: Points::new(share.saturating_sub(excused)),
        arithmetic,
    })
}
