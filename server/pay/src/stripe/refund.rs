//! Sending money back.

use std::collections::BTreeMap;

use huika_domain::{Fen, Millis};
use serde::Deserialize;

use super::Stripe;
use crate::{ChannelId, PayError, RefundRequest, RefundResult, RefundState, TradeNumber};

#[derive(Deserialize)]
pub(super) struct Refund {
    id: String,
    amount: i64,
    created: i64,
    status: Option<String>,
    #[serde(default)]
    metadata: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct List {
    data: Vec<Refund>,
}

impl Refund {
    /// The common form, when the refund is one of ours.
    pub(super) fn into_result(self) -> Option<RefundResult> {
        let named = |name: &str| self.metadata.get(name).and_then(|text| TradeNumber::parse(text).ok());
        let state = match self.status.as_deref() {
            Some("succeeded") => RefundState::Done {
                at: Millis::from_unix_secs(self.created),
            },
            Some("failed") => RefundState::Abnormal,
            Some("canceled") => RefundState::Closed,
            _ => RefundState::Processing,
        };
        Some(RefundResult {
            channel: ChannelId::Stripe,
            number: named("number")?,
            refund_number: named("refund_number")?,
            gateway_id: Some(self.id),
            amount: Fen::new(self.amount),
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
        matching(refund, request)
    }

    /// Idempotency keys are forgotten after a day, so a repetition looks here first.
    pub(super) async fn query_sent_refund(&self, request: &RefundRequest) -> Result<RefundResult, PayError> {
        let unknown = RefundResult {
            channel: ChannelId::Stripe,
            number: request.number.clone(),
            refund_number: request.refund_number.clone(),
            gateway_id: None,
            amount: request.amount,
            state: RefundState::Unknown,
        };
        let Some(intent) = self.find_intent(&request.number).await? else {
            return Ok(unknown);
        };
        let query = vec![("payment_intent", intent.id), ("limit", "100".to_owned())];
        let list: List = self.get("/v1/refunds", &query).await?;
        let ours = |refund: &Refund| {
            refund.metadata.get("refund_number").map(String::as_str) == Some(request.refund_number.as_str())
        };
        list.data
            .into_iter()
            .find(ours)
            .map_or(Ok(unknown), |refund| matching(refund, request))
    }
}

fn matching(refund: Refund, request: &RefundRequest) -> Result<RefundResult, PayError> {
    refund
        .into_result()
        .filter(|r| r.refund_number == request.refund_number && r.amount == request.amount)
        .ok_or_else(|| PayError::Unreadable("the answer is about another refund".to_owned()))
}
