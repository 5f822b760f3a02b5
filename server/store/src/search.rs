//! What the office's search box finds: members by phone, by its last digits, by a card or by a part of their name; receipts, orders and refunds by their number.
//!
//! Everything is found by an index, whatever the shop has sold. Who sees some stores only finds what belongs to those, and is answered
//! about everything else as if there were no such thing.

mod people;
mod record;
#[cfg(test)]
mod tests;

use huika_domain::{OperatorId, SearchTerm};

pub use people::{FoundMember, MEMBERS_MAX};
pub use record::{FoundRecord, SaleParts};

use crate::{
    StoreError, Tx,
    member::{Movement, statement},
    staff::{Matter, Role, may},
};

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// Members, by number; at most [`MEMBERS_MAX`].
    pub members: Vec<FoundMember>,
    /// Whether there are more members than are told.
    pub more: bool,
    /// What happened last to the one member that was found, newest first.
    pub recent: Vec<Movement>,
    /// The receipt, order or refund with this number.
    pub record: Option<FoundRecord>,
}

/// How many movements of a single member are told.
const RECENT: usize = 10;

/// Looks for `term` among what this operator sees.
pub fn find(tx: &mut Tx<'_>, viewer: OperatorId, term: &SearchTerm) -> Result<Found, StoreError> {
    if !may(tx, viewer, Role::sees_office, Matter::Anybodys)? {
        return Ok(Found::default());
    }
    if let SearchTerm::Record(kind, number) = term {
        return Ok(Found {
            record: record::find(tx, viewer, *kind, number)?,
            ..Found::default()
        });
    }
    let mut members = people::find(tx, viewer, term)?;
    let more = members.len() > MEMBERS_MAX;
    members.truncate(MEMBERS_MAX);
    let recent = match members.as_slice() {
        [only] => {
            let mut movements = statement(tx, only.member, None)?.movements;
            movements.truncate(RECENT);
            movements
        }
        _ => Vec::new(),
    };
    Ok(Found {
        members,
        more,
        recent,
        record: None,
    })
}
