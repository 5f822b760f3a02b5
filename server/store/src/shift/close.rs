//! Closing a shift: whoever it is counts without being told what should be there. Any count is taken; a difference is recorded, and above
//! the shop's limit it needs a reason.

use std::collections::BTreeMap;

use huika_domain::{CashCount, Fen, OperatorId, Reason, ShiftId};
use serde::{Deserialize, Serialize};

use super::{
    error::ShiftError,
    finish::{Counted, End, finish, hold_alone, put_count},
    open::open_counted,
    receive::{Acceptance, Accepted, accept},
    row::{Ending, Shift, shift, to_json},
    slip::{TenderSum, x_slip},
};
use crate::{
    StoreError, Tx,
    db::idempotency,
    params,
    staff::{Matter, Place, Role, may, may_at},
};

/// Whoever answers for a drawer has counted it.
#[derive(Debug, Clone, Serialize)]
pub struct CloseShift {
    /// Where and who.
    #[serde(skip)]
    pub place: Place,
    /// Which shift.
    pub shift: ShiftId,
    /// The cash.
    pub cash: CashCount,
    /// The total of each other tender.
    pub tenders: BTreeMap<String, Fen>,
    /// Why it differs, where somebody knows already.
    pub reason: Option<Reason>,
    /// To whom it is handed, if to anybody.
    pub receiver: Option<OperatorId>,
    /// What that person typed, compared.
    #[serde(skip)]
    pub acceptance: Option<Acceptance>,
    /// The form's key.
    #[serde(skip)]
    pub key: String,
}

/// What came of it. What was counted is kept in either case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Closed {
    /// It is closed, under this number at its till.
    Done {
        /// Of the Z slip.
        number: i64,
        /// The shift of who took over.
        next: Option<ShiftId>,
    },
    /// It differs by more than needs no words: it waits for them.
    NeedsReason {
        /// The largest difference.
        difference: Fen,
    },
    /// Who takes over typed something else than their PIN or password.
    NotAccepted {
        /// How many tries of a PIN are left.
        tries_left: Option<i64>,
    },
}

/// Counts, compares, and closes.
pub fn close_shift(tx: &mut Tx<'_>, request: &CloseShift) -> Result<Closed, ShiftError> {
    let operator = request.place.operator.ok_or(ShiftError::NotAllowed)?;
    let accepted = match (&request.receiver, &request.acceptance) {
        (None, _) => None,
        (Some(_), None) => return Err(ShiftError::NoReceiver),
        (Some(receiver), Some(acceptance)) => match accept(tx, acceptance)? {
            Accepted::Yes(who) if who == *receiver && who != operator => Some(who),
            Accepted::Yes(_) => return Err(ShiftError::NoReceiver),
            Accepted::Wrong(tries_left) => return Ok(Closed::NotAccepted { tries_left }),
        },
    };
    hold_alone(tx, request.shift)?;
    let scope = format!("close-shift:{}", request.shift);
    idempotency::answered_once(tx, &scope, &request.key, request, |tx| {
        let found = shift(tx, request.shift)?.ok_or(ShiftError::NoShift)?;
        check_own(tx, &request.place, operator, &found)?;
        let (times, difference) = keep_count(tx, request, operator, &found)?;
        let limit = tx.rules_of(found.store).shifts.difference_fen;
        let above = difference.get().unsigned_abs() > limit.get().unsigned_abs();
        if above && request.reason.is_none() {
            return Ok(Closed::NeedsReason { difference });
        }
        let receiver = accepted.map(|who| name_of(tx, who)).transpose()?.unwrap_or_default();
        let end = End {
            ending: if accepted.is_some() {
                Ending::HandedOver
            } else {
                Ending::Own
            },
            by: Some(operator),
            counted: Some(Counted {
                cash: request.cash,
                tenders: &request.tenders,
                times,
            }),
            reason: request.reason.as_ref().map_or("", Reason::as_str),
            receiver: &receiver,
        };
        let slip = finish(tx, &found, &end)?.ok_or(ShiftError::NoShift)?;
        let next = match accepted {
            None => None,
            Some(who) => Some(hand_over(tx, &found, who, request.cash)?),
        };
        Ok(Closed::Done {
            number: slip.number,
            next,
        })
    })
}

fn check_own(tx: &mut Tx<'_>, place: &Place, operator: OperatorId, found: &Shift) -> Result<(), ShiftError> {
    if found.store != place.store || found.till != place.till || found.closed_at.is_some() {
        return Err(ShiftError::NoShift);
    }
    if !may_at(tx, place, Role::stands_at_a_drawer)? {
        return Err(ShiftError::NotAllowed);
    }
    // Whoever is at the till may count what opened by itself: it is nobody's in particular.
    if found.operator == operator || found.automatic {
        Ok(())
    } else {
        Err(ShiftError::OfAnother)
    }
}

/// Writes the count down and answers how often this shift was counted, and the largest difference of a tender.
fn keep_count(
    tx: &mut Tx<'_>,
    request: &CloseShift,
    operator: OperatorId,
    found: &Shift,
) -> Result<(i64, Fen), ShiftError> {
    let before: i64 = tx.value(
        "SELECT COUNT(*) FROM shift_count WHERE shift_id = ?1",
        params![found.id],
    )?;
    let counted = Counted {
        cash: request.cash,
        tenders: &request.tenders,
        times: before + 1,
    };
    let mut slip = x_slip(tx, found)?;
    put_count(&mut slip, &counted);
    let differences = slip.tenders.iter().filter_map(TenderSum::difference);
    let largest = differences
        .max_by_key(|one| one.get().unsigned_abs())
        .unwrap_or(Fen::ZERO);
    let of_cash = slip.cash().and_then(TenderSum::difference).unwrap_or(Fen::ZERO);
    tx.exec(
        "INSERT INTO shift_count (shift_id, operator_id, at, pieces, tenders, cash_fen, difference_fen, reason) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            found.id,
            operator,
            tx.now(),
            to_json(&request.cash)?,
            to_json(&request.tenders)?,
            request.cash.total(),
            of_cash,
            request.reason.as_ref().map_or("", Reason::as_str)
        ],
    )?;
    Ok((counted.times, largest))
}

fn name_of(tx: &mut Tx<'_>, operator: OperatorId) -> Result<String, StoreError> {
    tx.value("SELECT name FROM operator WHERE id = ?1", params![operator])
}

/// The float of who takes over is what was counted: nobody counts the same drawer twice in a minute.
fn hand_over(tx: &mut Tx<'_>, from: &Shift, who: OperatorId, cash: CashCount) -> Result<ShiftId, ShiftError> {
    let place = Place {
        store: from.store,
        till: from.till.clone(),
        operator: Some(who),
    };
    if !may_at(tx, &place, Role::stands_at_a_drawer)? {
        return Err(ShiftError::NoReceiver);
    }
    open_counted(tx, &place, who, cash)
}

/// A manager closes somebody's shift, which nobody counted.
#[derive(Debug, Clone)]
pub struct ForceClose {
    /// Which.
    pub shift: ShiftId,
    /// Who closes it.
    pub by: OperatorId,
    /// Why.
    pub reason: Reason,
}

/// Closes it as not counted. Done twice, nothing more happens.
pub fn force_close(tx: &mut Tx<'_>, request: &ForceClose) -> Result<(), ShiftError> {
    let found = shift(tx, request.shift)?.ok_or(ShiftError::NoShift)?;
    if !may(tx, request.by, Role::closes_days, Matter::Store(found.store))? {
        return Err(ShiftError::NotAllowed);
    }
    finish(tx, &found, &End::forced(request.by, request.reason.as_str()))?;
    Ok(())
}
