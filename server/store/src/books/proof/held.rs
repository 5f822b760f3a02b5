//! What the proof looks at in amounts that are set aside.

use super::Proof;
use crate::{StoreError, Tx, params};

/// What lies on the held accounts is what open holds put there, lot by lot; and of a top-up that waits for a person nothing can be spent.
pub(super) fn fit(tx: &mut Tx<'_>, proof: &mut Proof) -> Result<(), StoreError> {
    are_open_holds(tx, proof)?;
    cases_and_holds_agree(tx, proof)?;
    nothing_is_spendable(tx, proof)
}

fn are_open_holds(tx: &mut Tx<'_>, proof: &mut Proof) -> Result<(), StoreError> {
    tx.each(
        "SELECT account, lot_id, CAST(SUM(posted) AS BIGINT) AS posted_sum, CAST(SUM(held) AS BIGINT) AS held_sum FROM \
         (SELECT account, lot_id, amount AS posted, 0 AS held FROM posting WHERE account IN (5, 6, 7) \
         UNION ALL SELECT p.account, p.lot_id, 0, p.amount FROM hold h JOIN posting p ON p.entry_id = h.entry_id \
         WHERE h.status = 'open' AND p.account IN (5, 6, 7)) both_sides \
         GROUP BY account, lot_id HAVING SUM(posted) <> SUM(held) ORDER BY account, lot_id",
        params![],
        |row| {
            let lot: Option<i64> = row.get("lot_id")?;
            let at = format!(
                "account {}, lot {}",
                row.get::<i64>("account")?,
                lot.unwrap_or_default()
            );
            proof.note(
                "held-not-holds",
                at,
                row.get::<i64>("held_sum")?,
                row.get::<i64>("posted_sum")?,
            );
            Ok(())
        },
    )
}

/// A hold for a person's decision is open as long as nobody decided, and closed as it was decided.
fn cases_and_holds_agree(tx: &mut Tx<'_>, proof: &mut Proof) -> Result<(), StoreError> {
    tx.each(
        "SELECT h.number, h.status, c.decision FROM hold h LEFT JOIN held_top_up c ON c.id = h.held_top_up_id \
         WHERE h.held_top_up_id IS NOT NULL AND (c.id IS NULL OR (c.decided_at IS NULL) <> (h.status = 'open')) ORDER BY h.id",
        params![],
        |row| {
            let decision: Option<String> = row.get("decision")?;
            let expected = match decision.as_deref() {
                None => "a held top-up",
                Some("") => "open",
                Some(_) => "closed",
            };
            let at = format!("hold {}", row.get::<String>("number")?);
            proof.note("hold-not-decided-so", at, expected, row.get::<String>("status")?);
            Ok(())
        },
    )
}

fn nothing_is_spendable(tx: &mut Tx<'_>, proof: &mut Proof) -> Result<(), StoreError> {
    tx.each(
        "SELECT l.id, l.principal_left + l.bonus_left AS left_in_lot FROM held_top_up c JOIN top_up t ON t.id = c.top_up_id \
         JOIN money_lot l ON l.entry_id = t.entry_id WHERE c.decided_at IS NULL AND l.principal_left + l.bonus_left <> 0 ORDER BY l.id",
        params![],
        |row| {
            let at = format!("money_lot {} of a held top-up", row.get::<i64>("id")?);
            proof.note("held-lot-spendable", at, 0, row.get::<i64>("left_in_lot")?);
            Ok(())
        },
    )
}
