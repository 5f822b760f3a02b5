//! What a gateway is asked to pay back.

use crate::{
    StoreError, Tx,
    db::outbox,
    refund::{RefundWhy, paid::TopUp},
};
use huika_domain::{ChannelId, Fen};
use serde::{Deserialize, Serialize};

/// What the gateway is to be asked: the outbox's payload under the kind [`GATEWAY_REFUND`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GatewayRefund {
    /// Number of the refund.
    pub number: String,
    /// Our number of the top-up.
    pub top_up: String,
    /// The channel that it was paid through.
    pub channel: String,
    /// The gateway's own number of the payment.
    pub transaction: String,
    /// What was paid.
    pub paid: Fen,
    /// What is to be paid back.
    pub amount: Fen,
}

/// The outbox kind of a refund.
pub const GATEWAY_REFUND: &str = "gateway-refund";

/// Why a person pays it back, and no gateway: it came in by a tender of a counter, or is older than what its gateway still pays, so that
/// asking would only be refused. None where the gateway does.
pub(super) fn person_pays(tx: &Tx<'_>, top_up: &TopUp) -> Option<RefundWhy> {
    if ChannelId::parse(&top_up.channel).is_none() {
        Some(RefundWhy::ByHand)
    } else if tx.now() > top_up.paid_at.plus_days(tx.rules().refunds.gateway_days) {
        Some(RefundWhy::TooLate)
    } else {
        None
    }
}

/// Leaves it to the outbox to ask the gateway.
pub(super) fn ask_gateway(
    tx: &mut Tx<'_>,
    number: &str,
    top_up_number: &str,
    top_up: &TopUp,
    amount: Fen,
) -> Result<(), StoreError> {
    let ask = GatewayRefund {
        number: number.to_owned(),
        top_up: top_up_number.to_owned(),
        channel: top_up.channel.clone(),
        transaction: top_up.transaction.clone(),
        paid: top_up.principal,
        amount,
    };
    outbox::put(tx, GATEWAY_REFUND, &ask, tx.now().plus_days(ASK_FOR_DAYS))
}

/// How long the gateway is asked to pay.
pub(super) const ASK_FOR_DAYS: i64 = 7;
