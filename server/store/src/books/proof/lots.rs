//! What the proof looks at in lots.

use super::Proof;
use crate::{StoreError, Tx, params};

/// One kind of amount that lots hold.
struct Kind {
    /// The table of what was granted, its column, and the account that it was posted to.
    lots: &'static str,
    granted: &'static str,
    account: i64,
    /// The table of what is left, the lot's number there, and the column.
    open: &'static str,
    lot_id: &'static str,
    left: &'static str,
    /// The wallet's column with the sum.
    balance: &'static str,
}

const KINDS: [Kind; 3] = [
    Kind {
        lots: "money_lot",
        granted: "principal_granted",
        account: 1,
        open: "money_lot",
        lot_id: "id",
        left: "principal_left",
        balance: "principal_fen",
    },
    Kind {
        lots: "money_lot",
        granted: "bonus_granted",
        account: 2,
        open: "money_lot",
        lot_id: "id",
        left: "bonus_left",
        balance: "bonus_fen",
    },
    Kind {
        lots: "point_lot",
        granted: "granted",
        account: 3,
        open: "open_point_lot",
        lot_id: "lot_id",
        left: "remaining",
        balance: "points",
    },
];

/// Every lot was granted by a posting and holds what all its postings left, never less than nothing and never more than was granted;
/// every balance is the sum of its lots.
pub(super) fn fit(tx: &mut Tx<'_>, proof: &mut Proof) -> Result<(), StoreError> {
    for kind in &KINDS {
        are_postings(tx, proof, kind)?;
        were_granted(tx, proof, kind)?;
        within_bounds(tx, proof, kind)?;
    }
    for table in ["money_lot", "point_lot"] {
        belong_to_their_member(tx, proof, table)?;
    }
    open_lots_are_lots(tx, proof)?;
    flags_are_amounts(tx, proof)?;
    for kind in &KINDS {
        are_balances(tx, proof, kind)?;
    }
    Ok(())
}

/// A lot that is gone is found by its postings.
fn are_postings(tx: &mut Tx<'_>, proof: &mut Proof, kind: &Kind) -> Result<(), StoreError> {
    let Kind {
        lots,
        open,
        lot_id,
        left,
        ..
    } = kind;
    let text = format!(
        "SELECT g.lot_id, g.posted, g.held, l.id FROM (SELECT lot_id, CAST(SUM(posted) AS BIGINT) AS posted, \
         CAST(SUM(held) AS BIGINT) AS held FROM (SELECT lot_id, amount AS posted, 0 AS held FROM posting WHERE account = ?1 \
         UNION ALL SELECT {lot_id}, 0, {left} FROM {open}) both_sides GROUP BY lot_id) g LEFT JOIN {lots} l ON l.id = g.lot_id \
         WHERE g.posted <> g.held OR l.id IS NULL ORDER BY g.lot_id"
    );
    tx.each(&text, params![kind.account], |row| {
        let lot = row.get::<Option<i64>>("lot_id")?.unwrap_or_default();
        if row.get::<Option<i64>>("id")?.is_none() {
            proof.note("posting-without-lot", format!("{lots} {lot}"), "a lot", "none");
        } else {
            let at = format!("{open} {lot}, {left}");
            proof.note(
                "lot-not-postings",
                at,
                row.get::<i64>("posted")?,
                row.get::<i64>("held")?,
            );
        }
        Ok(())
    })
}

fn were_granted(tx: &mut Tx<'_>, proof: &mut Proof, kind: &Kind) -> Result<(), StoreError> {
    let Kind { lots, granted, .. } = kind;
    let text = format!(
        "SELECT l.id, l.{granted} AS granted, CAST(COALESCE(SUM(p.amount), 0) AS BIGINT) AS posted FROM {lots} l LEFT JOIN posting p \
         ON p.entry_id = l.entry_id AND p.lot_id = l.id AND p.account = ?1 GROUP BY l.id, l.{granted} \
         HAVING l.{granted} <> COALESCE(SUM(p.amount), 0) ORDER BY l.id"
    );
    tx.each(&text, params![kind.account], |row| {
        let at = format!("{lots} {}, {granted}", row.get::<i64>("id")?);
        proof.note(
            "lot-not-granted",
            at,
            row.get::<i64>("posted")?,
            row.get::<i64>("granted")?,
        );
        Ok(())
    })
}

/// A lot is the member's whose entry made it, or of whom that account was merged into.
fn belong_to_their_member(tx: &mut Tx<'_>, proof: &mut Proof, table: &str) -> Result<(), StoreError> {
    let text = format!(
        "SELECT l.id, e.member_id AS entry_member, l.member_id AS lot_member FROM {table} l JOIN entry e ON e.id = l.entry_id \
         WHERE l.member_id <> e.member_id AND NOT EXISTS \
         (SELECT 1 FROM member m WHERE m.id = e.member_id AND m.merged_into = l.member_id) ORDER BY l.id"
    );
    tx.each(&text, params![], |row| {
        let at = format!("{table} {}, member_id", row.get::<i64>("id")?);
        proof.note(
            "lot-of-another-member",
            at,
            row.get::<i64>("entry_member")?,
            row.get::<i64>("lot_member")?,
        );
        Ok(())
    })
}

/// The database's own CHECK says so too; here in case somebody switched it off.
fn within_bounds(tx: &mut Tx<'_>, proof: &mut Proof, kind: &Kind) -> Result<(), StoreError> {
    let Kind {
        open,
        lot_id,
        left,
        granted,
        ..
    } = kind;
    let text = format!(
        "SELECT {lot_id} AS id, {left} AS left_in_lot, {granted} AS granted FROM {open} WHERE {left} < 0 OR {left} > {granted} ORDER BY {lot_id}"
    );
    tx.each(&text, params![], |row| {
        let at = format!("{open} {}, {left}", row.get::<i64>("id")?);
        let bounds = format!("0 to {}", row.get::<i64>("granted")?);
        proof.note("lot-out-of-bounds", at, bounds, row.get::<i64>("left_in_lot")?);
        Ok(())
    })
}

/// What an open lot of points repeats of its lot: with a wrong date points would expire early, or never.
fn open_lots_are_lots(tx: &mut Tx<'_>, proof: &mut Proof) -> Result<(), StoreError> {
    tx.each(
        "SELECT o.lot_id FROM open_point_lot o LEFT JOIN point_lot l ON l.id = o.lot_id WHERE l.id IS NULL \
         OR l.member_id <> o.member_id OR l.granted <> o.granted OR l.available_from <> o.available_from \
         OR COALESCE(l.expires_at, -1) <> COALESCE(o.expires_at, -1) OR l.created_at <> o.created_at ORDER BY o.lot_id",
        params![],
        |row| {
            let at = format!("open_point_lot {}", row.get::<i64>("lot_id")?);
            proof.note("open-lot-not-lot", at, "as its lot", "otherwise");
            Ok(())
        },
    )
}

/// Whether each flag says what its amounts say: a lot that is wrongly called empty would never be spent, nor expire.
fn flags_are_amounts(tx: &mut Tx<'_>, proof: &mut Proof) -> Result<(), StoreError> {
    for (flag, amount) in [
        ("emptied", "principal_left + bonus_left"),
        ("bonus_emptied", "bonus_left"),
    ] {
        let text = format!(
            "SELECT id, {flag} AS flag, {amount} AS left_in_lot FROM money_lot WHERE {flag} <> CASE WHEN {amount} = 0 THEN 1 ELSE 0 END ORDER BY id"
        );
        tx.each(&text, params![], |row| {
            let at = format!("money_lot {}, {flag}", row.get::<i64>("id")?);
            let left: i64 = row.get("left_in_lot")?;
            proof.note("lot-flag", at, i64::from(left == 0), row.get::<i64>("flag")?);
            Ok(())
        })?;
    }
    Ok(())
}

fn are_balances(tx: &mut Tx<'_>, proof: &mut Proof, kind: &Kind) -> Result<(), StoreError> {
    let Kind {
        open, left, balance, ..
    } = kind;
    let text = format!(
        "SELECT w.member_id, w.{balance} AS balance, CAST(COALESCE(l.total, 0) AS BIGINT) AS total FROM wallet w LEFT JOIN \
         (SELECT member_id, SUM({left}) AS total FROM {open} GROUP BY member_id) l ON l.member_id = w.member_id \
         WHERE w.{balance} <> COALESCE(l.total, 0) ORDER BY w.member_id"
    );
    tx.each(&text, params![], |row| {
        let at = format!("wallet of member {}, {balance}", row.get::<i64>("member_id")?);
        proof.note(
            "balance-not-lots",
            at,
            row.get::<i64>("total")?,
            row.get::<i64>("balance")?,
        );
        Ok(())
    })
}
