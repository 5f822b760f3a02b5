//! Asks gateways about orders of which nothing was heard: a notification may be lost, and a member may leave the cashier's page and
//! never come back. Less and less often, until the order's expiry and its grace have passed.

use huika_store::top_up::{TopUpOrder, due_orders, orders_are_due, poll_later};
use huika_store::{StoreError, Tx};

use super::JobError;
use crate::web::AppState;

/// Longer than a gateway may take, so that no second server asks meanwhile.
const LEASE_SECS: i64 = 60;
const AT_ONCE: i64 = 16;

/// Asks about what is due; answers how many orders that were.
pub async fn run(state: AppState) -> Result<usize, JobError> {
    if !state.store.read(orders_are_due).await? {
        return Ok(0);
    }
    let due: Vec<TopUpOrder> = state
        .store
        .write(|tx: &mut Tx<'_>| due_orders(tx, AT_ONCE, LEASE_SECS))
        .await?;
    let count = due.len();
    let asked = futures::future::join_all(due.into_iter().map(|order| ask(&state, order))).await;
    asked.into_iter().collect::<Result<(), StoreError>>()?;
    Ok(count)
}

async fn ask(state: &AppState, order: TopUpOrder) -> Result<(), StoreError> {
    let asked = state.gateways.ask(&order).await;
    if let Err(error) = &asked {
        tracing::warn!(number = order.number, polls = order.polls, %error, "a gateway could not be asked");
    }
    // A paid or closed order is left alone by this.
    let answered = asked.is_ok();
    state
        .store
        .write(move |tx: &mut Tx<'_>| poll_later(tx, &order, answered))
        .await
}
