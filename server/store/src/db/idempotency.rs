//! Idempotency: the first answer to a command is kept under the key that came with it, in the same transaction.

use std::borrow::Cow;

use serde::{Serialize, de::DeserializeOwned};

use crate::{StoreError, Tx, db::secret::sha256, params};

/// A command that was seen before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this key was used for another request")]
pub struct KeyReused;

/// What [`seen`] found.
pub(crate) enum Seen<T> {
    /// The same request was answered before, with this.
    Before(T),
    /// The key is new.
    New,
    /// The key belongs to another request.
    Other,
}

/// Keys that are longer are kept as their digest: whoever chooses a key does not choose how much is kept of it.
const LONGEST_KEY: usize = 128;

/// A key as it is kept.
pub(crate) fn kept_key(key: &str) -> Cow<'_, str> {
    if key.len() <= LONGEST_KEY {
        return Cow::Borrowed(key);
    }
    Cow::Owned(format!("sha256:{}", hex::encode(sha256(key.as_bytes()))))
}

/// Looks for the answer to a request with this key. Lock the row that the command is about first: then of two such
/// requests at once the second finds the first one's answer.
pub(crate) fn seen<T: DeserializeOwned>(
    tx: &mut Tx<'_>,
    scope: &str,
    key: &str,
    request: &impl Serialize,
) -> Result<Seen<T>, StoreError> {
    let found = tx.one(
        "SELECT fingerprint, answer FROM request WHERE scope = ?1 AND key = ?2",
        params![scope, kept_key(key).as_ref()],
        |row| Ok((row.get::<Vec<u8>>("fingerprint")?, row.get::<String>("answer")?)),
    )?;
    seen_in(found, request)
}

/// The same for who has read the kept fingerprint and answer already.
pub(crate) fn seen_in<T: DeserializeOwned>(
    found: Option<(Vec<u8>, String)>,
    request: &impl Serialize,
) -> Result<Seen<T>, StoreError> {
    let Some((fingerprint, answer)) = found else {
        return Ok(Seen::New);
    };
    if fingerprint != fingerprint_of(request)? {
        return Ok(Seen::Other);
    }
    serde_json::from_str(&answer)
        .map(Seen::Before)
        .map_err(|e| StoreError::Decode(e.to_string()))
}

/// Carries a command out once: its first answer is kept under the key that came with it, and given again to the same request. Call it
/// under the lock that [`seen`] asks for.
pub(crate) fn answered_once<'c, T, E>(
    tx: &mut Tx<'c>,
    scope: &str,
    key: &str,
    request: &impl Serialize,
    carry_out: impl FnOnce(&mut Tx<'c>) -> Result<T, E>,
) -> Result<T, E>
where
    T: Serialize + DeserializeOwned,
    E: From<KeyReused> + From<StoreError>,
{
    let found = seen(tx, scope, key, request)?;
    answered_once_of(tx, found, scope, key, request, carry_out)
}

/// The same for who has looked already.
pub(crate) fn answered_once_of<'c, T, E>(
    tx: &mut Tx<'c>,
    found: Seen<T>,
    scope: &str,
    key: &str,
    request: &impl Serialize,
    carry_out: impl FnOnce(&mut Tx<'c>) -> Result<T, E>,
) -> Result<T, E>
where
    T: Serialize,
    E: From<KeyReused> + From<StoreError>,
{
    match found {
        Seen::Before(answer) => Ok(answer),
        Seen::Other => Err(KeyReused.into()),
        Seen::New => {
            let answer = carry_out(tx)?;
            keep(tx, scope, key, request, &answer)?;
            Ok(answer)
        }
    }
}

/// Keeps the answer, for at least seven days ([`crate::retention`]). When another server kept one under this key a moment ago, this
/// transaction gives way: it is run again, and finds that answer.
pub(crate) fn keep(
    tx: &mut Tx<'_>,
    scope: &str,
    key: &str,
    request: &impl Serialize,
    answer: &impl Serialize,
) -> Result<(), StoreError> {
    let answer = serde_json::to_string(answer).map_err(|e| StoreError::Internal(e.to_string()))?;
    tx.later(
        "INSERT INTO request (scope, key, fingerprint, answer, at) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![
            scope,
            kept_key(key).as_ref(),
            fingerprint_of(request)?,
            answer,
            tx.now()
        ],
    )
}

fn fingerprint_of(request: &impl Serialize) -> Result<[u8; 32], StoreError> {
    serde_json::to_vec(request)
        .map(|bytes| sha256(&bytes))
        .map_err(|e| StoreError::Internal(e.to_string()))
}

#[cfg(test)]
mod tests {
    use super::kept_key;

    #[test]
    fn a_long_key_is_kept_as_its_digest_and_another_long_key_is_another_one() {
        assert_eq!(kept_key("form-1"), "form-1");
        let (long, longer) = ("k".repeat(60_000), "k".repeat(60_001));
        assert_eq!(kept_key(&long), kept_key(&long));
        assert_ne!(kept_key(&long), kept_key(&longer));
        assert!(kept_key(&long).len() < 100);
    }
}
