//! Each gateway's bill of yesterday, once a day after it is there; and once more the day before, when something of it waited for the
//! bill of yesterday.

use huika_domain::{BusinessDay, ShopZone};
use huika_pay::ChannelId;
use huika_store::{StoreError, Tx, db::lease, reconciliation::last_report};

use super::JobError;
use crate::web::AppState;

const LEASE: &str = "reconcile";
/// Longer than the download and the comparison of a large day.
const LEASE_SECS: i64 = 10 * 60;

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
    let mut done = 0;
    // Another server may have done some between the two looks.
    for (channel, day) in self::due(&state).await? {
        match state.gateways.reconcile(channel, day).await {
            Ok(_) => done += 1,
            Err(error) => {
                tracing::warn!(%channel, day = %day, %error, "a day could not be reconciled and will be tried again");
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
            for channel in channels {
                let name = channel.as_str();
                if last_report(tx, name, yesterday)?.is_none() {
                    due.push((channel, yesterday));
                }
                let before = yesterday.pred();
                if last_report(tx, name, before)?.is_some_and(|report| report.waiting > 0) {
                    due.push((channel, before));
                }
            }
            Ok(due)
        })
        .await
}
