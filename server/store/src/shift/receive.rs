//! Who takes a drawer over: a named person, who says so by their own PIN or password.

use huika_domain::OperatorId;

use super::error::ShiftError;
use crate::{
    StoreError, Tx, params,
    staff::{CounterPin, Matter, PinTry, Place, Role, StaffAccount, StaffError, count_password, count_pin, may},
};

/// Somebody who may take over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receiver {
    /// Who.
    pub operator: OperatorId,
    /// What they are called.
    pub name: String,
    /// Whether they have a PIN; otherwise their password is asked for.
    pub has_pin: bool,
}

/// A list to choose from is no longer than this.
const RECEIVERS_MAX: i64 = 100;

/// Those of the store who may stand at a drawer and have none, but for whoever asks.
pub fn receivers(tx: &mut Tx<'_>, place: &Place) -> Result<Vec<Receiver>, StoreError> {
    let found = tx.all(
        "SELECT o.id, o.name, (SELECT COUNT(*) FROM operator_pin p WHERE p.operator_id = o.id) AS pins FROM operator o \
         WHERE o.store_id = ?1 AND o.ended_at IS NULL AND o.id <> ?2 AND NOT EXISTS (SELECT 1 FROM shift sh \
         WHERE sh.operator_id = o.id AND sh.closed_at IS NULL AND sh.automatic = 0) ORDER BY o.id LIMIT ?3",
        params![place.store, place.operator.map_or(0, OperatorId::get), RECEIVERS_MAX],
        |row| {
            Ok(Receiver {
                operator: row.get("id")?,
                name: row.get("name")?,
                has_pin: row.get::<i64>("pins")? > 0,
            })
        },
    )?;
    let mut those = Vec::with_capacity(found.len());
    for one in found {
        if may(tx, one.operator, Role::stands_at_a_drawer, Matter::Store(place.store))? {
            those.push(one);
        }
    }
    Ok(those)
}

/// The outcome of a check outside of the transaction: of the PIN, or of the password of who has none.
#[derive(Debug, Clone)]
pub enum Acceptance {
    /// Their PIN was compared.
    Pin(CounterPin, bool),
    /// Their password was compared.
    Password(StaffAccount, bool),
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Accepted {
    /// They take it over.
    Yes(OperatorId),
    /// It was not the right one; so many tries are left of a PIN.
    Wrong(Option<i64>),
}

/// Counts the outcome: a wrong one is remembered, whatever becomes of the shift.
pub(super) fn accept(tx: &mut Tx<'_>, acceptance: &Acceptance) -> Result<Accepted, ShiftError> {
    match acceptance {
        Acceptance::Pin(kept, fits) => Ok(match count_pin(tx, kept, *fits)? {
            PinTry::Right => Accepted::Yes(kept.of()),
            PinTry::Wrong { tries_left } => Accepted::Wrong(Some(tries_left)),
            PinTry::Over => Accepted::Wrong(Some(0)),
        }),
        Acceptance::Password(account, fits) => match count_password(tx, account, *fits) {
            Ok(true) => Ok(Accepted::Yes(account.operator)),
            Ok(false) => Ok(Accepted::Wrong(None)),
            Err(StaffError::Store(error)) => Err(error.into()),
            Err(_) => Err(ShiftError::Locked),
        },
    }
}
