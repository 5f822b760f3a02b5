//! Refunds that a gateway was asked for in vain for days: from then on a person sees to them.

use huika_store::refund::give_up_asking;

use super::JobError;
use crate::web::AppState;

/// Answers how many went to the counter.
pub async fn run(state: AppState) -> Result<usize, JobError> {
    let moved = state.store.write(give_up_asking).await?;
    if moved > 0 {
        tracing::error!(
            moved,
            "refunds of which no gateway told the end; somebody has to look at them"
        );
    }
    Ok(usize::try_from(moved).unwrap_or(usize::MAX))
}
