//! Effects outside of the books. They are written with what caused them, in the same transaction, and carried out by
//! whichever server takes them first. A payload is sealed, and emptied when it was delivered.

use huika_domain::{Millis, OutboxId};
use serde::Serialize;

use crate::{StoreError, Tx, params};

/// Attempts after which a message is no longer sent.
const ATTEMPTS: i64 = 6;

/// Until a message that could not be opened is looked at again.
const PUT_OFF_SECS: i64 = 600;

/// A message that this server has taken until its lease ends.
#[derive(Debug, Clone)]
pub struct Message {
    /// Which.
    pub id: OutboxId,
    /// What kind, such as `code-sms`.
    pub kind: String,
    /// JSON, opened.
    pub payload: String,
    /// How often it was tried before.
    pub attempts: i64,
    /// Whoever took it last never said what came of it: perhaps it was delivered, and the server died before it could be noted.
    pub lost: bool,
}

/// Puts a message in; it is dropped when it was not delivered by `expires_at`.
pub fn put(tx: &mut Tx<'_>, kind: &str, payload: &impl Serialize, expires_at: Millis) -> Result<(), StoreError> {
    put_noted(tx, kind, payload, expires_at).map(drop)
}

/// [`put`] for who wants to know later what became of it: answers its number.
pub fn put_noted(
    tx: &mut Tx<'_>,
    kind: &str,
    payload: &impl Serialize,
    expires_at: Millis,
) -> Result<OutboxId, StoreError> {
    let plain = serde_json::to_vec(payload).map_err(|e| StoreError::Internal(e.to_string()))?;
    let sealed = tx.context().secret.seal("outbox", &plain);
    tx.insert(
        "INSERT INTO outbox (kind, payload, due_at, expires_at, created_at) VALUES (?1, ?2, ?3, ?4, ?3)",
        params![kind, sealed, tx.now(), expires_at],
        OutboxId::new,
    )
}

/// No message waits for longer than this: [`ask_again`] waits for an hour at most. One that would was written by a clock that was ahead.
const LONGEST_WAIT_SECS: i64 = 2 * 3600;

/// Takes up to `limit` due messages for `lease_secs`; until then no other server takes them. Call in a write.
pub fn take(tx: &mut Tx<'_>, limit: i64, lease_secs: i64) -> Result<Vec<Message>, StoreError> {
    let now = tx.now();
    tx.exec(
        "UPDATE outbox SET due_at = NULL, done_at = ?1, outcome = 'expired', payload = ?2 \
         WHERE due_at <= ?1 AND expires_at <= ?1",
        params![now, [0_u8; 0]],
    )?;
    let taken = tx.all(
        "UPDATE outbox SET due_at = ?2, attempts = attempts + 1, \
         outcome = CASE WHEN attempts > 0 AND outcome IN ('taken', 'lost') THEN 'lost' ELSE 'taken' END \
         WHERE (due_at <= ?1 OR due_at > ?4) \
         AND id IN (SELECT id FROM outbox WHERE due_at <= ?1 OR due_at > ?4 ORDER BY due_at LIMIT ?3) \
         RETURNING id, kind, payload, attempts - 1 AS attempts_before, outcome",
        params![now, now.plus_secs(lease_secs), limit, now.plus_secs(LONGEST_WAIT_SECS)],
        |row| {
            Ok((
                row.get::<OutboxId>("id")?,
                row.get::<String>("kind")?,
                row.get::<Vec<u8>>("payload")?,
                row.get::<i64>("attempts_before")?,
                row.get::<String>("outcome")? == "lost",
            ))
        },
    )?;
    let mut messages = Vec::with_capacity(taken.len());
    for (id, kind, sealed, attempts, lost) in taken {
        match open(tx, &sealed) {
            Ok(payload) => messages.push(Message {
                id,
                kind,
                payload,
                attempts,
                lost,
            }),
            Err(error) => put_off(tx, id, &kind, &error)?,
        }
    }
    Ok(messages)
}

fn open(tx: &Tx<'_>, sealed: &[u8]) -> Result<String, StoreError> {
    let plain = tx.context().secret.open("outbox", sealed)?;
    String::from_utf8(plain).map_err(|e| StoreError::Decode(e.to_string()))
}

/// A message that cannot be read, as with the secret of another installation, waits in nobody's way. It is not thrown away: with the
/// right secret it can still be delivered, and nobody has tried that yet.
fn put_off(tx: &mut Tx<'_>, id: OutboxId, kind: &str, error: &StoreError) -> Result<(), StoreError> {
    tracing::error!(%id, kind, %error, "a message cannot be opened: was it sealed with another secret?");
    tx.exec(
        "UPDATE outbox SET due_at = ?2, attempts = attempts - 1, \
         outcome = CASE outcome WHEN 'lost' THEN 'lost' ELSE 'unreadable' END WHERE id = ?1",
        params![id, tx.now().plus_secs(PUT_OFF_SECS)],
    )?;
    Ok(())
}

/// The message was delivered, or must not be tried again: its content is emptied.
pub fn settle(tx: &mut Tx<'_>, id: OutboxId, outcome: &str) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE outbox SET due_at = NULL, done_at = ?2, outcome = ?3, payload = ?4 WHERE id = ?1",
        params![id, tx.now(), outcome, [0_u8; 0]],
    )?;
    Ok(())
}

/// The message certainly was not delivered and may be tried again after a while that doubles each time.
pub fn retry(tx: &mut Tx<'_>, message: &Message, outcome: &str) -> Result<(), StoreError> {
    if message.attempts + 1 >= ATTEMPTS {
        return settle(tx, message.id, outcome);
    }
    let wait_secs = 2_i64 << message.attempts;
    tx.exec(
        "UPDATE outbox SET due_at = ?2, outcome = ?3 WHERE id = ?1",
        params![message.id, tx.now().plus_secs(wait_secs), outcome],
    )?;
    Ok(())
}

/// The other side has heard it and is not done: it is asked again after a while that doubles up to an hour, until the message
/// expires.
pub fn ask_again(tx: &mut Tx<'_>, message: &Message, outcome: &str) -> Result<(), StoreError> {
    const LONGEST_SECS: i64 = 3600;
    let doublings = u32::try_from(message.attempts.clamp(0, 10)).unwrap_or(10);
    let wait_secs = (5 * 2_i64.pow(doublings)).min(LONGEST_SECS);
    tx.exec(
        "UPDATE outbox SET due_at = ?2, outcome = ?3 WHERE id = ?1",
        params![message.id, tx.now().plus_secs(wait_secs), outcome],
    )?;
    Ok(())
}

/// Whether [`take`] would answer any: a look that writes nothing.
pub fn is_due(tx: &mut Tx<'_>) -> Result<bool, StoreError> {
    let found = tx.one(
        "SELECT id FROM outbox WHERE due_at <= ?1 OR due_at > ?2 LIMIT 1",
        params![tx.now(), tx.now().plus_secs(LONGEST_WAIT_SECS)],
        |row| row.get::<OutboxId>("id"),
    )?;
    Ok(found.is_some())
}

/// Messages that wait, for `/metrics`.
pub fn waiting(tx: &mut Tx<'_>) -> Result<i64, StoreError> {
    tx.value("SELECT COUNT(*) FROM outbox WHERE due_at IS NOT NULL", params![])
}
