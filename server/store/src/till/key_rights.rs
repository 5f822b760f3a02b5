//! Keys of tills on pages: who may make, name and end them, and in which stores. Each is written down.

use huika_domain::{ErrorCode, OperatorId, StoreId};

use crate::{
    StoreError, Tx, params,
    staff::{Act, ActKind, Matter, Role, may, sees_store},
    till::{TillKey, TillName, end_till_key, make_till_key, name_till_key},
};

/// Why a key was not made, named or ended.
#[derive(Debug, Clone, thiserror::Error)]
pub enum TillKeyError {
    /// The role is not for this.
    #[error("this operator may not do that")]
    NotAllowed,
    /// There is no such key, or it is another store's, or it has ended.
    #[error("there is no such key")]
    NoKey,
    /// The store is closed.
    #[error("the store is closed")]
    StoreClosed,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl TillKeyError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAllowed => ErrorCode::NotAllowed.as_str(),
            Self::NoKey => ErrorCode::NoKey.as_str(),
            Self::StoreClosed => ErrorCode::StoreClosed.as_str(),
            Self::Store(error) => error.code(),
        }
    }
}

/// Makes a key for a till of this store and answers it; it is not shown again.
pub fn grant_till_key(
    tx: &mut Tx<'_>,
    by: OperatorId,
    name: &TillName,
    store: StoreId,
    till: &TillName,
) -> Result<String, TillKeyError> {
    let open = tx.lock("SELECT closed_at FROM store WHERE id = ?1", params![store], |row| {
        Ok(row.get::<Option<i64>>("closed_at")?.is_none())
    })?;
    if open.is_none() || !may(tx, by, Role::keeps_tills, Matter::Store(store))? {
        return Err(TillKeyError::NotAllowed);
    }
    if open == Some(false) {
        return Err(TillKeyError::StoreClosed);
    }
    let key = make_till_key(tx, name.as_str(), store, till.as_str(), Some(by))?;
    note(tx, by, ActKind::KeyMade, store, "", name.as_str())?;
    Ok(key)
}

/// Gives a key another name.
pub fn rename_till_key(tx: &mut Tx<'_>, by: OperatorId, key: i64, name: &TillName) -> Result<(), TillKeyError> {
    let (store, was) = kept(tx, by, key)?;
    name_till_key(tx, key, name)?;
    Ok(note(tx, by, ActKind::KeyRenamed, store, &was, name.as_str())?)
}

/// Ends a key: it opens nothing from the next request on.
pub fn revoke_till_key(tx: &mut Tx<'_>, by: OperatorId, key: i64) -> Result<(), TillKeyError> {
    let (store, was) = kept(tx, by, key)?;
    if !end_till_key(tx, key)? {
        return Err(TillKeyError::NoKey);
    }
    Ok(note(tx, by, ActKind::KeyEnded, store, "", &was)?)
}

/// Store and name of a key that `by` may see to.
fn kept(tx: &mut Tx<'_>, by: OperatorId, key: i64) -> Result<(StoreId, String), TillKeyError> {
    let found = tx.lock(
        "SELECT store_id, name FROM till_key WHERE id = ?1 AND ended_at IS NULL",
        params![key],
        |row| Ok((row.get::<StoreId>("store_id")?, row.get::<String>("name")?)),
    )?;
    if !may(tx, by, Role::keeps_tills, Matter::Anybodys)? {
        return Err(TillKeyError::NotAllowed);
    }
    let (store, name) = found.ok_or(TillKeyError::NoKey)?;
    if !may(tx, by, Role::keeps_tills, Matter::Store(store))? {
        return Err(TillKeyError::NoKey);
    }
    Ok((store, name))
}

/// The keys of the stores that somebody sees, newest first: those of one store or of all, before the key with this number.
pub fn till_keys_seen(
    tx: &mut Tx<'_>,
    viewer: OperatorId,
    store: Option<StoreId>,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<TillKey>, StoreError> {
    tx.all(
        concat!(
            "SELECT k.id, k.name, k.hint, k.store_id, s.name AS store_name, k.till, k.created_at, k.last_used_at, k.ended_at ",
            "FROM till_key k JOIN store s ON s.id = k.store_id WHERE ",
            sees_store!("?1", "k.store_id"),
            " AND (?2 = 0 OR k.store_id = ?2) AND (?3 = 0 OR k.id < ?3) ORDER BY k.id DESC LIMIT ?4"
        ),
        params![viewer, store.map_or(0, StoreId::get), before.unwrap_or(0), limit],
        |row| {
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
        },
    )
}

fn note(
    tx: &mut Tx<'_>,
    by: OperatorId,
    kind: ActKind,
    store: StoreId,
    was: &str,
    detail: &str,
) -> Result<(), StoreError> {
    let act = Act {
        store: Some(store),
        was,
        detail,
        ..Act::new(by, kind)
    };
    act.keep(tx)
}
