//! The tree as it was, is or will be on a day.

use huika_domain::{BusinessDay, Millis, OperatorId, RegionId, StoreId};

use crate::{StoreError, Tx, ledger::day_number, params, staff::sees_store};

/// A store in the tree of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreeStore {
    /// Which.
    pub id: StoreId,
    /// Its short name.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// Where it is.
    pub address: String,
    /// Its phone.
    pub phone: String,
    /// The region in which it is on that day, by name; empty for none.
    pub region: String,
    /// How many work in it.
    pub staff: i64,
    /// Since when it is closed.
    pub closed_at: Option<Millis>,
}

/// The region in which a store is on a day, with its name.
pub fn region_on(tx: &mut Tx<'_>, store: StoreId, day: BusinessDay) -> Result<Option<(RegionId, String)>, StoreError> {
    tx.one(
        "SELECT r.id, r.name FROM store_region t JOIN region r ON r.id = t.region_id \
         WHERE t.store_id = ?1 AND t.from_day <= ?2 AND (t.until_day IS NULL OR t.until_day > ?2)",
        params![store, day_number(day)],
        |row| Ok((row.get("id")?, row.get("name")?)),
    )
}

/// Stores on a page.
pub(crate) const STORES_ON: &str = concat!(
    "SELECT s.id, s.code, s.name, s.address, s.phone, s.closed_at, COALESCE(r.name, '') AS region, ",
    "(SELECT COUNT(*) FROM operator w WHERE w.store_id = s.id AND w.ended_at IS NULL) AS staff ",
    "FROM store s LEFT JOIN store_region t ON t.store_id = s.id AND t.from_day <= ?2 AND (t.until_day IS NULL OR t.until_day > ?2) ",
    "LEFT JOIN region r ON r.id = t.region_id WHERE ",
    sees_store!("?1", "s.id"),
    " AND (?3 = 0 OR r.id = ?3 OR (?3 = -1 AND r.id IS NULL)) AND s.id > ?4 ORDER BY s.id LIMIT ?5"
);

/// Which stores are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TreeQuery {
    /// On which day.
    pub day: BusinessDay,
    /// Those of one region, those of none, or all.
    pub of: TreeOf,
    /// Those after this one.
    pub after: Option<StoreId>,
    /// How many.
    pub limit: i64,
}

/// A part of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TreeOf {
    /// The chain.
    All,
    /// One region.
    Region(RegionId),
    /// What is in no region.
    NoRegion,
}

/// The stores that somebody sees, in the tree of a day, by number.
pub fn stores_on(tx: &mut Tx<'_>, viewer: OperatorId, query: &TreeQuery) -> Result<Vec<TreeStore>, StoreError> {
    let of = match query.of {
        TreeOf::All => 0,
        TreeOf::Region(region) => region.get(),
        TreeOf::NoRegion => -1,
    };
    tx.all(
        STORES_ON,
        params![
            viewer,
            day_number(query.day),
            of,
            query.after.map_or(0, StoreId::get),
            query.limit
        ],
        |row| {
            Ok(TreeStore {
                id: row.get("id")?,
                code: row.get("code")?,
                name: row.get("name")?,
                address: row.get("address")?,
                phone: row.get("phone")?,
                region: row.get("region")?,
                staff: row.get("staff")?,
                closed_at: row.get("closed_at")?,
            })
        },
    )
}
