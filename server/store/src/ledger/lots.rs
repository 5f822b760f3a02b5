//! Lots, as rows.

use huika_domain::{MemberId, Millis, MoneyDraw, MoneyLot, PointBalance, PointDraw, PointLot, Points, SpendOrder};

use crate::{
    Row, StoreError, Tx,
    ledger::{
        Account, Draft,
        amount::{minus, minus_points},
    },
    params,
};

/// The member's lots that still hold something, in the order in which they are used.
pub fn money_lots(tx: &mut Tx<'_>, member: MemberId) -> Result<Vec<MoneyLot>, StoreError> {
    tx.all(
        &format!(
            "SELECT {MONEY_LOT} FROM money_lot l WHERE l.member_id = ?1 AND l.emptied = 0 ORDER BY l.use_rank, l.id"
        ),
        params![member],
        money_lot,
    )
}

/// What [`money_lot`] reads, of the table that a statement calls `l`.
pub(crate) const MONEY_LOT: &str = "l.id AS lot_id, l.principal_granted, l.bonus_granted, l.principal_left, l.bonus_left, l.spend_order, \
    l.bonus_expires_at, l.created_at";

/// The lot of a row with the columns of [`MONEY_LOT`].
pub(crate) fn money_lot(row: &Row<'_>) -> Result<MoneyLot, StoreError> {
    Ok(MoneyLot {
        id: row.get("lot_id")?,
        principal_granted: row.get("principal_granted")?,
        bonus_granted: row.get("bonus_granted")?,
        principal_left: row.get("principal_left")?,
        bonus_left: row.get("bonus_left")?,
        order: SpendOrder::parse(&row.get::<String>("spend_order")?).map_err(|e| StoreError::Decode(e.to_string()))?,
        bonus_expires_at: row.get("bonus_expires_at")?,
        created_at: row.get("created_at")?,
    })
}

/// The member's lots of points that still hold some, oldest first.
pub fn point_lots(tx: &mut Tx<'_>, member: MemberId) -> Result<Vec<PointLot>, StoreError> {
    tx.all(
        "SELECT lot_id, granted, remaining, available_from, expires_at, created_at FROM open_point_lot \
         WHERE member_id = ?1 ORDER BY lot_id",
        params![member],
        |row| {
            Ok(PointLot {
                id: row.get("lot_id")?,
                granted: row.get("granted")?,
                remaining: row.get("remaining")?,
                available_from: row.get("available_from")?,
                expires_at: row.get("expires_at")?,
                created_at: row.get("created_at")?,
            })
        },
    )
}

/// [`huika_domain::point_balance`] of a member's open lots, added up where they lie: who buys every day has thousands of them, and a page or a
/// scan needs two numbers.
pub fn point_sums(tx: &mut Tx<'_>, member: MemberId) -> Result<PointBalance, StoreError> {
    let sums = tx.one(
        "SELECT CAST(COALESCE(SUM(CASE WHEN available_from <= ?2 THEN remaining ELSE 0 END), 0) AS BIGINT) AS usable, \
         CAST(COALESCE(SUM(CASE WHEN available_from > ?2 THEN remaining ELSE 0 END), 0) AS BIGINT) AS pending \
         FROM open_point_lot WHERE member_id = ?1 AND (expires_at IS NULL OR expires_at >= ?2)",
        params![member, tx.now()],
        |row| {
            Ok(PointBalance {
                usable: row.get("usable")?,
                pending: row.get("pending")?,
            })
        },
    )?;
    Ok(sums.unwrap_or_default())
}

/// The next points of a member to expire, when that is until `soon`: how many together, and when.
pub fn points_expiring(
    tx: &mut Tx<'_>,
    member: MemberId,
    soon: Millis,
) -> Result<Option<(Points, Millis)>, StoreError> {
    tx.one(
        "SELECT expires_at, CAST(SUM(remaining) AS BIGINT) AS remaining FROM open_point_lot \
         WHERE member_id = ?1 AND expires_at > ?2 AND expires_at <= ?3 GROUP BY expires_at ORDER BY expires_at LIMIT 1",
        params![member, tx.now(), soon],
        |row| Ok((row.get("remaining")?, row.get("expires_at")?)),
    )
}

/// Takes planned amounts out of lots and off the member's accounts. The other side is the caller's.
pub(crate) fn draw_money(tx: &mut Tx<'_>, draft: &mut Draft, draws: &[MoneyDraw]) -> Result<(), StoreError> {
    for draw in draws {
        let amounts = params![draw.lot, draw.principal, draw.bonus];
        if tx.exec(DRAW_SOME, amounts)? == 0 {
            tx.exec(DRAW_LAST, amounts)?;
        }
        draw_lines(draft, draw)?;
    }
    Ok(())
}

/// The same from lots that were read since the wallet was locked: what each draw leaves in its lot is known, so nothing is
/// waited for.
pub(crate) fn draw_money_of(
    tx: &mut Tx<'_>,
    draft: &mut Draft,
    lots: &[MoneyLot],
    draws: &[MoneyDraw],
) -> Result<(), StoreError> {
    for draw in draws {
        let leaves_some = lots.iter().any(|lot| lot.id == draw.lot && leaves_some(lot, draw));
        let text = if leaves_some { DRAW } else { DRAW_LAST };
        tx.later(text, params![draw.lot, draw.principal, draw.bonus])?;
        draw_lines(draft, draw)?;
    }
    Ok(())
}

/// Whether a draw leaves its lot where it is in every index: among those with something, and those with bonus.
fn leaves_some(lot: &MoneyLot, draw: &MoneyDraw) -> bool {
    let principal = lot.principal_left.get().saturating_sub(draw.principal.get());
    let bonus = lot.bonus_left.get().saturating_sub(draw.bonus.get());
    bonus > 0 || (principal > 0 && draw.bonus.is_zero())
}

/// Naming a flag would touch its indexes; most draws leave something and change none.
const DRAW: &str =
    "UPDATE money_lot SET principal_left = principal_left - ?2, bonus_left = bonus_left - ?3 WHERE id = ?1";

/// A draw of that kind, where nobody has looked.
const DRAW_SOME: &str = "UPDATE money_lot SET principal_left = principal_left - ?2, bonus_left = bonus_left - ?3 \
    WHERE id = ?1 AND principal_left + bonus_left > ?2 + ?3 AND (bonus_left > ?3 OR ?3 = 0)";

/// A draw that leaves nothing, or no bonus.
const DRAW_LAST: &str = "UPDATE money_lot SET principal_left = principal_left - ?2, bonus_left = bonus_left - ?3, \
    emptied = CASE WHEN principal_left + bonus_left = ?2 + ?3 THEN 1 ELSE 0 END, \
    bonus_emptied = CASE WHEN bonus_left = ?3 THEN 1 ELSE 0 END WHERE id = ?1";

fn draw_lines(draft: &mut Draft, draw: &MoneyDraw) -> Result<(), StoreError> {
    draft.money(Account::Principal, draw.lot, minus(draw.principal)?)?;
    draft.money(Account::Bonus, draw.lot, minus(draw.bonus)?)
}

/// Takes planned points out of lots and off the member's account.
pub(crate) fn draw_points(tx: &mut Tx<'_>, draft: &mut Draft, draws: &[PointDraw]) -> Result<(), StoreError> {
    let member = draft.wallet().member;
    for draw in draws {
        let amount = params![member, draw.lot, draw.points];
        let left_some = tx.exec(
            "UPDATE open_point_lot SET remaining = remaining - ?3 WHERE member_id = ?1 AND lot_id = ?2 AND remaining > ?3",
            amount,
        )?;
        if left_some == 0 {
            let emptied = tx.exec(
                "DELETE FROM open_point_lot WHERE member_id = ?1 AND lot_id = ?2 AND remaining = ?3",
                amount,
            )?;
            if emptied == 0 {
                return Err(StoreError::Internal(format!(
                    "{} points are not in lot {} of member {member}",
                    draw.points, draw.lot
                )));
            }
        }
        draft.points(Account::Points, Some(draw.lot.into()), minus_points(draw.points)?)?;
    }
    Ok(())
}
