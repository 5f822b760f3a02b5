//! The bill that a question is about.

use huika_domain::Quote;

use super::question::Approval;
use crate::{
    StoreError,
    sale::{Sell, WrittenBill},
};

/// The bill as it was asked about.
pub(super) fn asked_bill(text: &str) -> Result<WrittenBill, StoreError> {
    serde_json::from_str(text).map_err(|e| StoreError::Decode(e.to_string()))
}

impl Approval {
    /// Whether this is about the very bill that is asked for: what is sold, with which offers, how it is paid, and what leaves the card for it now.
    pub(super) fn is_about(&self, request: &Sell, quote: &Quote) -> Result<bool, StoreError> {
        Ok(asked_bill(&self.bill)? == WrittenBill::of(request) && self.costs(quote))
    }

    /// Whether the member was shown these figures.
    pub(super) fn costs(&self, quote: &Quote) -> bool {
        self.gross == quote.gross
            && self.amount == quote.stored()
            && self.points == quote.deduction.points
            && self.points_value == quote.deduction.amount
    }
}
