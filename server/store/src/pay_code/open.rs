//! Beginning an attempt: one row, committed before the gateway is asked for the money.

use huika_domain::{ErrorCode, Fen, MemberId, PayCode};
use serde::Serialize;

use crate::{StoreError, Tx, params, staff::Place};

huika_domain::text_enum! {
    /// What the money is for.
    pub enum CodePurpose {
        /// A top-up at the counter.
        TopUp = "top-up",
        /// A sale that is being made.
        Sale = "sale",
    }
}

crate::db::text_columns!(CodePurpose);

huika_domain::text_enum! {
    /// What a gateway said when it refused. The words of each are `pay-code-refusal-` with its text.
    pub enum CodeRefusal {
        /// The code is used, too old, or none of this wallet's.
        DeadCode = "dead-code",
        /// The customer has too little money, or may not.
        Payer = "payer",
        /// The merchant's account or the settings: the manager's matter.
        SetUp = "set-up",
    }
}

crate::db::text_columns!(CodeRefusal);

/// A gateway that takes payment codes, and what is compared with what it says of a payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CodeOffer {
    /// Which gateway, such as `wechat`.
    pub channel: String,
    /// Our merchant number there.
    pub merchant: String,
    /// Our application there.
    pub app: String,
}

/// Why no attempt was begun.
#[derive(Debug, Clone, thiserror::Error)]
pub enum OpenCodeError {
    /// This code was scanned a moment ago: each pays once, and the customer shows a fresh one.
    #[error("this payment code was used a moment ago")]
    CodeUsed,
    /// Another attempt for the same bill is not over.
    #[error("an attempt for this bill is not over")]
    NotOver,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl OpenCodeError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::CodeUsed => ErrorCode::PayCodeUsed.as_str(),
            Self::NotOver => ErrorCode::PayCodeNotOver.as_str(),
            Self::Store(error) => error.code(),
        }
    }
}

/// An attempt that is about to begin.
pub(crate) struct NewAttempt<'a> {
    pub number: &'a str,
    pub purpose: CodePurpose,
    pub subject: &'a str,
    pub member: Option<MemberId>,
    pub offer: &'a CodeOffer,
    pub amount: Fen,
    pub place: &'a Place,
    pub fingerprint: &'a [u8],
}

/// For how long a code that was scanned is not taken again: its own life.
const CODE_LIVES_SECS: i64 = 60;
/// The gateway answers the request itself first.
const FIRST_POLL_SECS: i64 = 5;

/// What tells a code apart without having it.
#[must_use]
pub(crate) fn fingerprint(tx: &Tx<'_>, code: &PayCode) -> Vec<u8> {
    tx.context().secret.fingerprint("pay-code", &[code.reveal()]).to_vec()
}

/// Writes the attempt. The bill's own row is locked by the caller, so that two attempts for it do not begin at once.
pub(crate) fn open_attempt(tx: &mut Tx<'_>, new: &NewAttempt<'_>) -> Result<(), OpenCodeError> {
    let now = tx.now();
    let again: i64 = tx.value(
        "SELECT COUNT(*) FROM pay_code WHERE code_hash = ?1 AND opened_at > ?2",
        params![new.fingerprint, now.minus_secs(CODE_LIVES_SECS)],
    )?;
    if again > 0 {
        return Err(OpenCodeError::CodeUsed);
    }
    let open: i64 = tx.value(
        "SELECT COUNT(*) FROM pay_code WHERE subject = ?1 AND state IN ('asked', 'waiting', 'reversing')",
        params![new.subject],
    )?;
    if open > 0 {
        return Err(OpenCodeError::NotOver);
    }
    let operator = new
        .place
        .operator
        .ok_or_else(|| StoreError::Internal("a payment code is scanned by a person".into()))?;
    tx.exec(
        "INSERT INTO pay_code (number, purpose, subject, member_id, channel, merchant, app, amount_fen, store_id, till, operator_id, \
         code_hash, state, opened_at, poll_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 'asked', ?13, ?14)",
        params![
            new.number,
            new.purpose,
            new.subject,
            new.member,
            new.offer.channel,
            new.offer.merchant,
            new.offer.app,
            new.amount,
            new.place.store,
            new.place.till,
            operator,
            new.fingerprint,
            now,
            now.plus_secs(FIRST_POLL_SECS),
        ],
    )?;
    Ok(())
}
