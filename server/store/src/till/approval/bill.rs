//! The bill that a question is about.

use huika_domain::Quote;

use super::question::Approval;
use crate::{
    StoreError,
    db::secret::{Secret, Ticket},
    sale::{Sell, WrittenBill},
};

/// The bill as it was asked about.
pub(super) fn asked_bill(text: &str, secret: &Secret) -> Result<WrittenBill, StoreError> {
    let kept: WrittenBill = serde_json::from_str(text).map_err(|e| StoreError::Decode(e.to_string()))?;
    Ok(kept.in_session(|name| secret.ticket(Ticket::TillSession, name)))
}

/// What is kept of a bill: everything, and of its scan the name alone.
pub(super) fn kept_bill(request: &Sell, secret: &Secret) -> Result<String, StoreError> {
    let kept = WrittenBill::of(request).in_session(|ticket| secret.name_in(Ticket::TillSession, ticket).to_owned());
    serde_json::to_string(&kept).map_err(|e| StoreError::Internal(e.to_string()))
}

impl Approval {
    /// Whether this is about the very bill that is asked for: what is sold, with which offers, how it is paid, and what leaves the card for it now.
    pub(super) fn is_about(&self, request: &Sell, quote: &Quote, secret: &Secret) -> Result<bool, StoreError> {
        Ok(asked_bill(&self.bill, secret)? == WrittenBill::of(request) && self.costs(quote))
    }

    /// Whether the member was shown these figures.
    pub(super) fn costs(&self, quote: &Quote) -> bool {
        self.gross == quote.gross
            && self.amount == quote.stored()
            && self.points == quote.deduction.points
            && self.points_value == quote.deduction.amount
    }
}
