//! What a gateway is asked to pay back.

use crate::{StoreError, Tx, db::outbox, refund::paid::TopUp};
use huika_domain::Fen;
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

/// Whether its gateway still pays it back. None pays what is older than its limit; asking would only be refused.
pub(super) fn gateway_pays(tx: &Tx<'_>, top_up: &TopUp) -> bool {
    tx.now() <= top_up.paid_at.plus_days(tx.rules().refunds.gateway_days)
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
