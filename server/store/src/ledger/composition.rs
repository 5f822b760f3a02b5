//! What an entry took from which lot and what it gave: read from its postings, which never change.

use huika_domain::{EntryId, Fen, LotId, MoneyDraw, PointDraw, Points};

use super::Account;
use crate::{StoreError, Tx, ledger::amount::overflow, params};

/// The member's side of an entry.
#[derive(Debug, Clone, Default)]
pub(crate) struct Composition {
    /// Principal and bonus taken, by lot.
    pub money: Vec<MoneyDraw>,
    /// Points taken, by lot.
    pub points: Vec<PointDraw>,
    /// The lot of points that it made, and how many.
    pub earned: Option<PointDraw>,
    /// Points of it that repaid a shortfall.
    pub repaid: Points,
}

/// Reads the member's side of an entry.
pub(crate) fn composition(tx: &mut Tx<'_>, entry: EntryId) -> Result<Composition, StoreError> {
    let lines = tx.all(
        "SELECT account, lot_id, amount FROM posting WHERE entry_id = ?1 AND member_id IS NOT NULL ORDER BY line",
        params![entry],
        |row| {
            Ok((
                row.get::<Account>("account")?,
                row.get::<Option<LotId>>("lot_id")?,
                row.get::<i64>("amount")?,
            ))
        },
    )?;
    let mut found = Composition::default();
    for (account, lot, amount) in lines {
        let taken = amount.checked_neg().ok_or_else(overflow)?;
        match (account, lot) {
            (Account::Principal, Some(lot)) if taken > 0 => draw_of(&mut found.money, lot).principal = Fen::new(taken),
            (Account::Bonus, Some(lot)) if taken > 0 => draw_of(&mut found.money, lot).bonus = Fen::new(taken),
            (Account::Points, Some(lot)) if taken > 0 => found.points.push(PointDraw {
                lot,
                points: Points::new(taken),
            }),
            (Account::Points, Some(lot)) => {
                found.earned = Some(PointDraw {
                    lot,
                    points: Points::new(amount),
                });
            }
            (Account::Shortfall, _) if amount > 0 => found.repaid = Points::new(amount),
            _ => {}
        }
    }
    Ok(found)
}

/// The draw of a lot: principal and bonus of one lot are two lines and one draw.
fn draw_of(draws: &mut Vec<MoneyDraw>, lot: LotId) -> &mut MoneyDraw {
    let index = draws.iter().position(|draw| draw.lot == lot).unwrap_or_else(|| {
        draws.push(MoneyDraw {
            lot,
            principal: Fen::ZERO,
            bonus: Fen::ZERO,
        });
        draws.len() - 1
    });
    &mut draws[index]
}
