//! Payment intents: where the money is, found by our number in their metadata.

use std::collections::BTreeMap;

use huika_domain::{Fen, Millis};
use serde::Deserialize;

use super::Stripe;
use super::charge::Charge;
use super::states::{self, Intent as Status};
use crate::{ChannelId, Currency, GatewayState, PaidTrade, PayError, PaymentResult, TradeNumber};

#[derive(Deserialize)]
pub(super) struct Intent {
    pub id: String,
    status: String,
    amount: i64,
    amount_received: i64,
    currency: String,
    created: i64,
    #[serde(default)]
    metadata: BTreeMap<String, String>,
    latest_charge: Option<LatestCharge>,
}

/// A charge in full, because we ask for that; else its number.
#[derive(Deserialize)]
#[serde(untagged)]
enum LatestCharge {
    Whole(Charge),
    Named(serde::de::IgnoredAny),
}

impl Intent {
    pub(super) fn status(&self) -> Status {
        states::intent(&self.status)
    }
}

#[derive(Deserialize)]
struct Found {
    data: Vec<Intent>,
}

impl Stripe {
    /// The payment of an order. When a payer began several, the one that succeeded counts, else one that still may.
    pub(super) async fn find_intent(&self, number: &TradeNumber) -> Result<Option<Intent>, PayError> {
        let query = vec![
            ("query", format!("metadata[\"number\"]:\"{number}\"")),
            ("limit", "100".to_owned()),
            ("expand[]", "data.latest_charge".to_owned()),
        ];
        let found: Found = self.get("/v1/payment_intents/search", &query).await?;
        let rank = |intent: &Intent| match intent.status() {
            Status::Paid => 0,
            Status::Processing => 1,
            Status::Waiting => 2,
            Status::Closed => 3,
        };
        let own = found
            .data
            .into_iter()
            .filter(|i| i.metadata.get("number").map(String::as_str) == Some(number.as_str()));
        Ok(own.min_by_key(rank))
    }

    pub(super) async fn query_intent(&self, number: &TradeNumber) -> Result<PaymentResult, PayError> {
        let state = match self.find_intent(number).await? {
            None => GatewayState::Unknown,
            Some(intent) => state(&intent)?,
        };
        Ok(PaymentResult {
            channel: ChannelId::Stripe,
            merchant: self.settings.account.clone(),
            app: String::new(),
            number: number.clone(),
            state,
        })
    }
}

fn state(intent: &Intent) -> Result<GatewayState, PayError> {
    Ok(match intent.status() {
        Status::Paid => {
            let trade = PaidTrade {
                transaction: intent.id.clone(),
                amount: Fen::new(intent.amount_received),
                currency: Currency::parse(&intent.currency)
                    .ok_or_else(|| PayError::Unreadable("currency".to_owned()))?,
                paid_at: Millis::from_unix_secs(intent.created),
            };
            match &intent.latest_charge {
                Some(LatestCharge::Whole(charge)) => charge.after(trade),
                Some(LatestCharge::Named(_)) | None => GatewayState::Paid(trade),
            }
        }
        Status::Closed => GatewayState::Closed,
        Status::Processing | Status::Waiting if intent.amount > 0 => GatewayState::NotPaid,
        Status::Processing | Status::Waiting => return Err(PayError::Unreadable("amount".to_owned())),
    })
}
