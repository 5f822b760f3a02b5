//! Sending money back.

use std::collections::BTreeMap;

use huika_domain::{Fen, Millis};
use serde::Deserialize;

use super::{Stripe, StripeSettings, states};
use crate::{ChannelId, Currency, PayError, RefundRequest, RefundResult, RefundState};

#[derive(Deserialize)]
pub(super) struct Refund {
    id: String,
    amount: i64,
    currency: String,
    created: i64,
    status: Option<String>,
    payment_intent: Option<String>,
    #[serde(default)]
    metadata: Option<BTreeMap<String, String>>,
}

#[derive(Deserialize)]
struct List {
    data: Vec<Refund>,
}

impl Refund {
    fn named(&self, name: &str) -> Option<&String> {
        self.metadata.as_ref()?.get(name)
    }

    /// The common form, or the name of the field that does not fit. A refund from the dashboard has Stripe's number and no other.
    pub(super) fn into_result(self, settings: &StripeSettings) -> Result<RefundResult, &'static str> {
        let state = match states::refund(self.status.as_deref()) {
            states::Refund::Done => RefundState::Done {
                at: Millis::from_unix_secs(self.created),
            },
            states::Refund::Failed => RefundState::Abnormal,
            states::Refund::Closed => RefundState::Closed,
            states::Refund::Processing => RefundState::Processing,
        };
        Ok(RefundResult {
            channel: ChannelId::Stripe,
            merchant: settings.account.clone(),
            number: self.named("number").cloned().unwrap_or_default(),
            transaction: self.payment_intent.clone().unwrap_or_default(),
            refund_number: self.named("refund_number").unwrap_or(&self.id).clone(),
            amount: Fen::new(self.amount),
            currency: Currency::parse(&self.currency).ok_or("currency")?,
            gateway_id: Some(self.id),
            state,
        })
    }
}

impl Stripe {
    pub(super) async fn send_refund(&self, request: &RefundRequest) -> Result<RefundResult, PayError> {
        let intent = self.find_intent(&request.number).await?;
        let intent = intent.ok_or(PayError::Unsupported("the payment cannot be found at Stripe"))?;
        let form = vec![
            ("payment_intent", intent.id),
            ("amount", request.amount.get().to_string()),
            ("reason", "requested_by_customer".to_owned()),
            ("metadata[number]", request.number.to_string()),
            ("metadata[refund_number]", request.refund_number.to_string()),
        ];
        let refund: Refund = self
            .post("/v1/refunds", &format!("refund-{}", request.refund_number), &form)
            .await?;
        self.matching(refund, request)
    }

    /// Idempotency keys are forgotten after a day, so a repetition looks here first.
    pub(super) async fn query_sent_refund(&self, request: &RefundRequest) -> Result<RefundResult, PayError> {
        let unknown = RefundResult {
            channel: ChannelId::Stripe,
            merchant: self.settings.account.clone(),
            number: request.number.to_string(),
            transaction: String::new(),
            refund_number: request.refund_number.to_string(),
            gateway_id: None,
            amount: request.amount,
            currency: self.currency,
            state: RefundState::Unknown,
        };
        let Some(intent) = self.find_intent(&request.number).await? else {
            return Ok(unknown);
        };
        let query = vec![("payment_intent", intent.id), ("limit", "100".to_owned())];
        let list: List = self.get("/v1/refunds", &query).await?;
        let ours =
            |refund: &Refund| refund.named("refund_number").map(String::as_str) == Some(request.refund_number.as_str());
        list.data
            .into_iter()
            .find(ours)
            .map_or(Ok(unknown), |refund| self.matching(refund, request))
    }

    fn matching(&self, refund: Refund, request: &RefundRequest) -> Result<RefundResult, PayError> {
        let result = refund
            .into_result(&self.settings)
            .map_err(|field| PayError::Unreadable(field.to_owned()))?;
        if result.answers(request) {
            Ok(result)
        } else {
            Err(PayError::Unreadable("the answer is about another refund".to_owned()))
        }
    }
}
