//! Giving a coupon: the one way by which a member comes to have one. Campaigns, tiers, birthdays, grants, the mall and people all come here.

use huika_domain::{CardStatus, CouponCause, CouponId, CouponKindId, MemberId, OperatorId, StoreId};

use super::{CouponError, caps::check_caps, kind::coupon_kind};
use crate::{StoreError, Tx, params};

/// Why a coupon is given, and by whom.
#[derive(Debug, Clone, Copy)]
pub struct Cause<'a> {
    /// How it came about.
    pub cause: CouponCause,
    /// What the member reads of it; may be empty.
    pub reason: &'a str,
    /// For what it is given once, such as `tier:2` or `campaign:5:sale:90`; empty for what may come again.
    pub occasion: &'a str,
    /// Who gives it, when somebody does.
    pub operator: Option<OperatorId>,
    /// Where, when it is a store's matter.
    pub store: Option<StoreId>,
}

impl Cause<'_> {
    /// A cause with nothing said about it.
    #[must_use]
    pub const fn of(cause: CouponCause) -> Self {
        Self {
            cause,
            reason: "",
            occasion: "",
            operator: None,
            store: None,
        }
    }
}

/// Gives one coupon of a kind, under its newest version. Answers none where this occasion has given one before, and changes nothing then:
/// however often and by however many servers at once it is tried, one occasion gives one.
pub fn give_coupon(
    tx: &mut Tx<'_>,
    kind: CouponKindId,
    member: MemberId,
    cause: &Cause<'_>,
) -> Result<Option<CouponId>, CouponError> {
    let row = coupon_kind(tx, kind)?.ok_or(CouponError::NoKind)?;
    if !row.is_given(tx) {
        return Err(CouponError::KindEnded);
    }
    let status = tx.one("SELECT status FROM member WHERE id = ?1", params![member], |row| {
        row.get::<CardStatus>("status")
    })?;
    if status.is_none_or(|status| status == CardStatus::Closed) {
        return Err(CouponError::NoMember);
    }
    if !was_given(tx, member, cause.occasion)? {
        check_caps(tx, &row, 1, Some(member))?;
    }
    let (from, until) = row.terms.validity.instants_from(tx.context().zone, tx.now());
    let given = tx.one(
        "INSERT INTO coupon (kind_id, version_id, member_id, state, cause, reason, occasion, operator_id, store_id, given_at, valid_from, \
         valid_until, worth_fen) VALUES (?1, ?2, ?3, 'held', ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) \
         ON CONFLICT (member_id, occasion) WHERE occasion <> '' DO NOTHING RETURNING id",
        params![
            kind,
            row.version_id,
            member,
            cause.cause,
            cause.reason,
            cause.occasion,
            cause.operator,
            cause.store,
            tx.now(),
            from,
            until,
            row.terms.worth,
        ],
        |row| row.get::<CouponId>("id"),
    )?;
    if given.is_some() {
        tx.announce(member);
    }
    Ok(given)
}

/// Whether an occasion has given one already: then nothing more is given, and no limit is asked.
fn was_given(tx: &mut Tx<'_>, member: MemberId, occasion: &str) -> Result<bool, StoreError> {
    if occasion.is_empty() {
        return Ok(false);
    }
    let found = tx.one(
        "SELECT id FROM coupon WHERE member_id = ?1 AND occasion = ?2 AND occasion <> ''",
        params![member, occasion],
        |row| row.get::<i64>("id"),
    )?;
    Ok(found.is_some())
}
