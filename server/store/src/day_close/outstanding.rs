//! What a store's entries have left outstanding on members' accounts: frozen with each day that is closed, and carried on from there.

use huika_domain::{BusinessDay, Fen, Points, StoreId};

use crate::{
    StoreError, Tx,
    ledger::{
        amount::{sum, sum_points},
        day_number,
    },
    params,
};

/// Principal, bonus and points.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outstanding {
    /// Paid in, and not used.
    pub principal: Fen,
    /// Given by the shop, and not used.
    pub bonus: Fen,
    /// Points.
    pub points: Points,
}

impl Outstanding {
    fn plus(self, other: Self) -> Result<Self, StoreError> {
        Ok(Self {
            principal: sum([self.principal, other.principal])?,
            bonus: sum([self.bonus, other.bonus])?,
            points: sum_points([self.points, other.points])?,
        })
    }
}

/// At the beginning and at the end of a day.
pub fn outstanding(
    tx: &mut Tx<'_>,
    store: StoreId,
    day: BusinessDay,
) -> Result<(Outstanding, Outstanding), StoreError> {
    let number = day_number(day);
    let before = tx.one(
        "SELECT business_day, principal_fen, bonus_fen, points FROM day_close WHERE store_id = ?1 AND business_day < ?2 \
         ORDER BY business_day DESC LIMIT 1",
        params![store, number],
        |row| {
            let closed = Outstanding {
                principal: row.get("principal_fen")?,
                bonus: row.get("bonus_fen")?,
                points: row.get("points")?,
            };
            Ok((row.get::<i64>("business_day")?, closed))
        },
    )?;
    let (closed, left) = before.unwrap_or_default();
    let opening = left.plus(moved(tx, store, closed + 1, number - 1)?)?;
    let closing = opening.plus(moved(tx, store, number, number)?)?;
    Ok((opening, closing))
}

/// What the entries of these days changed. Since the last close that is a few days; the first close of a store reads all that came before.
fn moved(tx: &mut Tx<'_>, store: StoreId, from: i64, to: i64) -> Result<Outstanding, StoreError> {
    let found = tx.one(
        "SELECT CAST(COALESCE(SUM(principal_change), 0) AS BIGINT) AS principal, CAST(COALESCE(SUM(bonus_change), 0) AS BIGINT) AS bonus, \
         CAST(COALESCE(SUM(points_change), 0) AS BIGINT) AS points FROM entry WHERE store_id = ?1 AND business_day BETWEEN ?2 AND ?3",
        params![store, from, to],
        |row| {
            Ok(Outstanding {
                principal: row.get("principal")?,
                bonus: row.get("bonus")?,
                points: row.get("points")?,
            })
        },
    )?;
    Ok(found.unwrap_or_default())
}
