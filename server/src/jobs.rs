//! What nobody waits for. Every server runs every job; the store's leases see to it that each piece of work is done once.

mod grants;
mod nightly;
mod outbox;
mod polls;
mod reconcile;
mod refunds;

use std::future::Future;
use std::time::Duration;

use tokio::time::MissedTickBehavior;

use crate::metrics;
use crate::web::AppState;

/// Starts all jobs; they end when the server stops.
pub fn start(state: &AppState) {
    // A one-time code is waited for, so the outbox is looked into often; that is one indexed read.
    every(Duration::from_millis(250), "outbox", state, outbox::run);
    every(Duration::from_secs(1), "polls", state, polls::run);
    every(Duration::from_secs(1), "grants", state, grants::run);
    every(Duration::from_mins(1), "nightly", state, nightly::run);
    every(Duration::from_mins(1), "refunds", state, refunds::run);
    every(Duration::from_mins(10), "reconcile", state, reconcile::run);
}

/// Why a job's run came to nothing; the next one tries again.
pub type JobError = Box<dyn std::error::Error + Send + Sync>;

/// Runs `job` again and again, the next run starting only after the last has ended.
fn every<F, R>(pause: Duration, name: &'static str, state: &AppState, job: F)
where
    F: Fn(AppState) -> R + Send + 'static,
    R: Future<Output = Result<usize, JobError>> + Send + 'static,
{
    let (state, mut stopping) = (state.clone(), state.stopping.clone());
    tokio::spawn(async move {
        let mut ticks = tokio::time::interval(pause);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = ticks.tick() => {}
                _ = stopping.wait_for(|stop| *stop) => return,
            }
            match job(state.clone()).await {
                Ok(0) => {}
                Ok(_) => metrics::observe_job(name, "done"),
                Err(error) => {
                    metrics::observe_job(name, "failed");
                    tracing::error!(job = name, %error, "a job failed and will be tried again");
                }
            }
        }
    });
}
