//! The one-time key of the set-up page. Whoever starts the server on an empty database sees it on the terminal; the database holds its
//! SHA-256 and until when it can be used. Each start makes another one, and the shop's opening ends it.

use huika_domain::Millis;

use crate::{StoreError, Tx, db::secret::sha256, params};

/// Hours for which a key can be used.
pub const SETUP_KEY_HOURS: i64 = 1;

const KEPT: &str = "setup-key";

/// The key as it stands in the address of the set-up page.
#[derive(Clone, PartialEq, Eq)]
pub struct SetupKey(String);

impl std::fmt::Debug for SetupKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SetupKey(…)")
    }
}

impl SetupKey {
    /// What somebody's address says; whether it is the key, [`is_setup_key`] answers.
    #[must_use]
    pub fn typed(text: &str) -> Self {
        // A key is letters, digits, hyphens and underscores; what else stands there is none, and could not stand in an address again.
        let plain = |sign: &char| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_');
        Self(text.chars().take(100).filter(plain).collect())
    }

    /// For the address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn kept(&self, until: Millis) -> String {
        format!("{} {}", hex::encode(sha256(self.0.as_bytes())), until.get())
    }
}

/// Whether nobody has opened a shop here: there is neither a store nor an operator.
pub fn is_unopened(tx: &mut Tx<'_>) -> Result<bool, StoreError> {
    let there: i64 = tx.value(
        "SELECT CASE WHEN EXISTS (SELECT 1 FROM store) OR EXISTS (SELECT 1 FROM operator) THEN 1 ELSE 0 END",
        params![],
    )?;
    Ok(there == 0)
}

/// Makes the key anew, where there is no shop yet.
pub fn make_setup_key(tx: &mut Tx<'_>) -> Result<Option<SetupKey>, StoreError> {
    if !is_unopened(tx)? {
        return Ok(None);
    }
    let key = SetupKey(tx.context().rng.token());
    let kept = key.kept(tx.now().plus_secs(SETUP_KEY_HOURS * 3600));
    tx.exec(
        "INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        params![KEPT, kept],
    )?;
    Ok(Some(key))
}

/// Whether this is the key, its time is not over, and there is no shop yet.
pub fn is_setup_key(tx: &mut Tx<'_>, key: &SetupKey) -> Result<bool, StoreError> {
    let kept = tx.one("SELECT value FROM setting WHERE key = ?1", params![KEPT], |row| {
        row.get::<String>("value")
    })?;
    let until = kept
        .as_deref()
        .and_then(|kept| kept.rsplit_once(' '))
        .and_then(|(_, until)| until.parse().ok())
        .map(Millis::new);
    let (Some(kept), Some(until)) = (kept, until) else {
        return Ok(false);
    };
    // Compared by hashes of random keys: how long that takes tells nothing about the key.
    Ok(kept == key.kept(until) && tx.now() < until && is_unopened(tx)?)
}

/// Ends the key.
pub(super) fn end_setup_key(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    tx.exec("DELETE FROM setting WHERE key = ?1", params![KEPT])?;
    Ok(())
}
