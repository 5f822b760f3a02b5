//! What the proof looks at in shifts, their slips, days that are closed, and orders that were handed out.

use super::Proof;
use crate::{StoreError, Tx, params};

/// Every closed shift has one slip, with what its entries add up to; each drawer goes on where the shift before left it; slips are numbered
/// without a gap; no entry stands on a day that was closed before it was posted; an order is undone where its points went back, and nowhere else.
pub(super) fn fit(tx: &mut Tx<'_>, proof: &mut Proof) -> Result<(), StoreError> {
    slips_are_entries(tx, proof)?;
    drawers_go_on(tx, proof)?;
    numbers_have_no_gap(tx, proof)?;
    days_stay_closed(tx, proof)?;
    orders_and_points_agree(tx, proof)
}

/// After the close the books have in the drawer what was counted, or what was expected where nobody counted.
fn slips_are_entries(tx: &mut Tx<'_>, proof: &mut Proof) -> Result<(), StoreError> {
    tx.each(
        "SELECT sh.id, z.number, CAST(COALESCE(z.counted_fen, z.expected_fen) AS BIGINT) AS left_there, \
         CAST(sh.carried_fen + COALESCE((SELECT -SUM(p.amount) FROM entry e JOIN posting p ON p.entry_id = e.id AND p.account = 12 \
         AND p.party = 'cash' WHERE e.shift_id = sh.id), 0) AS BIGINT) AS posted \
         FROM shift sh LEFT JOIN z_slip z ON z.shift_id = sh.id WHERE sh.closed_at IS NOT NULL ORDER BY sh.id",
        params![],
        |row| {
            let at = format!("shift {}", row.get::<i64>("id")?);
            let (number, posted): (Option<i64>, i64) = (row.get("number")?, row.get("posted")?);
            match (number, row.get::<Option<i64>>("left_there")?) {
                (Some(_), Some(left)) if left == posted => {}
                (Some(_), left) => proof.note("slip-not-entries", at, posted, left.unwrap_or_default()),
                (None, _) => proof.note("shift-without-slip", at, "a Z slip", "none"),
            }
            Ok(())
        },
    )?;
    tx.each(
        "SELECT z.shift_id FROM z_slip z JOIN shift sh ON sh.id = z.shift_id WHERE sh.closed_at IS NULL \
         OR sh.store_id <> z.store_id OR sh.till <> z.till ORDER BY z.id",
        params![],
        |row| {
            let at = format!("shift {}", row.get::<i64>("shift_id")?);
            proof.note("slip-of-no-close", at, "a closed shift of this till", "another one");
            Ok(())
        },
    )
}

fn drawers_go_on(tx: &mut Tx<'_>, proof: &mut Proof) -> Result<(), StoreError> {
    tx.each(
        "SELECT sh.id, sh.carried_fen, CAST(COALESCE(z.counted_fen, z.expected_fen) AS BIGINT) AS left_there FROM shift sh \
         JOIN z_slip z ON z.shift_id = sh.previous_id WHERE sh.carried_fen <> COALESCE(z.counted_fen, z.expected_fen) ORDER BY sh.id",
        params![],
        |row| {
            let at = format!("shift {}", row.get::<i64>("id")?);
            proof.note("drawer-carried", at, row.get::<i64>("left_there")?, row.get::<i64>("carried_fen")?);
            Ok(())
        },
    )
}

fn numbers_have_no_gap(tx: &mut Tx<'_>, proof: &mut Proof) -> Result<(), StoreError> {
    tx.each(
        "SELECT store_id, till, COUNT(*) AS slips, MAX(number) AS highest FROM z_slip GROUP BY store_id, till \
         HAVING COUNT(*) <> MAX(number) ORDER BY store_id, till",
        params![],
        |row| {
            let at = format!(
                "till {} of store {}",
                row.get::<String>("till")?,
                row.get::<i64>("store_id")?
            );
            proof.note("slip-numbers", at, row.get::<i64>("highest")?, row.get::<i64>("slips")?);
            Ok(())
        },
    )
}

/// What was outstanding when a day was closed is what its entries add up to still, so none came later and none is gone.
fn days_stay_closed(tx: &mut Tx<'_>, proof: &mut Proof) -> Result<(), StoreError> {
    tx.each(
        "SELECT d.store_id, d.business_day, d.principal_fen + d.bonus_fen + d.points AS frozen, \
         CAST((SELECT COALESCE(SUM(e.principal_change + e.bonus_change + e.points_change), 0) FROM entry e \
         WHERE e.store_id = d.store_id AND e.business_day <= d.business_day) AS BIGINT) AS posted FROM day_close d \
         WHERE NOT EXISTS (SELECT 1 FROM day_close n WHERE n.store_id = d.store_id AND n.business_day > d.business_day) \
         ORDER BY d.store_id",
        params![],
        |row| {
            let (frozen, posted): (i64, i64) = (row.get("frozen")?, row.get("posted")?);
            if frozen != posted {
                let at = format!("day {} of store {}", row.get::<i64>("business_day")?, row.get::<i64>("store_id")?);
                proof.note("closed-day-changed", at, frozen, posted);
            }
            Ok(())
        },
    )
}

fn orders_and_points_agree(tx: &mut Tx<'_>, proof: &mut Proof) -> Result<(), StoreError> {
    tx.each(
        "SELECT r.number, r.status, (SELECT COUNT(*) FROM entry e WHERE e.reverses_id = r.entry_id) AS undone FROM redemption r \
         WHERE (r.status = 'cancelled') <> EXISTS (SELECT 1 FROM entry e WHERE e.reverses_id = r.entry_id) \
         OR (r.status = 'collected' AND r.collected_at IS NULL) OR (r.status = 'ready' AND r.collected_at IS NOT NULL) ORDER BY r.id",
        params![],
        |row| {
            let at = format!("order {}", row.get::<String>("number")?);
            let undone = row.get::<i64>("undone")? > 0;
            let expected = if undone { "cancelled" } else { "ready, or collected at a time" };
            proof.note("order-not-entries", at, expected, row.get::<String>("status")?);
            Ok(())
        },
    )
}
