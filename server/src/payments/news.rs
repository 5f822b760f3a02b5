//! A gateway's words in the store's.

use huika_domain::{Fen, Millis};
use huika_pay::{DisputeResult, DisputeState, GatewayState, PaidTrade, PaymentResult, RefundResult, RefundState};
use huika_store::{
    payment::{PaymentNews, PaymentState as Known, ReversalKind, ReversalNews, ReversalState},
    refund::{NoticedState, RefundNotice},
};

/// What the books should hear, or `None` when a gateway does not know the order (yet), which is no news.
pub fn of(result: PaymentResult) -> Option<PaymentNews> {
    let PaymentResult {
        channel,
        merchant,
        app,
        number,
        state,
    } = result;
    let unpaid = |state| (state, Fen::ZERO, String::new(), String::new());
    let paid = |state: fn(Millis, Option<Fen>) -> Known, trade: PaidTrade, gone| {
        let currency = trade.currency.as_str().to_owned();
        (state(trade.paid_at, gone), trade.amount, currency, trade.transaction)
    };
    let (state, amount, currency, transaction) = match state {
        GatewayState::Unknown => return None,
        GatewayState::NotPaid => unpaid(Known::NotPaid),
        GatewayState::Closed => unpaid(Known::Closed),
        GatewayState::Paid(trade) => paid(|at, _| Known::Paid { at }, trade, None),
        GatewayState::Refunded { trade, back } => paid(
            |at, gone| Known::Reversed {
                at,
                kind: ReversalKind::Refund,
                gone,
            },
            trade,
            back,
        ),
        GatewayState::Disputed(trade) => paid(
            |at, gone| Known::Reversed {
                at,
                kind: ReversalKind::Dispute,
                gone,
            },
            trade,
            None,
        ),
    };
    Some(PaymentNews {
        channel: channel.as_str().to_owned(),
        number: number.as_str().to_owned(),
        merchant,
        app,
        currency,
        amount,
        transaction,
        state,
    })
}

/// A refund's, or `None` when a gateway does not know it.
pub fn of_refund(result: RefundResult) -> Option<RefundNotice> {
    let state = match result.state {
        RefundState::Unknown => return None,
        RefundState::Processing => NoticedState::Processing,
        RefundState::Done { .. } => NoticedState::Paid,
        RefundState::Closed => NoticedState::Failed,
        RefundState::Abnormal => NoticedState::Abnormal,
    };
    Some(RefundNotice {
        channel: result.channel.as_str().to_owned(),
        merchant: result.merchant,
        top_up: result.number,
        transaction: result.transaction,
        number: result.refund_number,
        amount: result.amount,
        currency: result.currency.as_str().to_owned(),
        gateway_number: result.gateway_id.unwrap_or_default(),
        state,
    })
}

/// A dispute's.
pub fn of_dispute(result: DisputeResult) -> ReversalNews {
    ReversalNews {
        channel: result.channel.as_str().to_owned(),
        merchant: result.merchant,
        number: String::new(),
        transaction: result.transaction,
        reference: result.dispute,
        kind: ReversalKind::Dispute,
        amount: result.amount,
        currency: result.currency.as_str().to_owned(),
        state: dispute_state(result.state),
    }
}

/// How a dispute stands.
pub fn dispute_state(state: DisputeState) -> ReversalState {
    match state {
        DisputeState::Open => ReversalState::Open,
        DisputeState::Lost => ReversalState::Done,
        DisputeState::Withdrawn => ReversalState::Withdrawn,
    }
}
