//! Once in a business day: what is over lapses, days that are over are sealed, what was kept for a time is forgotten, and
//! then the books are proved; office and statement show when that was.

use huika_domain::BusinessDay;
use huika_store::books::{last_proof, note_proof, prove, seal_days};
use huika_store::lapse::lapse;
use huika_store::retention::forget_old;
use huika_store::{StoreError, Tx, lease};

use super::JobError;
use crate::web::AppState;

/// Early in the morning, when the counters are closed.
const HOUR: u32 = 4;
/// Members whose points lapse in one transaction: few, so that a sale waits for none of them.
const MEMBERS_AT_ONCE: i64 = 50;
/// Entries that are sealed in one transaction.
const ENTRIES_AT_ONCE: i64 = 200;
/// Rows of each kind that are forgotten in one transaction.
const ROWS_AT_ONCE: i64 = 1000;
const LEASE: &str = "proof";
/// Longer than the proof of a large chain takes.
const LEASE_SECS: i64 = 30 * 60;

/// Proves the books unless that was done today; answers how many proofs were made.
pub async fn run(state: AppState) -> Result<usize, JobError> {
    if !is_due(&state).await? {
        return Ok(0);
    }
    let holder = state.server_id.clone();
    let taken = state
        .store
        .write(move |tx: &mut Tx<'_>| lease::take(tx, LEASE, &holder, LEASE_SECS))
        .await?;
    // Another server may have done it between the two looks.
    if taken.is_none() || !is_due(&state).await? {
        return Ok(0);
    }
    while state.store.write(|tx: &mut Tx<'_>| lapse(tx, MEMBERS_AT_ONCE)).await? > 0 {}
    while state
        .store
        .write(|tx: &mut Tx<'_>| seal_days(tx, ENTRIES_AT_ONCE))
        .await?
    {}
    while state
        .store
        .write(|tx: &mut Tx<'_>| forget_old(tx, ROWS_AT_ONCE))
        .await?
        > 0
    {}
    let store = state.store.clone();
    let proof = tokio::task::spawn_blocking(move || store.scan(prove)).await??;
    if proof.holds() {
        tracing::info!(
            entries = proof.entries,
            postings = proof.postings,
            "the books are right"
        );
    } else {
        tracing::error!(differences = proof.differences, first = ?proof.findings.first(), "the books are wrong");
    }
    let holder = state.server_id.clone();
    state
        .store
        .write(move |tx: &mut Tx<'_>| -> Result<(), StoreError> {
            note_proof(tx, &proof)?;
            lease::finish(tx, LEASE, &holder)
        })
        .await?;
    Ok(1)
}

async fn is_due(state: &AppState) -> Result<bool, StoreError> {
    let last = state.store.read(last_proof).await?;
    let zone = &state.portal.shop.zone;
    let now = state.clock.now();
    let local = zone.local(now);
    let proved_on = last.map(|(at, _)| zone.business_day(at));
    Ok(due(proved_on, zone.business_day(now), local.hour))
}

/// New books are proved at once, so that there is something to show.
fn due(proved_on: Option<BusinessDay>, today: BusinessDay, hour: u32) -> bool {
    proved_on.is_none_or(|day| day < today && hour >= HOUR)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_books_are_proved_once_a_day_in_the_morning_and_new_ones_at_once() {
        let today = BusinessDay::parse("2026-11-22").unwrap();
        assert!(due(None, today, 0));
        assert!(due(Some(today.pred()), today, HOUR));
        assert!(!due(Some(today.pred()), today, HOUR - 1));
        assert!(!due(Some(today), today, HOUR + 1));
    }
}
