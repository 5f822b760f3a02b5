//! A form that is sent twice, by a second tap or Enter while the first is still on its way, gets its first answer twice. The browser
//! shows the second answer only: it must not contradict what the first one did.
//!
//! What must happen once for good has a key and [`crate::db::idempotency`]. This is for the rest, whose repetition makes sense a minute later:
//! signing in, setting a PIN, confirming an app. The answer is kept sealed, in the same transaction as what was done, under a
//! fingerprint of everything that was sent, so another code or PIN in the same form is another form.

use serde::{Serialize, de::DeserializeOwned};

use crate::{StoreError, Tx, params};

/// For how long the same form is taken for the same tap.
const SAME_SECS: i64 = 30;
const SEAL: &str = "sent-form";

/// One sending of a form.
#[derive(Clone)]
pub struct SentForm {
    form: &'static str,
    key: String,
    typed: Vec<String>,
}

impl std::fmt::Debug for SentForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SentForm")
            .field("form", &self.form)
            .finish_non_exhaustive()
    }
}

impl SentForm {
    /// A form, the unguessable key that it or the browser's cookie carries, and what was typed into it. Without a key every sending
    /// stands for itself.
    #[must_use]
    pub fn new(form: &'static str, key: &str, typed: &[&str]) -> Self {
        Self {
            form,
            key: key.to_owned(),
            typed: typed.iter().map(|text| (*text).to_owned()).collect(),
        }
    }

    fn fingerprint(&self, tx: &Tx<'_>) -> [u8; 32] {
        let typed = self.typed.iter().map(String::as_str);
        let parts: Vec<&str> = [self.form, &self.key].into_iter().chain(typed).collect();
        tx.context().secret.fingerprint(SEAL, &parts)
    }
}

/// Does what the form is for, or gives the answer again that the same form got a moment ago. Only what was `done` is kept: a refusal
/// leaves nothing, is counted each time, and contradicts nothing.
pub fn once<T, E>(
    tx: &mut Tx<'_>,
    sent: &SentForm,
    done: fn(&T) -> bool,
    act: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
) -> Result<T, E>
where
    T: Serialize + DeserializeOwned,
    E: From<StoreError>,
{
    if sent.key.is_empty() {
        return act(tx);
    }
    let fingerprint = sent.fingerprint(tx);
    if let Some(answer) = answered(tx, &fingerprint)? {
        return Ok(answer);
    }
    let answer = act(tx)?;
    if !done(&answer) {
        // The first may have been under way on another server until this one waited for its row.
        return Ok(answered(tx, &fingerprint)?.unwrap_or(answer));
    }
    let text = serde_json::to_vec(&answer).map_err(|e| StoreError::Internal(e.to_string()))?;
    // An old answer makes room; one that another server has kept in this moment stays.
    let kept = tx.exec(
        "INSERT INTO sent_form (fingerprint, answer, at) VALUES (?1, ?2, ?3) ON CONFLICT (fingerprint) \
         DO UPDATE SET answer = excluded.answer, at = excluded.at WHERE sent_form.at <= ?4",
        params![
            fingerprint,
            tx.context().secret.seal(SEAL, &text),
            tx.now(),
            tx.now().minus_secs(SAME_SECS)
        ],
    )?;
    if kept == 0 {
        return Err(tx.give_way().into());
    }
    Ok(answer)
}

/// What the same form was answered a moment ago.
fn answered<T: DeserializeOwned>(tx: &mut Tx<'_>, fingerprint: &[u8; 32]) -> Result<Option<T>, StoreError> {
    let sealed: Option<Vec<u8>> = tx.one(
        "SELECT answer FROM sent_form WHERE fingerprint = ?1 AND at > ?2",
        params![fingerprint, tx.now().minus_secs(SAME_SECS)],
        |row| row.get("answer"),
    )?;
    let Some(sealed) = sealed else {
        return Ok(None);
    };
    let answer = tx.context().secret.open(SEAL, &sealed)?;
    serde_json::from_slice(&answer)
        .map(Some)
        .map_err(|e| StoreError::Decode(e.to_string()))
}
