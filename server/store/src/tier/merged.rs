//! Two accounts become one: the higher tier stays.

use huika_domain::MemberId;

use super::{
    change::{Note, TierCause},
    seat::Seat,
};
use crate::{StoreError, Tx};

/// Gives the account that stays what the other one had above it: what was earned with its period, and what was given by hand with its end.
/// Nothing is given for it, because it was given there.
pub(crate) fn keep_higher(tx: &mut Tx<'_>, leaving: MemberId, staying: MemberId) -> Result<(), StoreError> {
    let (Some(other), Some(mut seat)) = (Seat::read(tx, leaving)?, Seat::read(tx, staying)?) else {
        return Err(StoreError::Decode(format!("{leaving} or {staying} is no member")));
    };
    let (before, today) = (seat, tx.today());
    if other.earned > seat.earned {
        seat.earn(other.earned, other.until, today);
    } else if other.earned == seat.earned {
        seat.earn(seat.earned, seat.until.max(other.until), today);
    }
    // The higher one, and of the same the one that holds longer.
    let by_hand = seat.by_hand.max(other.by_hand);
    seat.give(by_hand, today);
    if seat == before {
        return Ok(());
    }
    seat.save(tx)?;
    if seat.rank == before.rank {
        return Ok(());
    }
    Note::of(&seat, before.rank, TierCause::Merged).keep(tx)
}
