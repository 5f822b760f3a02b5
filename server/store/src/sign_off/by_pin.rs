//! The second person comes to the till and types their PIN: the till stays signed in as whoever works at it.

use huika_domain::OperatorId;

use super::{
    decide::{SignOff, SignOffError, sign_off},
    list::{may_sign, waits},
};
use crate::{
    Tx,
    staff::{CounterPin, PinTry, count_pin},
};

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PinSaid {
    /// It was the right PIN, and what they said is done.
    Done,
    /// It was not the right one.
    Wrong {
        /// How many tries are left.
        tries_left: i64,
    },
    /// Too many wrong ones: the PIN works again after a whole sign-in.
    Over,
}

/// Counts the outcome of the PIN's check and does what the second person said. Who asked must stand at the till: another's request is
/// none of theirs.
pub fn sign_off_by_pin(
    tx: &mut Tx<'_>,
    at_the_till: OperatorId,
    said: &SignOff,
    kept: &CounterPin,
    fits: bool,
) -> Result<PinSaid, SignOffError> {
    let waits = waits(tx, said.id)?
        .filter(|waits| waits.asked_by == at_the_till)
        .ok_or(SignOffError::NotWaiting)?;
    // Nobody's PIN is tried here but of those who may be asked.
    if !may_sign(tx, said.operator, &waits)? {
        return Err(SignOffError::NotAllowed);
    }
    match count_pin(tx, kept, fits)? {
        PinTry::Right => {}
        PinTry::Wrong { tries_left } => return Ok(PinSaid::Wrong { tries_left }),
        PinTry::Over => return Ok(PinSaid::Over),
    }
    sign_off(tx, said)?;
    Ok(PinSaid::Done)
}
