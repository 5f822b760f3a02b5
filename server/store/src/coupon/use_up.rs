//! Using coupons in a sale, and giving them back when all that they were used for has come back.

use huika_domain::{
    CouponId, Fen, MemberId,
    pricing::{OfferId, Quote, Source},
};

use super::CouponError;
use crate::{StoreError, Tx, ledger::day_number, params, price::UsedIn};

/// Uses up the coupons that take something off in this quote, in the sale's own transaction. Of two tills with the same coupon the second finds
/// it gone, and its sale is not posted; nothing else decides that, no clock and no job.
pub fn record_coupon_uses(tx: &mut Tx<'_>, used: &UsedIn, quote: &Quote) -> Result<(), CouponError> {
    for coupon in quote.coupons() {
        use_one(tx, used, coupon, saved_by(quote, coupon))?;
    }
    Ok(())
}

fn saved_by(quote: &Quote, coupon: CouponId) -> Fen {
    let of_coupon = Source::Offer(OfferId::Coupon(coupon));
    let shares = quote.applied.iter().filter(|applied| applied.source == of_coupon);
    Fen::new(shares.map(|applied| applied.amount.get()).sum())
}

fn use_one(tx: &mut Tx<'_>, used: &UsedIn, coupon: CouponId, saved: Fen) -> Result<(), CouponError> {
    let member = used.member.map(MemberId::new);
    // Its own member's, or a code that nobody has claimed: that one is whoever's it is used for.
    let taken = tx.exec(
        "UPDATE coupon SET state = 'used', ended_at = ?3, given_at = CASE WHEN state = 'open' THEN ?3 ELSE given_at END, \
         member_id = COALESCE(member_id, ?2) WHERE id = ?1 AND valid_until >= ?3 AND COALESCE(valid_from, 0) <= ?3 \
         AND ((state = 'held' AND member_id = ?2) OR state = 'open')",
        params![coupon, member, used.at],
    )?;
    if taken != 1 {
        return Err(CouponError::Gone(coupon));
    }
    tx.exec(
        "INSERT INTO coupon_use (coupon_id, sale_id, member_id, store_id, business_day, at, saved_fen) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            coupon,
            used.sale,
            member,
            used.store,
            day_number(used.business_day),
            used.at,
            saved
        ],
    )?;
    Ok(())
}

/// Gives coupons of a sale back: those of which every line that carried them has returned (`pricing::coupons_back`). One whose time is over, or
/// nearly so, holds for some days more by the shop's rule. Said twice, the second time changes nothing.
pub fn give_back_coupons(tx: &mut Tx<'_>, sale: i64, coupons: &[CouponId]) -> Result<(), StoreError> {
    for coupon in coupons {
        give_back(tx, sale, *coupon)?;
    }
    Ok(())
}

fn give_back(tx: &mut Tx<'_>, sale: i64, coupon: CouponId) -> Result<(), StoreError> {
    let now = tx.now();
    let closed = tx.exec(
        "UPDATE coupon_use SET back_at = ?3 WHERE coupon_id = ?1 AND sale_id = ?2 AND back_at IS NULL",
        params![coupon, sale, now],
    )?;
    if closed != 1 {
        return Ok(());
    }
    let days = i64::from(tx.rules().coupons.grace_days);
    let grace = if days == 0 {
        now
    } else {
        tx.context()
            .zone
            .end_of(tx.context().zone.business_day(now.plus_days(days)))
    };
    // Nobody has it where the account was closed, or where it was a code that was used without a member.
    tx.exec(
        "UPDATE coupon SET state = CASE WHEN member_id IS NULL THEN 'open' \
         WHEN EXISTS (SELECT 1 FROM member m WHERE m.id = coupon.member_id AND m.status = 'closed') THEN 'taken-back' ELSE 'held' END, \
         ended_at = NULL, valid_until = CASE WHEN valid_until < ?2 THEN ?2 ELSE valid_until END WHERE id = ?1 AND state = 'used'",
        params![coupon, grace],
    )?;
    let member = tx.one("SELECT member_id FROM coupon WHERE id = ?1", params![coupon], |row| {
        row.get::<Option<MemberId>>("member_id")
    })?;
    if let Some(member) = member.flatten() {
        tx.announce(member);
    }
    Ok(())
}
