//! Sums of a day by store: made when the day is sealed, as its totals are, by statements that reports use for the days since then.

use crate::{
    Row, StoreError, Tx,
    books::Proof,
    ledger::{owed_by_day, sold_by_day},
    params,
};

const ADD_OWED: &str = concat!(
    "INSERT INTO liability_day (business_day, store_id, origin_store_id, kind, principal_fen, bonus_fen, points_up, points_down) ",
    owed_by_day!("d.business_day = ?1 AND d.id > ?2 AND d.id <= ?3"),
    " ON CONFLICT (business_day, store_id, origin_store_id, kind) DO UPDATE SET \
     principal_fen = liability_day.principal_fen + excluded.principal_fen, bonus_fen = liability_day.bonus_fen + excluded.bonus_fen, \
     points_up = liability_day.points_up + excluded.points_up, points_down = liability_day.points_down + excluded.points_down"
);

const ADD_SOLD: &str = concat!(
    "INSERT INTO store_day (business_day, store_id, entries, sales, due_fen, discount_fen, by_points_fen, returns, returned_fen, top_ups, \
     redemptions, money_in_fen, money_out_fen, fees_fen) ",
    sold_by_day!("d.business_day = ?1 AND d.id > ?2 AND d.id <= ?3"),
    " ON CONFLICT (business_day, store_id) DO UPDATE SET entries = store_day.entries + excluded.entries, \
     sales = store_day.sales + excluded.sales, due_fen = store_day.due_fen + excluded.due_fen, \
     discount_fen = store_day.discount_fen + excluded.discount_fen, by_points_fen = store_day.by_points_fen + excluded.by_points_fen, \
     returns = store_day.returns + excluded.returns, returned_fen = store_day.returned_fen + excluded.returned_fen, \
     top_ups = store_day.top_ups + excluded.top_ups, redemptions = store_day.redemptions + excluded.redemptions, \
     money_in_fen = store_day.money_in_fen + excluded.money_in_fen, money_out_fen = store_day.money_out_fen + excluded.money_out_fen, \
     fees_fen = store_day.fees_fen + excluded.fees_fen"
);

/// Adds what the entries after one number and up to another changed to the day's sums.
pub(super) fn add(tx: &mut Tx<'_>, day: i64, after: i64, last: i64) -> Result<(), StoreError> {
    tx.exec(ADD_OWED, params![day, after, last])?;
    tx.exec(ADD_SOLD, params![day, after, last])?;
    Ok(())
}

/// The sums that are kept less those that the entries make: what is not zero is wrong.
const OWED_OTHERWISE: &str = concat!(
    "SELECT x.store_id, x.origin_store_id, x.kind, CAST(SUM(x.principal_fen) AS BIGINT) AS principal, \
     CAST(SUM(x.bonus_fen) AS BIGINT) AS bonus, CAST(SUM(x.points_up) AS BIGINT) AS up, CAST(SUM(x.points_down) AS BIGINT) AS down FROM (\
     SELECT l.store_id, l.origin_store_id, l.kind, l.principal_fen, l.bonus_fen, l.points_up, l.points_down FROM liability_day l \
     WHERE l.business_day = ?1 UNION ALL SELECT y.store_id, y.origin_store_id, y.kind, -y.principal_fen, -y.bonus_fen, -y.points_up, \
     -y.points_down FROM (",
    owed_by_day!("d.business_day = ?1"),
    ") y) x GROUP BY x.store_id, x.origin_store_id, x.kind HAVING SUM(x.principal_fen) <> 0 OR SUM(x.bonus_fen) <> 0 \
     OR SUM(x.points_up) <> 0 OR SUM(x.points_down) <> 0 ORDER BY x.store_id, x.origin_store_id, x.kind"
);

/// The figures of a store's day, kept and made of the entries, one beside the other.
const SOLD_OTHERWISE: &str = concat!(
    "SELECT x.store_id, CAST(SUM(x.entries) AS BIGINT) AS entries, CAST(SUM(x.sales) AS BIGINT) AS sales, \
     CAST(SUM(x.due_fen) AS BIGINT) AS due, CAST(SUM(x.discount_fen) AS BIGINT) AS discount, \
     CAST(SUM(x.by_points_fen) AS BIGINT) AS by_points, CAST(SUM(x.returns) AS BIGINT) AS returns, \
     CAST(SUM(x.returned_fen) AS BIGINT) AS returned, CAST(SUM(x.top_ups) AS BIGINT) AS top_ups, \
     CAST(SUM(x.redemptions) AS BIGINT) AS redemptions, CAST(SUM(x.money_in_fen) AS BIGINT) AS money_in, \
     CAST(SUM(x.money_out_fen) AS BIGINT) AS money_out, CAST(SUM(x.fees_fen) AS BIGINT) AS fees FROM (\
     SELECT l.store_id, l.entries, l.sales, l.due_fen, l.discount_fen, l.by_points_fen, l.returns, l.returned_fen, l.top_ups, l.redemptions, \
     l.money_in_fen, l.money_out_fen, l.fees_fen FROM store_day l WHERE l.business_day = ?1 UNION ALL \
     SELECT y.store_id, -y.entries, -y.sales, -y.due_fen, -y.discount_fen, -y.by_points_fen, -y.returns, -y.returned_fen, -y.top_ups, \
     -y.redemptions, -y.money_in_fen, -y.money_out_fen, -y.fees_fen FROM (",
    sold_by_day!("d.business_day = ?1"),
    ") y) x GROUP BY x.store_id ORDER BY x.store_id"
);

/// Names each sum of a day that is not what its entries make.
pub(super) fn check(tx: &mut Tx<'_>, proof: &mut Proof, day: i64) -> Result<(), StoreError> {
    tx.each(OWED_OTHERWISE, params![day], |row| {
        let (store, origin, kind): (i64, i64, String) =
            (row.get("store_id")?, row.get("origin_store_id")?, row.get("kind")?);
        let at = format!("liability_day {day}, store {store} of lots of {origin}, {kind}");
        proof.note(
            "day-sum",
            at,
            "what its entries make",
            off(row, &["principal", "bonus", "up", "down"])?,
        );
        Ok(())
    })?;
    tx.each(SOLD_OTHERWISE, params![day], |row| {
        let found = off(row, &SOLD)?;
        if !found.is_empty() {
            let at = format!("store_day {day}, store {}", row.get::<i64>("store_id")?);
            proof.note("day-sum", at, "what its entries make", found);
        }
        Ok(())
    })
}

const SOLD: [&str; 12] = [
    "entries",
    "sales",
    "due",
    "discount",
    "by_points",
    "returns",
    "returned",
    "top_ups",
    "redemptions",
    "money_in",
    "money_out",
    "fees",
];

/// By how much the figures are off, those that are right left out.
fn off(row: &Row<'_>, figures: &[&str]) -> Result<String, StoreError> {
    let mut found = Vec::new();
    for figure in figures {
        let by: i64 = row.get(*figure)?;
        if by != 0 {
            found.push(format!("{figure} off by {by}"));
        }
    }
    Ok(found.join(", "))
}
