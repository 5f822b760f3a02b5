//! A shop that is not open yet: every first page leads to where it is opened.

use huika_store::setup::is_unopened;

use super::Leave;
use crate::context::portal;

/// Leads to the set-up page while nobody has opened a shop here.
pub async fn lead_to_set_up() -> Result<(), Leave> {
    if portal().store.read(is_unopened).await? {
        return Err(Leave::to("/setup"));
    }
    Ok(())
}
