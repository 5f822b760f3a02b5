//! A small invented chain for trying things out: 2 stores, 3 operators, 30 members with history, 12 items. Everything is
//! posted by the same use cases that serve real members, only at earlier times.

mod acts;
mod campaigns;
mod coupons;
mod drawers;
mod history;
mod occasions;
mod people;
mod shop;

use crate::{Store, StoreError, Tx, params};

pub use people::FURTHER_LOGINS;
pub use shop::{LOGINS, Login};

/// The demo's shop without members: stores, operators, the card type, the mall.
pub fn open_shop(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    shop::open(tx)?;
    shop::set_stock(tx)
}

/// Whether these books are a demo's.
pub fn is_demo(tx: &mut Tx<'_>) -> Result<bool, StoreError> {
    let mark = tx.one("SELECT value FROM setting WHERE key = ?1", params![shop::MARK], |row| {
        row.get::<String>("value")
    })?;
    Ok(mark.is_some())
}

/// What was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemoSummary {
    /// Members with history.
    pub members: i64,
    /// Entries in the books.
    pub entries: i64,
    /// Whether the database was empty before; otherwise nothing was added.
    pub fresh: bool,
}

/// Fills an empty database with the demo's chain. A database that holds a store already is left as it is.
pub fn seed(store: &Store) -> Result<DemoSummary, StoreError> {
    if store.scan(|tx| tx.value::<i64>("SELECT COUNT(*) FROM store", params![]))? > 0 {
        return summary(store, false);
    }
    store.write_blocking(shop::open)?;
    for chunk in history::plan(store.now()).chunks(100) {
        let chunk = chunk.to_vec();
        store.write_blocking(move |tx| history::play(tx, &chunk))?;
    }
    store.write_blocking(shop::set_stock)?;
    store.write_blocking(history::tell_of_tiers)?;
    store.write_blocking(people::open)?;
    store.write_blocking(coupons::play)?;
    store.write_blocking(drawers::play)?;
    store.write_blocking(campaigns::open)?;
    summary(store, true)
}

fn summary(store: &Store, fresh: bool) -> Result<DemoSummary, StoreError> {
    store.scan(|tx: &mut Tx<'_>| {
        let members = tx.value("SELECT COUNT(*) FROM member", params![])?;
        let entries = tx.value("SELECT COUNT(*) FROM entry", params![])?;
        Ok(DemoSummary {
            members,
            entries,
            fresh,
        })
    })
}
