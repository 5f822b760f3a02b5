//! Keys of tills: each for one store and one till, shown once, kept as a hash, ended at once.

use huika_domain::{Millis, OperatorId, StoreId, visible};

use crate::{
    Row, StoreError, Tx,
    db::secret::{Rng, sha256},
    params,
    staff::Place,
};

/// A key, as it is listed. What it opens with is not known to anybody but its till.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TillKey {
    /// Its number in the list.
    pub id: i64,
    /// What it is called.
    pub name: String,
    /// Its first characters, to tell it from others.
    pub hint: String,
    /// Which store it may sell in.
    pub store: StoreId,
    /// What the store is called.
    pub store_name: String,
    /// As which till.
    pub till: String,
    /// Since when.
    pub created_at: Millis,
    /// When it was used last, to [`USE_NOTED_EVERY_SECS`].
    pub last_used_at: Option<Millis>,
    /// Until when it could be used.
    pub ended_at: Option<Millis>,
}

/// The till that a key stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyedTill {
    /// The key's number in the list.
    pub key: i64,
    /// Store and till.
    pub place: Place,
    /// When the key was noted as used last.
    pub last_used_at: Option<Millis>,
}

/// How often the use of a key is noted: a busy till writes no row for each of its requests.
pub const USE_NOTED_EVERY_SECS: i64 = 5 * 60;
/// Nobody types more than this; what is longer is not looked at.
const LONGEST_BYTES: usize = 2_000;

/// What a key or a till is called: 1 to 40 characters, none of them a control character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TillName(String);

/// A text is no name of a key or a till.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a name has 1 to 40 characters")]
pub struct TillNameError;

impl TillName {
    /// Reads a name, without the spaces around it and without signs that nobody sees.
    ///
    /// # Errors
    /// [`TillNameError`], also when it would have to be cut.
    pub fn parse(text: &str) -> Result<Self, TillNameError> {
        if text.len() > LONGEST_BYTES || text.trim().chars().any(char::is_control) {
            return Err(TillNameError);
        }
        let name = visible(text);
        let fits = (1..=40).contains(&name.chars().count());
        fits.then_some(Self(name)).ok_or(TillNameError)
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Makes a key and answers it; it is not shown again.
pub fn make_till_key(
    tx: &mut Tx<'_>,
    name: &str,
    store: StoreId,
    till: &str,
    by: Option<OperatorId>,
) -> Result<String, StoreError> {
    let key = new_till_key(tx.context().rng.as_ref());
    keep_till_key(tx, &key, name, store, till, by)?;
    Ok(key)
}

/// A new key, which opens nothing before it is kept.
#[must_use]
pub fn new_till_key(rng: &dyn Rng) -> String {
    format!("hk_{}", rng.token())
}

/// Keeps a key of [`new_till_key`], which from then on opens a till.
pub fn keep_till_key(
    tx: &mut Tx<'_>,
    key: &str,
    name: &str,
    store: StoreId,
    till: &str,
    by: Option<OperatorId>,
) -> Result<(), StoreError> {
    let hint: String = key.chars().take(7).collect();
    tx.exec(
        "INSERT INTO till_key (key_hash, hint, name, store_id, till, created_at, created_by) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![sha256(key.as_bytes()), hint, name, store, till, tx.now(), by],
    )?;
    Ok(())
}

/// Store and till that a key stands for, when it was not ended and its store is not closed.
pub fn till_of_key(tx: &mut Tx<'_>, key: &str) -> Result<Option<Place>, StoreError> {
    Ok(keyed_till(tx, key)?.map(|found| found.place))
}

/// The same with what is noted about the key's use. Asked for every request, so that a key that was ended opens nothing from then on,
/// on whichever server.
pub fn keyed_till(tx: &mut Tx<'_>, key: &str) -> Result<Option<KeyedTill>, StoreError> {
    tx.one(
        "SELECT k.id, k.store_id, k.till, k.last_used_at FROM till_key k JOIN store s ON s.id = k.store_id \
         WHERE k.key_hash = ?1 AND k.ended_at IS NULL AND s.closed_at IS NULL",
        params![sha256(key.as_bytes())],
        |row| {
            Ok(KeyedTill {
                key: row.get("id")?,
                place: Place {
                    store: row.get("store_id")?,
                    till: row.get("till")?,
                    operator: None,
                },
                last_used_at: row.get("last_used_at")?,
            })
        },
    )
}

impl KeyedTill {
    /// Whether its use has to be noted again.
    #[must_use]
    pub fn use_is_news(&self, now: Millis) -> bool {
        self.last_used_at
            .is_none_or(|last| last.plus_secs(USE_NOTED_EVERY_SECS) <= now)
    }
}

/// Notes that a key was used now.
pub fn note_till_key_used(tx: &mut Tx<'_>, key: i64) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE till_key SET last_used_at = ?2 WHERE id = ?1",
        params![key, tx.now()],
    )?;
    Ok(())
}

/// The keys of a store, or of all stores, newest first.
pub fn till_keys(tx: &mut Tx<'_>, store: Option<StoreId>) -> Result<Vec<TillKey>, StoreError> {
    const SELECT: &str = "SELECT k.id, k.name, k.hint, k.store_id, s.name AS store_name, k.till, k.created_at, k.last_used_at, k.ended_at \
                          FROM till_key k JOIN store s ON s.id = k.store_id";
    match store {
        Some(store) => {
            let text = format!("{SELECT} WHERE k.store_id = ?1 ORDER BY k.id DESC LIMIT 1000");
            tx.all(&text, params![store], listed)
        }
        None => tx.all(&format!("{SELECT} ORDER BY k.id DESC LIMIT 1000"), params![], listed),
    }
}

fn listed(row: &Row<'_>) -> Result<TillKey, StoreError> {
    Ok(TillKey {
        id: row.get("id")?,
        name: row.get("name")?,
        hint: row.get("hint")?,
        store: row.get("store_id")?,
        store_name: row.get("store_name")?,
        till: row.get("till")?,
        created_at: row.get("created_at")?,
        last_used_at: row.get("last_used_at")?,
        ended_at: row.get("ended_at")?,
    })
}

/// Gives a key another name; answers whether there is such a key.
pub fn name_till_key(tx: &mut Tx<'_>, key: i64, name: &TillName) -> Result<bool, StoreError> {
    let named = tx.exec(
        "UPDATE till_key SET name = ?2 WHERE id = ?1",
        params![key, name.as_str()],
    )?;
    Ok(named == 1)
}

/// Ends a key at once; answers whether there was one that could be used.
pub fn end_till_key(tx: &mut Tx<'_>, key: i64) -> Result<bool, StoreError> {
    let ended = tx.exec(
        "UPDATE till_key SET ended_at = ?2 WHERE id = ?1 AND ended_at IS NULL",
        params![key, tx.now()],
    )?;
    Ok(ended == 1)
}

#[cfg(test)]
mod tests {
    use super::{TillName, TillNameError};

    #[test]
    fn a_name_that_is_too_long_is_refused_and_not_cut() {
        assert_eq!(
            TillName::parse("  POS 1 ").map(|name| name.as_str().to_owned()),
            Ok("POS 1".to_owned())
        );
        assert!(TillName::parse(&"收".repeat(40)).is_ok());
        assert_eq!(
            TillName::parse("\u{202e}POS\u{200b} 1").map(|name| name.as_str().to_owned()),
            Ok("POS 1".to_owned())
        );
        for text in ["", "  ", "\u{200b}", "a\nb", &"a".repeat(41)] {
            assert_eq!(TillName::parse(text), Err(TillNameError), "{text}");
        }
    }
}
