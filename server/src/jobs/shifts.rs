//! Shifts whose business day has ended and that nobody has closed: they end as not counted, where the store's rule says so.

use huika_store::{Tx, shift::close_overdue};

use super::JobError;
use crate::{clock::Doubt, web::AppState};

/// Shifts that are closed in one transaction, so that no sale waits for it.
const SHIFTS_AT_ONCE: i64 = 20;

/// Closes them; answers how many.
pub async fn run(state: AppState) -> Result<usize, JobError> {
    // Whoever does not know what time it is ends nobody's day.
    if state.time.look().await?.is_some_and(Doubt::is_of_clock) {
        return Ok(0);
    }
    let (mut closed, mut after) = (0, Some(0));
    while let Some(from) = after {
        let step = state
            .store
            .write(move |tx: &mut Tx<'_>| close_overdue(tx, from, SHIFTS_AT_ONCE));
        let (more, next) = step.await?;
        closed += usize::try_from(more)?;
        after = next;
    }
    Ok(closed)
}
