//! Posts for some days: in force when their first day begins, and over after their last one. Statements that decide row by row read what is in
//! force from rows that are brought up to date here, by a job that looks every minute and by whoever changes something.

use huika_domain::BusinessDay;

use crate::{StoreError, Tx, params};

/// Where posts that are in force reach on this day: their stores, and those of their regions.
macro_rules! due {
    () => {
        "SELECT p.id AS post_id, p.operator_id, c.store_id FROM operator_post p \
         JOIN operator_post_place c ON c.post_id = p.id WHERE p.in_force = 1 AND c.store_id IS NOT NULL \
         UNION SELECT p.id, p.operator_id, t.store_id FROM operator_post p JOIN operator_post_place c ON c.post_id = p.id \
         JOIN store_region t ON t.region_id = c.region_id WHERE p.in_force = 1 AND t.from_day <= ?1 \
         AND (t.until_day IS NULL OR t.until_day > ?1)"
    };
}

/// How much of it is not as it should be on this day.
pub(super) fn posts_out_of_date(tx: &mut Tx<'_>, today: BusinessDay) -> Result<i64, StoreError> {
    let day = i64::from(today.get());
    let states: i64 = tx.value(
        "SELECT COUNT(*) FROM operator_post WHERE ended_at IS NULL \
         AND (until_day <= ?1 OR (from_day <= ?1 AND in_force = 0))",
        params![day],
    )?;
    let missing: i64 = tx.value(
        concat!(
            "SELECT COUNT(*) FROM (",
            due!(),
            ") d WHERE NOT EXISTS (SELECT 1 FROM operator_post_store x WHERE x.post_id = d.post_id AND x.store_id = d.store_id)"
        ),
        params![day],
    )?;
    let over: i64 = tx.value(
        concat!(
            "SELECT COUNT(*) FROM operator_post_store x WHERE NOT EXISTS (SELECT 1 FROM (",
            due!(),
            ") d WHERE d.post_id = x.post_id AND d.store_id = x.store_id)"
        ),
        params![day],
    )?;
    Ok(states + missing + over)
}

/// Lets posts begin and end with this day. Whoever stands in a store where they have no post any more is signed out there.
pub(super) fn bring_posts_up_to_date(tx: &mut Tx<'_>, today: BusinessDay) -> Result<(), StoreError> {
    let (day, now) = (i64::from(today.get()), tx.now());
    tx.exec(
        "UPDATE operator_post SET ended_at = ?2, in_force = 0 WHERE ended_at IS NULL AND until_day <= ?1",
        params![day, now],
    )?;
    tx.exec(
        "UPDATE operator_post SET in_force = 1 WHERE ended_at IS NULL AND in_force = 0 AND from_day <= ?1",
        params![day],
    )?;
    let over = tx.all(
        concat!(
            "SELECT x.operator_id, x.store_id FROM operator_post_store x WHERE NOT EXISTS (SELECT 1 FROM (",
            due!(),
            ") d WHERE d.post_id = x.post_id AND d.store_id = x.store_id) LIMIT 10000"
        ),
        params![day],
        |row| Ok((row.get::<i64>("operator_id")?, row.get::<i64>("store_id")?)),
    )?;
    for (operator, store) in over {
        tx.exec(
            "UPDATE staff_session SET ended_at = ?3 WHERE operator_id = ?1 AND store_id = ?2 AND ended_at IS NULL",
            params![operator, store, now],
        )?;
    }
    tx.exec(
        concat!(
            "DELETE FROM operator_post_store WHERE NOT EXISTS (SELECT 1 FROM (",
            due!(),
            ") d WHERE d.post_id = operator_post_store.post_id AND d.store_id = operator_post_store.store_id)"
        ),
        params![day],
    )?;
    tx.exec(
        concat!(
            "INSERT INTO operator_post_store (post_id, operator_id, store_id) SELECT d.post_id, d.operator_id, d.store_id FROM (",
            due!(),
            ") d WHERE NOT EXISTS (SELECT 1 FROM operator_post_store x WHERE x.post_id = d.post_id AND x.store_id = d.store_id)"
        ),
        params![day],
    )?;
    Ok(())
}
