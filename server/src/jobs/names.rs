//! Names that cannot be found by their parts yet: those of an older program, and those that were changed behind the use cases.

use huika_store::{
    Tx,
    member::{index_names, names_wait},
};

use super::JobError;
use crate::web::AppState;

/// Names that are indexed in one transaction, so that nobody waits for it.
const NAMES_AT_ONCE: i64 = 200;

/// Transactions of one run, so that a server that stops does not wait for a million names.
const STEPS: usize = 100;

/// Indexes names that wait; answers how many.
pub async fn run(state: AppState) -> Result<usize, JobError> {
    let mut indexed = 0;
    for _ in 0..STEPS {
        if !state.store.read(names_wait).await? {
            break;
        }
        let step = state.store.write(|tx: &mut Tx<'_>| index_names(tx, NAMES_AT_ONCE));
        indexed += usize::try_from(step.await?)?;
    }
    Ok(indexed)
}
