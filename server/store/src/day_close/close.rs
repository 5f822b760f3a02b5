//! Closing one day of one store.

use huika_domain::{BusinessDay, OperatorId, Reason, StoreId};

use super::{error::DayError, outstanding::outstanding};
use crate::{
    StoreError, Tx,
    db::gate::{Gate, pass},
    ledger::{day_number, day_of},
    params,
    shift::{End, Ending, Shift, finish, open_shifts},
    staff::{Matter, Role, may},
};

/// Somebody closes a day.
#[derive(Debug, Clone)]
pub struct CloseDay {
    /// Of which store.
    pub store: StoreId,
    /// Which.
    pub day: BusinessDay,
    /// Who.
    pub by: OperatorId,
    /// Why the shifts that are open are closed with it, uncounted; none where they stand in the way.
    pub force: Option<Reason>,
}

/// A store has fewer tills.
const SHIFTS_MAX: i64 = 500;

/// Closes it, and with it every day before.
pub fn close_day(tx: &mut Tx<'_>, request: &CloseDay) -> Result<(), DayError> {
    // Closes are committed in the order of their numbers, by which other servers hear of them.
    pass(tx, Gate::Days)?;
    if !may(tx, request.by, Role::closes_days, Matter::Store(request.store))? {
        return Err(DayError::NotAllowed);
    }
    check_turn(tx, request)?;
    let open: Vec<Shift> = open_shifts(tx, request.store, SHIFTS_MAX)?
        .into_iter()
        .filter(|shift| shift.day <= request.day)
        .collect();
    let counted = open.iter().filter(|shift| !shift.automatic).count();
    if counted > 0 && request.force.is_none() {
        let count = i64::try_from(counted).unwrap_or(i64::MAX);
        return Err(DayError::ShiftsOpen { count });
    }
    for shift in &open {
        let end = match &request.force {
            Some(reason) if !shift.automatic => End::forced(request.by, reason.as_str()),
            _ => End::uncounted(Ending::CutOff),
        };
        finish(tx, shift, &end)?;
    }
    write(tx, request, counted > 0)
}

/// It has begun, and it is the first one that is open.
fn check_turn(tx: &mut Tx<'_>, request: &CloseDay) -> Result<(), DayError> {
    if request.day > tx.day_by_the_clock(Some(request.store)) {
        return Err(DayError::NotBegun);
    }
    let last: i64 = tx.value(
        "SELECT CAST(COALESCE(MAX(business_day), 0) AS BIGINT) FROM day_close WHERE store_id = ?1",
        params![request.store],
    )?;
    if last >= day_number(request.day) {
        return Err(DayError::Closed);
    }
    if last == 0 {
        return Ok(());
    }
    let first: Option<i64> = tx.value(
        "SELECT MIN(business_day) FROM entry WHERE store_id = ?1 AND business_day > ?2",
        params![request.store, last],
    )?;
    match first.filter(|first| *first < day_number(request.day)) {
        Some(first) => Err(DayError::NotNext { day: day_of(first)? }),
        None => Ok(()),
    }
}

/// Whatever is being posted on that day is waited for, and the rest kept out. Only then is it added up.
fn write(tx: &mut Tx<'_>, request: &CloseDay, forced: bool) -> Result<(), DayError> {
    let day = day_number(request.day);
    // Anybody who comes from now on stands on the next day.
    tx.context().rules.note_closed_in(request.store, day);
    hold_day(tx, request.store)?;
    let (_, closing) = outstanding(tx, request.store, request.day)?;
    tx.exec(
        "INSERT INTO day_close (store_id, business_day, at, operator_id, forced, reason, principal_fen, bonus_fen, points) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            request.store,
            day,
            tx.now(),
            request.by,
            i64::from(forced),
            request.force.as_ref().filter(|_| forced).map_or("", Reason::as_str),
            closing.principal,
            closing.bonus,
            closing.points
        ],
    )?;
    tx.rules_changed();
    Ok(())
}

/// Waits for whatever is being posted in the store, and keeps the rest out until this transaction ends.
fn hold_day(tx: &mut Tx<'_>, store: StoreId) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE store SET day_held_at = ?2 WHERE id = ?1",
        params![store, tx.now()],
    )?;
    Ok(())
}
