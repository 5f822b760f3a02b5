//! Sessions of staff: opened, locked, ended.

use crate::{
    StoreError, Tx,
    db::secret::sha256,
    params,
    staff::{
        role::{Role, further_posts_of, role_in, with_further},
        role_row::{RoleTitle, title_in},
    },
};
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
    /// What their role is called.
    pub title: RoleTitle,
    /// Where.
    pub store: StoreId,
    /// What the store is called.
    pub store_name: String,
    /// At which till.
    pub till: String,
    /// When it was last noted as being used.
    pub last_seen_at: Millis,
    /// Whether this browser is none of the shop's tills, where the shop lets no others serve.
    pub must_pair: bool,
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

/// The session of the token `?1`, when it is open at `?2`: it was neither ended nor is over, its operator has not left, and the store is not
/// closed to them.
macro_rules! open_session {
    () => {
        " FROM staff_session s \
         JOIN operator o ON o.id = s.operator_id JOIN role r ON r.code = o.role JOIN store st ON st.id = s.store_id \
         WHERE s.token_hash = ?1 AND s.ended_at IS NULL AND s.expires_at > ?2 AND o.ended_at IS NULL \
         AND (st.closed_at IS NULL OR r.post <> 'own')"
    };
}

/// Refuses what comes of a session that has ended since its form was taken in: whoever signs out, or is signed out by somebody, ends what
/// that session is doing at the same moment.
pub fn require_staff_open(tx: &mut Tx<'_>, token: &str) -> Result<(), StoreError> {
    let open = tx.one(
        concat!("SELECT o.id", open_session!()),
        params![sha256(token.as_bytes()), tx.now()],
        |row| row.get::<OperatorId>("id"),
    )?;
    open.map(drop).ok_or(StoreError::SessionOver)
}

/// The staff session of a token, when it is still open, in whatever browser.
pub fn staff_session(tx: &mut Tx<'_>, token: &str) -> Result<Option<StaffSession>, StoreError> {
    staff_session_at(tx, token, None)
}

/// The same in a browser that may be paired as a till of the store: then the till has its name. In one that is not, nobody works at the
/// counter where the shop's rule says so.
pub fn staff_session_at(
    tx: &mut Tx<'_>,
    token: &str,
    till_token: Option<&str>,
) -> Result<Option<StaffSession>, StoreError> {
    let (now, zone) = (tx.now(), tx.context().zone);
    let (standing, second_factor) = (Arc::clone(tx.standing()), tx.rules().staff.second_factor);
    tx.one(
        concat!(
            "SELECT o.id, o.name, r.code, r.name AS role_name, r.post, r.rights, ",
            further_posts_of!("o.id"),
            " AS further, s.store_id, st.name AS store_name, s.till, s.last_seen_at, \
         (SELECT d.name FROM till_device d WHERE d.token_hash = ?3 AND d.ended_at IS NULL AND d.store_id = s.store_id) AS device, \
         (SELECT COUNT(*) FROM operator_pin p WHERE p.operator_id = o.id) AS pins, \
         (SELECT COUNT(*) FROM operator_factor f WHERE f.operator_id = o.id AND f.totp IS NOT NULL) AS apps, \
         (SELECT COUNT(*) FROM passkey k WHERE k.operator_id = o.id) AS keys, o.login",
            open_session!()
        ),
        params![
            sha256(token.as_bytes()),
            now,
            sha256(till_token.unwrap_or_default().as_bytes())
        ],
        |row| {
            let store: StoreId = row.get("store_id")?;
            let rules = standing.of_store(store).till;
            let further: Option<String> = row.get("further")?;
            let (device, role): (Option<String>, Role) =
                (row.get("device")?, with_further(role_in(row)?, further.as_deref())?);
            let serves = role.sells() || role.serves_cards();
            let must_pair = serves && device.is_none() && !rules.unpaired;
            let last_seen_at: Millis = row.get("last_seen_at")?;
            let (pins, apps, keys): (i64, i64, i64) = (row.get("pins")?, row.get("apps")?, row.get("keys")?);
            let day = |at| standing.business_day(zone, at, Some(store));
            let left = now.secs_since(last_seen_at) >= rules.idle_secs || day(last_seen_at) != day(now);
            Ok(StaffSession {
                operator: row.get("id")?,
                login: row.get("login")?,
                name: row.get("name")?,
                role: if must_pair { role.away_from_the_counter() } else { role },
                title: title_in(row)?,
                store,
                store_name: row.get("store_name")?,
                till: device.map_or_else(|| row.get("till"), Ok)?,
                last_seen_at,
                must_pair,
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

/// Notes that a paired till is being used.
pub fn note_till_active(tx: &mut Tx<'_>, till_token: &str) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE till_device SET last_used_at = ?2 WHERE token_hash = ?1 AND ended_at IS NULL",
        params![sha256(till_token.as_bytes()), tx.now()],
    )?;
    Ok(())
}
