//! Sending a one-time code. One flow and one answer, whether the phone is known or not.

use std::net::IpAddr;

use huika_domain::{ErrorCode, Millis, Phone};
use serde::{Deserialize, Serialize};

use crate::{
    StoreError, Tx,
    db::{
        gate::{self, Gate},
        outbox,
    },
    member::{code_purpose::Purpose, code_ticket::CodeTicket},
    params,
};

/// Somebody asks for a code.
#[derive(Debug, Clone)]
pub struct CodeRequest {
    /// For this phone.
    pub phone: Phone,
    /// For this purpose.
    pub purpose: Purpose,
    /// From this address.
    pub address: IpAddr,
    /// By this request: the code works with its ticket only.
    pub ticket: CodeTicket,
    /// The request that the same browser made before; its code stops working.
    pub before: Option<CodeTicket>,
}

/// A code is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeSent {
    /// Until when it can be used.
    pub expires_at: Millis,
}

/// The outbox's message with a code.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CodeSms {
    /// E.164.
    pub phone: String,
    /// Six digits.
    pub code: String,
    /// How long it lives.
    pub minutes: i64,
}

/// Why no code was sent.
#[derive(Debug, Clone, thiserror::Error)]
pub enum CodeRequestError {
    /// The last code was sent only a moment ago.
    #[error("wait {wait_secs} s before the next code")]
    TooSoon {
        /// How long to wait.
        wait_secs: i64,
    },
    /// Too many codes for this phone, address or neighbourhood.
    #[error("too many codes were asked for")]
    TooMany,
    /// The shop has switched sending off, or its daily budget is used up.
    #[error("no codes are sent at the moment")]
    SwitchedOff,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

const COUNT_PHONE: &str = "SELECT COUNT(*) FROM code_send WHERE phone = ?1 AND sent_at > ?2 AND sent_at <= ?3";
const COUNT_ADDRESS: &str = "SELECT COUNT(*) FROM code_send WHERE address = ?1 AND sent_at > ?2 AND sent_at <= ?3";
const COUNT_NETWORK: &str = "SELECT COUNT(*) FROM code_send WHERE network = ?1 AND sent_at > ?2 AND sent_at <= ?3";
const COUNT_PREFIX: &str = "SELECT COUNT(*) FROM code_send WHERE prefix = ?1 AND sent_at > ?2 AND sent_at <= ?3";

/// How far servers' clocks may differ.
pub(super) const APART_SECS: i64 = 60;
const HOUR_SECS: i64 = 3600;
const DAY_SECS: i64 = 24 * HOUR_SECS;

/// Makes a code, keeps its fingerprint and puts the SMS into the outbox. A code that another browser was sent for the same phone
/// goes on working there: nobody ends a stranger's request.
pub fn request_code(tx: &mut Tx<'_>, request: &CodeRequest) -> Result<CodeSent, CodeRequestError> {
    let (now, rules) = (tx.now(), tx.rules());
    if !rules.messages.enabled {
        return Err(CodeRequestError::SwitchedOff);
    }
    let phone = request.phone.as_str();
    // Limits over addresses, networks and days have no row of their own to lock: two requests at once are counted one after the other.
    gate::pass(tx, Gate::Codes)?;
    let sent_before = tx.one(
        "SELECT expires_at FROM one_time_code WHERE token_hash = ?1 AND phone = ?2 AND expires_at > ?3",
        params![request.ticket.hash(), phone, now],
        |row| row.get::<Millis>("expires_at"),
    )?;
    if let Some(expires_at) = sent_before {
        // The same form came twice: its code is on its way.
        return Ok(CodeSent { expires_at });
    }
    // What a clock that was ahead has sent does not count: it would for as long as it was ahead.
    let until = now.plus_secs(APART_SECS);
    let last_sent: Millis = tx.value(
        "SELECT COALESCE(MAX(sent_at), 0) FROM one_time_code WHERE phone = ?1 AND sent_at <= ?2",
        params![phone, until],
    )?;
    let wait_secs = rules.messages.gap_secs - (now.get() - last_sent.get()) / 1000;
    if wait_secs > 0 {
        return Err(CodeRequestError::TooSoon { wait_secs });
    }
    let secret = &tx.context().secret;
    let address = secret.fingerprint("address", &[&request.address.to_string()]);
    let network = secret.fingerprint("network", &[&network_of(request.address)]);
    let (hour_ago, day_ago) = (now.minus_secs(HOUR_SECS), now.minus_secs(DAY_SECS));
    let prefix = request.phone.prefix();
    let counts = [
        (
            COUNT_PHONE,
            params![phone, hour_ago, until],
            rules.messages.per_phone_hour,
        ),
        (
            COUNT_PHONE,
            params![phone, day_ago, until],
            rules.messages.per_phone_day,
        ),
        (
            COUNT_ADDRESS,
            params![address, hour_ago, until],
            rules.messages.per_address_hour,
        ),
        (
            COUNT_NETWORK,
            params![network, hour_ago, until],
            rules.messages.per_network_hour,
        ),
        (
            COUNT_PREFIX,
            params![prefix, hour_ago, until],
            rules.messages.per_prefix_hour,
        ),
    ];
    for (text, values, limit) in counts {
        if tx.value::<i64>(text, values)? >= limit {
            return Err(CodeRequestError::TooMany);
        }
    }
    let sent_today: i64 = tx.value(
        "SELECT COUNT(*) FROM code_send WHERE sent_at > ?1 AND sent_at <= ?2",
        params![day_ago, until],
    )?;
    if sent_today >= rules.messages.daily_budget {
        return Err(CodeRequestError::SwitchedOff);
    }
    send(tx, request, &address, &network)
}

fn send(
    tx: &mut Tx<'_>,
    request: &CodeRequest,
    address: &[u8; 32],
    network: &[u8; 32],
) -> Result<CodeSent, CodeRequestError> {
    let context = tx.context();
    let (now, phone) = (tx.now(), request.phone.as_str());
    let code = format!("{:06}", context.rng.below(1_000_000));
    let expires_at = now.plus_secs(tx.rules().sign_in.code_lives_secs);
    let purpose = request.purpose.as_str();
    if let Some(before) = &request.before {
        tx.exec(
            "UPDATE one_time_code SET expires_at = 0 WHERE token_hash = ?1 AND phone = ?2 AND purpose = ?3",
            params![before.hash(), phone, purpose],
        )?;
    }
    tx.exec(
        "INSERT INTO one_time_code (token_hash, phone, purpose, fingerprint, sent_at, expires_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (token_hash) DO UPDATE \
         SET phone = ?2, purpose = ?3, fingerprint = ?4, wrong_tries = 0, sent_at = ?5, expires_at = ?6",
        params![
            request.ticket.hash(),
            phone,
            purpose,
            fingerprint_of(tx, request.purpose, &request.ticket, phone, &code),
            now,
            expires_at
        ],
    )?;
    tx.exec(
        "INSERT INTO code_send (phone, prefix, address, network, sent_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![phone, request.phone.prefix(), address, network, now],
    )?;
    let sms = CodeSms {
        phone: phone.to_owned(),
        code,
        minutes: tx.rules().sign_in.code_lives_secs / 60,
    };
    outbox::put(tx, "code-sms", &sms, expires_at)?;
    Ok(CodeSent { expires_at })
}

/// What is kept of a code.
pub(super) fn fingerprint_of(tx: &Tx<'_>, purpose: Purpose, ticket: &CodeTicket, phone: &str, code: &str) -> [u8; 32] {
    tx.context()
        .secret
        .fingerprint(purpose.as_str(), &[ticket.as_str(), phone, code])
}

/// The neighbourhood of an address, whose members are limited together.
fn network_of(address: IpAddr) -> String {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(v6) => {
            let [a, b, c, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}::/48")
        }
    }
}

impl CodeRequestError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooSoon { .. } => ErrorCode::TooSoon.as_str(),
            Self::TooMany => ErrorCode::TooMany.as_str(),
            Self::SwitchedOff => ErrorCode::SwitchedOff.as_str(),
            Self::Store(error) => error.code(),
        }
    }
}
