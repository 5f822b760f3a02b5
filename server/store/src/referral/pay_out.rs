//! Giving both sides theirs, and taking it back: a transaction for each referral, in which both wallets are locked.

use huika_domain::{
    CardStatus, CouponCause, CouponKindId, EntryId, MemberId, Millis, Phone, PointDraw, Points, StoreId, take_back,
};

use super::{
    came::{is_staff, note_rewarded},
    purchase::move_on,
    row::{ReferralState, ReferralWhy},
};
use crate::{
    StoreError, Tx,
    coupon::{Cause, CouponError, give_coupon},
    ledger::{
        Account, Draft, EntryKind, Explanation, Header, NewPointLot, Wallet,
        amount::{minus_points, sum_points},
        draw_points, point_lots,
    },
    params,
    tier::point_expiry,
};

/// A referral for which something is to be done.
struct Open {
    friend: MemberId,
    referrer: MemberId,
    state: ReferralState,
    /// When the first purchase was, and where.
    bought_at: Millis,
    store: Option<StoreId>,
    points: [Points; 2],
    entries: [Option<EntryId>; 2],
}

const OPEN: &str = "SELECT f.member_id, f.referrer_id, f.state, e.at, e.store_id, f.friend_points, f.referrer_points, f.friend_entry_id, \
    f.referrer_entry_id FROM referral f JOIN entry e ON e.id = f.sale_entry_id WHERE ";

/// Friends of whom something is to be done, up to `limit`: what is due at last, and what is to be taken back.
pub fn referrals_due(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<MemberId>, StoreError> {
    let bought_until = tx.now().plus_days(-tx.rules().referral.wait_days);
    tx.all(
        "SELECT f.member_id FROM referral f JOIN entry e ON e.id = f.sale_entry_id WHERE f.state IN ('due', 'returned') \
         AND (f.state = 'returned' OR e.at <= ?1) ORDER BY f.id LIMIT ?2",
        params![bought_until, limit],
        |row| row.get("member_id"),
    )
}

/// Does it for one friend; answers whether there was anything.
pub fn settle_referrals(tx: &mut Tx<'_>, friend: MemberId) -> Result<bool, StoreError> {
    let Some(found) = open(tx, friend)? else {
        return Ok(false);
    };
    // As every other use case locks them.
    let first = Wallet::lock(tx, friend.min(found.referrer))?;
    let second = Wallet::lock(tx, friend.max(found.referrer))?;
    let (Some(a), Some(b)) = (first, second) else {
        return Err(StoreError::Decode("a member without a wallet".into()));
    };
    let wallets = if a.member == friend { [a, b] } else { [b, a] };
    // Read again: another server may have been faster.
    let Some(found) = open(tx, friend)? else {
        return Ok(false);
    };
    match found.state {
        ReferralState::Due => give(tx, &found, &wallets)?,
        _ => take(tx, &found, &wallets)?,
    }
    Ok(true)
}

fn open(tx: &mut Tx<'_>, friend: MemberId) -> Result<Option<Open>, StoreError> {
    tx.one(
        &format!("{OPEN} f.member_id = ?1 AND f.state IN ('due', 'returned')"),
        params![friend],
        |row| {
            Ok(Open {
                friend: row.get("member_id")?,
                referrer: row.get("referrer_id")?,
                state: row.get("state")?,
                bought_at: row.get("at")?,
                store: row.get("store_id")?,
                points: [row.get("friend_points")?, row.get("referrer_points")?],
                entries: [row.get("friend_entry_id")?, row.get("referrer_entry_id")?],
            })
        },
    )
}

fn give(tx: &mut Tx<'_>, found: &Open, wallets: &[Wallet; 2]) -> Result<(), StoreError> {
    let rule = tx.rules().referral;
    if found.bought_at > tx.now().plus_days(-rule.wait_days) {
        return Ok(());
    }
    let month = i64::from(tx.today().in_month().get());
    if let Some(why) = against(tx, found, month, rule.a_month)? {
        return move_on(tx, found.friend, ReferralState::Refused, why, None);
    }
    let phones = [phone(tx, found.friend)?, phone(tx, found.referrer)?];
    let points = [rule.friend_points, rule.referrer_points];
    let coupons = [rule.friend_coupon, rule.referrer_coupon];
    let mut entries = [None, None];
    for (side, wallet) in wallets.iter().copied().enumerate() {
        if let Some(kind) = coupons[side] {
            give_its_coupon(tx, found, wallet.member, (side, CouponKindId::new(kind)))?;
        }
        if points[side].is_positive() {
            entries[side] = Some(post(tx, found, wallet, (side, points[side], phones[1 - side].clone()))?);
        }
    }
    tx.exec(
        "UPDATE referral SET state = 'given', rewarded_at = ?2, rewarded_month = ?3, friend_points = ?4, referrer_points = ?5, \
         friend_entry_id = ?6, referrer_entry_id = ?7 WHERE member_id = ?1",
        params![found.friend, tx.now(), month, points[0], points[1], entries[0], entries[1]],
    )?;
    note_rewarded(tx, found.friend)
}

/// What stands against it now, whatever did when the friend came.
fn against(tx: &mut Tx<'_>, found: &Open, month: i64, a_month: i64) -> Result<Option<ReferralWhy>, StoreError> {
    for member in [found.friend, found.referrer] {
        let status: CardStatus = tx.value("SELECT status FROM member WHERE id = ?1", params![member])?;
        if !status.is_active() {
            return Ok(Some(ReferralWhy::NotActive));
        }
    }
    if is_staff(tx, found.friend, found.referrer)? {
        return Ok(Some(ReferralWhy::Staff));
    }
    // Under the lock of the wallet of who sent them, so that two friends at once do not both find room.
    let given: i64 = tx.value(
        "SELECT COUNT(*) FROM referral WHERE referrer_id = ?1 AND rewarded_month = ?2 AND rewarded_month > 0",
        params![found.referrer, month],
    )?;
    Ok((given >= a_month).then_some(ReferralWhy::Month))
}

fn phone(tx: &mut Tx<'_>, member: MemberId) -> Result<String, StoreError> {
    let phone: String = tx.value("SELECT phone FROM member WHERE id = ?1", params![member])?;
    Ok(Phone::parse(&phone).map(|phone| phone.masked()).unwrap_or_default())
}

fn post(
    tx: &mut Tx<'_>,
    found: &Open,
    wallet: Wallet,
    (side, points, other): (usize, Points, String),
) -> Result<EntryId, StoreError> {
    let mut draft = Draft::new(wallet);
    draft.grant_points(NewPointLot {
        points,
        available_from: tx.now(),
        expires_at: point_expiry(tx),
        rule: "referral".into(),
    })?;
    draft.shop_points(Account::PointsCost, "referral", minus_points(points)?);
    let header = Header {
        kind: EntryKind::Grant,
        reference: &format!("referral:{}:{side}", found.friend),
        store: found.store,
        operator: None,
        reverses: None,
        explanation: &Explanation::Referral { other, came: side == 0 },
    };
    Ok(draft.post(tx, &header)?.entry)
}

/// What a coupon of a side is given for: once for each friend.
fn occasion(friend: MemberId, side: usize) -> String {
    format!("referral:{friend}:{side}")
}

/// Gives the coupon of a side. A kind that the shop has ended meanwhile, or of which no more are issued, keeps nobody from their points.
fn give_its_coupon(
    tx: &mut Tx<'_>,
    found: &Open,
    member: MemberId,
    (side, kind): (usize, CouponKindId),
) -> Result<(), StoreError> {
    let occasion = occasion(found.friend, side);
    let cause = Cause {
        occasion: &occasion,
        store: found.store,
        ..Cause::of(CouponCause::Referral)
    };
    match give_coupon(tx, kind, member, &cause) {
        Ok(_) => Ok(()),
        Err(CouponError::Store(error)) => Err(error),
        Err(error) => {
            tracing::warn!(%member, %error, "the coupon of a referral could not be given");
            Ok(())
        }
    }
}

/// Takes the coupon of a side back where it was not used: what it took off a bill stays, as that bill was paid.
fn take_its_coupon(tx: &mut Tx<'_>, friend: MemberId, member: MemberId, side: usize) -> Result<(), StoreError> {
    let occasion = occasion(friend, side);
    let taken = tx.exec(
        "UPDATE coupon SET state = 'taken-back', ended_at = ?3 WHERE member_id = ?1 AND occasion = ?2 AND occasion <> '' AND state = 'held'",
        params![member, occasion, tx.now()],
    )?;
    if taken > 0 {
        tx.announce(member);
    }
    Ok(())
}

/// Takes back what both got: from the points that are there, the rest as a shortfall that later earning repays.
fn take(tx: &mut Tx<'_>, found: &Open, wallets: &[Wallet; 2]) -> Result<(), StoreError> {
    let phones = [phone(tx, found.friend)?, phone(tx, found.referrer)?];
    for (side, wallet) in wallets.iter().copied().enumerate() {
        take_its_coupon(tx, found.friend, wallet.member, side)?;
        let Some(entry) = found.entries[side] else { continue };
        let mut draft = Draft::new(wallet);
        take_from(tx, &mut draft, entry, found.points[side])?;
        let header = Header {
            kind: EntryKind::Grant,
            reference: &format!("referral:{}:{side}:back", found.friend),
            store: found.store,
            operator: None,
            reverses: Some(entry),
            explanation: &Explanation::Referral {
                other: phones[1 - side].clone(),
                came: side == 0,
            },
        };
        if !draft.is_empty() {
            draft.post(tx, &header)?;
        }
    }
    tx.exec(
        "UPDATE referral SET state = 'taken-back', taken_back_at = ?2 WHERE member_id = ?1",
        params![found.friend, tx.now()],
    )?;
    Ok(())
}

/// First from the lot that the reward made, then from those that expire first. What had expired of that lot is owed by nobody.
fn take_from(tx: &mut Tx<'_>, draft: &mut Draft, entry: EntryId, given: Points) -> Result<(), StoreError> {
    let now = tx.now();
    let own = tx.one(
        "SELECT id, lapsed FROM point_lot WHERE entry_id = ?1",
        params![entry],
        |row| Ok((row.get::<huika_domain::LotId>("id")?, row.get::<Points>("lapsed")?)),
    )?;
    let lapsed = own.map_or(Points::ZERO, |(_, lapsed)| lapsed);
    let owed = given.checked_sub(lapsed).unwrap_or(Points::ZERO).max(Points::ZERO);
    let mut lots = point_lots(tx, draft.wallet().member)?;
    lots.retain(|lot| lot.expires_at.is_none_or(|last| now <= last));
    lots.sort_by_key(|lot| {
        (
            own.is_none_or(|(own, _)| own != lot.id),
            lot.expires_at.is_none(),
            lot.expires_at,
            lot.id,
        )
    });
    let back = take_back(sum_points(lots.iter().map(|lot| lot.remaining))?, owed);
    let mut left = back.taken.get();
    for lot in lots {
        let points = Points::new(left.min(lot.remaining.get()));
        if points.is_positive() {
            left -= points.get();
            draw_points(tx, draft, &[PointDraw { lot: lot.id, points }])?;
        }
    }
    draft.points(Account::Shortfall, None, minus_points(back.shortfall)?)?;
    draft.shop_points(Account::PointsCost, "referral", owed);
    Ok(())
}
