//! How many coupons of a kind there are at most, and how many one member gets. What is counted are rows, under the lock of the kind, so that neither is passed by
//! two servers that give at once; a kind without either takes no lock.

use huika_domain::MemberId;

use super::{CouponError, CouponKindRow};
use crate::{StoreError, Tx, params};

/// That so many more of a kind may be issued, to this member where it is one's.
pub(super) fn check_caps(
    tx: &mut Tx<'_>,
    kind: &CouponKindRow,
    pieces: i64,
    member: Option<MemberId>,
) -> Result<(), CouponError> {
    let (issued_most, member_most) = (kind.terms.issued_most, kind.terms.member_most);
    if issued_most.is_none() && member_most.is_none() {
        return Ok(());
    }
    tx.lock("SELECT id FROM coupon_kind WHERE id = ?1", params![kind.id], |row| {
        row.get::<i64>("id")
    })?;
    if let Some(most) = issued_most.map(i64::from)
        && issued(tx, kind, most)?.saturating_add(pieces) > most
    {
        return Err(CouponError::AllIssued);
    }
    match (member_most.map(i64::from), member) {
        (Some(most), Some(member)) if got(tx, kind, member)? >= most => Err(CouponError::MemberHas),
        _ => Ok(()),
    }
}

/// How many were issued, counted up to the most: those that were taken back are free again, and one that was given on is its taker's.
fn issued(tx: &mut Tx<'_>, kind: &CouponKindRow, most: i64) -> Result<i64, StoreError> {
    tx.value(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT c.id FROM coupon c WHERE c.kind_id = ?1 \
         AND c.state IN ('open', 'held', 'used', 'expired') LIMIT ?2) x",
        params![kind.id, most],
    )
}

/// How many a member got. A coupon from a friend was issued to the friend, and one that was given on was issued to who gave it.
fn got(tx: &mut Tx<'_>, kind: &CouponKindRow, member: MemberId) -> Result<i64, StoreError> {
    tx.value(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM coupon c WHERE c.member_id = ?1 AND c.kind_id = ?2 AND c.from_coupon_id IS NULL \
         AND c.state <> 'taken-back'",
        params![member, kind.id],
    )
}
