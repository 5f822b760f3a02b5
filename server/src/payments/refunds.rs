//! Refunds at the gateway, and its word in the books about them and about what it took back by itself.

use huika_pay::{Channel, ChannelId, DisputeResult, PayError, RefundRequest, RefundResult, RefundState, TradeNumber};
use huika_store::{
    StoreError, Tx,
    pay_code::apply_code_refund,
    payment::{ReversalNews, Reversed, apply_reversal},
    refund::{GatewayRefund, NoticedState, RefundHeard},
};

use super::{Gateways, news};
use crate::metrics;

/// How far a refund came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefundStep {
    Paid,
    Failed,
    /// The gateway works on it.
    UnderWay,
    /// No gateway can pay it; a person has to.
    AtCounter,
    /// What was said does not fit our refund, or is about none of ours: nothing was settled.
    Mismatch,
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
        let channel = result.channel;
        let number = result.refund_number.clone();
        let Some(notice) = news::of_refund(result) else {
            return Some(RefundStep::UnderWay);
        };
        let state = notice.state;
        let heard = self
            .store
            .write(move |tx: &mut Tx<'_>| apply_code_refund(tx, &notice))
            .await;
        metrics::observe_refund(channel.as_str(), heard.as_ref().ok().copied());
        match heard {
            Ok(RefundHeard::Settled) if state == NoticedState::Paid => Some(RefundStep::Paid),
            Ok(RefundHeard::Settled) => Some(RefundStep::Failed),
            Ok(RefundHeard::AtCounter) => {
                tracing::error!(
                    number,
                    "the payer's account cannot take a refund; somebody has to look at it"
                );
                Some(RefundStep::AtCounter)
            }
            Ok(RefundHeard::Waiting) => Some(RefundStep::UnderWay),
            Ok(RefundHeard::Mismatch) => {
                tracing::error!(number, "news of a refund does not fit it; somebody has to look at it");
                Some(RefundStep::Mismatch)
            }
            Ok(RefundHeard::NotOurs(reversed)) => {
                log_reversal(channel, &number, "a refund", reversed);
                Some(RefundStep::Mismatch)
            }
            Err(error) => {
                let error: StoreError = error;
                tracing::error!(number, %error, "a refund could not be brought into the books and will be told again");
                None
            }
        }
    }

    /// Brings what a gateway said about a dispute into the books. Answers whether it was dealt with, or has to be told again.
    pub async fn apply_dispute(&self, result: DisputeResult) -> bool {
        let channel = result.channel;
        let news = news::of_dispute(result);
        self.apply_reversal(channel, "a dispute", news).await
    }

    /// Brings what a gateway took back into the books.
    pub(super) async fn apply_reversal(&self, channel: ChannelId, what: &'static str, news: ReversalNews) -> bool {
        let number = news.reference.clone();
        let heard = self.store.write(move |tx: &mut Tx<'_>| apply_reversal(tx, &news)).await;
        metrics::observe_refund(channel.as_str(), heard.as_ref().ok().copied().map(RefundHeard::NotOurs));
        match heard {
            Ok(reversed) => {
                log_reversal(channel, &number, what, reversed);
                true
            }
            Err(error) => {
                let error: StoreError = error;
                tracing::error!(number, %error, "{what} could not be brought into the books and will be told again");
                false
            }
        }
    }
}

fn log_reversal(channel: ChannelId, number: &str, what: &str, reversed: Reversed) {
    match reversed {
        Reversed::Held => {
            tracing::error!(%channel, number, "{what} that is none of ours; what is left of the top-up is held, and somebody has to decide");
        }
        Reversed::Quarantined => {
            tracing::error!(%channel, number, "{what} that does not fit its order; somebody has to look at it");
        }
        Reversed::OtherPayment => {
            tracing::warn!(%channel, number, "{what} of another payment than the one that was credited");
        }
        Reversed::Unknown => tracing::warn!(%channel, number, "{what} of an order that is not ours"),
        Reversed::Known => tracing::info!(%channel, number, "{what} that was known"),
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
