//! Tiers that members bring from an older system.

use huika_domain::{BusinessDay, MemberId};

use super::{
    change::{Note, TierCause},
    seat::Seat,
};
use crate::{StoreError, Tx, ledger::day_number, params};

/// A tier that a member brings from an older system, with the day since which they have it and its last one. Nothing is given for it: what
/// comes with the tiers up to it was given there.
pub(crate) fn bring_tier_in(
    tx: &mut Tx<'_>,
    member: MemberId,
    earned: u8,
    (since, until): (BusinessDay, BusinessDay),
) -> Result<(), StoreError> {
    let Some(mut seat) = Seat::read(tx, member)? else {
        return Err(StoreError::Decode(format!("there is no member {member}")));
    };
    let before = seat.rank;
    if earned <= seat.earned {
        return Ok(());
    }
    seat.earn(earned, Some(until), since);
    seat.save(tx)?;
    for given in 1..=earned {
        tx.exec(
            "INSERT INTO tier_gift (member_id, rank, day, points) VALUES (?1, ?2, ?3, 0) ON CONFLICT (member_id, rank) DO NOTHING",
            params![member, i64::from(given), day_number(since)],
        )?;
    }
    Note::of(&seat, before, TierCause::BroughtIn).keep(tx)
}
