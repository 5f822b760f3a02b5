//! Each gateway's bill of yesterday, once a day after it is there; and once more the day before, when something of it waited for the
//! bill of yesterday. Days that nobody looked at, because the server or the gateway was away for longer, are made up for.

use huika_domain::{BusinessDay, ShopZone};
use huika_pay::ChannelId;
use huika_store::{
    StoreError, Tx,
    db::lease,
    reconciliation::{last_report, missing_days},
};

use super::JobError;
use crate::web::AppState;

const LEASE: &str = "reconcile";
/// Longer than the download and the comparison of a large day.
const LEASE_SECS: i64 = 10 * 60;

/// How far back days are made up for. Gateways keep their bills for three months and longer.
const WINDOW_DAYS: i32 = 60;

/// Days that fail in one run before the rest waits for the next: a gateway that is away is not asked for each of them.
const FAILURES: usize = 3;

/// Answers how many days were reconciled.
pub async fn run(state: AppState) -> Result<usize, JobError> {
    let due = due(&state).await?;
    if due.is_empty() {
        return Ok(0);
    }
    let holder = state.server_id.clone();
    let taken = state
        .store
        .write(move |tx: &mut Tx<'_>| lease::take(tx, LEASE, &holder, LEASE_SECS))
        .await?;
    if taken.is_none() {
        return Ok(0);
    }
    let (mut done, mut failed) = (0, 0);
    // Another server may have done some between the two looks.
    for (channel, day) in self::due(&state).await? {
        if failed == FAILURES {
            break;
        }
        match state.gateways.reconcile(channel, day).await {
            Ok(_) => done += 1,
            Err(error) => {
                tracing::warn!(%channel, day = %day, %error, "a day could not be reconciled and will be tried again");
                failed += 1;
            }
        }
    }
    let holder = state.server_id.clone();
    state
        .store
        .write(move |tx: &mut Tx<'_>| lease::finish(tx, LEASE, &holder))
        .await?;
    Ok(done)
}

async fn due(state: &AppState) -> Result<Vec<(ChannelId, BusinessDay)>, StoreError> {
    let china = ShopZone::parse("Asia/Shanghai").map_err(|e| StoreError::Internal(e.to_string()))?;
    let now = state.clock.now();
    if china.local(now).hour < state.store.rules().nightly.bills_hour {
        return Ok(Vec::new());
    }
    let yesterday = china.business_day(now).pred();
    let channels: Vec<ChannelId> = state.gateways.configured().collect();
    state
        .store
        .read(move |tx: &mut Tx<'_>| {
            let mut due = Vec::new();
            for channel in channels.iter().copied() {
                let name = channel.as_str();
                // Yesterday first: it is there soonest, and most is found in it.
                let missing = missing_days(tx, name, yesterday, WINDOW_DAYS)?;
                let (newest, older): (Vec<_>, Vec<_>) = missing.into_iter().partition(|day| *day == yesterday);
                due.extend(newest.into_iter().chain(older).map(|day| (channel, day)));
                let before = yesterday.pred();
                if last_report(tx, name, before)?.is_some_and(|report| report.waiting > 0) {
                    due.push((channel, before));
                }
            }
            Ok(due)
        })
        .await
}
