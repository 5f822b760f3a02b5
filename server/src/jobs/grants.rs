//! Grants to many, carried on a few members at a time.

use huika_store::{
    Tx,
    adjustment::grant::{has_open_grant, run_grants},
};

use super::JobError;
use crate::web::AppState;

/// Members that are granted something in one transaction: few, so that a sale waits for none of them.
const MEMBERS_AT_ONCE: i64 = 50;

/// Transactions of one run, so that a server that stops does not wait for a million members.
const STEPS: usize = 100;

/// Carries the oldest open grant on; answers how many members were looked at.
pub async fn run(state: AppState) -> Result<usize, JobError> {
    let mut looked_at = 0;
    for _ in 0..STEPS {
        if !state.store.read(has_open_grant).await? {
            break;
        }
        let step = state.store.write(|tx: &mut Tx<'_>| run_grants(tx, MEMBERS_AT_ONCE));
        looked_at += usize::try_from(step.await?)?;
    }
    Ok(looked_at)
}
