//! Disputes: a payer's bank took a payment back, or asks about it.

use huika_domain::Fen;
use serde::Deserialize;

use super::StripeSettings;
use super::states;
use crate::{ChannelId, Currency, DisputeResult, DisputeState};

/// A dispute as events and balance transactions name it. It names the payment; our number is in the payment's metadata only.
#[derive(Deserialize)]
pub(super) struct Dispute {
    id: String,
    amount: i64,
    currency: String,
    payment_intent: Option<String>,
    status: String,
}

impl Dispute {
    /// The common form, or the name of the field that does not fit; nothing for a charge that no payment of ours can be.
    pub(super) fn into_result(self, settings: &StripeSettings) -> Result<Option<DisputeResult>, &'static str> {
        let Some(transaction) = self.payment_intent else {
            return Ok(None);
        };
        Ok(Some(DisputeResult {
            channel: ChannelId::Stripe,
            merchant: settings.account.clone(),
            transaction,
            dispute: self.id,
            amount: Fen::new(self.amount),
            currency: Currency::parse(&self.currency).ok_or("currency")?,
            state: state(&self.status),
        }))
    }
}

/// The state of the common form.
pub(super) fn state(status: &str) -> DisputeState {
    match states::dispute(status) {
        states::Dispute::Open => DisputeState::Open,
        states::Dispute::Lost => DisputeState::Lost,
        states::Dispute::Withdrawn => DisputeState::Withdrawn,
    }
}
