//! Money that is put into a drawer or taken out of it, beside what is sold and topped up there.

use huika_domain::{Fen, OperatorId, Reason};
use serde::{Deserialize, Serialize};

use super::{
    drawer::{DrawerEntry, DrawerMove, post_drawer},
    error::ShiftError,
    origin::origin_of,
};
use crate::{
    Tx,
    db::{idempotency, number},
    ledger::Origin,
    params,
    staff::{Place, Role, may_at},
};

/// Somebody moves cash.
#[derive(Debug, Clone, Serialize)]
pub struct MoveCash {
    /// Where and who.
    #[serde(skip)]
    pub place: Place,
    /// Which way; one of [`DrawerMove::BY_HAND`].
    pub act: DrawerMove,
    /// How much, above zero.
    pub amount: Fen,
    /// Why.
    pub reason: Reason,
    /// The form's key.
    #[serde(skip)]
    pub key: String,
}

/// What was moved.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MovedCash {
    /// The number of the movement.
    pub number: String,
}

/// Posts it in the shift that is open at the till.
pub fn move_cash(tx: &mut Tx<'_>, request: &MoveCash) -> Result<MovedCash, ShiftError> {
    let place = &request.place;
    let operator = place.operator.ok_or(ShiftError::NotAllowed)?;
    if !request.amount.is_positive() || !DrawerMove::BY_HAND.contains(&request.act) {
        return Err(ShiftError::NotPositive);
    }
    // Sent twice at once, the second one waits here for the first.
    tx.lock("SELECT id FROM operator WHERE id = ?1", params![operator], |row| {
        row.get::<OperatorId>("id")
    })?;
    let scope = format!("drawer:{operator}");
    idempotency::answered_once(tx, &scope, &request.key, request, |tx| {
        if !may_at(tx, place, Role::stands_at_a_drawer)? {
            return Err(ShiftError::NotAllowed);
        }
        let Some(Origin::Counter(shift)) = origin_of(tx, place)? else {
            return Err(ShiftError::NoShift);
        };
        let number = number::fresh(tx, 'K');
        let entry = DrawerEntry {
            shift,
            store: place.store,
            till: &place.till,
            operator: Some(operator),
            act: request.act,
            amount: request.act.signed(request.amount)?,
            reason: request.reason.as_str(),
            reference: &format!("drawer:{number}"),
        };
        post_drawer(tx, &entry)?;
        Ok(MovedCash { number })
    })
}
