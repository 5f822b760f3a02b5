//! What the proof looks at in accounts that became one.

use super::Proof;
use crate::{StoreError, Tx, params};

/// What left one account arrived on the other one, and nothing is left on an account that was merged.
pub(super) fn fit(tx: &mut Tx<'_>, proof: &mut Proof) -> Result<(), StoreError> {
    sides_add_up(tx, proof)?;
    nothing_is_left(tx, proof)
}

fn sides_add_up(tx: &mut Tx<'_>, proof: &mut Proof) -> Result<(), StoreError> {
    tx.each(
        "SELECT number, commodity, CAST(SUM(amount) AS BIGINT) AS total FROM \
         (SELECT g.number, p.commodity, p.amount FROM member_merge g JOIN posting p ON p.entry_id = g.out_entry_id \
         WHERE g.state = 'done' AND p.member_id IS NULL \
         UNION ALL SELECT g.number, p.commodity, p.amount FROM member_merge g JOIN posting p ON p.entry_id = g.in_entry_id \
         WHERE g.state = 'done' AND p.member_id IS NULL) sides GROUP BY number, commodity HAVING SUM(amount) <> 0 ORDER BY number, commodity",
        params![],
        |row| {
            let at = format!(
                "merge {}, commodity {}",
                row.get::<String>("number")?,
                row.get::<i64>("commodity")?
            );
            proof.note("merge-not-zero", at, 0, row.get::<i64>("total")?);
            Ok(())
        },
    )
}

fn nothing_is_left(tx: &mut Tx<'_>, proof: &mut Proof) -> Result<(), StoreError> {
    tx.each(
        "SELECT m.id FROM member m JOIN wallet w ON w.member_id = m.id WHERE m.merged_into IS NOT NULL AND (w.principal_fen <> 0 \
         OR w.bonus_fen <> 0 OR w.points <> 0 OR w.shortfall <> 0 OR w.held_principal_fen <> 0 OR w.held_bonus_fen <> 0 \
         OR w.held_points <> 0) ORDER BY m.id",
        params![],
        |row| {
            let at = format!("wallet of member {}", row.get::<i64>("id")?);
            proof.note("merged-not-empty", at, "nothing", "a balance");
            Ok(())
        },
    )
}
