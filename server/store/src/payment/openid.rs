//! Who a member is to an app inside WeChat. It says nothing outside of that app, and a payment there is asked for with it.

use huika_domain::MemberId;

use crate::{StoreError, Tx, params};

/// The member's openid under `app`, once WeChat has told it.
pub fn openid_of(tx: &mut Tx<'_>, member: MemberId, app: &str) -> Result<Option<String>, StoreError> {
    tx.one(
        "SELECT openid FROM member_openid WHERE member_id = ?1 AND app = ?2",
        params![member, app],
        |row| row.get("openid"),
    )
}

/// Keeps it; the newest counts, because a phone number can move to another WeChat account.
pub fn keep_openid(tx: &mut Tx<'_>, member: MemberId, app: &str, openid: &str) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO member_openid (member_id, app, openid, at) VALUES (?1, ?2, ?3, ?4) \
         ON CONFLICT (member_id, app) DO UPDATE SET openid = ?3, at = ?4",
        params![member, app, openid, tx.now()],
    )?;
    Ok(())
}
