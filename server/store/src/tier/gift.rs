//! What is given for a tier: once for each member and tier, however often they reach it.

use huika_domain::{CouponCause, CouponKindId, MemberId, Points, Tier};

use super::{cause::Cause, expiry::point_expiry};
use crate::{
    StoreError, Tx,
    coupon::{self, CouponError, give_coupon},
    ledger::{
        Account, Draft, EntryKind, Explanation, Header, NewPointLot, Posted, Wallet, amount::minus_points, day_number,
    },
    params,
};

/// Gives what a tier gives, unless it was given before, and answers the wallet as it is then.
pub(super) fn give(tx: &mut Tx<'_>, wallet: Wallet, tier: &Tier, cause: &Cause) -> Result<Wallet, StoreError> {
    let gift = tx.rules().tiers.gift_of(tier.rank);
    let (member, day) = (wallet.member, day_number(tx.today()));
    let is_first = tx.exec(
        "INSERT INTO tier_gift (member_id, rank, day, points) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (member_id, rank) DO NOTHING",
        params![member, i64::from(tier.rank), day, gift.points],
    )? == 1;
    // A tier that gave nothing when it was reached gives nothing later: it was reached once.
    if !is_first {
        return Ok(wallet);
    }
    let (mut wallet, mut entry) = (wallet, None);
    if let Some(kind) = gift.coupon
        && give_its_coupon(tx, member, CouponKindId::new(kind), (tier, cause))?
    {
        entry = Some(cause.entry);
    }
    if gift.points.is_positive() {
        let posted = post(tx, wallet, tier, gift.points, cause)?;
        (wallet, entry) = (posted.wallet, Some(posted.entry));
    }
    if entry.is_some() {
        tx.exec(
            "UPDATE tier_gift SET entry_id = ?3 WHERE member_id = ?1 AND rank = ?2",
            params![member, i64::from(tier.rank), entry],
        )?;
    }
    Ok(wallet)
}

/// Gives the coupon; answers whether there was one. A kind that the shop has ended meanwhile stands in no sale's way.
fn give_its_coupon(
    tx: &mut Tx<'_>,
    member: MemberId,
    kind: CouponKindId,
    (tier, cause): (&Tier, &Cause),
) -> Result<bool, StoreError> {
    let of_coupon = coupon::Cause {
        occasion: &format!("tier:{}", tier.rank),
        store: cause.store,
        ..coupon::Cause::of(CouponCause::Tier)
    };
    match give_coupon(tx, kind, member, &of_coupon) {
        Ok(given) => Ok(given.is_some()),
        Err(CouponError::Store(error)) => Err(error),
        Err(error) => {
            tracing::warn!(%member, %error, "the coupon of a tier could not be given");
            Ok(false)
        }
    }
}

fn post(tx: &mut Tx<'_>, wallet: Wallet, tier: &Tier, points: Points, cause: &Cause) -> Result<Posted, StoreError> {
    let member = wallet.member;
    let mut draft = Draft::new(wallet);
    draft.grant_points(NewPointLot {
        points,
        available_from: tx.now(),
        expires_at: point_expiry(tx),
        rule: format!("tier: {}", tier.name),
    })?;
    draft.shop_points(Account::PointsCost, "tier", minus_points(points)?);
    let header = Header {
        kind: EntryKind::Grant,
        reference: &format!("tier-gift:{member}:{}", tier.rank),
        store: cause.store,
        operator: None,
        reverses: None,
        explanation: &Explanation::TierGift {
            tier: tier.name.clone(),
        },
    };
    draft.post(tx, &header)
}
