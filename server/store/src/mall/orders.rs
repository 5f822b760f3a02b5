//! A member's orders in the mall.

use huika_domain::{CouponId, EntryId, ItemId, MemberId, Millis, PickUpCode, Points, RedemptionId};

use crate::{Row, StoreError, Tx, params};

huika_domain::text_enum! {
    /// How far an order in the mall is.
    pub enum OrderStatus {
        /// It waits at the counter.
        Ready = "ready",
        /// It was handed over.
        Collected = "collected",
        /// It was cancelled, and its points are back.
        Cancelled = "cancelled",
    }
}

crate::db::text_columns!(OrderStatus);

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
    /// How far it is.
    pub status: OrderStatus,
    /// Since when.
    pub at: Millis,
    /// Its entry in the books.
    pub entry: EntryId,
    /// The coupon that it gave.
    pub coupon: Option<CouponId>,
    /// By which it is handed out; none on what was handed out before there were codes.
    pub code: Option<PickUpCode>,
    /// When it was handed out.
    pub collected_at: Option<Millis>,
    /// In which store.
    pub collected_in: String,
}

/// The orders before `before`, newest first, twenty a page.
pub fn orders(tx: &mut Tx<'_>, member: MemberId, before: Option<RedemptionId>) -> Result<Vec<Order>, StoreError> {
    let before = before.map_or(i64::MAX, RedemptionId::get);
    tx.all(
        "SELECT r.id, r.number, r.item_id, i.name, i.picture, r.points, r.status, r.at, r.entry_id, r.coupon_id, r.code, r.collected_at, \
         COALESCE(s.name, '') AS collected_in FROM redemption r JOIN item i ON i.id = r.item_id \
         LEFT JOIN store s ON s.id = r.store_id WHERE r.member_id = ?1 AND r.id < ?2 ORDER BY r.id DESC LIMIT 20",
        params![member, before],
        decode,
    )
}

/// One of the member's own orders.
pub fn order(tx: &mut Tx<'_>, member: MemberId, number: &str) -> Result<Option<Order>, StoreError> {
    tx.one(
        "SELECT r.id, r.number, r.item_id, i.name, i.picture, r.points, r.status, r.at, r.entry_id, r.coupon_id, r.code, r.collected_at, \
         COALESCE(s.name, '') AS collected_in FROM redemption r JOIN item i ON i.id = r.item_id \
         LEFT JOIN store s ON s.id = r.store_id WHERE r.number = ?2 AND r.member_id = ?1",
        params![member, number],
        decode,
    )
}

fn decode(row: &Row<'_>) -> Result<Order, StoreError> {
    Ok(Order {
        id: row.get("id")?,
        number: row.get("number")?,
        item: row.get("item_id")?,
        item_name: row.get("name")?,
        picture: row.get("picture")?,
        points: row.get("points")?,
        status: row.get("status")?,
        at: row.get("at")?,
        entry: row.get("entry_id")?,
        coupon: row.get("coupon_id")?,
        code: PickUpCode::parse(&row.get::<String>("code")?).ok(),
        collected_at: row.get("collected_at")?,
        collected_in: row.get("collected_in")?,
    })
}
