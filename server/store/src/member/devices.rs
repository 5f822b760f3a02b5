//! A member's signed-in browsers and the keys of their codes.

use huika_domain::{DeviceId, Handle, MemberId, Millis, PersonName, STEP_SECS};

use crate::{StoreError, Tx, member::name_index::index_name, params};

/// A signed-in browser, as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Which.
    pub id: DeviceId,
    /// What it called itself.
    pub user_agent: String,
    /// Since when.
    pub created_at: Millis,
    /// When it was last seen, to the hour.
    pub last_seen_at: Millis,
    /// In which network, shortened; empty when that is not known.
    pub place: String,
}

/// A code key, on its way to the browser that will keep it.
#[derive(Clone, PartialEq, Eq)]
pub struct GivenKey {
    /// The device's public number.
    pub handle: Handle,
    /// The HMAC key.
    pub key: [u8; 32],
}

impl std::fmt::Debug for GivenKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GivenKey")
            .field("handle", &self.handle)
            .finish_non_exhaustive()
    }
}

/// The member's open devices, newest first.
pub fn devices(tx: &mut Tx<'_>, member: MemberId) -> Result<Vec<Device>, StoreError> {
    tx.all(
        "SELECT id, user_agent, created_at, last_seen_at, place FROM device WHERE member_id = ?1 AND ended_at IS NULL \
         AND expires_at > ?2 ORDER BY id DESC LIMIT 50",
        params![member, tx.now()],
        |row| {
            Ok(Device {
                id: row.get("id")?,
                user_agent: row.get("user_agent")?,
                created_at: row.get("created_at")?,
                last_seen_at: row.get("last_seen_at")?,
                place: row.get("place")?,
            })
        },
    )
}

/// Ends one of the member's own devices; another's id changes nothing. Answers whether one was ended.
pub fn end_device(tx: &mut Tx<'_>, member: MemberId, device: DeviceId) -> Result<bool, StoreError> {
    let ended = tx.exec(
        "UPDATE device SET ended_at = ?3, ended_why = 'elsewhere' WHERE id = ?1 AND member_id = ?2 AND ended_at IS NULL",
        params![device, member, tx.now()],
    )?;
    // A page that is open there says so at once.
    tx.announce(member);
    Ok(ended > 0)
}

/// Ends every session of a member but `keep`, for the reason `why`; answers how many were ended. Their keys end with them.
pub fn end_devices(tx: &mut Tx<'_>, member: MemberId, keep: Option<DeviceId>, why: &str) -> Result<u64, StoreError> {
    let ended = tx.exec(
        "UPDATE device SET ended_at = ?2, ended_why = ?4 WHERE member_id = ?1 AND ended_at IS NULL AND id <> ?3",
        params![member, tx.now(), keep.unwrap_or(DeviceId::new(0)), why],
    )?;
    tx.announce(member);
    Ok(ended)
}

/// How long the key before still works: as long as a page that was drawn with it may be shown.
const KEY_BEFORE_SECS: i64 = 2 * STEP_SECS;

/// Makes a fresh code key and hands it over. A key leaves the server once: whoever asks again gets another one, and the
/// one before works for as long as a code that was drawn with it may be on a screen.
pub fn give_code_key(tx: &mut Tx<'_>, device: DeviceId) -> Result<Option<GivenKey>, StoreError> {
    let until = tx.now().plus_secs(KEY_BEFORE_SECS);
    change_code_key(tx, device, until)
}

/// Makes a fresh code key; the one before stops working at once.
pub(crate) fn revoke_code_key(tx: &mut Tx<'_>, device: DeviceId) -> Result<(), StoreError> {
    change_code_key(tx, device, Millis::new(0)).map(drop)
}

fn change_code_key(tx: &mut Tx<'_>, device: DeviceId, before_until: Millis) -> Result<Option<GivenKey>, StoreError> {
    let context = tx.context();
    let key: [u8; 32] = context.rng.bytes();
    let handle: Option<i64> = tx.one(
        "UPDATE device SET key_before = code_key, key_before_until = ?3, code_key = ?2 WHERE id = ?1 AND ended_at IS NULL \
         RETURNING handle",
        params![device, context.secret.seal("code-key", &key), before_until],
        |row| row.get("handle"),
    )?;
    handle
        .map(|handle| {
            Ok(GivenKey {
                handle: handle_of(handle)?,
                key,
            })
        })
        .transpose()
}

/// The key of an open device, for drawing its code on the server.
pub(crate) fn code_key(tx: &mut Tx<'_>, device: DeviceId) -> Result<Option<[u8; 32]>, StoreError> {
    let sealed: Option<Vec<u8>> = tx.one(
        "SELECT code_key FROM device WHERE id = ?1 AND ended_at IS NULL",
        params![device],
        |row| row.get("code_key"),
    )?;
    sealed.map(|sealed| open_key(tx, &sealed)).transpose()
}

pub(crate) fn open_key(tx: &Tx<'_>, sealed: &[u8]) -> Result<[u8; 32], StoreError> {
    let plain = tx.context().secret.open("code-key", sealed)?;
    plain
        .try_into()
        .map_err(|_| StoreError::Decode("a code key is not 32 bytes long".into()))
}

pub(crate) fn handle_of(number: i64) -> Result<Handle, StoreError> {
    u32::try_from(number)
        .ok()
        .and_then(|number| Handle::new(number).ok())
        .ok_or_else(|| StoreError::Decode(format!("handle {number} is not one")))
}

/// Changes how the member is called.
pub fn set_name(tx: &mut Tx<'_>, member: MemberId, name: &PersonName) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE member SET name = ?2 WHERE id = ?1",
        params![member, name.as_str()],
    )?;
    index_name(tx, member, name.as_str())
}

/// Keeps the member's choice of language.
pub fn set_language(tx: &mut Tx<'_>, member: MemberId, language: &str) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE member SET language = ?2 WHERE id = ?1",
        params![member, language],
    )?;
    Ok(())
}
