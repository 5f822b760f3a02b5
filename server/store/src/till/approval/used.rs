//! A sale uses a yes.

use super::question::approved_of_session;
use crate::{StoreError, Tx, params, sale::Sell};
use huika_domain::{Quote, TillSessionId};

/// Uses the yes to this very bill for its sale; answers whether there was one.
pub(crate) fn use_approval(
    tx: &mut Tx<'_>,
    session: TillSessionId,
    request: &Sell,
    quote: &Quote,
) -> Result<bool, StoreError> {
    for asked in approved_of_session(tx, session)? {
        if asked.is_about(request, quote, &tx.context().secret)? {
            let used = tx.exec(
                "UPDATE approval SET status = 'used' WHERE id = ?1 AND status = 'approved'",
                params![asked.id],
            )?;
            return Ok(used == 1);
        }
    }
    Ok(false)
}
