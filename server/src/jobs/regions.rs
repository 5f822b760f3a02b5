//! A store is in another region from a day on: when that day begins, who leads the regions sees other stores.

use huika_store::{
    StoreError, Tx,
    staff::{see_as_led, sees_as_led},
};

use super::JobError;
use crate::web::AppState;

/// Looks whether anything is to be done, which it seldom is; answers whether something was.
pub async fn run(state: AppState) -> Result<usize, JobError> {
    let today = state.portal.shop.zone.business_day(state.clock.now());
    let as_led = state.store.read(move |tx: &mut Tx<'_>| sees_as_led(tx, today)).await?;
    if as_led {
        return Ok(0);
    }
    state
        .store
        .write(move |tx: &mut Tx<'_>| -> Result<(), StoreError> { see_as_led(tx, today) })
        .await?;
    Ok(1)
}
