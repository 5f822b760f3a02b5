//! A member's session: the cookie holds a random token, the database only its SHA-256.

use huika_domain::{DeviceId, Handle, MemberId, Millis};

use serde::{Deserialize, Serialize};

use crate::{StoreError, Tx, card::Stopped, db::secret::sha256, member::account_kept::keep_account, params};

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
    /// When the device was last noted as being used.
    pub last_seen_at: Millis,
    /// When it signed in.
    pub since: Millis,
    /// Whether it did so by a one-time code, and not by a passkey.
    pub by_code: bool,
    /// Why the member's card cannot be used, when it cannot.
    pub stopped: Option<Stopped>,
}

/// A session that a browser still carries and that is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndedSession {
    /// Since when.
    pub at: Millis,
    /// Why: `signed-out`, `elsewhere`, `lost`, `replaced`, `phone-changed`, `counter`, `closing`, or `expired`.
    pub why: String,
}

/// The session of a token, when it is still open.
pub fn session(tx: &mut Tx<'_>, token: &str) -> Result<Option<MemberSession>, StoreError> {
    let found = tx.one(
        "SELECT d.member_id, d.id, d.handle, m.language, d.last_seen_at, d.created_at, m.status, d.by_code \
         FROM device d JOIN member m ON m.id = d.member_id \
         WHERE d.token_hash = ?1 AND d.ended_at IS NULL AND d.expires_at > ?2 AND m.status <> 'closed'",
        params![sha256(token.as_bytes()), tx.now()],
        |row| {
            Ok((
                row.get("member_id")?,
                row.get("id")?,
                row.get::<i64>("handle")?,
                row.get("language")?,
                row.get("last_seen_at")?,
                row.get("created_at")?,
                row.get("status")?,
                row.get("by_code")?,
            ))
        },
    )?;
    found
        .map(
            |(member, device, handle, language, last_seen_at, since, status, by_code)| {
                Ok(MemberSession {
                    member,
                    device,
                    handle: crate::member::devices::handle_of(handle)?,
                    language,
                    last_seen_at,
                    since,
                    by_code,
                    stopped: Stopped::of_status(status),
                })
            },
        )
        .transpose()
}

/// Why the session of a token is over; `None` when there never was one, or when it is open.
pub fn ended_session(tx: &mut Tx<'_>, token: &str) -> Result<Option<EndedSession>, StoreError> {
    let now = tx.now();
    let found = tx.one(
        "SELECT ended_at, ended_why, expires_at FROM device WHERE token_hash = ?1",
        params![sha256(token.as_bytes())],
        |row| {
            Ok((
                row.get::<Option<Millis>>("ended_at")?,
                row.get::<String>("ended_why")?,
                row.get::<Millis>("expires_at")?,
            ))
        },
    )?;
    Ok(found.and_then(|(ended_at, why, expires_at)| match ended_at {
        Some(at) => Some(EndedSession { at, why }),
        None if expires_at <= now => Some(EndedSession {
            at: expires_at,
            why: "expired".to_owned(),
        }),
        None => None,
    }))
}

/// Notes that a device is being used, and in which network. Pages ask for it once an hour at most.
pub fn note_seen(tx: &mut Tx<'_>, device: DeviceId, place: &str) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE device SET last_seen_at = ?2, place = ?3 WHERE id = ?1 AND ended_at IS NULL",
        params![device, tx.now(), place],
    )?;
    Ok(())
}

/// Ends the session; its code stops working with it, and its other pages that are open hear of it.
pub fn sign_out(tx: &mut Tx<'_>, device: DeviceId) -> Result<(), StoreError> {
    let ended = tx.one(
        "UPDATE device SET ended_at = ?2, ended_why = 'signed-out' WHERE id = ?1 AND ended_at IS NULL RETURNING member_id",
        params![device, tx.now()],
        |row| row.get("member_id"),
    )?;
    if let Some(member) = ended {
        tx.announce(member);
    }
    Ok(())
}

/// Refuses what comes of a session that has ended since its form was taken in: whoever reports a loss, or ends a device elsewhere, ends
/// what that device is doing at the same moment.
pub fn require_open(tx: &mut Tx<'_>, device: DeviceId) -> Result<(), StoreError> {
    let open = tx.one(
        "SELECT id FROM device WHERE id = ?1 AND ended_at IS NULL AND expires_at > ?2",
        params![device, tx.now()],
        |row| row.get::<DeviceId>("id"),
    )?;
    open.map(drop).ok_or(StoreError::SessionOver)
}

/// An open session.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedIn {
    /// What the cookie holds; it is not kept anywhere else.
    pub token: String,
    /// Who.
    pub member: MemberId,
    /// On which device.
    pub device: DeviceId,
    /// Whether they have just joined, or claimed the membership that a counter had made for them.
    pub joined: bool,
    /// Whether the account was being closed and stays, because they came back.
    #[serde(default)]
    pub kept: bool,
    /// Until when.
    pub expires_at: Millis,
}

impl std::fmt::Debug for SignedIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignedIn")
            .field("member", &self.member)
            .field("joined", &self.joined)
            .finish_non_exhaustive()
    }
}

/// How a session begins.
pub(super) struct OpenSession<'a> {
    /// By a one-time code, and not by a passkey.
    pub(super) by_code: bool,
    /// See [`SignedIn::joined`].
    pub(super) joined: bool,
    /// See [`SignIn::user_agent`].
    pub(super) user_agent: &'a str,
    /// See [`SignIn::place`].
    pub(super) place: &'a str,
}

/// Opens a session with a token, a handle and a code key of its own.
pub(super) fn open_session(
    tx: &mut Tx<'_>,
    member: MemberId,
    opened: &OpenSession<'_>,
) -> Result<SignedIn, StoreError> {
    let kept = keep_account(tx, member)?;
    let context = tx.context();
    let now = tx.now();
    let token = context.rng.token();
    let expires_at = now.plus_secs(tx.rules().sign_in.session_days * 24 * 3600);
    let key: [u8; 32] = context.rng.bytes();
    let user_agent: String = opened.user_agent.chars().take(200).collect();
    loop {
        let handle = 100_000_000 + context.rng.below(900_000_000).cast_signed();
        let device = tx.one(
            "INSERT INTO device (token_hash, member_id, handle, code_key, user_agent, place, created_at, last_seen_at, \
             expires_at, by_code) VALUES (?1, ?2, ?3, ?4, ?5, ?8, ?6, ?6, ?7, ?9) ON CONFLICT (handle) DO NOTHING RETURNING id",
            params![
                sha256(token.as_bytes()),
                member,
                handle,
                context.secret.seal("code-key", &key),
                user_agent,
                now,
                expires_at,
                opened.place,
                opened.by_code,
            ],
            |row| row.get("id"),
        )?;
        if let Some(device) = device {
            return Ok(SignedIn {
                token,
                member,
                device,
                joined: opened.joined,
                kept,
                expires_at,
            });
        }
    }
}
