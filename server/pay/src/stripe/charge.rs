//! Charges: what became of a payment after it succeeded.

use std::collections::BTreeMap;

use huika_domain::{Fen, Millis};
use serde::Deserialize;

use crate::{Currency, GatewayState, PaidTrade, TradeNumber};

/// A charge as `charge.refunded` tells it, and as a payment intent names its latest one when it is asked to.
#[derive(Deserialize)]
pub(super) struct Charge {
    amount: i64,
    amount_refunded: i64,
    currency: String,
    created: Option<i64>,
    payment_intent: Option<String>,
    #[serde(default)]
    disputed: bool,
    #[serde(default)]
    metadata: BTreeMap<String, String>,
}

impl Charge {
    /// Our number, which a charge has from its payment.
    pub(super) fn number(&self) -> Option<TradeNumber> {
        TradeNumber::parse(self.metadata.get("number")?).ok()
    }

    /// What was paid and what of it went back, or the name of the field that is not there.
    pub(super) fn state(&self) -> Result<GatewayState, &'static str> {
        let trade = PaidTrade {
            transaction: self.payment_intent.clone().ok_or("payment_intent")?,
            amount: Fen::new(self.amount),
            currency: Currency::parse(&self.currency).ok_or("currency")?,
            paid_at: Millis::from_unix_secs(self.created.ok_or("created")?),
        };
        Ok(self.after(trade))
    }

    /// What became of a payment that succeeded.
    pub(super) fn after(&self, trade: PaidTrade) -> GatewayState {
        if self.amount_refunded > 0 {
            let back = Some(Fen::new(self.amount_refunded));
            GatewayState::Refunded { trade, back }
        } else if self.disputed {
            GatewayState::Disputed(trade)
        } else {
            GatewayState::Paid(trade)
        }
    }
}
