//! Asks after payment codes of which nobody knows yet whether they paid, and reverses them when their time is over: the till may have been
//! closed meanwhile, and one of the two gateways notifies nobody.

use huika_store::pay_code::{CodePayment, code_later, codes_are_due, due_codes};
use huika_store::{StoreError, Tx};

use super::JobError;
use crate::web::AppState;

/// Longer than a question and a reversal may take together, so that no second server asks meanwhile.
const LEASE_SECS: i64 = 60;
const AT_ONCE: i64 = 16;

/// Sees to what is due; answers how many attempts that were.
pub async fn run(state: AppState) -> Result<usize, JobError> {
    if !state.store.read(codes_are_due).await? {
        return Ok(0);
    }
    let due: Vec<CodePayment> = state
        .store
        .write(|tx: &mut Tx<'_>| due_codes(tx, AT_ONCE, LEASE_SECS))
        .await?;
    let count = due.len();
    let seen_to = futures::future::join_all(due.into_iter().map(|attempt| see_to(&state, attempt))).await;
    seen_to.into_iter().collect::<Result<(), StoreError>>()?;
    Ok(count)
}

async fn see_to(state: &AppState, attempt: CodePayment) -> Result<(), StoreError> {
    if let Err(error) = state.gateways.step_code(&attempt).await {
        tracing::warn!(number = attempt.number, polls = attempt.polls, %error, "an attempt could not be asked after");
    }
    state
        .store
        .write(move |tx: &mut Tx<'_>| code_later(tx, &attempt.number))
        .await
}
