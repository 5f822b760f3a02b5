//! The coupons that a quote is asked with.

use huika_domain::{CouponCode, CouponId, MemberId, Millis, pricing::Coupon};

use super::kind::terms_in;
use crate::{Row, StoreError, Tx, params};

/// Coupons of one member that a quote looks at, those that end first; more than these nobody chooses from.
const MOST: i64 = 100;
/// Codes of one cart that are looked up.
const CODES: usize = 20;

fn read(row: &Row<'_>) -> Result<Coupon, StoreError> {
    let terms = terms_in(row)?;
    let id: CouponId = row.get("id")?;
    let valid = (row.get("valid_from")?, row.get("valid_until")?);
    Ok(terms.coupon(id, valid, row.get("code")?))
}

/// The coupons that a member has and whose time is not over, also those that begin later: the quote says so. One that is over is none of them,
/// whether the job that notes it has run or not.
pub fn coupons_of(tx: &mut Tx<'_>, member: MemberId, at: Millis) -> Result<Vec<Coupon>, StoreError> {
    tx.all(
        "SELECT c.id, v.terms, c.valid_from, c.valid_until, c.code FROM coupon c JOIN coupon_version v ON v.id = c.version_id \
         WHERE c.member_id = ?1 AND c.state = 'held' AND c.valid_until >= ?2 ORDER BY c.valid_until, c.id LIMIT ?3",
        params![member, at, MOST],
        read,
    )
}

/// The coupons of codes that nobody has claimed, by the codes that were typed into a cart; whoever asks has them counted by [`super::with_typed_codes`]
/// where they are wrong. A code that a member has claimed is among that member's coupons.
pub fn coupons_of_codes(tx: &mut Tx<'_>, codes: &[&str], at: Millis) -> Result<Vec<Coupon>, StoreError> {
    let mut found = Vec::new();
    for code in codes.iter().take(CODES) {
        if let Ok(code) = CouponCode::parse(code) {
            found.extend(open_coupon(tx, &code, at)?);
        }
    }
    Ok(found)
}

fn open_coupon(tx: &mut Tx<'_>, code: &CouponCode, at: Millis) -> Result<Option<Coupon>, StoreError> {
    tx.one(
        "SELECT c.id, v.terms, c.valid_from, c.valid_until, c.code FROM coupon c JOIN coupon_version v ON v.id = c.version_id \
         WHERE c.code = ?1 AND c.state = 'open' AND c.valid_until >= ?2",
        params![code.as_str(), at],
        read,
    )
}
