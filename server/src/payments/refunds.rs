//! Refunds at the gateway, and its word about them in the books.

use huika_pay::{Channel, ChannelId, PayError, RefundRequest, RefundResult, RefundState, TradeNumber};
use huika_store::refunds::{GatewayRefund, RefundNews, RefundTopUpError, RefundWhy, refund_to_counter, settle_refund};
use huika_store::{StoreError, Tx};

use super::Gateways;

/// How far a refund came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefundStep {
    Paid,
    Failed,
    /// The gateway works on it.
    UnderWay,
    /// No gateway can pay it; a person has to.
    AtCounter,
    /// Nobody knows; the same is asked again.
    NoAnswer,
}

impl Gateways {
    /// Asks for a refund, or how one stands that was asked for before, and brings the answer into the books.
    pub async fn refund(&self, ask: &GatewayRefund, asked_before: bool) -> RefundStep {
        let channel = ChannelId::parse(&ask.channel).and_then(|id| self.channel(id));
        let (Some(channel), Some(request)) = (channel, request_of(ask)) else {
            tracing::error!(refund = ask.number, "a refund whose gateway is not configured any more");
            return RefundStep::NoAnswer;
        };
        match send(channel.as_ref(), &request, asked_before).await {
            Ok(result) => self.apply_refund(result).await.unwrap_or(RefundStep::NoAnswer),
            Err(error) => {
                tracing::warn!(refund = ask.number, %error, "a refund was not answered");
                RefundStep::NoAnswer
            }
        }
    }

    /// Brings what a gateway said about a refund into the books; `None` when that has to be told again.
    pub async fn apply_refund(&self, result: RefundResult) -> Option<RefundStep> {
        let number = result.refund_number.as_str().to_owned();
        let (step, news) = match result.state {
            RefundState::Done { .. } => (
                RefundStep::Paid,
                RefundNews::Paid {
                    transaction: result.gateway_id.unwrap_or_default(),
                },
            ),
            RefundState::Closed => (RefundStep::Failed, RefundNews::Failed),
            RefundState::Abnormal => {
                tracing::error!(
                    number,
                    "the payer's account cannot take a refund; somebody has to look at it"
                );
                return self.send_to_counter(number).await;
            }
            RefundState::Unknown | RefundState::Processing => return Some(RefundStep::UnderWay),
        };
        let wanted = number.clone();
        let settled = self
            .store
            .write(move |tx: &mut Tx<'_>| settle_refund(tx, &wanted, &news))
            .await;
        match settled {
            Ok(()) => Some(step),
            Err(RefundTopUpError::Store(error)) => {
                tracing::error!(number, %error, "a refund could not be brought into the books and will be told again");
                None
            }
            Err(error) => {
                tracing::error!(number, %error, "a refund that does not fit the books; somebody has to look at it");
                Some(step)
            }
        }
    }

    async fn send_to_counter(&self, number: String) -> Option<RefundStep> {
        let moved = self
            .store
            .write(move |tx: &mut Tx<'_>| refund_to_counter(tx, &number, RefundWhy::Abnormal))
            .await;
        match moved {
            Ok(()) => Some(RefundStep::AtCounter),
            Err(error) => {
                let error: StoreError = error;
                tracing::error!(%error, "a refund could not be left to the counter and will be told again");
                None
            }
        }
    }
}

async fn send(channel: &dyn Channel, request: &RefundRequest, asked_before: bool) -> Result<RefundResult, PayError> {
    if asked_before {
        let known = channel.query_refund(request).await?;
        if known.state != RefundState::Unknown {
            return Ok(known);
        }
    }
    channel.refund(request).await
}

fn request_of(ask: &GatewayRefund) -> Option<RefundRequest> {
    Some(RefundRequest {
        number: TradeNumber::parse(&ask.top_up).ok()?,
        refund_number: TradeNumber::parse(&ask.number).ok()?,
        amount: ask.amount,
        total: ask.paid,
        reason: "会员充值退款".to_owned(),
    })
}
