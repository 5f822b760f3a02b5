//! What the proof looks at in coupons.

use super::Proof;
use crate::{StoreError, Tx, params};

/// A coupon that was used is used in one sale, and no other one is; one that was given away is somebody's, with the same terms and the same end;
/// and no use is of a sale that there is not.
pub(super) fn fit(tx: &mut Tx<'_>, proof: &mut Proof) -> Result<(), StoreError> {
    uses_are_states(tx, proof)?;
    gifts_have_takers(tx, proof)?;
    uses_have_sales(tx, proof)
}

fn uses_are_states(tx: &mut Tx<'_>, proof: &mut Proof) -> Result<(), StoreError> {
    tx.each(
        "SELECT c.id, c.state, COUNT(u.id) AS uses FROM coupon c LEFT JOIN coupon_use u ON u.coupon_id = c.id AND u.back_at IS NULL \
         GROUP BY c.id, c.state HAVING COUNT(u.id) <> CASE WHEN c.state = 'used' THEN 1 ELSE 0 END ORDER BY c.id",
        params![],
        |row| {
            let state: String = row.get("state")?;
            let expected = i64::from(state == "used");
            let at = format!("coupon {} ({state})", row.get::<i64>("id")?);
            proof.note("coupon-uses", at, expected, row.get::<i64>("uses")?);
            Ok(())
        },
    )
}

/// Who gave and who got one may be one account by now.
fn gifts_have_takers(tx: &mut Tx<'_>, proof: &mut Proof) -> Result<(), StoreError> {
    tx.each(
        "SELECT c.id FROM coupon c LEFT JOIN coupon t ON t.from_coupon_id = c.id AND t.version_id = c.version_id \
         AND (COALESCE(t.member_id, 0) <> COALESCE(c.member_id, 0) \
         OR EXISTS (SELECT 1 FROM member m WHERE m.merged_into = c.member_id)) \
         WHERE (c.state = 'given-away' AND t.id IS NULL) OR (c.state <> 'given-away' AND t.id IS NOT NULL) ORDER BY c.id",
        params![],
        |row| {
            let at = format!("coupon {}", row.get::<i64>("id")?);
            proof.note("coupon-given-away", at, "another member's coupon", "none");
            Ok(())
        },
    )
}

fn uses_have_sales(tx: &mut Tx<'_>, proof: &mut Proof) -> Result<(), StoreError> {
    tx.each(
        "SELECT u.id, u.sale_id FROM coupon_use u LEFT JOIN sale s ON s.id = u.sale_id WHERE s.id IS NULL ORDER BY u.id",
        params![],
        |row| {
            let at = format!("coupon_use {}", row.get::<i64>("id")?);
            proof.note("coupon-use-without-sale", at, "a sale", row.get::<i64>("sale_id")?);
            Ok(())
        },
    )
}
