//! Whether a member wants offers and news. Each change of mind is kept with its time, and taking it back is as easy as giving it.

use huika_domain::{MemberId, Millis};

use crate::{StoreError, Tx, params};

/// Since when a member has wanted offers; `None` when they do not.
pub fn consent(tx: &mut Tx<'_>, member: MemberId) -> Result<Option<Millis>, StoreError> {
    let since = tx.one(
        "SELECT consent_at FROM member WHERE id = ?1 AND consent_version IS NOT NULL",
        params![member],
        |row| row.get::<Option<Millis>>("consent_at"),
    )?;
    Ok(since.flatten())
}

/// The member agrees to the text of this version. Who has agreed before goes on as before.
pub fn give_consent(tx: &mut Tx<'_>, member: MemberId, version: &str) -> Result<(), StoreError> {
    let now = tx.now();
    let changed = tx.exec(
        "UPDATE member SET consent_version = ?2, consent_at = ?3 WHERE id = ?1 AND consent_version IS NULL",
        params![member, version, now],
    )?;
    if changed == 1 {
        keep(tx, member, true, version)
    } else {
        Ok(())
    }
}

/// The member takes it back, in force at once.
pub fn withdraw_consent(tx: &mut Tx<'_>, member: MemberId) -> Result<(), StoreError> {
    let given = tx.lock(
        "SELECT consent_version FROM member WHERE id = ?1",
        params![member],
        |row| row.get::<Option<String>>("consent_version"),
    )?;
    let Some(version) = given.flatten() else {
        return Ok(());
    };
    tx.exec(
        "UPDATE member SET consent_version = NULL, consent_at = NULL WHERE id = ?1",
        params![member],
    )?;
    keep(tx, member, false, &version)
}

/// Writes the change down.
pub(super) fn keep(tx: &mut Tx<'_>, member: MemberId, given: bool, version: &str) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO consent (member_id, given, version, at) VALUES (?1, ?2, ?3, ?4)",
        params![member, i64::from(given), version, tx.now()],
    )?;
    Ok(())
}
