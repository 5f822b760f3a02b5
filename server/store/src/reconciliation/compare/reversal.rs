//! What the gateway took without a refund of ours: by the payer's bank, or at the gateway's console.

use huika_domain::TopUpId;

use super::comparing::Comparing;
use crate::{StoreError, Tx, params, payment::ReversalState};

/// What the gateway took without a refund of ours: known since it was told, or new, or of nobody here.
pub(super) fn reversal(
    it: &mut Comparing<'_>,
    tx: &mut Tx<'_>,
    place: usize,
    reference: &str,
    state: ReversalState,
) -> Result<(), StoreError> {
    let (lines, channel) = (it.lines, it.channel);
    let line = &lines[place];
    let known: Option<String> = tx.one(
        "SELECT status FROM payment_reversal WHERE channel = ?1 AND reference = ?2",
        params![channel, reference],
        |row| row.get("status"),
    )?;
    if let Some(known) = known {
        if known == state.as_str() {
            it.found.matched += 1;
        } else {
            it.found.reversed.push(place);
            it.theirs_only(line);
        }
        return Ok(());
    }
    let by_number: Option<TopUpId> = tx.one(
        "SELECT id FROM top_up WHERE number = ?1 AND channel = ?2",
        params![line.number, channel],
        |row| row.get("id"),
    )?;
    let ours = match by_number {
        Some(ours) => Some(ours),
        None => tx.one(
            "SELECT id FROM top_up WHERE channel = ?1 AND transaction_id = ?2",
            params![channel, line.transaction],
            |row| row.get("id"),
        )?,
    };
    if ours.is_some() {
        it.found.reversed.push(place);
    }
    it.theirs_only(line);
    Ok(())
}
