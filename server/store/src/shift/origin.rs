//! To which shift a movement at a counter belongs.

use huika_domain::{BusinessDay, OperatorId, ShiftId};

use super::{
    begin::{carried_at, insert_shift},
    finish::end_automatic,
    row::Ending,
};
use crate::{
    StoreError, Tx,
    ledger::{Origin, day_of},
    params,
    staff::Place,
};

/// How often a shift that somebody else has opened or closed meanwhile is looked for again.
const TRIES: usize = 3;

/// Whose movement this is, to be asked just before it is posted. None where somebody has to open a shift first: the rule asks for one, and
/// none is open at this till. Where the rule does not ask, one opens by itself and says that nobody counted.
pub(crate) fn origin_of(tx: &mut Tx<'_>, place: &Place) -> Result<Option<Origin>, StoreError> {
    let Some(operator) = place.operator else {
        return Ok(Some(Origin::Till));
    };
    let day = tx.business_day(Some(place.store));
    let asked = tx.rules_of(place.store).shifts.asked;
    for _ in 0..TRIES {
        let open = tx.one(
            "SELECT id, automatic, business_day FROM shift WHERE store_id = ?1 AND till = ?2 AND closed_at IS NULL",
            params![place.store, place.till],
            |row| {
                let shift: (ShiftId, bool) = (row.get("id")?, row.get("automatic")?);
                Ok((shift, day_of(row.get("business_day")?)?))
            },
        )?;
        match open {
            Some(((id, false), _)) => return Ok(Some(Origin::Counter(id))),
            _ if asked => return Ok(None),
            Some(((id, true), opened)) if opened == day => return Ok(Some(Origin::Counter(id))),
            // One that opened by itself lasts for a day.
            Some(((id, true), _)) => end_automatic(tx, id, Ending::CutOff)?,
            None => open_by_itself(tx, place, operator, day)?,
        }
    }
    Err(tx.give_way())
}

fn open_by_itself(tx: &mut Tx<'_>, place: &Place, operator: OperatorId, day: BusinessDay) -> Result<(), StoreError> {
    let carried = carried_at(tx, place)?;
    insert_shift(tx, place, (operator, day), &carried, None).map(drop)
}
