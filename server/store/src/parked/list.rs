//! Which sales are set aside in a store, which one is open at a till, and what a second window shows the customer of it.

use huika_domain::{Millis, PersonName};

use super::cart::{CartState, PendingSale, read, select_cart};
use crate::{StoreError, Tx, params, staff::Place};

/// A sale that was set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParkedSale {
    /// Its name in addresses.
    pub token: String,
    /// The member's name or phone, masked; empty for nobody in particular.
    pub who: String,
    /// How many lines it has.
    pub lines: usize,
    /// Since when it is set aside.
    pub at: Millis,
    /// At which till it was.
    pub till: String,
}

/// Parked sales that a counter lists.
const MOST: i64 = 50;
/// One that was left open for longer is nobody's any more.
const OPEN_FOR_SECS: i64 = 12 * 3600;

/// What is set aside in this store, the newest first.
pub fn parked_sales(tx: &mut Tx<'_>, place: &Place) -> Result<Vec<ParkedSale>, StoreError> {
    tx.all(
        "SELECT p.token, p.body, p.changed_at, p.till, m.name, m.phone FROM parked_sale p LEFT JOIN member m ON m.id = p.member_id \
         WHERE p.store_id = ?1 AND p.state = 'parked' ORDER BY p.changed_at DESC LIMIT ?2",
        params![place.store, MOST],
        |row| {
            let body: String = row.get("body")?;
            let cart: super::Cart = serde_json::from_str(&body).map_err(|e| StoreError::Decode(e.to_string()))?;
            let name: Option<String> = row.get("name")?;
            let phone: Option<String> = row.get("phone")?;
            let tail = phone.map(|phone| phone.chars().rev().take(4).collect::<Vec<_>>());
            let tail = tail.map(|tail| tail.into_iter().rev().collect::<String>());
            let who = name.as_deref().and_then(PersonName::masked);
            Ok(ParkedSale {
                token: row.get("token")?,
                who: [who, tail].into_iter().flatten().collect::<Vec<_>>().join(" "),
                lines: cart.lines.len(),
                at: row.get("changed_at")?,
                till: row.get("till")?,
            })
        },
    )
}

/// The sale that is open at this till, the newest one. What a member's yes has sold meanwhile is open no more.
pub fn cart_of_till(tx: &mut Tx<'_>, place: &Place) -> Result<Option<PendingSale>, StoreError> {
    let (now, secret) = (tx.now(), tx.context().secret.clone());
    tx.one(
        select_cart!("WHERE p.store_id = ?1 AND p.till = ?2 AND p.state = 'open' AND s.sale_id IS NULL AND p.changed_at > ?3 ORDER BY p.id DESC LIMIT 1"),
        params![place.store, place.till, now.minus_secs(OPEN_FOR_SECS)],
        |row| read(row, now, &secret),
    )
}

/// What a second window shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OnDisplay {
    /// The bill that is being made.
    Bill(Box<PendingSale>),
    /// It was paid a moment ago: thanks.
    Thanks,
    /// Nothing.
    Nothing,
}

/// For how long a till thanks.
const THANKS_SECS: i64 = 20;

/// What the customer at this till is to see.
pub fn on_display(tx: &mut Tx<'_>, place: &Place) -> Result<OnDisplay, StoreError> {
    if let Some(pending) = cart_of_till(tx, place)? {
        return Ok(OnDisplay::Bill(Box::new(pending)));
    }
    let sold = tx.one(
        "SELECT state, changed_at FROM parked_sale WHERE store_id = ?1 AND till = ?2 ORDER BY id DESC LIMIT 1",
        params![place.store, place.till],
        |row| Ok((row.get::<CartState>("state")?, row.get::<Millis>("changed_at")?)),
    )?;
    Ok(match sold {
        Some((CartState::Sold, at)) if tx.now().secs_since(at) < THANKS_SECS => OnDisplay::Thanks,
        _ => OnDisplay::Nothing,
    })
}
