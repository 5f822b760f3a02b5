//! Lots, as rows.

use huika_domain::{MemberId, MoneyDraw, MoneyLot, PointDraw, PointLot, SpendOrder};

use crate::{
    Row, StoreError, Tx,
    ledger::{Account, Draft},
    params,
};

/// The member's lots that still hold something, oldest first.
pub fn money_lots(tx: &mut Tx<'_>, member: MemberId) -> Result<Vec<MoneyLot>, StoreError> {
    tx.all(
        "SELECT id, principal_granted, bonus_granted, principal_left, bonus_left, spend_order, bonus_expires_at, created_at \
         FROM money_lot WHERE member_id = ?1 AND emptied = 0 ORDER BY id",
        params![member],
        money_lot,
    )
}

fn money_lot(row: &Row<'_>) -> Result<MoneyLot, StoreError> {
    Ok(MoneyLot {
        id: row.get(0)?,
        principal_granted: row.get(1)?,
        bonus_granted: row.get(2)?,
        principal_left: row.get(3)?,
        bonus_left: row.get(4)?,
        order: SpendOrder::parse(&row.get::<String>(5)?).map_err(|e| StoreError::Decode(e.to_string()))?,
        bonus_expires_at: row.get(6)?,
        created_at: row.get(7)?,
    })
}

/// The member's lots of points that still hold some, oldest first.
pub fn point_lots(tx: &mut Tx<'_>, member: MemberId) -> Result<Vec<PointLot>, StoreError> {
    tx.all(
        "SELECT id, granted, remaining, available_from, expires_at, created_at FROM point_lot \
         WHERE member_id = ?1 AND emptied = 0 ORDER BY id",
        params![member],
        |row| {
            Ok(PointLot {
                id: row.get(0)?,
                granted: row.get(1)?,
                remaining: row.get(2)?,
                available_from: row.get(3)?,
                expires_at: row.get(4)?,
                created_at: row.get(5)?,
            })
        },
    )
}

/// Takes planned amounts out of lots and off the member's accounts. The other side is the caller's.
pub(crate) fn draw_money(tx: &mut Tx<'_>, draft: &mut Draft, draws: &[MoneyDraw]) -> Result<(), StoreError> {
    for draw in draws {
        let amounts = params![draw.lot, draw.principal, draw.bonus];
        // Naming a flag would touch its indexes; most draws leave something and change none.
        let left_some = tx.exec(
            "UPDATE money_lot SET principal_left = principal_left - ?2, bonus_left = bonus_left - ?3 \
             WHERE id = ?1 AND principal_left + bonus_left > ?2 + ?3 AND (bonus_left > ?3 OR ?3 = 0)",
            amounts,
        )?;
        if left_some == 0 {
            tx.exec(
                "UPDATE money_lot SET principal_left = principal_left - ?2, bonus_left = bonus_left - ?3, \
                 emptied = CASE WHEN principal_left + bonus_left = ?2 + ?3 THEN 1 ELSE 0 END, \
                 bonus_emptied = CASE WHEN bonus_left = ?3 THEN 1 ELSE 0 END WHERE id = ?1",
                amounts,
            )?;
        }
        draft.money(Account::Principal, draw.lot, negative(draw.principal)?)?;
        draft.money(Account::Bonus, draw.lot, negative(draw.bonus)?)?;
    }
    Ok(())
}

/// Takes planned points out of lots and off the member's account.
pub(crate) fn draw_points(tx: &mut Tx<'_>, draft: &mut Draft, draws: &[PointDraw]) -> Result<(), StoreError> {
    for draw in draws {
        let amount = params![draw.lot, draw.points];
        let left_some = tx.exec(
            "UPDATE point_lot SET remaining = remaining - ?2 WHERE id = ?1 AND remaining > ?2",
            amount,
        )?;
        if left_some == 0 {
            tx.exec(
                "UPDATE point_lot SET remaining = remaining - ?2, emptied = 1 WHERE id = ?1 AND remaining = ?2",
                amount,
            )?;
        }
        let points = draw.points.checked_neg().ok_or_else(overflow)?;
        draft.points(Account::Points, Some(draw.lot.into()), points)?;
    }
    Ok(())
}

fn negative(amount: huika_domain::Fen) -> Result<huika_domain::Fen, StoreError> {
    amount.checked_neg().ok_or_else(overflow)
}

fn overflow() -> StoreError {
    StoreError::Internal("an amount would overflow".into())
}
