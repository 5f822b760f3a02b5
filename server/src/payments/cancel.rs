//! A member cancels a payment. The gateway has the last word: what was paid meanwhile is credited.

use huika_app::context::PaymentProblem;
use huika_pay::{ChannelId, CloseOutcome, PayError, TradeNumber};
use huika_store::top_up::{ClosedWhy, TopUpStatus, close_order, give_order_up};
use huika_store::{StoreError, Tx};

use super::Gateways;

impl Gateways {
    pub(super) async fn give_up(&self, number: &str) -> Result<(), PaymentProblem> {
        let Some(order) = self
            .order(number)
            .await?
            .filter(|order| order.status == TopUpStatus::Open && order.method != "code")
        else {
            return Ok(());
        };
        let channel = ChannelId::parse(&order.channel).and_then(|id| self.channel(id));
        let (Some(channel), Ok(at_gateway)) = (channel, TradeNumber::parse(&order.number)) else {
            return Err(PaymentProblem::Refused);
        };
        let closed = match channel.close(&at_gateway).await {
            Ok(CloseOutcome::Closed) => true,
            // Nobody has been at the cashier's; only the order's own end keeps a payment from coming, so it is asked on.
            Ok(CloseOutcome::Unknown) => false,
            Ok(CloseOutcome::AlreadyPaid) | Err(PayError::AlreadyPaid) => {
                return self.ask(&order).await.map_err(|_| PaymentProblem::Unavailable);
            }
            Err(error) => {
                tracing::warn!(number, %error, "an order could not be closed");
                return Err(PaymentProblem::Unavailable);
            }
        };
        let number = order.number;
        let given_up = self
            .store
            .write(move |tx: &mut Tx<'_>| {
                if closed {
                    close_order(tx, &number, ClosedWhy::Cancelled)
                } else {
                    give_order_up(tx, &number)
                }
            })
            .await;
        given_up.map_err(|error: StoreError| {
            tracing::error!(%error, "an order could not be given up");
            PaymentProblem::Unavailable
        })
    }
}
