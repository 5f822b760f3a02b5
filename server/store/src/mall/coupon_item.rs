//! A coupon in the mall: an item that gives one instead of goods.

use huika_domain::{CouponKindId, ItemId, OperatorId, Points};
use serde::{Deserialize, Serialize};

use crate::{
    StoreError, Tx,
    coupon::{CouponError, coupon_kind},
    db::{idempotency, number},
    params,
    staff::{Act, ActKind, Matter, Role, may},
};

/// Somebody puts a coupon into the mall.
#[derive(Debug, Clone, Serialize)]
pub struct OfferCoupon {
    /// Who.
    pub operator: OperatorId,
    /// Of which kind.
    pub kind: CouponKindId,
    /// For how many points.
    pub points: Points,
    /// How many of them.
    pub stock: i64,
    /// How many a member may have; 0 for any number.
    pub member_limit: i64,
    /// The form's key.
    #[serde(skip)]
    pub key: String,
}

/// A coupon in the mall, as the office sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CouponItem {
    /// The item.
    pub item: ItemId,
    /// What it costs.
    pub points: Points,
    /// How many are left.
    pub stock: i64,
    /// How many a member may have; 0 for any number.
    pub member_limit: i64,
}

/// The most of one item.
const MOST: i64 = 1_000_000;
/// What stands in the place of a picture.
const PICTURE: &str = "voucher";

fn allowed(tx: &mut Tx<'_>, by: OperatorId) -> Result<(), CouponError> {
    if may(tx, by, Role::keeps_coupons, Matter::Shop)? {
        Ok(())
    } else {
        Err(CouponError::NotAllowed)
    }
}

/// Puts it there, in the place of what was there of this kind.
pub fn offer_coupon(tx: &mut Tx<'_>, offer: &OfferCoupon) -> Result<ItemId, CouponError> {
    let scope = format!("offer-coupon:{}", offer.operator);
    idempotency::answered_once(tx, &scope, &offer.key, offer, |tx| {
        allowed(tx, offer.operator)?;
        let kind = coupon_kind(tx, offer.kind)?.ok_or(CouponError::NoKind)?;
        if !kind.is_given(tx) {
            return Err(CouponError::KindEnded);
        }
        let in_range = (1..=MOST).contains(&offer.points.get())
            && (1..=MOST).contains(&offer.stock)
            && (0..=MOST).contains(&offer.member_limit);
        if !in_range {
            return Err(CouponError::Terms(huika_domain::ErrorCode::NotANumber.as_str()));
        }
        end_items(tx, offer.kind)?;
        let item = tx.insert(
            "INSERT INTO item (code, name, description, picture, points, stock, member_limit, position, coupon_kind_id) \
             SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, COALESCE(MAX(position), 0) + 1, ?8 FROM item",
            params![
                number::fresh(tx, 'I'),
                kind.terms.name,
                kind.terms.text,
                PICTURE,
                offer.points,
                offer.stock,
                offer.member_limit,
                offer.kind
            ],
            ItemId::new,
        )?;
        let detail = format!("{} · {} · {}", kind.terms.name, offer.points.get(), offer.stock);
        note(tx, offer.operator, &detail)?;
        Ok(item)
    })
}

/// Takes it out of the mall. Who has exchanged points for one keeps the coupon.
pub fn withdraw_coupon(tx: &mut Tx<'_>, by: OperatorId, kind: CouponKindId) -> Result<(), CouponError> {
    allowed(tx, by)?;
    let name = coupon_kind(tx, kind)?.ok_or(CouponError::NoKind)?.terms.name;
    if end_items(tx, kind)? == 0 {
        return Err(CouponError::Same);
    }
    Ok(note(tx, by, &name)?)
}

/// What of a kind is in the mall.
pub fn coupon_item(tx: &mut Tx<'_>, kind: CouponKindId) -> Result<Option<CouponItem>, StoreError> {
    tx.one(
        "SELECT id, points, stock, member_limit FROM item WHERE coupon_kind_id = ?1 AND ended_at IS NULL ORDER BY id DESC LIMIT 1",
        params![kind],
        |row| {
            Ok(CouponItem {
                item: row.get("id")?,
                points: row.get("points")?,
                stock: row.get("stock")?,
                member_limit: row.get("member_limit")?,
            })
        },
    )
}

fn end_items(tx: &mut Tx<'_>, kind: CouponKindId) -> Result<u64, StoreError> {
    tx.exec(
        "UPDATE item SET ended_at = ?2 WHERE coupon_kind_id = ?1 AND ended_at IS NULL",
        params![kind, tx.now()],
    )
}

fn note(tx: &mut Tx<'_>, by: OperatorId, detail: &str) -> Result<(), StoreError> {
    Act {
        detail,
        ..Act::new(by, ActKind::CouponForPoints)
    }
    .keep(tx)
}
