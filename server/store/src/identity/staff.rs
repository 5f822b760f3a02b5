//! Operators: password, role, store. A member's session is never one of these, nor the reverse.

mod act;
mod counter_pin;
mod enrol;
mod manage;
mod password;
mod role;
mod second_step;
mod totp;

pub use act::{EndSessions, end_sessions_of};
pub use counter_pin::{
    CounterPin, Unlock, counter_pin, counter_pin_matches, lock_counter, note_staff_active, set_counter_pin,
    unlock_counter,
};
pub use enrol::{
    ConfirmTotp, StaffSecurity, begin_totp, confirm_totp, forget_codes_of_nothing, make_recovery_codes, remove_totp,
    staff_security, waiting_totp,
};
pub use manage::{ManageError, OperatorRow, assign_stores, operators, reset_second_step};
pub use password::{NewPassword, change_password};
pub use role::Role;
pub(crate) use role::{Matter, may, may_at};
pub use second_step::{
    PasswordStep, SecondStep, StaffStep, enter_password, enter_second_code, enter_with_passkey, staff_step,
};
pub use totp::{base32, totp_at};

use huika_domain::{Millis, OperatorId, StoreId};
use serde::Deserialize;

use super::argon;
use crate::{
    Row, StoreError, Tx, params,
    secret::{Rng, sha256},
};

/// What is needed to check a password, outside of any transaction because that takes long on purpose.
#[derive(Debug, Clone)]
pub struct StaffAccount {
    /// Who.
    pub operator: OperatorId,
    /// Argon2id in PHC form.
    pub password_hash: String,
    /// The operator's own store, or the first one.
    pub store: StoreId,
    /// Until when no password is accepted.
    pub locked_until: Millis,
}

/// Whether a password alone signs staff in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SecondFactor {
    /// Who has set up a second step needs it.
    #[default]
    Optional,
    /// Who has not can do nothing else before.
    Required,
}

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

/// Why no staff session was opened.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StaffError {
    /// The log-in or the password is wrong; which one is not said.
    #[error("log-in or password is wrong")]
    Wrong,
    /// Too many wrong passwords.
    #[error("locked after too many wrong passwords")]
    Locked,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Wrong passwords in a row that lock an account, and for how long.
const WRONG_PASSWORDS: i64 = 5;
const LOCK_SECS: i64 = 5 * 60;

macro_rules! select_account {
    ($tail:literal) => {
        concat!(
            "SELECT o.id, o.password_hash, COALESCE(o.store_id, ",
            "(SELECT MIN(r.store_id) FROM operator_store r WHERE r.operator_id = o.id), (SELECT MIN(id) FROM store)), ",
            "o.locked_until FROM operator o ",
            $tail
        )
    };
}

fn decode_account(row: &Row<'_>) -> Result<StaffAccount, StoreError> {
    Ok(StaffAccount {
        operator: row.get(0)?,
        password_hash: row.get(1)?,
        store: row.get(2)?,
        locked_until: row.get(3)?,
    })
}

/// The account of a log-in.
pub fn staff_account(tx: &mut Tx<'_>, login: &str) -> Result<Option<StaffAccount>, StoreError> {
    tx.one(
        select_account!("WHERE o.login = ?1 AND o.ended_at IS NULL"),
        params![login],
        decode_account,
    )
}

/// The account of an operator who is signed in, to ask for the password again.
pub fn account_of(tx: &mut Tx<'_>, operator: OperatorId) -> Result<Option<StaffAccount>, StoreError> {
    tx.one(
        select_account!("WHERE o.id = ?1 AND o.ended_at IS NULL"),
        params![operator],
        decode_account,
    )
}

/// Whether the password fits. An account that does not exist takes as long as one that does.
#[must_use]
pub fn password_matches(account: Option<&StaffAccount>, password: &str) -> bool {
    /// A hash that no password has, of the same cost.
    const NOBODY: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$aHVpa2EtaHVpa2EtaHVpaw$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let hash = account.map_or(NOBODY, |account| account.password_hash.as_str());
    argon::matches(hash, password)
}

/// Argon2id of a password or PIN, in PHC form.
pub fn password_hash(rng: &dyn Rng, password: &str) -> Result<String, StoreError> {
    argon::hash(rng, password)
}

/// Counts the outcome of the password check; answers whether it was right.
pub fn count_password(tx: &mut Tx<'_>, account: &StaffAccount, password_fits: bool) -> Result<bool, StaffError> {
    let now = tx.now();
    let locked_until = tx.lock(
        "SELECT locked_until FROM operator WHERE id = ?1",
        params![account.operator],
        |row| row.get::<Millis>(0),
    )?;
    if locked_until.is_some_and(|until| until > now) {
        return Err(StaffError::Locked);
    }
    if !password_fits {
        tx.exec(
            "UPDATE operator SET wrong_passwords = CASE WHEN wrong_passwords + 1 >= ?2 THEN 0 ELSE wrong_passwords + 1 END, \
             locked_until = CASE WHEN wrong_passwords + 1 >= ?2 THEN ?3 ELSE locked_until END WHERE id = ?1",
            params![account.operator, WRONG_PASSWORDS, now.plus_secs(LOCK_SECS)],
        )?;
        return Ok(false);
    }
    tx.exec(
        "UPDATE operator SET wrong_passwords = 0 WHERE id = ?1",
        params![account.operator],
    )?;
    Ok(true)
}

/// Opens a session and answers the token for its cookie.
fn open_session(tx: &mut Tx<'_>, operator: OperatorId, store: StoreId, till: &str) -> Result<String, StoreError> {
    let (now, context) = (tx.now(), tx.context());
    let token = context.rng.token();
    counter_pin::forgive_pin(tx, operator)?;
    tx.exec(
        "INSERT INTO staff_session (token_hash, operator_id, store_id, till, created_at, last_seen_at, expires_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6)",
        params![
            sha256(token.as_bytes()),
            operator,
            store,
            till,
            now,
            now.plus_secs(context.rules.staff_session_hours * 3600),
        ],
    )?;
    Ok(token)
}

/// The staff session of a token, when it is still open.
pub fn staff_session(tx: &mut Tx<'_>, token: &str) -> Result<Option<StaffSession>, StoreError> {
    let (now, today, context) = (tx.now(), tx.today(), tx.context());
    tx.one(
        "SELECT o.id, o.name, o.role, s.store_id, st.name, s.till, s.last_seen_at, \
         (SELECT COUNT(*) FROM operator_pin p WHERE p.operator_id = o.id), \
         (SELECT COUNT(*) FROM operator_factor f WHERE f.operator_id = o.id AND f.totp IS NOT NULL), \
         (SELECT COUNT(*) FROM passkey k WHERE k.operator_id = o.id), o.login FROM staff_session s \
         JOIN operator o ON o.id = s.operator_id JOIN store st ON st.id = s.store_id \
         WHERE s.token_hash = ?1 AND s.ended_at IS NULL AND s.expires_at > ?2 AND o.ended_at IS NULL",
        params![sha256(token.as_bytes()), now],
        |row| {
            let last_seen_at: Millis = row.get(6)?;
            let (pins, apps, keys): (i64, i64, i64) = (row.get(7)?, row.get(8)?, row.get(9)?);
            let left = now.secs_since(last_seen_at) >= context.rules.counter_idle_secs
                || context.zone.business_day(last_seen_at) != today;
            Ok(StaffSession {
                operator: row.get(0)?,
                login: row.get(10)?,
                name: row.get(1)?,
                role: row.get(2)?,
                store: row.get(3)?,
                store_name: row.get(4)?,
                till: row.get(5)?,
                last_seen_at,
                locked: pins > 0 && left,
                must_enrol: context.rules.staff_second_factor == SecondFactor::Required && apps + keys == 0,
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

/// The stores that an operator sees: their own, those of their region, or all.
pub fn stores_of(tx: &mut Tx<'_>, operator: OperatorId) -> Result<Vec<(StoreId, String)>, StoreError> {
    tx.all(
        "SELECT s.id, s.name FROM store s JOIN operator o ON o.id = ?1 WHERE o.role IN ('headquarters', 'auditor') \
         OR s.id = o.store_id OR s.id IN (SELECT r.store_id FROM operator_store r WHERE r.operator_id = o.id) \
         ORDER BY s.id LIMIT 500",
        params![operator],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// The shop's stores, by number.
pub fn stores(tx: &mut Tx<'_>) -> Result<Vec<(StoreId, String)>, StoreError> {
    tx.all("SELECT id, name FROM store ORDER BY id LIMIT 500", params![], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
}
