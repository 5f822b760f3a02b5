//! Background jobs. Every server runs every job; the store's leases see to it that each piece of work is done once.

mod codes;
mod exports;
mod grants;
mod names;
mod nightly;
mod outbox;
mod polls;
mod reconcile;
mod referrals;
mod refunds;
mod regions;
mod replays;
mod shifts;
mod supervise;
mod time;

use std::future::Future;
use std::time::Duration;

pub use supervise::Pulses;

use crate::metrics;
use crate::web::AppState;

/// How long a run of most jobs may take: longer than anything that one waits for.
const USUALLY: Duration = Duration::from_mins(10);
/// The same for the night's work and for large bills.
const LONG: Duration = Duration::from_hours(3);

/// Starts all jobs; they end when the server stops.
pub fn start(state: &AppState) {
    // A one-time code is waited for, so the outbox is looked into often; that is one indexed read.
    every(Duration::from_millis(250), USUALLY, "outbox", state, outbox::run);
    every(Duration::from_secs(1), USUALLY, "polls", state, polls::run);
    every(Duration::from_secs(1), USUALLY, "codes", state, codes::run);
    every(Duration::from_secs(1), USUALLY, "grants", state, grants::run);
    every(Duration::from_secs(2), USUALLY, "names", state, names::run);
    every(Duration::from_secs(1), LONG, "exports", state, exports::run);
    every(Duration::from_secs(1), LONG, "replays", state, replays::run);
    every(Duration::from_mins(1), LONG, "nightly", state, nightly::run);
    every(Duration::from_secs(2), USUALLY, "referrals", state, referrals::run);
    every(Duration::from_mins(1), USUALLY, "refunds", state, refunds::run);
    every(Duration::from_mins(1), USUALLY, "regions", state, regions::run);
    every(Duration::from_mins(1), USUALLY, "shifts", state, shifts::run);
    every(Duration::from_mins(10), LONG, "reconcile", state, reconcile::run);
    every(Duration::from_secs(5), USUALLY, "time", state, time::run);
    every(Duration::from_secs(5), USUALLY, "figures", state, keep_figures_small);
}

/// Why a job's run came to nothing; the next one tries again.
pub type JobError = Box<dyn std::error::Error + Send + Sync>;

/// Runs `job` again and again, the next run starting only after the last has ended. A run that takes longer than `may_take` hangs.
fn every<F, R>(pause: Duration, may_take: Duration, name: &'static str, state: &AppState, job: F)
where
    F: Fn(AppState) -> R + Send + 'static,
    R: Future<Output = Result<usize, JobError>> + Send + 'static,
{
    let of_state = state.clone();
    let supervised = state.pulses.supervise(
        supervise::Pace { pause, may_take },
        name,
        (state.clock.clone(), state.stopping.clone()),
        move || job(of_state.clone()),
    );
    tokio::spawn(supervised);
}

/// What is measured waits in memory until somebody asks for it, or until this adds it up.
async fn keep_figures_small(_: AppState) -> Result<usize, JobError> {
    metrics::handle().run_upkeep();
    Ok(0)
}
