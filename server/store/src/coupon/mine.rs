//! A member's coupons, as the phone and the office show them: what each does, when and where, and why not now.

use huika_domain::{
    CouponCause, CouponId, CouponState, CouponTerms, Fen, MemberId, Millis,
    pricing::{Missing, Reason},
};

use super::{
    holder::Holder,
    kind::terms_in,
    known::{CouponPlaces, Names},
    why::{moment, more_than_usual, why_not},
};
use crate::{Row, StoreError, Tx, params};

/// A coupon of a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberCoupon {
    /// Which.
    pub id: CouponId,
    /// What it says and does, as it was given.
    pub terms: CouponTerms,
    /// Where and for what, in names.
    pub places: CouponPlaces,
    /// What became of it; one whose time is over is expired, whether that was noted or not.
    pub state: CouponState,
    /// How it came about.
    pub cause: CouponCause,
    /// Why, where somebody said so.
    pub reason: String,
    /// When.
    pub given_at: Millis,
    /// From when on it holds; none for at once.
    pub valid_from: Option<Millis>,
    /// The last instant.
    pub valid_until: Millis,
    /// When it was used, expired, was taken back or given away.
    pub ended_at: Option<Millis>,
    /// Why it was taken back.
    pub end_reason: String,
    /// What it took off, where it was used.
    pub saved: Option<Fen>,
    /// Whether it may be given on.
    pub may_give_on: bool,
    /// Why it does not work now; none where it does.
    pub why_not: Option<(Reason, Option<Missing>)>,
    /// So much more than a usual purchase is needed for it.
    pub more_than_usual: Option<Fen>,
}

/// What the first page says of coupons.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CouponNotice {
    /// How many the member has.
    pub held: i64,
    /// How many of them end within the days that the shop's rule says.
    pub ending: i64,
    /// When the first of them ends.
    pub first_end: Option<Millis>,
}

/// Coupons that a member has at once and that are shown; those that end first.
const HELD: i64 = 200;

macro_rules! select {
    ($tail:literal) => {
        concat!(
            "SELECT c.id, v.terms, c.state, c.cause, c.reason, c.given_at, c.valid_from, c.valid_until, c.ended_at, c.end_reason, \
             c.from_coupon_id, c.code, \
             (SELECT u.saved_fen FROM coupon_use u WHERE u.coupon_id = c.id AND u.back_at IS NULL) AS saved_fen \
             FROM coupon c JOIN coupon_version v ON v.id = c.version_id ",
            $tail
        )
    };
}

fn read(row: &Row<'_>, now: Millis) -> Result<MemberCoupon, StoreError> {
    let terms = terms_in(row)?;
    let until: Millis = row.get("valid_until")?;
    let noted: CouponState = row.get("state")?;
    let state = if noted == CouponState::Held && until < now {
        CouponState::Expired
    } else {
        noted
    };
    let was_given = row.get::<Option<CouponId>>("from_coupon_id")?.is_some();
    Ok(MemberCoupon {
        id: row.get("id")?,
        may_give_on: state == CouponState::Held && terms.transferable && !was_given,
        terms,
        places: CouponPlaces::default(),
        state,
        cause: row.get("cause")?,
        reason: row.get("reason")?,
        given_at: row.get("given_at")?,
        valid_from: row.get("valid_from")?,
        valid_until: until,
        ended_at: row.get("ended_at")?,
        end_reason: row.get("end_reason")?,
        saved: row.get("saved_fen")?,
        why_not: None,
        more_than_usual: None,
    })
}

/// Says of each where it works and why not now.
fn explain(tx: &mut Tx<'_>, member: MemberId, coupons: &mut [MemberCoupon]) -> Result<(), StoreError> {
    let mut names = Names::default();
    let holder = Holder::read(tx, member)?;
    let at = moment(tx)?;
    for one in coupons {
        one.places = names.places(tx, &one.terms)?;
        let Some(holder) = holder.as_ref().filter(|_| one.state == CouponState::Held) else {
            continue;
        };
        let coupon = one.terms.coupon(one.id, (one.valid_from, Some(one.valid_until)), None);
        one.why_not = why_not(&coupon, holder, at);
        one.more_than_usual = more_than_usual(&coupon, holder, at);
    }
    Ok(())
}

/// The coupons that a member has and whose time is not over, those that end first.
pub fn member_coupons(tx: &mut Tx<'_>, member: MemberId) -> Result<Vec<MemberCoupon>, StoreError> {
    let now = tx.now();
    let mut found = tx.all(
        select!(
            "WHERE c.member_id = ?1 AND c.state = 'held' AND c.valid_until >= ?2 ORDER BY c.valid_until, c.id LIMIT ?3"
        ),
        params![member, now, HELD],
        |row| read(row, now),
    )?;
    explain(tx, member, &mut found)?;
    Ok(found)
}

/// Those that were used or are over, before this one, newest first, so many at most.
pub fn past_coupons(
    tx: &mut Tx<'_>,
    member: MemberId,
    before: Option<CouponId>,
    limit: i64,
) -> Result<Vec<MemberCoupon>, StoreError> {
    let now = tx.now();
    let before = before.map_or(i64::MAX, CouponId::get);
    let mut found = tx.all(
        select!("WHERE c.member_id = ?1 AND c.id < ?2 AND (c.state <> 'held' OR c.valid_until < ?3) ORDER BY c.id DESC LIMIT ?4"),
        params![member, before, now, limit],
        |row| read(row, now),
    )?;
    explain(tx, member, &mut found)?;
    Ok(found)
}

/// One of the member's own.
pub fn member_coupon(tx: &mut Tx<'_>, member: MemberId, id: CouponId) -> Result<Option<MemberCoupon>, StoreError> {
    let now = tx.now();
    let found = tx.one(
        select!("WHERE c.id = ?2 AND c.member_id = ?1"),
        params![member, id],
        |row| read(row, now),
    )?;
    let mut found: Vec<MemberCoupon> = found.into_iter().collect();
    explain(tx, member, &mut found)?;
    Ok(found.pop())
}

/// How many coupons a member has, and whether some of them end soon.
pub fn coupon_notice(tx: &mut Tx<'_>, member: MemberId) -> Result<CouponNotice, StoreError> {
    let now = tx.now();
    let soon = now.plus_days(i64::from(tx.rules().coupons.remind_days));
    let found = tx.one(
        "SELECT CAST(COUNT(*) AS BIGINT) AS held, CAST(COALESCE(SUM(CASE WHEN c.valid_until <= ?3 THEN 1 ELSE 0 END), 0) AS BIGINT) AS ending, \
         MIN(c.valid_until) AS first_end FROM coupon c WHERE c.member_id = ?1 AND c.state = 'held' AND c.valid_until >= ?2",
        params![member, now, soon],
        |row| {
            let ending: i64 = row.get("ending")?;
            let first: Option<Millis> = row.get("first_end")?;
            Ok(CouponNotice {
                held: row.get("held")?,
                ending,
                first_end: first.filter(|_| ending > 0),
            })
        },
    )?;
    Ok(found.unwrap_or_default())
}
