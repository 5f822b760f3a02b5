//! What a friend's first purchase, and bringing all of it back, mean for a referral.

use huika_domain::{EntryId, Fen, MemberId, Millis};

use super::row::{ReferralState, ReferralWhy};
use crate::{
    StoreError, Tx,
    ledger::{Wallet, day_number},
    params,
};

/// Notes the first purchase of somebody who came on a member's word. Called by every sale: it reads nothing but for a first one, and only
/// where the shop gives anything.
pub(crate) fn note_first_purchase(
    tx: &mut Tx<'_>,
    wallet: &Wallet,
    entry: EntryId,
    net: Fen,
) -> Result<(), StoreError> {
    let rule = tx.rules().referral;
    if !rule.on || wallet.visits > 1 {
        return Ok(());
    }
    let waiting = tx.one(
        "SELECT until_day FROM referral WHERE member_id = ?1 AND state = 'waiting'",
        params![wallet.member],
        |row| row.get::<i64>("until_day"),
    )?;
    let Some(until) = waiting else { return Ok(()) };
    let why = if day_number(tx.today()) > until {
        ReferralWhy::TooLate
    } else if net < rule.least_fen {
        ReferralWhy::TooSmall
    } else {
        ReferralWhy::None
    };
    let state = if why == ReferralWhy::None {
        ReferralState::Due
    } else {
        ReferralState::Refused
    };
    move_on(tx, wallet.member, state, why, Some(entry))
}

/// Notes that all of a sale came back: nothing is given for it, or what was given is taken back where that is not too long ago.
pub(crate) fn note_returned(tx: &mut Tx<'_>, sale: EntryId) -> Result<(), StoreError> {
    let found = tx.one(
        "SELECT member_id, state, rewarded_at FROM referral WHERE sale_entry_id = ?1",
        params![sale],
        |row| {
            Ok((
                row.get::<MemberId>("member_id")?,
                row.get::<ReferralState>("state")?,
                row.get::<Option<Millis>>("rewarded_at")?,
            ))
        },
    )?;
    match found {
        Some((friend, ReferralState::Due, _)) => {
            move_on(tx, friend, ReferralState::Refused, ReferralWhy::Returned, None)
        }
        Some((friend, ReferralState::Given, Some(at))) if tx.now() <= at.plus_days(tx.rules().referral.back_days) => {
            move_on(tx, friend, ReferralState::Returned, ReferralWhy::Returned, None)
        }
        _ => Ok(()),
    }
}

/// Puts a referral into another state. Who came is its key: nobody comes twice.
pub(super) fn move_on(
    tx: &mut Tx<'_>,
    friend: MemberId,
    state: ReferralState,
    why: ReferralWhy,
    sale: Option<EntryId>,
) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE referral SET state = ?2, why = ?3, sale_entry_id = COALESCE(?4, sale_entry_id) WHERE member_id = ?1",
        params![friend, state, why, sale],
    )?;
    Ok(())
}
