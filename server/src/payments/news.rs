//! A gateway's words in the store's.

use huika_domain::Fen;
use huika_pay::{PaidTrade, PaymentResult, PaymentState};
use huika_store::top_up::{PaymentNews, PaymentState as Known};

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
    let (state, amount, currency, transaction) = match state {
        PaymentState::Unknown => return None,
        PaymentState::NotPaid => unpaid(Known::NotPaid),
        PaymentState::Closed => unpaid(Known::Closed),
        // Money that came and partly went back was paid; what went back is told by its refund.
        PaymentState::Paid(trade) | PaymentState::Refunded(trade) => {
            let PaidTrade {
                transaction,
                amount,
                currency,
                paid_at,
            } = trade;
            (
                Known::Paid { at: paid_at },
                amount,
                currency.as_str().to_owned(),
                transaction,
            )
        }
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
