//! A member's orders in the mall.

use huika_domain::{EntryId, ItemId, MemberId, Millis, Points, RedemptionId};

use crate::{Row, StoreError, Tx, params};

/// An order, as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Which.
    pub id: RedemptionId,
    /// Its number, shown at the counter.
    pub number: String,
    /// What.
    pub item: ItemId,
    /// What it is called.
    pub item_name: String,
    /// The name of its picture.
    pub picture: String,
    /// What it cost.
    pub points: Points,
    /// `ready`, `collected` or `cancelled`.
    pub status: String,
    /// Since when.
    pub at: Millis,
    /// Its entry in the books.
    pub entry: EntryId,
}

/// The orders before `before`, newest first, twenty a page.
pub fn orders(tx: &mut Tx<'_>, member: MemberId, before: Option<RedemptionId>) -> Result<Vec<Order>, StoreError> {
    let before = before.map_or(i64::MAX, RedemptionId::get);
    tx.all(
        "SELECT r.id, r.number, r.item_id, i.name, i.picture, r.points, r.status, r.at, r.entry_id FROM redemption r \
         JOIN item i ON i.id = r.item_id WHERE r.member_id = ?1 AND r.id < ?2 ORDER BY r.id DESC LIMIT 20",
        params![member, before],
        decode,
    )
}

/// One of the member's own orders.
pub fn order(tx: &mut Tx<'_>, member: MemberId, number: &str) -> Result<Option<Order>, StoreError> {
    tx.one(
        "SELECT r.id, r.number, r.item_id, i.name, i.picture, r.points, r.status, r.at, r.entry_id FROM redemption r \
         JOIN item i ON i.id = r.item_id WHERE r.number = ?2 AND r.member_id = ?1",
        params![member, number],
        decode,
    )
}

fn decode(row: &Row<'_>) -> Result<Order, StoreError> {
    Ok(Order {
        id: row.get(0)?,
        number: row.get(1)?,
        item: row.get(2)?,
        item_name: row.get(3)?,
        picture: row.get(4)?,
        points: row.get(5)?,
        status: row.get(6)?,
        at: row.get(7)?,
        entry: row.get(8)?,
    })
}
