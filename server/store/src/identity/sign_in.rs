//! Joining and signing in: one flow. The right code opens a session; a phone that nobody has becomes a member.

use huika_domain::{CardNumber, DeviceId, Fen, MemberId, Millis, OneTimeCode, Phone};

use super::{
    code_check::{CodeCheck, use_code},
    code_request::Purpose,
};
use crate::{StoreError, Tx, params, secret::sha256};

/// A phone and the code that came to it.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// The phone.
    pub phone: Phone,
    /// What was typed.
    pub code: OneTimeCode,
    /// What the browser calls itself; shortened when it is kept.
    pub user_agent: String,
    /// The network it is in, shortened so that it names no single subscriber.
    pub place: String,
    /// The language that the pages had.
    pub language: String,
    /// Where a new member came from.
    pub source: String,
    /// Whether marketing was agreed to, and under which wording.
    pub consent_version: Option<String>,
}

/// What came of it. A wrong code is an outcome and not an error, because it has to be counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignInOutcome {
    /// Signed in.
    Done(SignedIn),
    /// The code is not the one that was sent.
    Wrong {
        /// How many tries are left.
        tries_left: i64,
    },
    /// There is no live code: it was used, it expired, or too many tries burnt it. Ask for a new one.
    NoCode,
}

/// An open session.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// What the cookie holds; it is not kept anywhere else.
    pub token: String,
    /// Who.
    pub member: MemberId,
    /// On which device.
    pub device: DeviceId,
    /// Whether they have just joined.
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

/// Checks the code, makes the member when there is none yet, and opens a session with a new token.
pub fn sign_in(tx: &mut Tx<'_>, request: &SignIn) -> Result<SignInOutcome, StoreError> {
    let phone = request.phone.as_str();
    match use_code(tx, phone, Purpose::SignIn, &request.code)? {
        CodeCheck::Right => {}
        CodeCheck::Wrong { tries_left } => return Ok(SignInOutcome::Wrong { tries_left }),
        CodeCheck::NoCode => return Ok(SignInOutcome::NoCode),
    }
    let known = tx.one("SELECT id FROM member WHERE phone = ?1", params![phone], |row| {
        row.get(0)
    })?;
    let (member, joined) = match known {
        Some(member) => (member, false),
        None => (join(tx, request)?, true),
    };
    open_session(tx, member, &request.user_agent, &request.place, joined).map(SignInOutcome::Done)
}

fn join(tx: &mut Tx<'_>, request: &SignIn) -> Result<MemberId, StoreError> {
    let (now, rules) = (tx.now(), &tx.context().rules);
    let member = add_member(tx, &request.phone, "", &request.source)?;
    tx.exec(
        "UPDATE member SET language = ?2, terms_version = ?3, consent_version = ?4, consent_at = ?5 WHERE id = ?1",
        params![
            member,
            request.language,
            rules.terms_version,
            request.consent_version,
            request.consent_version.as_ref().map(|_| now),
        ],
    )?;
    Ok(member)
}

/// Adds a member with an empty wallet and a card of the shop's first card type.
pub(crate) fn add_member(tx: &mut Tx<'_>, phone: &Phone, name: &str, source: &str) -> Result<MemberId, StoreError> {
    let (now, limit) = (tx.now(), Fen::new(tx.context().rules.no_pin_limit_fen));
    let member: MemberId = tx.insert(
        "INSERT INTO member (phone, name, source, no_pin_limit_fen, joined_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![phone.as_str(), name, source, limit, now],
        MemberId::new,
    )?;
    tx.exec("INSERT INTO wallet (member_id) VALUES (?1)", params![member])?;
    loop {
        let number = random_card_number(tx);
        // A taken number is drawn again.
        let issued = tx.exec(
            "INSERT INTO card (number, member_id, card_type_id, issued_at) \
             SELECT ?1, ?2, MIN(id), ?3 FROM card_type WHERE 1 = 1 ON CONFLICT (number) DO NOTHING",
            params![number.as_digits(), member, now],
        )?;
        if issued == 1 {
            return Ok(member);
        }
    }
}

/// A card number that tells nothing about how many there are.
pub(crate) fn random_card_number(tx: &Tx<'_>) -> CardNumber {
    CardNumber::compose(CardNumber::DEFAULT_PREFIX, tx.context().rng.below(CARD_SERIALS))
}

/// Card numbers are 6800, eleven digits of a serial, and a check digit.
const CARD_SERIALS: u64 = 100_000_000_000;

/// Opens a session with a token, a handle and a code key of its own.
pub(super) fn open_session(
    tx: &mut Tx<'_>,
    member: MemberId,
    user_agent: &str,
    place: &str,
    joined: bool,
) -> Result<SignedIn, StoreError> {
    let context = tx.context();
    let now = tx.now();
    let token = context.rng.token();
    let expires_at = now.plus_secs(context.rules.session_days * 24 * 3600);
    let key: [u8; 32] = context.rng.bytes();
    let user_agent: String = user_agent.chars().take(200).collect();
    loop {
        let handle = 100_000_000 + context.rng.below(900_000_000).cast_signed();
        let device = tx.one(
            "INSERT INTO device (token_hash, member_id, handle, code_key, user_agent, place, created_at, last_seen_at, \
             expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?8, ?6, ?6, ?7) ON CONFLICT (handle) DO NOTHING RETURNING id",
            params![
                sha256(token.as_bytes()),
                member,
                handle,
                context.secret.seal("code-key", &key),
                user_agent,
                now,
                expires_at,
                place,
            ],
            |row| row.get(0),
        )?;
        if let Some(device) = device {
            return Ok(SignedIn {
                token,
                member,
                device,
                joined,
                expires_at,
            });
        }
    }
}
