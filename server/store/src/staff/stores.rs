//! The stores of the shop, and those that an operator sees.

use crate::{
    StoreError, Tx, params,
    staff::{
        post_days::{bring_posts_up_to_date, posts_out_of_date},
        sight::{sees_chain, sees_store},
    },
};
use huika_domain::{BusinessDay, OperatorId, RegionId, StoreId};

/// The stores that an operator sees: their own, those of their region, or all.
pub fn stores_of(tx: &mut Tx<'_>, operator: OperatorId) -> Result<Vec<(StoreId, String)>, StoreError> {
    tx.all(
        concat!(
            "SELECT s.id, s.name FROM store s WHERE ",
            sees_store!("?1", "s.id"),
            " ORDER BY s.id LIMIT 500"
        ),
        params![operator],
        |row| Ok((row.get("id")?, row.get("name")?)),
    )
}

/// The regions that an operator sees: those that they lead, or all. None that has ended.
pub fn regions_of(tx: &mut Tx<'_>, operator: OperatorId) -> Result<Vec<(RegionId, String)>, StoreError> {
    tx.all(
        concat!(
            "SELECT r.id, r.name FROM region r WHERE r.ended_at IS NULL AND (",
            sees_chain!("?1"),
            " OR r.id IN (SELECT l.region_id FROM operator_region l WHERE l.operator_id = ?1)) ORDER BY r.name LIMIT 500"
        ),
        params![operator],
        |row| Ok((row.get("id")?, row.get("name")?)),
    )
}

/// The shop's stores, by number.
pub fn stores(tx: &mut Tx<'_>) -> Result<Vec<(StoreId, String)>, StoreError> {
    tx.all("SELECT id, name FROM store ORDER BY id LIMIT 500", params![], |row| {
        Ok((row.get("id")?, row.get("name")?))
    })
}

/// The stores that are not closed, by number: those to which somebody can be assigned.
pub fn open_stores(tx: &mut Tx<'_>) -> Result<Vec<(StoreId, String)>, StoreError> {
    tx.all(
        "SELECT id, name FROM store WHERE closed_at IS NULL ORDER BY id LIMIT 500",
        params![],
        |row| Ok((row.get("id")?, row.get("name")?)),
    )
}

/// Stores that a region's operators lead on this day.
macro_rules! led_on {
    () => {
        "operator_region l JOIN store_region t ON t.region_id = l.region_id \
         WHERE t.from_day <= ?1 AND (t.until_day IS NULL OR t.until_day > ?1)"
    };
}

/// Whether the stores that operators see are those of their regions on this day, and the posts in force those of this day. A store may be in
/// another region from a day on, and then nobody does anything when that day begins.
pub fn sees_as_led(tx: &mut Tx<'_>, today: BusinessDay) -> Result<bool, StoreError> {
    let day = i64::from(today.get());
    let missing: i64 = tx.value(
        concat!(
            "SELECT COUNT(*) FROM ",
            led_on!(),
            " AND NOT EXISTS (SELECT 1 FROM operator_store x WHERE x.operator_id = l.operator_id AND x.store_id = t.store_id)"
        ),
        params![day],
    )?;
    let over: i64 = tx.value(
        concat!(
            "SELECT COUNT(*) FROM operator_store x WHERE x.region_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ",
            led_on!(),
            " AND l.operator_id = x.operator_id AND t.store_id = x.store_id)"
        ),
        params![day],
    )?;
    Ok(missing + over + posts_out_of_date(tx, today)? == 0)
}

/// Lets every operator of a region see its stores of this day, and no others but those that were assigned by themselves; and lets posts begin
/// and end with the day.
pub fn see_as_led(tx: &mut Tx<'_>, today: BusinessDay) -> Result<(), StoreError> {
    let day = i64::from(today.get());
    tx.exec(
        concat!(
            "DELETE FROM operator_store WHERE region_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ",
            led_on!(),
            " AND l.operator_id = operator_store.operator_id AND t.store_id = operator_store.store_id)"
        ),
        params![day],
    )?;
    tx.exec(
        concat!(
            "INSERT INTO operator_store (operator_id, store_id, region_id) SELECT l.operator_id, t.store_id, t.region_id FROM ",
            led_on!(),
            " ON CONFLICT (operator_id, store_id) DO NOTHING"
        ),
        params![day],
    )?;
    bring_posts_up_to_date(tx, today)
}
