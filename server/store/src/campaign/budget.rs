//! A budget: what is left of it stands in a few slices, each lowered in place and never below zero, so that tills that sell at once seldom
//! want the same row. What is left in all slices and what was used add up to the budget.

use huika_domain::{CampaignId, Fen, StoreId};

use super::error::CampaignError;
use crate::{StoreError, Tx, params};

/// So many tills may take of one budget at once.
const SLICES: i64 = 4;

/// What is left.
pub(super) fn left(tx: &mut Tx<'_>, campaign: CampaignId) -> Result<Fen, StoreError> {
    tx.value(
        "SELECT CAST(COALESCE(SUM(left_fen), 0) AS BIGINT) FROM campaign_slice WHERE campaign_id = ?1",
        params![campaign],
    )
}

/// Makes the budget so large, less what was used. Nobody takes of it meanwhile: the campaign is not on, or is not on yet.
pub(super) fn set(tx: &mut Tx<'_>, campaign: CampaignId, budget: Option<Fen>) -> Result<(), CampaignError> {
    // A sale that still holds a slice is waited for.
    for slice in 0..SLICES {
        tx.lock(
            "SELECT slice FROM campaign_slice WHERE campaign_id = ?1 AND slice = ?2",
            params![campaign, slice],
            |row| row.get::<i64>("slice"),
        )?;
    }
    tx.exec("DELETE FROM campaign_slice WHERE campaign_id = ?1", params![campaign])?;
    let Some(budget) = budget else { return Ok(()) };
    let used: i64 = tx.value(
        "SELECT CAST(COALESCE(SUM(amount_fen), 0) AS BIGINT) FROM campaign_use WHERE campaign_id = ?1 AND released_at IS NULL",
        params![campaign],
    )?;
    let rest = budget.get() - used;
    if rest < 0 {
        return Err(CampaignError::Used);
    }
    for slice in 0..SLICES {
        let share = rest / SLICES + i64::from(slice < rest % SLICES);
        tx.exec(
            "INSERT INTO campaign_slice (campaign_id, slice, left_fen) VALUES (?1, ?2, ?3)",
            params![campaign, slice, share],
        )?;
    }
    Ok(())
}

/// Adds to what is left, while tills take of it.
pub(super) fn give(tx: &mut Tx<'_>, campaign: CampaignId, amount: Fen) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE campaign_slice SET left_fen = left_fen + ?2 WHERE campaign_id = ?1 AND slice = 0",
        params![campaign, amount],
    )?;
    Ok(())
}

/// Takes an amount, or answers that there is not so much. A store has its favourite slice; where that has too little, all of them are
/// looked at in their order.
pub(super) fn take(tx: &mut Tx<'_>, campaign: CampaignId, store: StoreId, amount: Fen) -> Result<bool, StoreError> {
    let taken = tx.exec(
        "UPDATE campaign_slice SET left_fen = left_fen - ?3 WHERE campaign_id = ?1 AND slice = ?2 AND left_fen >= ?3",
        params![campaign, store.get().rem_euclid(SLICES), amount],
    )?;
    if taken > 0 {
        return Ok(true);
    }
    let mut slices = Vec::new();
    for slice in 0..SLICES {
        let left = tx.lock(
            "SELECT left_fen FROM campaign_slice WHERE campaign_id = ?1 AND slice = ?2",
            params![campaign, slice],
            |row| row.get::<Fen>("left_fen"),
        )?;
        slices.extend(left.map(|left| (slice, left.get())));
    }
    let all: i64 = slices.iter().map(|(_, left)| left).sum();
    if all < amount.get() {
        return Ok(false);
    }
    let mut missing = amount.get();
    for (slice, left) in slices {
        let part = left.min(missing);
        missing -= part;
        if part > 0 {
            tx.exec(
                "UPDATE campaign_slice SET left_fen = left_fen - ?3 WHERE campaign_id = ?1 AND slice = ?2",
                params![campaign, slice, part],
            )?;
        }
    }
    Ok(true)
}
