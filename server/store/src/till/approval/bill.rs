//! The bill that a question is about.

use huika_domain::{Fen, PayWith, PointsWanted, Quote};
use serde::Deserialize;

use super::question::Approval;
use crate::{StoreError, sale::Sell, staff::Place};

/// A bill as it was asked about: what [`Sell`] writes, without place and key.
#[derive(Deserialize)]
pub(super) struct AskedBill {
    session: String,
    gross: Fen,
    points: PointsWanted,
    pay_with: PayWith,
    outside_channel: String,
}

impl AskedBill {
    pub(super) fn read(text: &str) -> Result<Self, StoreError> {
        serde_json::from_str(text).map_err(|e| StoreError::Decode(e.to_string()))
    }

    fn is_of(&self, request: &Sell) -> bool {
        self.session == request.session
            && self.gross == request.gross
            && self.points == request.points
            && self.pay_with == request.pay_with
            && self.outside_channel == request.outside_channel
    }

    /// The bill as a till at this place asks for it, under this key.
    pub(super) fn sell(self, place: Place, key: String) -> Sell {
        Sell {
            session: self.session,
            gross: self.gross,
            points: self.points,
            pay_with: self.pay_with,
            outside_channel: self.outside_channel,
            place,
            key,
        }
    }
}

impl Approval {
    /// Whether this is about the very bill that is asked for: what is sold, how it is paid, and what leaves the card for it now.
    pub(super) fn is_about(&self, request: &Sell, quote: &Quote) -> Result<bool, StoreError> {
        Ok(AskedBill::read(&self.bill)?.is_of(request) && self.costs(quote))
    }

    /// Whether the member was shown these figures.
    pub(super) fn costs(&self, quote: &Quote) -> bool {
        self.gross == quote.gross
            && self.amount == quote.stored()
            && self.points == quote.deduction.points
            && self.points_value == quote.deduction.amount
    }
}
