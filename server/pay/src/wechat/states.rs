//! Every state that WeChat Pay can name, and what it says of the money.

use crate::find;

/// What a `trade_state` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trade {
    NotPaid,
    Paid,
    /// Paid, and something went back; WeChat does not say here how much.
    Refunded,
    Closed,
}

/// `REVOKED`, `USERPAYING`, `PAYERROR` and `ACCEPT` belong to products that we do not use; a query could name them all the same.
pub(super) const TRADES: [(&str, Trade); 8] = [
    ("NOTPAY", Trade::NotPaid),
    ("USERPAYING", Trade::NotPaid),
    ("PAYERROR", Trade::NotPaid),
    ("ACCEPT", Trade::NotPaid),
    ("SUCCESS", Trade::Paid),
    ("REFUND", Trade::Refunded),
    ("CLOSED", Trade::Closed),
    ("REVOKED", Trade::Closed),
];

/// What a refund's state says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refund {
    Processing,
    Done,
    Closed,
    Abnormal,
}

/// In answers and notifications.
pub(super) const REFUNDS: [(&str, Refund); 4] = [
    ("PROCESSING", Refund::Processing),
    ("SUCCESS", Refund::Done),
    ("CLOSED", Refund::Closed),
    ("ABNORMAL", Refund::Abnormal),
];

/// On the trade bill, which has words of its own.
pub(super) const BILLED_REFUNDS: [(&str, Refund); 6] = [
    ("PROCESSING", Refund::Processing),
    ("SUCCESS", Refund::Done),
    ("FAIL", Refund::Closed),
    ("CLOSED", Refund::Closed),
    ("CHANGE", Refund::Abnormal),
    ("ABNORMAL", Refund::Abnormal),
];

pub(super) fn trade(word: &str) -> Option<Trade> {
    find(&TRADES, word)
}

pub(super) fn refund(word: &str) -> Option<Refund> {
    find(&REFUNDS, word)
}

pub(super) fn billed_refund(word: &str) -> Option<Refund> {
    find(&BILLED_REFUNDS, word)
}
