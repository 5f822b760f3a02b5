//! When the next one-time code can be asked for, so that a page can say it before somebody is refused.

use huika_domain::{Millis, Phone};

use super::code_request::APART_SECS;
use crate::{StoreError, Tx, params};

/// From when on a phone is sent another code, whatever it is for; a time that is over when none was sent lately.
pub fn next_code_at(tx: &mut Tx<'_>, phone: &Phone) -> Result<Millis, StoreError> {
    let sent: Option<Millis> = tx.value(
        "SELECT MAX(sent_at) FROM code_send WHERE phone = ?1 AND sent_at <= ?2",
        params![phone.as_str(), tx.now().plus_secs(APART_SECS)],
    )?;
    let gap_secs = tx.rules().messages.gap_secs;
    Ok(sent.unwrap_or(Millis::new(0)).plus_secs(gap_secs))
}
