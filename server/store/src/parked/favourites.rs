//! The goods that a store offers to be tapped where it sells, in its own order.

use huika_domain::{ErrorCode, GoodsId, OperatorId, StoreId};

use crate::{
    StoreError, Tx,
    coupon::{goods_codes, goods_of_codes},
    goods::{GoodsKey, GoodsRow, goods_named},
    params,
    staff::{Matter, Role, may},
};

/// Why they stay as they are.
#[derive(Debug, Clone, thiserror::Error)]
pub enum FavouritesError {
    /// Whoever asks does not lead this store.
    #[error("this operator may not do that")]
    NotAllowed,
    /// One of the numbers is none of goods, or they are more than anybody taps.
    #[error("no goods have this number")]
    NoGoods,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl FavouritesError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAllowed => ErrorCode::NotAllowed.as_str(),
            Self::NoGoods => ErrorCode::NoGoods.as_str(),
            Self::Store(error) => error.code(),
        }
    }
}

/// A list is no longer than this.
const MOST: i64 = 40;

fn chosen(tx: &mut Tx<'_>, store: StoreId) -> Result<Vec<GoodsId>, StoreError> {
    tx.all(
        "SELECT goods_id FROM favourite_goods WHERE store_id = ?1 ORDER BY place LIMIT ?2",
        params![store, MOST],
        |row| row.get("goods_id"),
    )
}

/// Those of a store that are on sale now, in their order; empty where it has chosen none.
pub fn favourites(tx: &mut Tx<'_>, store: StoreId) -> Result<Vec<GoodsRow>, StoreError> {
    let chosen = chosen(tx, store)?;
    if chosen.is_empty() {
        return Ok(Vec::new());
    }
    let keys: Vec<GoodsKey> = chosen.iter().map(|id| GoodsKey::Id(*id)).collect();
    let mut rows = goods_named(tx, &keys.iter().collect::<Vec<_>>())?;
    rows.sort_by_key(|row| chosen.iter().position(|id| *id == row.id));
    Ok(rows)
}

/// The numbers of all that a store has chosen, on sale or not.
pub fn favourite_codes(tx: &mut Tx<'_>, store: StoreId) -> Result<Vec<String>, StoreError> {
    let chosen = chosen(tx, store)?;
    goods_codes(tx, &chosen)
}

/// Sets them by the numbers of goods, in the order in which they stand there. Who leads the store may.
pub fn set_favourites(tx: &mut Tx<'_>, by: OperatorId, store: StoreId, numbers: &str) -> Result<(), FavouritesError> {
    if !may(tx, by, Role::closes_days, Matter::Store(store))? {
        return Err(FavouritesError::NotAllowed);
    }
    let chosen = goods_of_codes(tx, numbers)?.ok_or(FavouritesError::NoGoods)?;
    // Two people at once: the second waits for the store's row, and its list is the one that holds.
    tx.lock("SELECT id FROM store WHERE id = ?1", params![store], |row| {
        row.get::<StoreId>("id")
    })?;
    tx.exec("DELETE FROM favourite_goods WHERE store_id = ?1", params![store])?;
    for (place, goods) in (1_i64..).zip(chosen) {
        tx.exec(
            "INSERT INTO favourite_goods (store_id, place, goods_id) VALUES (?1, ?2, ?3)",
            params![store, place, goods],
        )?;
    }
    Ok(())
}
