//! The lowest price at which goods stood in the shop lately: what they bring that come back without a receipt.

use huika_domain::{Fen, Prices};

use super::find::GoodsRow;
use crate::{StoreError, Tx, params};

/// The lowest of all prices that somebody could have been asked for: whoever bought at a dealer's price brings nothing back at the list's.
fn lowest(prices: &Prices) -> Fen {
    let others = prices.member.iter().chain(prices.dealers.iter().flatten());
    others.copied().fold(prices.list, Fen::min)
}

/// Notes what these goods cost until now, when that changes.
pub(super) fn keep_lowest(tx: &mut Tx<'_>, before: &GoodsRow, after: &Prices) -> Result<(), StoreError> {
    let was = lowest(&before.prices);
    if was == lowest(after) {
        return Ok(());
    }
    tx.exec(
        "INSERT INTO goods_price (goods_id, lowest_fen, until_at) VALUES (?1, ?2, ?3)",
        params![before.id, was, tx.now()],
    )?;
    Ok(())
}

/// The lowest price of these goods in so many days.
pub(crate) fn lowest_price(tx: &mut Tx<'_>, row: &GoodsRow, days: u16) -> Result<Fen, StoreError> {
    let since = tx.now().plus_days(-i64::from(days));
    let before: Option<Option<Fen>> = tx.one(
        "SELECT MIN(lowest_fen) AS lowest FROM goods_price WHERE goods_id = ?1 AND until_at > ?2",
        params![row.id, since],
        |found| found.get("lowest"),
    )?;
    let now = lowest(&row.prices);
    Ok(before.flatten().map_or(now, |before| before.min(now)))
}
