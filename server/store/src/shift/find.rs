//! Shifts and slips, as counter and office look for them.

use huika_domain::{BusinessDay, Fen, Millis, ShiftId, StoreId};

use super::{
    row::{Shift, read, select_shift},
    slip::Slip,
};
use crate::{StoreError, Tx, ledger::day_of, params};

/// The shift that is open at a till.
pub fn open_shift_at(tx: &mut Tx<'_>, store: StoreId, till: &str) -> Result<Option<Shift>, StoreError> {
    tx.one(
        select_shift!("WHERE sh.store_id = ?1 AND sh.till = ?2 AND sh.closed_at IS NULL"),
        params![store, till],
        read,
    )
}

/// The shifts that are open in a store, at most so many.
pub fn open_shifts(tx: &mut Tx<'_>, store: StoreId, limit: i64) -> Result<Vec<Shift>, StoreError> {
    tx.all(
        select_shift!("WHERE sh.store_id = ?1 AND sh.closed_at IS NULL ORDER BY sh.till LIMIT ?2"),
        params![store, limit],
        read,
    )
}

/// A Z slip in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlipRow {
    /// Of which shift.
    pub shift: ShiftId,
    /// Its number at the till.
    pub number: i64,
    /// At which till.
    pub till: String,
    /// Of which business day.
    pub day: BusinessDay,
    /// When.
    pub at: Millis,
    /// What should have been in the drawer.
    pub expected: Fen,
    /// What was counted.
    pub counted: Option<Fen>,
}

/// The newest slips of a till.
pub fn slips_at(tx: &mut Tx<'_>, store: StoreId, till: &str, limit: i64) -> Result<Vec<SlipRow>, StoreError> {
    tx.all(
        "SELECT shift_id, number, till, business_day, at, expected_fen, counted_fen FROM z_slip WHERE store_id = ?1 AND till = ?2 \
         ORDER BY number DESC LIMIT ?3",
        params![store, till, limit],
        |row| {
            Ok(SlipRow {
                shift: row.get("shift_id")?,
                number: row.get("number")?,
                till: row.get("till")?,
                day: day_of(row.get("business_day")?)?,
                at: row.get("at")?,
                expected: row.get("expected_fen")?,
                counted: row.get("counted_fen")?,
            })
        },
    )
}

/// The Z slip of a shift, as it was printed.
pub fn slip_of(tx: &mut Tx<'_>, shift: ShiftId) -> Result<Option<Slip>, StoreError> {
    let body = tx.one("SELECT body FROM z_slip WHERE shift_id = ?1", params![shift], |row| {
        row.get::<String>("body")
    })?;
    body.map(|body| serde_json::from_str(&body).map_err(|e| StoreError::Decode(e.to_string())))
        .transpose()
}
