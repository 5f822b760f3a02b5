//! Operators: password, role, store. A member's session is never one of these, nor the reverse.

mod act;
mod counter_pin;
mod enrol;
mod known_browser;
mod manage;
mod password;
mod place;
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
pub use known_browser::KnownBrowser;
pub use manage::{ManageError, OperatorRow, assign_stores, operators, reset_second_step, set_own_account};
pub use password::{NewPassword, change_password};
pub use place::Place;
pub use role::Role;
pub(crate) use role::{Matter, home_store, is_own_account, may, may_about, may_at, may_serve};
pub use second_step::{
    PasswordStep, PasswordTry, SecondStep, StaffStep, enter_password, enter_second_code, enter_with_passkey, staff_step,
};
pub use totp::{base32, totp_at};

use huika_domain::{Millis, OperatorId, StoreId};
use serde::Deserialize;

use crate::{
    Row, StoreError, Tx,
    db::{
        argon,
        guess::{Bucket, count_wrong, forgive, waits_until},
        secret::{Rng, sha256},
    },
    params,
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

/// Wrong passwords in a row, from one browser or from all strangers together, after which nothing is looked at for a while.
pub(super) const WRONG_PASSWORDS: i64 = 5;

macro_rules! select_account {
    ($tail:literal) => {
        concat!(
            "SELECT o.id, o.password_hash, COALESCE(o.store_id, ",
            "(SELECT MIN(r.store_id) FROM operator_store r WHERE r.operator_id = o.id), (SELECT MIN(id) FROM store)) ",
            "FROM operator o ",
            $tail
        )
    };
}

fn decode_account(row: &Row<'_>) -> Result<StaffAccount, StoreError> {
    Ok(StaffAccount {
        operator: row.get(0)?,
        password_hash: row.get(1)?,
        store: row.get(2)?,
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

/// Counts the outcome of the password check of an operator who is signed in and types it again; answers whether it was right. What
/// strangers try at the sign-in does not count here.
pub fn count_password(tx: &mut Tx<'_>, account: &StaffAccount, password_fits: bool) -> Result<bool, StaffError> {
    let own = Bucket::signed_in_operator(tx, &account.operator.to_string());
    count_in(tx, &[own], &[own], password_fits)
}

/// Counts a password in these buckets, unless one of them has to wait; a right one empties those of `emptied`.
fn count_in(tx: &mut Tx<'_>, buckets: &[Bucket], emptied: &[Bucket], password_fits: bool) -> Result<bool, StaffError> {
    if waits_until(tx, buckets)?.is_some() {
        return Err(StaffError::Locked);
    }
    if password_fits {
        forgive(tx, emptied)?;
    } else {
        count_wrong(tx, buckets)?;
    }
    Ok(password_fits)
}

/// Opens a session and answers the token for its cookie.
fn open_session(tx: &mut Tx<'_>, operator: OperatorId, store: StoreId, till: &str) -> Result<String, StoreError> {
    let (now, context) = (tx.now(), tx.context());
    let token = context.rng.token();
    crate::staff::counter_pin::forgive_pin(tx, operator)?;
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
