//! Somebody joined on a member's word.

use huika_domain::MemberId;

use super::row::{ReferralState, ReferralWhy};
use crate::{StoreError, Tx, ledger::day_number, params};

/// Notes it where the shop gives anything for it, and whether something stands against it from the start.
pub(crate) fn came(
    tx: &mut Tx<'_>,
    (friend, referrer): (MemberId, MemberId),
    on_same_phone: bool,
) -> Result<(), StoreError> {
    let rule = tx.rules().referral;
    if !rule.on {
        return Ok(());
    }
    let why = if on_same_phone {
        ReferralWhy::SamePhone
    } else if is_staff(tx, friend, referrer)? {
        ReferralWhy::Staff
    } else if was_rewarded(tx, friend)? {
        ReferralWhy::PhoneBefore
    } else {
        ReferralWhy::None
    };
    let state = if why == ReferralWhy::None {
        ReferralState::Waiting
    } else {
        ReferralState::Refused
    };
    tx.exec(
        "INSERT INTO referral (member_id, referrer_id, joined_at, until_day, state, why) VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
         ON CONFLICT (member_id) DO NOTHING",
        params![
            friend,
            referrer,
            tx.now(),
            day_number(tx.today().plus_days(rule.within_days)),
            state,
            why,
        ],
    )?;
    Ok(())
}

/// Whether one of both works here: nobody is rewarded for what they can bring about at a till.
pub(super) fn is_staff(tx: &mut Tx<'_>, friend: MemberId, referrer: MemberId) -> Result<bool, StoreError> {
    let staff: i64 = tx.value(
        "SELECT COUNT(*) FROM operator WHERE member_id IN (?1, ?2) AND ended_at IS NULL",
        params![friend, referrer],
    )?;
    Ok(staff > 0)
}

/// Under which name fingerprints of rewarded numbers are made.
const FINGERPRINT: &str = "referral-phone";

/// Whether the friend's number brought somebody a reward before.
fn was_rewarded(tx: &mut Tx<'_>, friend: MemberId) -> Result<bool, StoreError> {
    let phone: String = tx.value("SELECT phone FROM member WHERE id = ?1", params![friend])?;
    let secret = tx.context().secret.clone();
    for fingerprint in secret.fingerprints(FINGERPRINT, &[phone.as_str()]) {
        let found: i64 = tx.value(
            "SELECT COUNT(*) FROM referral_phone WHERE fingerprint = ?1",
            params![fingerprint],
        )?;
        if found > 0 {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Keeps a fingerprint of the friend's number, so that it brings no reward again.
pub(super) fn note_rewarded(tx: &mut Tx<'_>, friend: MemberId) -> Result<(), StoreError> {
    let phone: String = tx.value("SELECT phone FROM member WHERE id = ?1", params![friend])?;
    let fingerprint = tx.context().secret.fingerprint(FINGERPRINT, &[phone.as_str()]);
    tx.exec(
        "INSERT INTO referral_phone (fingerprint, at) VALUES (?1, ?2) ON CONFLICT (fingerprint) DO NOTHING",
        params![fingerprint, tx.now()],
    )?;
    Ok(())
}
