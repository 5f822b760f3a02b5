//! The end of coupons that nobody used. Whether one still works is decided by its last instant wherever it is asked; what is noted here only
//! lets lists say so.

use huika_domain::MemberId;

use crate::{StoreError, Tx, params};

/// Notes of up to `limit` coupons and codes that their time is over, and answers how many; call it again until it answers 0.
pub fn expire_coupons(tx: &mut Tx<'_>, limit: i64) -> Result<u64, StoreError> {
    tx.exec(
        "UPDATE coupon SET state = 'expired', ended_at = valid_until WHERE state IN ('open', 'held') AND id IN \
         (SELECT x.id FROM (SELECT c.id FROM coupon c WHERE c.state IN ('open', 'held') AND c.valid_until IS NOT NULL AND c.valid_until < ?1 \
         ORDER BY c.valid_until, c.id LIMIT ?2) x)",
        params![tx.now(), limit],
    )
}

/// Takes back what a member has, because the account is closed.
pub(crate) fn take_all(tx: &mut Tx<'_>, member: MemberId) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE coupon SET state = 'taken-back', ended_at = ?2 WHERE member_id = ?1 AND state = 'held'",
        params![member, tx.now()],
    )?;
    Ok(())
}
