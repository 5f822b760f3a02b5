//! The row of a shift that begins, and what its drawer had before.

use huika_domain::{BusinessDay, CashCount, Fen, OperatorId, ShiftId};

use super::row::to_json;
use crate::{StoreError, Tx, ledger::day_number, params, staff::Place};

/// What the shift before left in a drawer.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Carried {
    pub(super) shift: Option<ShiftId>,
    pub(super) amount: Fen,
    /// Nobody knows what lay there at its beginning, so what is found now was not lost or gained overnight.
    pub(super) unknown: bool,
}

/// What the books have in the drawer of a till whose last shift is closed.
pub(super) fn carried_at(tx: &mut Tx<'_>, place: &Place) -> Result<Carried, StoreError> {
    let before = tx.one(
        "SELECT sh.id, sh.automatic, z.expected_fen, z.counted_fen FROM shift sh JOIN z_slip z ON z.shift_id = sh.id \
         WHERE sh.store_id = ?1 AND sh.till = ?2 ORDER BY sh.id DESC LIMIT 1",
        params![place.store, place.till],
        |row| {
            let (expected, counted): (Fen, Option<Fen>) = (row.get("expected_fen")?, row.get("counted_fen")?);
            Ok(Carried {
                shift: Some(row.get("id")?),
                amount: counted.unwrap_or(expected),
                unknown: row.get("automatic")?,
            })
        },
    )?;
    Ok(before.unwrap_or(Carried {
        unknown: true,
        ..Carried::default()
    }))
}

/// Writes the row; none where somebody else's is open at the till by now. One without a float opened by itself.
pub(super) fn insert_shift(
    tx: &mut Tx<'_>,
    place: &Place,
    (operator, day): (OperatorId, BusinessDay),
    carried: &Carried,
    float: Option<CashCount>,
) -> Result<Option<ShiftId>, StoreError> {
    let pieces = float.as_ref().map(to_json).transpose()?.unwrap_or_default();
    let inserted = tx.exec(
        "INSERT INTO shift (store_id, till, operator_id, automatic, business_day, opened_at, previous_id, carried_fen, float_fen, \
         float_pieces) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT DO NOTHING",
        params![
            place.store,
            place.till,
            operator,
            i64::from(float.is_none()),
            day_number(day),
            tx.now(),
            carried.shift,
            carried.amount,
            float.map(CashCount::total),
            pieces
        ],
    )?;
    if inserted == 0 {
        return Ok(None);
    }
    tx.one(
        "SELECT id FROM shift WHERE store_id = ?1 AND till = ?2 AND closed_at IS NULL",
        params![place.store, place.till],
        |row| row.get("id"),
    )
}
