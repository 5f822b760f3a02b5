//! Checking a one-time code. Tries are counted in the database, so a refusal is an outcome and not an error.

use std::net::IpAddr;

use huika_domain::{Millis, OneTimeCode};
use serde::{Deserialize, Serialize};

use crate::{
    StoreError, Tx,
    db::{
        guess::{Bucket, count_wrong, waits_until},
        secret::same,
    },
    member::{code_purpose::Purpose, code_request::fingerprint_of, code_ticket::CodeTicket},
    params,
};

/// A code that somebody typed.
#[derive(Debug, Clone)]
pub struct TypedCode {
    /// What was typed.
    pub code: OneTimeCode,
    /// The request that this browser made, if it made one.
    pub ticket: Option<CodeTicket>,
    /// From where.
    pub address: IpAddr,
}

impl TypedCode {
    /// What makes two sendings of a form the same: the ticket.
    pub(super) fn key(&self) -> &str {
        self.ticket.as_ref().map_or("", CodeTicket::as_str)
    }
}

/// What a check came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CodeCheck {
    /// It was the right one, and is used up now.
    Right,
    /// It is not the one that was sent.
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

/// Uses up the code that this browser's request brought to a phone when it is the one typed; otherwise counts the try, against this
/// request and this address and nobody else's, and says what is wrong.
pub(super) fn use_code(
    tx: &mut Tx<'_>,
    phone: &str,
    purpose: Purpose,
    typed: &TypedCode,
) -> Result<CodeCheck, StoreError> {
    let (now, rules) = (tx.now(), tx.rules());
    let Some(ticket) = &typed.ticket else {
        return Ok(CodeCheck::NoCode);
    };
    let address = Bucket::codes_of_address(tx, &typed.address.to_string());
    if let Some(until) = waits_until(tx, &[address])? {
        return Ok(CodeCheck::Wait { until });
    }
    // Counting the try first locks the row: parallel guesses cannot share one try.
    let live = tx.one(
        "UPDATE one_time_code SET wrong_tries = wrong_tries + 1 WHERE token_hash = ?1 AND phone = ?2 AND purpose = ?3 \
         AND expires_at > ?4 AND wrong_tries < ?5 RETURNING fingerprint, wrong_tries",
        params![ticket.hash(), phone, purpose.as_str(), now, rules.sign_in.code_tries],
        |row| Ok((row.get::<Vec<u8>>("fingerprint")?, row.get::<i64>("wrong_tries")?)),
    )?;
    let Some((fingerprint, tries)) = live else {
        return Ok(CodeCheck::NoCode);
    };
    if !same(
        &fingerprint,
        &fingerprint_of(tx, purpose, ticket, phone, typed.code.as_str()),
    ) {
        count_wrong(tx, &[address])?;
        let tries_left = rules.sign_in.code_tries - tries;
        return Ok(if tries_left > 0 {
            CodeCheck::Wrong { tries_left }
        } else {
            CodeCheck::NoCode
        });
    }
    tx.exec(
        "UPDATE one_time_code SET expires_at = 0 WHERE token_hash = ?1",
        params![ticket.hash()],
    )?;
    Ok(CodeCheck::Right)
}
