//! Setting a second step up and taking it down. The caller has checked the password in the same transaction.

use huika_domain::{Millis, OperatorId, plain};
use serde::{Deserialize, Serialize};

use crate::{
    StoreError, Tx,
    db::secret::Rng,
    params,
    staff::{
        second_step::{factors, recovery_fingerprint},
        totp::{SECRET_BYTES, base32, step_of},
    },
};

/// What an operator has set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffSecurity {
    /// Whether an authenticator app was set up.
    pub totp: bool,
    /// Recovery codes that were not used.
    pub recovery_codes: i64,
    /// Since when there is a counter PIN.
    pub pin_since: Option<Millis>,
}

/// What the first code of a new authenticator app came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ConfirmTotp {
    /// It counts from now on.
    Done,
    /// That is not its code.
    Wrong {
        /// How many tries are left.
        tries_left: i64,
    },
    /// Too much time or too many tries: begin again.
    Over,
}

/// How long a new app's secret waits for its first code.
const CONFIRM_SECS: i64 = 10 * 60;
const RECOVERY_CODES: usize = 10;
/// 50 bits: ten letters and digits.
const RECOVERY_LETTERS: usize = 10;

/// What an operator has set up.
pub fn staff_security(tx: &mut Tx<'_>, operator: OperatorId) -> Result<StaffSecurity, StoreError> {
    let (totp, _) = factors(tx, operator)?;
    Ok(StaffSecurity {
        totp,
        recovery_codes: tx.value(
            "SELECT COUNT(*) FROM recovery_code WHERE operator_id = ?1 AND used_at IS NULL",
            params![operator],
        )?,
        pin_since: tx.one(
            "SELECT set_at FROM operator_pin WHERE operator_id = ?1",
            params![operator],
            |row| row.get("set_at"),
        )?,
    })
}

fn ensure_row(tx: &mut Tx<'_>, operator: OperatorId) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO operator_factor (operator_id) VALUES (?1) ON CONFLICT (operator_id) DO NOTHING",
        params![operator],
    )?;
    Ok(())
}

/// Makes the secret of a new authenticator app. It counts when a code of it was typed; one that counts already stays until then.
pub fn begin_totp(tx: &mut Tx<'_>, operator: OperatorId) -> Result<(), StoreError> {
    ensure_row(tx, operator)?;
    let context = tx.context();
    let secret: [u8; SECRET_BYTES] = context.rng.bytes();
    tx.exec(
        "UPDATE operator_factor SET totp_next = ?2, totp_next_until = ?3, wrong_tries = 0 WHERE operator_id = ?1",
        params![
            operator,
            context.secret.seal("totp", &secret),
            tx.now().plus_secs(CONFIRM_SECS),
        ],
    )?;
    Ok(())
}

/// The secret that waits for its first code.
pub fn waiting_totp(tx: &mut Tx<'_>, operator: OperatorId) -> Result<Option<Vec<u8>>, StoreError> {
    let sealed: Option<Vec<u8>> = tx.one(
        "SELECT totp_next FROM operator_factor WHERE operator_id = ?1 AND totp_next IS NOT NULL AND totp_next_until > ?2",
        params![operator, tx.now()],
        |row| row.get("totp_next"),
    )?;
    sealed
        .map(|sealed| tx.context().secret.open("totp", &sealed))
        .transpose()
}

/// Counts the first code of a new authenticator app.
pub fn confirm_totp(tx: &mut Tx<'_>, operator: OperatorId, typed: &str) -> Result<ConfirmTotp, StoreError> {
    let now = tx.now();
    let row = tx.one(
        "UPDATE operator_factor SET wrong_tries = wrong_tries + 1 WHERE operator_id = ?1 AND totp_next IS NOT NULL \
         AND totp_next_until > ?2 AND wrong_tries < ?3 RETURNING totp_next, wrong_tries",
        params![operator, now, tx.rules().staff.step_tries],
        |row| Ok((row.get::<Vec<u8>>("totp_next")?, row.get::<i64>("wrong_tries")?)),
    )?;
    let Some((sealed, tries)) = row else {
        return Ok(ConfirmTotp::Over);
    };
    let secret = tx.context().secret.open("totp", &sealed)?;
    let digits: String = plain(typed).chars().filter(char::is_ascii_digit).collect();
    let Some(step) = step_of(&secret, &digits, now, 0) else {
        let tries_left = tx.rules().staff.step_tries - tries;
        return Ok(if tries_left > 0 {
            ConfirmTotp::Wrong { tries_left }
        } else {
            ConfirmTotp::Over
        });
    };
    tx.exec(
        "UPDATE operator_factor SET totp = totp_next, totp_next = NULL, totp_next_until = 0, last_step = ?2, wrong_tries = 0 \
         WHERE operator_id = ?1",
        params![operator, step],
    )?;
    Ok(ConfirmTotp::Done)
}

/// Takes the authenticator app away.
pub fn remove_totp(tx: &mut Tx<'_>, operator: OperatorId) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE operator_factor SET totp = NULL, totp_next = NULL, wrong_tries = 0 WHERE operator_id = ?1",
        params![operator],
    )?;
    forget_codes_of_nothing(tx, operator)
}

/// With the last way of a second step the recovery codes go too.
pub fn forget_codes_of_nothing(tx: &mut Tx<'_>, operator: OperatorId) -> Result<(), StoreError> {
    if factors(tx, operator)? == (false, false) {
        tx.exec("DELETE FROM recovery_code WHERE operator_id = ?1", params![operator])?;
    }
    Ok(())
}

/// Makes new recovery codes and answers them; the ones before end, and these are not shown again.
pub fn make_recovery_codes(tx: &mut Tx<'_>, operator: OperatorId) -> Result<Vec<String>, StoreError> {
    ensure_row(tx, operator)?;
    tx.exec("DELETE FROM recovery_code WHERE operator_id = ?1", params![operator])?;
    let codes: Vec<String> = (0..RECOVERY_CODES)
        .map(|_| recovery_code(tx.context().rng.as_ref()))
        .collect();
    for code in &codes {
        let fingerprint = recovery_fingerprint(tx, operator, code);
        tx.exec(
            "INSERT INTO recovery_code (operator_id, fingerprint, made_at) VALUES (?1, ?2, ?3)",
            params![operator, fingerprint, tx.now()],
        )?;
    }
    Ok(codes)
}

/// "K7Q2M-XH4TD"
fn recovery_code(rng: &dyn Rng) -> String {
    let letters = base32(&rng.bytes::<7>());
    let (left, right) = letters[..RECOVERY_LETTERS].split_at(RECOVERY_LETTERS / 2);
    format!("{left}-{right}")
}
