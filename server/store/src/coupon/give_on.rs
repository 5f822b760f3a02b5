//! A member gives a coupon to another one, found by the phone number: both sides in one transaction, and once.

use huika_domain::{Act, CardStatus, CouponId, CouponState, CouponTerms, MemberId, Millis, Phone};
use serde::{Deserialize, Serialize};

use super::{CouponError, kind::terms_in};
use crate::{
    StoreError, Tx,
    db::{
        guess::{Bucket, count_wrong, waits_until},
        idempotency::{self, KeyReused, Seen},
    },
    ledger::Wallet,
    member::{Shown, require},
    params,
};

/// Who gives what to whom.
#[derive(Debug, Clone, Serialize)]
pub struct GiveOn {
    /// Who gives.
    pub giver: MemberId,
    /// Which coupon.
    pub coupon: CouponId,
    /// The number of whoever gets it.
    pub phone: Phone,
    /// What the giver has shown.
    #[serde(skip)]
    pub shown: Shown,
    /// The form's key.
    #[serde(skip)]
    pub key: String,
}

/// What became of it. A number that takes nothing is an outcome and not an error, because it is counted: nobody finds out whose numbers are
/// members' by trying them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum GaveOn {
    /// It is theirs now.
    Done,
    /// Nobody who could have it has this number.
    NoTaker,
    /// Too many of those.
    Wait {
        /// Until when.
        until: Millis,
    },
}

crate::member::of_act_error!(CouponError);

/// Gives it on. The wallets are locked in the order of their numbers, so that two gifts that cross wait for each other.
pub fn give_on(tx: &mut Tx<'_>, gift: &GiveOn) -> Result<GaveOn, CouponError> {
    let taker = tx.one(
        "SELECT id FROM member WHERE phone = ?1",
        params![gift.phone.as_str()],
        |row| row.get::<MemberId>("id"),
    )?;
    let mut both: Vec<MemberId> = taker.into_iter().chain([gift.giver]).collect();
    both.sort_unstable();
    both.dedup();
    for member in &both {
        Wallet::lock(tx, *member)?.ok_or(CouponError::NoMember)?;
    }
    let scope = format!("give-on:{}", gift.giver);
    match idempotency::seen(tx, &scope, &gift.key, gift)? {
        Seen::Before(answer) => return Ok(answer),
        Seen::Other => return Err(KeyReused.into()),
        Seen::New => {}
    }
    if !status(tx, gift.giver)?.is_active() {
        return Err(CouponError::NotActive);
    }
    require(tx, gift.giver, Act::GiveCoupon, &gift.shown)?;
    let coupon = held(tx, gift)?;
    let bucket = [Bucket::takers_of_member(tx, gift.giver)];
    if let Some(until) = waits_until(tx, &bucket)? {
        return Ok(GaveOn::Wait { until });
    }
    let other = taker.filter(|taker| *taker != gift.giver);
    let taker = match other {
        Some(taker) if status(tx, taker)?.is_active() => taker,
        _ => {
            count_wrong(tx, &bucket)?;
            return Ok(GaveOn::NoTaker);
        }
    };
    hand_over(tx, gift.coupon, (gift.giver, taker), coupon.until)?;
    // What was not done is not remembered: the same form may be sent again when it fits.
    idempotency::keep(tx, &scope, &gift.key, gift, &GaveOn::Done)?;
    Ok(GaveOn::Done)
}

struct HeldRow {
    until: Millis,
    state: CouponState,
    was_given: bool,
    terms: CouponTerms,
}

/// The coupon, when it can be given on now.
fn held(tx: &mut Tx<'_>, gift: &GiveOn) -> Result<HeldRow, CouponError> {
    let found = tx.lock(
        "SELECT c.state, c.valid_until, c.from_coupon_id, v.terms FROM coupon c JOIN coupon_version v ON v.id = c.version_id \
         WHERE c.id = ?1 AND c.member_id = ?2",
        params![gift.coupon, gift.giver],
        |row| {
            Ok(HeldRow {
                until: row.get("valid_until")?,
                state: row.get("state")?,
                was_given: row.get::<Option<CouponId>>("from_coupon_id")?.is_some(),
                terms: terms_in(row)?,
            })
        },
    )?;
    let held = found.ok_or(CouponError::NoCoupon)?;
    if held.state != CouponState::Held || held.until < tx.now() {
        return Err(CouponError::Gone(gift.coupon));
    }
    if !held.terms.transferable || held.was_given {
        return Err(CouponError::Kept);
    }
    Ok(held)
}

fn status(tx: &mut Tx<'_>, member: MemberId) -> Result<CardStatus, StoreError> {
    tx.value("SELECT status FROM member WHERE id = ?1", params![member])
}

/// Moves a coupon without asking who does it. The taker's holds exactly as long as the giver's did.
pub(crate) fn hand_over(
    tx: &mut Tx<'_>,
    coupon: CouponId,
    (giver, taker): (MemberId, MemberId),
    until: Millis,
) -> Result<(), CouponError> {
    let moved = tx.exec(
        "UPDATE coupon SET state = 'given-away', ended_at = ?2 WHERE id = ?1 AND state = 'held'",
        params![coupon, tx.now()],
    )?;
    if moved != 1 {
        return Err(CouponError::Gone(coupon));
    }
    tx.exec(
        "INSERT INTO coupon (kind_id, version_id, member_id, state, cause, from_coupon_id, given_at, valid_from, valid_until, worth_fen) \
         SELECT c.kind_id, c.version_id, ?2, 'held', 'gift', c.id, ?3, c.valid_from, ?4, c.worth_fen FROM coupon c WHERE c.id = ?1",
        params![coupon, taker, tx.now(), until],
    )?;
    tx.announce(giver);
    tx.announce(taker);
    Ok(())
}
