//! Answers that are waited for so long and no longer.

use std::time::Duration;

use crate::StoreError;

/// What a piece of work comes to, if it comes in time.
pub(super) async fn within<T>(patience: Duration, work: impl Future<Output = T>) -> Result<T, StoreError> {
    tokio::time::timeout(patience, work)
        .await
        .map_err(|_| StoreError::Unavailable(format!("no answer within {} s", patience.as_secs())))
}
