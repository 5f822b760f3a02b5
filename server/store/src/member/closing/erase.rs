//! Erasing who somebody was. What is erased of each table stands in the list of `privacy`, and a test asks of every column there that
//! holds something about a person whether it is empty afterwards.

use huika_domain::{CardStatus, ConsentVia, MemberId, MemberPhone};

use crate::{StoreError, Tx, member::consent::withdraw_all, params};

/// Rows that are about the member and nothing else. Their columns are named in `privacy::TABLES` as ending with the account.
const REMOVED: [&str; 12] = [
    "DELETE FROM member_pin WHERE member_id = ?1",
    "DELETE FROM member_openid WHERE member_id = ?1",
    "DELETE FROM member_profile WHERE member_id = ?1",
    "DELETE FROM member_document WHERE member_id = ?1",
    "DELETE FROM member_guardian WHERE member_id = ?1",
    "DELETE FROM member_name_gram WHERE member_id = ?1",
    "DELETE FROM member_note WHERE member_id = ?1",
    "DELETE FROM member_tag WHERE member_id = ?1",
    "DELETE FROM passkey WHERE member_id = ?1",
    "DELETE FROM code_use WHERE handle IN (SELECT handle FROM device WHERE member_id = ?1)",
    "DELETE FROM data_copy WHERE member_id = ?1",
    "UPDATE operator SET member_id = NULL WHERE member_id = ?1",
];

/// What rows of the books say about a person beside the amounts.
const EMPTIED: [&str; 6] = [
    "UPDATE coupon SET reason = '', end_reason = '' WHERE member_id = ?1",
    "UPDATE card_event SET identification = '' WHERE member_id = ?1",
    "UPDATE staff_act SET identification = '', was = '', detail = '' WHERE member_id = ?1",
    "UPDATE top_up SET pay_target = '' WHERE member_id = ?1 AND pay_target <> ''",
    "UPDATE grant_refusal SET typed = '' WHERE member_id = ?1",
    "UPDATE approval SET bill = '' WHERE member_id = ?1",
];

/// Erases; the books keep the member's number alone. `why` is what the sessions say that ended with it.
pub(crate) fn erase(tx: &mut Tx<'_>, member: MemberId, why: &str) -> Result<(), StoreError> {
    let now = tx.now();
    forget_number(tx, member)?;
    withdraw_all(tx, member, ConsentVia::Closing)?;
    for text in REMOVED.into_iter().chain(EMPTIED) {
        tx.exec(text, params![member])?;
    }
    // The newest session's number must not be given again, so its row stays until it is forgotten with age, and says nothing.
    tx.exec(
        "UPDATE device SET user_agent = '', place = '', code_key = ?3, key_before = NULL, \
         ended_at = COALESCE(ended_at, ?2), ended_why = ?4 WHERE member_id = ?1",
        params![member, now, Vec::<u8>::new(), why],
    )?;
    tx.exec(
        "UPDATE card SET status = 'ended', ended_at = ?2 WHERE member_id = ?1 AND status IN ('active', 'lost')",
        params![member, now],
    )?;
    tx.exec(
        "UPDATE member SET phone = ?2, status = ?3, name = '', birthday = NULL, language = '', source = '', terms_version = '', \
         referral_code = NULL, referred_by = NULL, entered_by = NULL, birthday_corrections = 0, birthday_operator_id = NULL, \
         birthday_document = '', birthday_at = NULL WHERE id = ?1",
        params![member, MemberPhone::pseudonym(member), CardStatus::Closed],
    )?;
    Ok(())
}

/// The number stands in what was sent to it as well.
fn forget_number(tx: &mut Tx<'_>, member: MemberId) -> Result<(), StoreError> {
    let phone: String = tx.value("SELECT phone FROM member WHERE id = ?1", params![member])?;
    tx.exec("DELETE FROM one_time_code WHERE phone = ?1", params![phone])?;
    tx.exec(
        "UPDATE code_send SET phone = '', prefix = '' WHERE phone = ?1",
        params![phone],
    )?;
    Ok(())
}
