//! A member's session: the cookie holds a random token, the database only its SHA-256.

use huika_domain::{DeviceId, Handle, MemberId};

use crate::{StoreError, Tx, params, secret::sha256};

/// Who is signed in, on which device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberSession {
    /// Whose.
    pub member: MemberId,
    /// Which of their devices.
    pub device: DeviceId,
    /// The device's public part of the member code.
    pub handle: Handle,
    /// The member's choice, or empty.
    pub language: String,
}

/// The session of a token, when it is still open.
pub fn session(tx: &mut Tx<'_>, token: &str) -> Result<Option<MemberSession>, StoreError> {
    let found = tx.one(
        "SELECT d.member_id, d.id, d.handle, m.language FROM device d JOIN member m ON m.id = d.member_id \
         WHERE d.token_hash = ?1 AND d.ended_at IS NULL AND d.expires_at > ?2 AND m.status <> 'closed'",
        params![sha256(token.as_bytes()), tx.now()],
        |row| Ok((row.get(0)?, row.get(1)?, row.get::<i64>(2)?, row.get(3)?)),
    )?;
    found
        .map(|(member, device, handle, language)| {
            Ok(MemberSession {
                member,
                device,
                handle: super::devices::handle_of(handle)?,
                language,
            })
        })
        .transpose()
}

/// Ends the session; its code stops working with it.
pub fn sign_out(tx: &mut Tx<'_>, device: DeviceId) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE device SET ended_at = ?2 WHERE id = ?1 AND ended_at IS NULL",
        params![device, tx.now()],
    )?;
    Ok(())
}
