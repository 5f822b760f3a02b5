//! Sessions of staff: opened, locked, ended.

use crate::{StoreError, Tx, db::secret::sha256, params, staff::role::Role};
use huika_domain::{Millis, OperatorId, StoreId, settings::SecondFactor};
use std::sync::Arc;

/// Who is signed in at the counter or in the office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffSession {
    /// Who.
    pub operator: OperatorId,
    /// With what they sign in.
    pub login: String,
    /// What they are called.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Where.
    pub store: StoreId,
    /// What the store is called.
    pub store_name: String,
    /// At which till.
    pub till: String,
    /// When it was last noted as being used.
    pub last_seen_at: Millis,
    /// Whether the operator's counter PIN is needed before anything else.
    pub locked: bool,
    /// Whether a second step of the sign-in has to be set up before anything else.
    pub must_enrol: bool,
}

impl StaffSession {
    /// Whether nothing has to be done first.
    #[must_use]
    pub fn may_work(&self) -> bool {
        !self.locked && !self.must_enrol
    }
}

/// Opens a session and answers the token for its cookie.
pub(super) fn open_session(
    tx: &mut Tx<'_>,
    operator: OperatorId,
    store: StoreId,
    till: &str,
) -> Result<String, StoreError> {
    let (now, context) = (tx.now(), tx.context());
    let token = context.rng.token();
    forgive_pin(tx, operator)?;
    tx.exec(
        "INSERT INTO staff_session (token_hash, operator_id, store_id, till, created_at, last_seen_at, expires_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6)",
        params![
            sha256(token.as_bytes()),
            operator,
            store,
            till,
            now,
            now.plus_secs(tx.rules().staff.session_hours * 3600),
        ],
    )?;
    Ok(token)
}

/// The staff session of a token, when it is still open.
pub fn staff_session(tx: &mut Tx<'_>, token: &str) -> Result<Option<StaffSession>, StoreError> {
    let (now, today, context) = (tx.now(), tx.today(), tx.context());
    let (standing, second_factor) = (Arc::clone(tx.standing()), tx.rules().staff.second_factor);
    tx.one(
        "SELECT o.id, o.name, o.role, s.store_id, st.name AS store_name, s.till, s.last_seen_at, \
         (SELECT COUNT(*) FROM operator_pin p WHERE p.operator_id = o.id) AS pins, \
         (SELECT COUNT(*) FROM operator_factor f WHERE f.operator_id = o.id AND f.totp IS NOT NULL) AS apps, \
         (SELECT COUNT(*) FROM passkey k WHERE k.operator_id = o.id) AS keys, o.login FROM staff_session s \
         JOIN operator o ON o.id = s.operator_id JOIN store st ON st.id = s.store_id \
         WHERE s.token_hash = ?1 AND s.ended_at IS NULL AND s.expires_at > ?2 AND o.ended_at IS NULL \
         AND (st.closed_at IS NULL OR o.role NOT IN ('cashier', 'manager'))",
        params![sha256(token.as_bytes()), now],
        |row| {
            let last_seen_at: Millis = row.get("last_seen_at")?;
            let (pins, apps, keys): (i64, i64, i64) = (row.get("pins")?, row.get("apps")?, row.get("keys")?);
            let left = now.secs_since(last_seen_at) >= standing.of_store(row.get("store_id")?).till.idle_secs
                || context.zone.business_day(last_seen_at) != today;
            Ok(StaffSession {
                operator: row.get("id")?,
                login: row.get("login")?,
                name: row.get("name")?,
                role: row.get("role")?,
                store: row.get("store_id")?,
                store_name: row.get("store_name")?,
                till: row.get("till")?,
                last_seen_at,
                locked: pins > 0 && left,
                must_enrol: second_factor == SecondFactor::Required && apps + keys == 0,
            })
        },
    )
}

/// Ends a staff session.
pub fn end_staff_session(tx: &mut Tx<'_>, token: &str) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE staff_session SET ended_at = ?2 WHERE token_hash = ?1 AND ended_at IS NULL",
        params![sha256(token.as_bytes()), tx.now()],
    )?;
    Ok(())
}

/// A whole sign-in forgives wrong PINs.
pub(super) fn forgive_pin(tx: &mut Tx<'_>, operator: OperatorId) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE operator_pin SET wrong_tries = 0 WHERE operator_id = ?1 AND wrong_tries > 0",
        params![operator],
    )?;
    Ok(())
}

/// Notes that a session is being used. Pages ask for it once a minute at most.
pub fn note_staff_active(tx: &mut Tx<'_>, token: &str) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE staff_session SET last_seen_at = ?2 WHERE token_hash = ?1 AND ended_at IS NULL",
        params![sha256(token.as_bytes()), tx.now()],
    )?;
    Ok(())
}

/// Locks a session at once: its operator walks away.
pub fn lock_counter(tx: &mut Tx<'_>, token: &str) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE staff_session SET last_seen_at = ?2 WHERE token_hash = ?1 AND ended_at IS NULL",
        params![sha256(token.as_bytes()), Millis::new(0)],
    )?;
    Ok(())
}
