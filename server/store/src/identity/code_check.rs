//! Checking a one-time code. Tries are counted in the database, so a refusal is an outcome and not an error.

use huika_domain::OneTimeCode;

use super::code_request::Purpose;
use crate::{StoreError, Tx, params, secret::same};

/// What a check came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeCheck {
    /// It was the right one, and is used up now.
    Right,
    /// It is not the one that was sent.
    Wrong {
        /// How many tries are left.
        tries_left: i64,
    },
    /// There is no live code: it was used, it expired, or too many tries burnt it. Ask for a new one.
    NoCode,
}

/// Uses up the live code of a phone when it is the one typed; otherwise counts the try and says what is wrong.
pub(super) fn use_code(
    tx: &mut Tx<'_>,
    phone: &str,
    purpose: Purpose,
    code: &OneTimeCode,
) -> Result<CodeCheck, StoreError> {
    let (now, rules, purpose) = (tx.now(), &tx.context().rules, purpose.as_str());
    // Counting the try first locks the row: parallel guesses cannot share one try.
    let live = tx.one(
        "UPDATE one_time_code SET wrong_tries = wrong_tries + 1 WHERE phone = ?1 AND purpose = ?4 \
         AND expires_at > ?2 AND wrong_tries < ?3 RETURNING fingerprint, wrong_tries",
        params![phone, now, rules.code_tries, purpose],
        |row| Ok((row.get::<Vec<u8>>(0)?, row.get::<i64>(1)?)),
    )?;
    let Some((fingerprint, tries)) = live else {
        return Ok(CodeCheck::NoCode);
    };
    let typed = tx.context().secret.fingerprint(purpose, &[phone, code.as_str()]);
    if !same(&fingerprint, &typed) {
        let tries_left = rules.code_tries - tries;
        return Ok(if tries_left > 0 {
            CodeCheck::Wrong { tries_left }
        } else {
            CodeCheck::NoCode
        });
    }
    tx.exec(
        "UPDATE one_time_code SET expires_at = 0 WHERE phone = ?1 AND purpose = ?2",
        params![phone, purpose],
    )?;
    Ok(CodeCheck::Right)
}
