//! Keys of tills: each for one store and one till, shown once, kept as a hash, ended at once.

use huika_domain::{Millis, OperatorId, StoreId};

use crate::{
    StoreError, Tx, params,
    secret::{Rng, sha256},
    till::Place,
};

/// A key, as the office lists it.
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
    /// As which till.
    pub till: String,
    /// Since when.
    pub created_at: Millis,
    /// Until when it could be used.
    pub ended_at: Option<Millis>,
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

/// The till that a key stands for, when it was not ended.
pub fn till_of_key(tx: &mut Tx<'_>, key: &str) -> Result<Option<Place>, StoreError> {
    tx.one(
        "SELECT store_id, till FROM till_key WHERE key_hash = ?1 AND ended_at IS NULL",
        params![sha256(key.as_bytes())],
        |row| {
            Ok(Place {
                store: row.get(0)?,
                till: row.get(1)?,
                operator: None,
            })
        },
    )
}

/// The keys of a store, newest first.
pub fn till_keys(tx: &mut Tx<'_>, store: StoreId) -> Result<Vec<TillKey>, StoreError> {
    tx.all(
        "SELECT id, name, hint, store_id, till, created_at, ended_at FROM till_key WHERE store_id = ?1 \
         ORDER BY id DESC LIMIT 100",
        params![store],
        |row| {
            Ok(TillKey {
                id: row.get(0)?,
                name: row.get(1)?,
                hint: row.get(2)?,
                store: row.get(3)?,
                till: row.get(4)?,
                created_at: row.get(5)?,
                ended_at: row.get(6)?,
            })
        },
    )
}

/// Ends a key of a store at once; answers whether there was one.
pub fn end_till_key(tx: &mut Tx<'_>, store: StoreId, id: i64) -> Result<bool, StoreError> {
    let ended = tx.exec(
        "UPDATE till_key SET ended_at = ?3 WHERE id = ?1 AND store_id = ?2 AND ended_at IS NULL",
        params![id, store, tx.now()],
    )?;
    Ok(ended == 1)
}
