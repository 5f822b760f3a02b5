//! The PIN that opens a till again: whoever walks away from a signed-in counter leaves nothing open behind them.
//!
//! A session of an operator with a PIN is locked when nobody has used it for a while, when a new business day has begun, and when
//! its operator says so. It goes on with the PIN; after too many wrong ones it ends, and a whole sign-in is needed.

use huika_domain::{OperatorId, Pin};

use crate::{
    StoreError, Tx,
    db::argon,
    member::NewPin,
    params,
    staff::session::{end_staff_session, forgive_pin, note_staff_active},
};

/// What is needed to check a counter PIN, outside of any transaction because that takes long on purpose.
#[derive(Debug, Clone)]
pub struct CounterPin {
    operator: OperatorId,
    hash: String,
}

impl CounterPin {
    /// Whose it is.
    pub(crate) const fn of(&self) -> OperatorId {
        self.operator
    }
}

/// What a try came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unlock {
    /// The session goes on.
    Right,
    /// It is not the right one.
    Wrong {
        /// How many tries are left.
        tries_left: i64,
    },
    /// Too many wrong ones, or there is none: the session is over.
    Over,
}

/// Sets or changes the PIN. The caller has checked the password in the same transaction.
pub fn set_counter_pin(tx: &mut Tx<'_>, operator: OperatorId, pin: &NewPin) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO operator_pin (operator_id, hash, set_at) VALUES (?1, ?2, ?3) \
         ON CONFLICT (operator_id) DO UPDATE SET hash = excluded.hash, wrong_tries = 0, set_at = excluded.set_at",
        params![operator, pin.as_hash(), tx.now()],
    )?;
    Ok(())
}

/// The PIN of an operator, when there is one.
pub fn counter_pin(tx: &mut Tx<'_>, operator: OperatorId) -> Result<Option<CounterPin>, StoreError> {
    tx.one(
        "SELECT hash FROM operator_pin WHERE operator_id = ?1",
        params![operator],
        |row| {
            Ok(CounterPin {
                operator,
                hash: row.get("hash")?,
            })
        },
    )
}

/// Whether the PIN fits; about 20 ms of work.
#[must_use]
pub fn counter_pin_matches(kept: &CounterPin, pin: &Pin) -> bool {
    argon::matches(&kept.hash, pin.as_str())
}

/// What a PIN that was typed came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PinTry {
    /// It is the right one.
    Right,
    /// It is not.
    Wrong {
        /// How many tries are left.
        tries_left: i64,
    },
    /// Too many wrong ones, or it was changed meanwhile.
    Over,
}

/// Counts the outcome of [`counter_pin_matches`].
pub(crate) fn count_pin(tx: &mut Tx<'_>, kept: &CounterPin, fits: bool) -> Result<PinTry, StoreError> {
    let most = tx.rules().sign_in.pin_tries;
    // Counting first locks the row: parallel guesses cannot share one try.
    let tries: Option<i64> = tx.one(
        "UPDATE operator_pin SET wrong_tries = wrong_tries + 1 WHERE operator_id = ?1 AND hash = ?2 AND wrong_tries < ?3 \
         RETURNING wrong_tries",
        params![kept.operator, kept.hash, most],
        |row| row.get("wrong_tries"),
    )?;
    match tries {
        Some(_) if fits => {
            forgive_pin(tx, kept.operator)?;
            Ok(PinTry::Right)
        }
        Some(tries) if tries < most => Ok(PinTry::Wrong {
            tries_left: most - tries,
        }),
        _ => Ok(PinTry::Over),
    }
}

/// Counts the outcome of [`counter_pin_matches`] and opens or ends the session.
pub fn unlock_counter(tx: &mut Tx<'_>, token: &str, kept: &CounterPin, fits: bool) -> Result<Unlock, StoreError> {
    match count_pin(tx, kept, fits)? {
        PinTry::Right => {
            note_staff_active(tx, token)?;
            Ok(Unlock::Right)
        }
        PinTry::Wrong { tries_left } => Ok(Unlock::Wrong { tries_left }),
        PinTry::Over => {
            end_staff_session(tx, token)?;
            Ok(Unlock::Over)
        }
    }
}
