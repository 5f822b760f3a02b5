//! Joining and signing in: one flow. The right code opens a session; a phone that nobody has becomes a member, and one that the
//! counter has entered becomes its owner's.

use huika_domain::{Birthday, DeviceId, JoinSource, MemberId, Millis, Phone, ReferralCode};
use serde::{Deserialize, Serialize};

use crate::{
    SentForm, StoreError, Tx,
    db::secret::sha256,
    member::{
        code_check::{CodeCheck, TypedCode, use_code},
        code_request::Purpose,
        join::{claim, join},
    },
    once, params,
};

/// A phone and the code that came to it.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// The phone.
    pub phone: Phone,
    /// What was typed, where.
    pub code: TypedCode,
    /// What the browser calls itself; shortened when it is kept.
    pub user_agent: String,
    /// The network it is in, shortened so that it names no single subscriber.
    pub place: String,
    /// The language that the pages had.
    pub language: String,
    /// What is kept when this makes or claims a membership.
    pub joining: Joining,
}

/// What a new member says on the way in, and how they found it.
#[derive(Debug, Clone, Default)]
pub struct Joining {
    /// The path that they came by; the portal when no link says otherwise.
    pub source: JoinSource,
    /// The code of the member on whose word they came; one that nobody has changes nothing.
    pub referral: Option<ReferralCode>,
    /// Their birthday, when they said it.
    pub birthday: Option<Birthday>,
    /// Whether marketing was agreed to, and under which wording.
    pub consent_version: Option<String>,
}

/// What came of it. A wrong code is an outcome and not an error, because it has to be counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SignInOutcome {
    /// Signed in.
    Done(SignedIn),
    /// The code is not the one that was sent.
    Wrong {
        /// How many tries are left.
        tries_left: i64,
    },
    /// This browser has no live code: it never asked for one, or the code was used, expired, or was burnt by too many tries. Ask for a
    /// new one.
    NoCode,
    /// Too many wrong codes came from this address; nothing was looked at.
    Wait {
        /// Until when.
        until: Millis,
    },
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

/// Checks the code, makes the member when there is none yet, and opens a session with a new token. The same code from the same
/// request once more, as a second tap sends it, is the same sign-in.
pub fn sign_in(tx: &mut Tx<'_>, request: &SignIn) -> Result<SignInOutcome, StoreError> {
    let typed = [request.phone.as_str(), request.code.code.as_str()];
    let sent = SentForm::new("sign-in", request.code.key(), &typed);
    once(
        tx,
        &sent,
        |answer| matches!(answer, SignInOutcome::Done(_)),
        |tx| check_and_open(tx, request),
    )
}

fn check_and_open(tx: &mut Tx<'_>, request: &SignIn) -> Result<SignInOutcome, StoreError> {
    let phone = request.phone.as_str();
    match use_code(tx, phone, Purpose::SignIn, &request.code)? {
        CodeCheck::Right => {}
        CodeCheck::Wrong { tries_left } => return Ok(SignInOutcome::Wrong { tries_left }),
        CodeCheck::NoCode => return Ok(SignInOutcome::NoCode),
        CodeCheck::Wait { until } => return Ok(SignInOutcome::Wait { until }),
    }
    let known = tx.lock(
        "SELECT id, claimed_at FROM member WHERE phone = ?1",
        params![phone],
        |row| Ok((row.get(0)?, row.get::<Option<Millis>>(1)?)),
    )?;
    let (member, joined) = match known {
        Some((member, Some(_))) => (member, false),
        Some((member, None)) => {
            claim(tx, member, request)?;
            (member, true)
        }
        None => (join(tx, request)?, true),
    };
    let opened = OpenSession {
        by_code: true,
        joined,
        user_agent: &request.user_agent,
        place: &request.place,
    };
    open_session(tx, member, &opened).map(SignInOutcome::Done)
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
    let context = tx.context();
    let now = tx.now();
    let token = context.rng.token();
    let expires_at = now.plus_secs(context.rules.session_days * 24 * 3600);
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
            |row| row.get(0),
        )?;
        if let Some(device) = device {
            return Ok(SignedIn {
                token,
                member,
                device,
                joined: opened.joined,
                expires_at,
            });
        }
    }
}
