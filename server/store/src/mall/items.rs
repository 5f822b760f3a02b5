//! What points can be exchanged for.

use huika_domain::{CouponKindId, ItemId, Points};

use crate::{Row, StoreError, Tx, params};

/// An item of the mall.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Which.
    pub id: ItemId,
    /// What it is called.
    pub name: String,
    /// What it is.
    pub description: String,
    /// The name of its picture.
    pub picture: String,
    /// What it costs.
    pub points: Points,
    /// How many are left.
    pub stock: i64,
    /// How many a member may have; 0 for any number.
    pub member_limit: i64,
    /// The coupon that it is; none for what is collected at the counter.
    pub coupon: Option<CouponKindId>,
}

/// The items on offer, a page of 24 from `page` 0.
pub fn items(tx: &mut Tx<'_>, page: i64) -> Result<Vec<Item>, StoreError> {
    tx.all(
        "SELECT id, name, description, picture, points, stock, member_limit, coupon_kind_id FROM item WHERE ended_at IS NULL \
         ORDER BY position, id LIMIT 24 OFFSET ?1",
        params![page.clamp(0, 1000) * 24],
        decode,
    )
}

/// One item on offer.
pub fn item(tx: &mut Tx<'_>, id: ItemId) -> Result<Option<Item>, StoreError> {
    tx.one(
        "SELECT id, name, description, picture, points, stock, member_limit, coupon_kind_id FROM item WHERE id = ?1 AND ended_at IS NULL",
        params![id],
        decode,
    )
}

fn decode(row: &Row<'_>) -> Result<Item, StoreError> {
    Ok(Item {
        id: row.get("id")?,
        name: row.get("name")?,
        description: row.get("description")?,
        picture: row.get("picture")?,
        points: row.get("points")?,
        stock: row.get("stock")?,
        member_limit: row.get("member_limit")?,
        coupon: row.get("coupon_kind_id")?,
    })
}
