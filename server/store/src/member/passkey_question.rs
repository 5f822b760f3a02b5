//! What a browser was asked to sign: bound to its cookie, to a purpose and to a subject, for a short time and for one answer. It
//! stands in the database, so any server can check what another one asked.

use std::net::IpAddr;

use huika_domain::Millis;

use crate::{
    StoreError, Tx,
    db::{
        gate::{self, Gate},
        secret::sha256,
    },
    params,
};

/// What an answer does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuestionPurpose {
    /// Adds a passkey of a member.
    New,
    /// Signs a member in.
    SignIn,
    /// Says yes to a till.
    Approve,
    /// Shows that it is the member who does something by themself.
    Prove,
    /// Adds a passkey of an operator.
    StaffNew,
    /// The second step of an operator's sign-in.
    StaffSignIn,
}

impl QuestionPurpose {
    const fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::SignIn => "sign-in",
            Self::Approve => "approve",
            Self::Prove => "prove",
            Self::StaffNew => "staff-new",
            Self::StaffSignIn => "staff-sign-in",
        }
    }
}

/// A question.
#[derive(Debug, Clone)]
pub struct Question {
    /// What an answer does.
    pub purpose: QuestionPurpose,
    /// Whom and what it is about; empty for a sign-in, where that is not known yet.
    pub subject: String,
    /// What the library needs to check the answer.
    pub state: String,
    /// Who asks, for the limit.
    pub address: IpAddr,
}

/// How long a person has to answer: as long as browsers wait.
const LIVES_SECS: i64 = 5 * 60;
/// Questions that one address may have open. A shop's guests share one.
const OPEN_EACH: i64 = 60;
/// Expired questions that a new one clears away.
const CLEARED: i64 = 20;

/// Keeps a question; answers the token for the cookie, or `None` when this address has asked too much.
pub fn ask_passkey(tx: &mut Tx<'_>, question: &Question) -> Result<Option<String>, StoreError> {
    let (now, context) = (tx.now(), tx.context());
    // Questions of one address are counted one after the other, or those that come at once would share the last place.
    gate::pass(tx, Gate::PasskeyQuestions)?;
    let address = context
        .secret
        .fingerprint("passkey-address", &[&question.address.to_string()]);
    tx.exec(
        "DELETE FROM passkey_question WHERE id IN \
         (SELECT oldest.id FROM (SELECT id, expires_at FROM passkey_question ORDER BY id LIMIT ?2) oldest WHERE oldest.expires_at <= ?1)",
        params![now, CLEARED],
    )?;
    let open: i64 = tx.value(
        "SELECT COUNT(*) FROM passkey_question WHERE address = ?1 AND asked_at > ?2",
        params![address, now.minus_secs(LIVES_SECS)],
    )?;
    if open >= OPEN_EACH {
        return Ok(None);
    }
    let token = context.rng.token();
    tx.exec(
        "INSERT INTO passkey_question (token_hash, purpose, subject, state, address, asked_at, expires_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            sha256(token.as_bytes()),
            question.purpose.as_str(),
            kept_subject(&question.subject),
            question.state,
            address,
            now,
            now.plus_secs(LIVES_SECS),
        ],
    )?;
    Ok(Some(token))
}

/// Takes the question of a cookie away, whatever comes of the answer, and says what is needed to check it; `None` when there
/// is none, its time is over, or it was about something or somebody else.
pub fn take_question(
    tx: &mut Tx<'_>,
    token: &str,
    purpose: QuestionPurpose,
    subject: &str,
) -> Result<Option<String>, StoreError> {
    let now = tx.now();
    let taken = tx.one(
        "DELETE FROM passkey_question WHERE token_hash = ?1 RETURNING purpose, subject, state, expires_at",
        params![sha256(token.as_bytes())],
        |row| {
            Ok((
                row.get::<String>("purpose")?,
                row.get::<String>("subject")?,
                row.get::<String>("state")?,
                row.get::<Millis>("expires_at")?,
            ))
        },
    )?;
    Ok(taken.and_then(|(asked_for, about, state, expires_at)| {
        (asked_for == purpose.as_str() && about == kept_subject(subject) && expires_at > now).then_some(state)
    }))
}

/// What a question is about, as it is kept: enough to compare with, and nothing that opens anything.
fn kept_subject(subject: &str) -> String {
    hex::encode(sha256(subject.as_bytes()))
}
