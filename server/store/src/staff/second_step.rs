//! The second step of an operator's sign-in: a code of an authenticator app, a passkey, or a recovery code. The password was
//! right before; what it opened is only this step, for a few minutes.

use std::net::IpAddr;

use huika_domain::{Millis, OperatorId, StoreId, plain};
use serde::{Deserialize, Serialize};

use crate::{
    SentForm, StoreError, Tx,
    db::{guess::Bucket, secret::sha256},
    member::{KeyOwner, KeyUse, use_passkey},
    once, params,
    staff::{
        account::{StaffAccount, StaffError, count_in},
        known_browser::KnownBrowser,
        session::open_session,
        totp::step_of,
    },
};

/// A log-in and a password that were typed at the sign-in.
#[derive(Debug, Clone)]
pub struct PasswordTry {
    /// As it was typed, whether anybody has it or not.
    pub login: String,
    /// Whose it is, if it is anybody's.
    pub account: Option<StaffAccount>,
    /// Whether the password fits, compared outside of any transaction.
    pub fits: bool,
    /// From where.
    pub address: IpAddr,
    /// What the browser's cookie says of earlier sign-ins.
    pub browser: Option<KnownBrowser>,
    /// At which till.
    pub till: String,
}

impl PasswordTry {
    /// What a wrong password is counted for, and what a right one empties. A browser that its operator knows is counted by itself;
    /// all others together, for the log-in and for their address, in the same way for a log-in that nobody has.
    fn buckets(&self, tx: &Tx<'_>) -> (Vec<Bucket>, Vec<Bucket>) {
        let known = self.account.as_ref().and_then(|account| {
            let browser = self
                .browser
                .as_ref()
                .filter(|browser| browser.knows(account.operator))?;
            Some(Bucket::browser_of_operator(
                tx,
                browser.name(),
                &account.operator.to_string(),
            ))
        });
        if let Some(own) = known {
            return (vec![own], vec![own]);
        }
        let of_login = Bucket::strangers_of_login(tx, &self.login);
        let of_address = Bucket::passwords_of_address(tx, &self.address.to_string());
        (vec![of_login, of_address], vec![of_login])
    }
}

/// How a sign-in goes on after the password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum PasswordStep {
    /// It is not the right one; that was counted.
    Wrong,
    /// Signed in.
    In {
        /// Who.
        operator: OperatorId,
        /// For the cookie.
        token: String,
    },
    /// A second step is needed: the token for its cookie.
    Second(String),
}

/// A sign-in that waits for its second step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffStep {
    /// Who.
    pub operator: OperatorId,
    /// Where they will be.
    pub store: StoreId,
    /// At which till.
    pub till: String,
    /// Whether an authenticator app was set up.
    pub totp: bool,
    /// Whether there is a passkey.
    pub passkey: bool,
}

/// What a second step came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SecondStep {
    /// Signed in.
    In {
        /// Who.
        operator: OperatorId,
        /// For the cookie.
        token: String,
    },
    /// It is not the right one.
    Wrong {
        /// How many tries are left.
        tries_left: i64,
    },
    /// Too many wrong ones.
    Locked {
        /// Until when.
        until: Millis,
    },
    /// There is no such sign-in any more: begin with the password.
    Over,
}

/// How long the second step may take.
const STEP_LIVES_SECS: i64 = 5 * 60;

/// How many ways of a second step an operator has set up.
pub(super) fn factors(tx: &mut Tx<'_>, operator: OperatorId) -> Result<(bool, bool), StoreError> {
    let totp: i64 = tx.value(
        "SELECT COUNT(*) FROM operator_factor WHERE operator_id = ?1 AND totp IS NOT NULL",
        params![operator],
    )?;
    let keys: i64 = tx.value("SELECT COUNT(*) FROM passkey WHERE operator_id = ?1", params![operator])?;
    Ok((totp > 0, keys > 0))
}

/// Counts the outcome of the password check. Who has set up a second step goes on to it, who has not is signed in.
pub fn enter_password(tx: &mut Tx<'_>, request: &PasswordTry) -> Result<PasswordStep, StaffError> {
    let (buckets, emptied) = request.buckets(tx);
    let right = count_in(tx, &buckets, &emptied, request.fits && request.account.is_some())?;
    let Some(account) = request.account.as_ref().filter(|_| right) else {
        return Ok(PasswordStep::Wrong);
    };
    if is_shut_out(tx, account.operator)? {
        return Err(StaffError::StoreClosed);
    }
    Ok(go_on(tx, account, &request.till)?)
}

/// Whether the one store in which an operator works is closed.
fn is_shut_out(tx: &mut Tx<'_>, operator: OperatorId) -> Result<bool, StoreError> {
    let closed: i64 = tx.value(
        "SELECT COUNT(*) FROM operator o JOIN store s ON s.id = o.store_id JOIN role r ON r.code = o.role \
         WHERE o.id = ?1 AND r.post = 'own' AND s.closed_at IS NOT NULL",
        params![operator],
    )?;
    Ok(closed > 0)
}

/// Goes on after a password that was right or was just set: signed in, or on to the second step.
pub(super) fn go_on(tx: &mut Tx<'_>, account: &StaffAccount, till: &str) -> Result<PasswordStep, StoreError> {
    if factors(tx, account.operator)? == (false, false) {
        return Ok(PasswordStep::In {
            operator: account.operator,
            token: open_session(tx, account.operator, account.store, till)?,
        });
    }
    let (now, token) = (tx.now(), tx.context().rng.token());
    // A step is begun anew with each password: the one before is over.
    tx.exec(
        "DELETE FROM staff_step WHERE operator_id = ?1",
        params![account.operator],
    )?;
    tx.exec(
        "INSERT INTO staff_step (token_hash, operator_id, store_id, till, at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            sha256(token.as_bytes()),
            account.operator,
            account.store,
            till,
            now,
            now.plus_secs(STEP_LIVES_SECS),
        ],
    )?;
    Ok(PasswordStep::Second(token))
}

/// The sign-in that a token stands for, while it waits.
pub fn staff_step(tx: &mut Tx<'_>, token: &str) -> Result<Option<StaffStep>, StoreError> {
    let found = tx.one(
        "SELECT operator_id, store_id, till FROM staff_step WHERE token_hash = ?1 AND expires_at > ?2",
        params![sha256(token.as_bytes()), tx.now()],
        |row| Ok((row.get("operator_id")?, row.get("store_id")?, row.get("till")?)),
    )?;
    let Some((operator, store, till)) = found else {
        return Ok(None);
    };
    let (totp, passkey) = factors(tx, operator)?;
    Ok(Some(StaffStep {
        operator,
        store,
        till,
        totp,
        passkey,
    }))
}

/// Counts a code that was typed: of the authenticator app, or one for the day on which it is gone. The same code of the same sign-in
/// once more, as a second tap sends it, gets the same answer.
pub fn enter_second_code(tx: &mut Tx<'_>, token: &str, typed: &str) -> Result<SecondStep, StoreError> {
    let sent = SentForm::new("second-step", token, &[typed]);
    once(
        tx,
        &sent,
        |answer| matches!(answer, SecondStep::In { .. }),
        |tx| check_second_code(tx, token, typed),
    )
}

fn check_second_code(tx: &mut Tx<'_>, token: &str, typed: &str) -> Result<SecondStep, StoreError> {
    let Some(step) = staff_step(tx, token)? else {
        return Ok(SecondStep::Over);
    };
    match count_code(tx, step.operator, typed)? {
        CodeTry::Right => go_in(tx, &step, token),
        CodeTry::Wrong { tries_left } => Ok(SecondStep::Wrong { tries_left }),
        CodeTry::Locked { until } => Ok(SecondStep::Locked { until }),
    }
}

/// Counts a verified use of the operator's passkey.
pub fn enter_with_passkey(tx: &mut Tx<'_>, token: &str, used: &KeyUse) -> Result<SecondStep, StoreError> {
    let Some(step) = staff_step(tx, token)? else {
        return Ok(SecondStep::Over);
    };
    if used.key.owner != KeyOwner::Operator(step.operator) || !use_passkey(tx, used)? {
        return Ok(SecondStep::Over);
    }
    go_in(tx, &step, token)
}

/// Ends the step, which exactly one request can, and opens the session.
fn go_in(tx: &mut Tx<'_>, step: &StaffStep, token: &str) -> Result<SecondStep, StoreError> {
    let ended = tx.exec(
        "DELETE FROM staff_step WHERE token_hash = ?1",
        params![sha256(token.as_bytes())],
    )?;
    if ended == 0 {
        return Ok(SecondStep::Over);
    }
    Ok(SecondStep::In {
        operator: step.operator,
        token: open_session(tx, step.operator, step.store, &step.till)?,
    })
}

enum CodeTry {
    Right,
    Wrong { tries_left: i64 },
    Locked { until: Millis },
}

fn count_code(tx: &mut Tx<'_>, operator: OperatorId, typed: &str) -> Result<CodeTry, StoreError> {
    let now = tx.now();
    // A lock that would last longer than one does began in a future that some clock was in.
    let lock_ends_by = now.plus_secs(tx.rules().staff.step_lock_secs);
    // Counting first locks the row: parallel guesses cannot share one try. What comes while it is locked is none.
    let row = tx.one(
        "UPDATE operator_factor SET wrong_tries = wrong_tries + CASE WHEN locked_until > ?2 AND locked_until <= ?3 THEN 0 ELSE 1 END \
         WHERE operator_id = ?1 RETURNING totp, last_step, wrong_tries, locked_until",
        params![operator, now, lock_ends_by],
        |row| {
            Ok((
                row.get::<Option<Vec<u8>>>("totp")?,
                row.get::<i64>("last_step")?,
                row.get::<i64>("wrong_tries")?,
                row.get::<Millis>("locked_until")?,
            ))
        },
    )?;
    let Some((totp, last, tries, locked_until)) = row else {
        return Ok(CodeTry::Wrong { tries_left: 0 });
    };
    if locked_until > now && locked_until <= lock_ends_by {
        return Ok(CodeTry::Locked { until: locked_until });
    }
    let typed = plain(typed);
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let totp = totp
        .map(|sealed| tx.context().secret.open("totp", &sealed))
        .transpose()?;
    let step = totp.and_then(|secret| step_of(&secret, &digits, now, last));
    let right = match step {
        Some(_) => true,
        None => use_recovery_code(tx, operator, &typed)?,
    };
    if right {
        tx.exec(
            "UPDATE operator_factor SET wrong_tries = 0, last_step = ?2 WHERE operator_id = ?1",
            params![operator, step.unwrap_or(last)],
        )?;
        return Ok(CodeTry::Right);
    }
    let tries_left = tx.rules().staff.step_tries - tries;
    if tries_left > 0 {
        return Ok(CodeTry::Wrong { tries_left });
    }
    let until = now.plus_secs(tx.rules().staff.step_lock_secs);
    tx.exec(
        "UPDATE operator_factor SET wrong_tries = 0, locked_until = ?2 WHERE operator_id = ?1",
        params![operator, until],
    )?;
    Ok(CodeTry::Locked { until })
}

/// How a recovery code is kept: letters and digits only, in one case.
pub(super) fn recovery_fingerprint(tx: &Tx<'_>, operator: OperatorId, typed: &str) -> [u8; 32] {
    tx.context()
        .secret
        .fingerprint("recovery-code", &[&operator.to_string(), &letters_and_digits(typed)])
}

fn letters_and_digits(typed: &str) -> String {
    plain(typed)
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

fn use_recovery_code(tx: &mut Tx<'_>, operator: OperatorId, typed: &str) -> Result<bool, StoreError> {
    // Codes live for years: one may have been made under a secret that is being changed.
    let (owner, code) = (operator.to_string(), letters_and_digits(typed));
    let kept_as: Vec<_> = tx
        .context()
        .secret
        .fingerprints("recovery-code", &[&owner, &code])
        .collect();
    for fingerprint in kept_as {
        let used = tx.exec(
            "UPDATE recovery_code SET used_at = ?3 WHERE operator_id = ?1 AND fingerprint = ?2 AND used_at IS NULL",
            params![operator, fingerprint, tx.now()],
        )?;
        if used == 1 {
            return Ok(true);
        }
    }
    Ok(false)
}
