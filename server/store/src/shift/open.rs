//! Opening a shift with a counted float. What the drawer had when it was closed last is shown afterwards; a difference overnight is posted.

use huika_domain::{CashCount, OperatorId, ShiftId};
use serde::Serialize;

use super::{
    begin::{carried_at, insert_shift},
    drawer::{DrawerEntry, DrawerMove, post_drawer},
    error::ShiftError,
    find::open_shift_at,
    finish::end_automatic,
    row::Ending,
};
use crate::{
    StoreError, Tx,
    db::idempotency,
    params,
    staff::{Place, Role, may_at},
};

/// Somebody begins at a till.
#[derive(Debug, Clone, Serialize)]
pub struct OpenShift {
    /// Where and who.
    #[serde(skip)]
    pub place: Place,
    /// What lies in the drawer.
    pub float: CashCount,
    /// The form's key.
    #[serde(skip)]
    pub key: String,
}

/// Opens a shift. One that had opened by itself ends with it.
pub fn open_shift(tx: &mut Tx<'_>, request: &OpenShift) -> Result<ShiftId, ShiftError> {
    let place = &request.place;
    let operator = place.operator.ok_or(ShiftError::NotAllowed)?;
    // One who opens at two tills at once waits for themself.
    tx.lock("SELECT id FROM operator WHERE id = ?1", params![operator], |row| {
        row.get::<OperatorId>("id")
    })?;
    let scope = format!("open-shift:{operator}");
    idempotency::answered_once(tx, &scope, &request.key, request, |tx| {
        if !may_at(tx, place, Role::stands_at_a_drawer)? {
            return Err(ShiftError::NotAllowed);
        }
        if let Some(open) = open_shift_at(tx, place.store, &place.till)? {
            if !open.automatic {
                return Err(ShiftError::TillTaken);
            }
            end_automatic(tx, open.id, Ending::Replaced)?;
        }
        open_counted(tx, place, operator, request.float)
    })
}

/// Opens it for this person; the drawer is free, and the person is looked at here.
pub(super) fn open_counted(
    tx: &mut Tx<'_>,
    place: &Place,
    operator: OperatorId,
    float: CashCount,
) -> Result<ShiftId, ShiftError> {
    let elsewhere: i64 = tx.value(
        "SELECT COUNT(*) FROM shift WHERE operator_id = ?1 AND closed_at IS NULL AND automatic = 0",
        params![operator],
    )?;
    if elsewhere > 0 {
        return Err(ShiftError::Elsewhere);
    }
    let (carried, day) = (carried_at(tx, place)?, tx.business_day(Some(place.store)));
    let shift = insert_shift(tx, place, (operator, day), &carried, Some(float))?.ok_or(ShiftError::TillTaken)?;
    let found = float
        .total()
        .checked_sub(carried.amount)
        .ok_or_else(|| StoreError::Internal("an amount would overflow".into()))?;
    let entry = DrawerEntry {
        shift,
        store: place.store,
        till: &place.till,
        operator: Some(operator),
        act: if carried.unknown {
            DrawerMove::Float
        } else {
            DrawerMove::Opening
        },
        amount: found,
        reason: "",
        reference: &format!("drawer-opening:{shift}"),
    };
    post_drawer(tx, &entry)?;
    Ok(shift)
}
