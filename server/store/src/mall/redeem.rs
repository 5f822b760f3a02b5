//! Redeeming: stock, points and order change in one transaction.

use huika_domain::{
    CardStatus, CouponCause, CouponId, CouponKindId, EntryId, ErrorCode, Fen, ItemId, MemberId, PickUpCode,
    PointShortage, Points, RedemptionId, plan_points,
};
use serde::{Deserialize, Serialize};

use super::{Item, OrderStatus};
use crate::{
    StoreError, Tx,
    coupon::{Cause, CouponError, coupon_kind, give_coupon},
    db::{
        idempotency::{self, KeyReused, Seen},
        number,
    },
    ledger::{Account, Draft, EntryKind, Explanation, Header, Wallet, draw_points, point_lots},
    member::{Shown, store_of_phone},
    params,
};

/// A member wants an item.
#[derive(Debug, Clone, Serialize)]
pub struct Redeem {
    /// Who.
    pub member: MemberId,
    /// What.
    pub item: ItemId,
    /// What the member has shown.
    #[serde(skip)]
    pub shown: Shown,
    /// The form's key.
    #[serde(skip)]
    pub key: String,
}

/// An order in the mall.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redeemed {
    /// The order.
    pub redemption: RedemptionId,
    /// Its number.
    pub number: String,
    /// Its entry in the books.
    pub entry: EntryId,
    /// Points afterwards.
    pub points: Points,
}

/// Why nothing was redeemed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum RedeemError {
    /// There is no such item on offer.
    #[error("this item is not on offer")]
    NoItem,
    /// None is left.
    #[error("none is left")]
    SoldOut,
    /// The member has had as many as one may have.
    #[error("at most {limit} a member")]
    Limit {
        /// How many one may have.
        limit: i64,
    },
    /// Not enough points that can be used now.
    #[error(transparent)]
    Short(#[from] PointShortage),
    /// More than may leave the card today by the session alone, and no more was shown.
    #[error("above the member's limit, of which {} is left", .left.yuan())]
    AboveLimit {
        /// What is left of it.
        left: Fen,
    },
    /// The card is frozen, lost or closed.
    #[error("the card is not in use")]
    NotActive,
    /// The key belongs to another request.
    #[error(transparent)]
    KeyReused(#[from] KeyReused),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Takes one from the stock, the points from their lots, and writes the order.
pub fn redeem(tx: &mut Tx<'_>, request: &Redeem) -> Result<Redeemed, RedeemError> {
    let scope = format!("redeem:{}", request.member);
    let item = super::item(tx, request.item)?;
    // Thousands may ask for what is gone: they are told so without a lock, and without waiting for each other's.
    if item.as_ref().is_some_and(|item| item.stock == 0)
        && let Seen::New = idempotency::seen::<Redeemed>(tx, &scope, &request.key, request)?
    {
        return Err(RedeemError::SoldOut);
    }
    let wallet = Wallet::lock(tx, request.member)?.ok_or(RedeemError::NotActive)?;
    idempotency::answered_once(tx, &scope, &request.key, request, |tx| {
        let (status, limit) = tx
            .one(
                "SELECT status, no_pin_limit_fen FROM member WHERE id = ?1",
                params![request.member],
                |row| Ok((row.get::<CardStatus>("status")?, row.get::<Fen>("no_pin_limit_fen")?)),
            )?
            .ok_or(RedeemError::NotActive)?;
        if !status.is_active() {
            return Err(RedeemError::NotActive);
        }
        let item = item.ok_or(RedeemError::NoItem)?;
        let left = wallet.no_pin_left(tx, limit);
        let redeemed = post(tx, request, item, wallet, left)?;
        Ok(redeemed)
    })
}

fn post(
    tx: &mut Tx<'_>,
    request: &Redeem,
    item: Item,
    wallet: Wallet,
    left_today: Fen,
) -> Result<Redeemed, RedeemError> {
    if item.member_limit > 0 {
        let had: i64 = tx.value(
            "SELECT COUNT(*) FROM redemption WHERE member_id = ?1 AND item_id = ?2 AND status <> 'cancelled'",
            params![request.member, request.item],
        )?;
        if had >= item.member_limit {
            return Err(RedeemError::Limit {
                limit: item.member_limit,
            });
        }
    }
    let now = tx.now();
    let lots = point_lots(tx, request.member)?;
    let draws = plan_points(&lots, item.points, now)?;
    let unproved = unproved(tx, &request.shown, item.points, left_today)?;
    take_one(tx, request.item)?;
    let mut draft = Draft::new(wallet);
    draw_points(tx, &mut draft, &draws)?;
    draft.count_no_pin(tx.today(), unproved);
    draft.shop_points(Account::PointsCost, "mall", item.points);
    let number = number::fresh(tx, 'R');
    let explanation = Explanation::Redemption {
        number: number.clone(),
        item: item.name,
    };
    let code = PickUpCode::from_random(tx.context().rng.below(100_000_000));
    let store = store_of_phone(tx, request.member)?;
    let header = Header {
        kind: EntryKind::Redemption,
        reference: &format!("redemption:{number}"),
        store,
        operator: None,
        reverses: None,
        explanation: &explanation,
    };
    let posted = draft.post(tx, &header)?;
    let coupon = match item.coupon {
        Some(kind) => Some(give(tx, kind, request.member, &number)?),
        None => None,
    };
    // A coupon is in the wallet at once: there is nothing to collect, and nothing to cancel.
    let (status, collected) = match coupon {
        Some(_) => (OrderStatus::Collected, Some(now)),
        None => (OrderStatus::Ready, None),
    };
    let redemption = tx.insert(
        "INSERT INTO redemption (number, member_id, item_id, entry_id, points, status, at, collected_at, coupon_id, code) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
            number,
            request.member,
            request.item,
            posted.entry,
            item.points,
            status,
            now,
            collected,
            coupon,
            if coupon.is_some() { "" } else { code.as_str() },
        ],
        RedemptionId::new,
    )?;
    Ok(Redeemed {
        redemption,
        number,
        entry: posted.entry,
        points: posted.wallet.points,
    })
}

/// The coupon for the points, once for the order.
fn give(tx: &mut Tx<'_>, kind: CouponKindId, member: MemberId, order: &str) -> Result<CouponId, RedeemError> {
    let occasion = format!("redemption:{order}");
    let cause = Cause {
        occasion: &occasion,
        ..Cause::of(CouponCause::Points)
    };
    match give_coupon(tx, kind, member, &cause) {
        Ok(Some(coupon)) => Ok(coupon),
        Err(CouponError::Store(error)) => Err(error.into()),
        Err(CouponError::AllIssued) => Err(RedeemError::SoldOut),
        Err(CouponError::MemberHas) => {
            let most = coupon_kind(tx, kind)?.and_then(|kind| kind.terms.member_most);
            Err(RedeemError::Limit {
                limit: most.map_or(1, i64::from),
            })
        }
        // Its kind ended, or its last day is over, since the page was drawn.
        Ok(None) | Err(_) => Err(RedeemError::NoItem),
    }
}

/// What of the points' worth counts against the daily limit: nothing when the member has shown who they are, otherwise all of it,
/// as long as there is room.
fn unproved(tx: &Tx<'_>, shown: &Shown, points: Points, left: Fen) -> Result<Fen, RedeemError> {
    if shown.lets_spend() {
        return Ok(Fen::ZERO);
    }
    let worth = tx.rules().deduction.worth_of(points);
    if worth <= left {
        Ok(worth)
    } else {
        Err(RedeemError::AboveLimit { left })
    }
}

/// The last piece goes to exactly one: the row is locked while the stock is looked at and lowered.
fn take_one(tx: &mut Tx<'_>, item: ItemId) -> Result<(), RedeemError> {
    let taken = tx.exec(
        "UPDATE item SET stock = stock - 1 WHERE id = ?1 AND stock > 0",
        params![item],
    )?;
    if taken == 1 { Ok(()) } else { Err(RedeemError::SoldOut) }
}

impl RedeemError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoItem => ErrorCode::NoItem.as_str(),
            Self::SoldOut => ErrorCode::SoldOut.as_str(),
            Self::Limit { .. } => ErrorCode::LimitReached.as_str(),
            Self::Short(_) => ErrorCode::ShortOfPoints.as_str(),
            Self::AboveLimit { .. } => ErrorCode::AboveLimit.as_str(),
            Self::NotActive => ErrorCode::NotActive.as_str(),
            Self::KeyReused(_) => ErrorCode::KeyReused.as_str(),
            Self::Store(error) => error.code(),
        }
    }
}
