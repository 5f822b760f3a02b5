//! A shop that is not open yet: every first page leads to where it is opened.

use super::Leave;
use crate::context::portal;

/// Leads to the set-up page while nobody has opened a shop here.
pub async fn lead_to_set_up() -> Result<(), Leave> {
    if portal().is_unopened().await? {
        return Err(Leave::to("/setup"));
    }
    Ok(())
}
