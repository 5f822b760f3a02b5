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

/// `REVOKED`, `USERPAYING` and `PAYERROR` belong to payment codes; `ACCEPT` to a product that we do not use, and a query could name it all the same.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wechat::trade::Transaction;
    use crate::{GatewayState, PaidTrade};

    fn read(state: &str) -> Result<GatewayState, &'static str> {
        let told = format!(
            r#"{{"mchid":"1","appid":"wx","out_trade_no":"T20261122000001","transaction_id":"42","trade_state":"{state}",
            "success_time":"2026-11-22T12:00:00+08:00","amount":{{"total":10000,"currency":"CNY"}}}}"#
        );
        let transaction: Transaction = serde_json::from_str(&told).unwrap();
        transaction.into_result().map(|result| result.state)
    }

    #[test]
    fn every_state_of_wechat_says_what_it_says_of_the_money() {
        for (state, meaning) in TRADES {
            let read = read(state).unwrap();
            let fits = match meaning {
                Trade::NotPaid => read == GatewayState::NotPaid,
                Trade::Closed => read == GatewayState::Closed,
                Trade::Paid => matches!(&read, GatewayState::Paid(PaidTrade { amount, .. }) if amount.get() == 10_000),
                Trade::Refunded => matches!(&read, GatewayState::Refunded { back: None, .. }),
            };
            assert!(fits, "{state}: {read:?}");
        }
        assert_eq!(read("SURPRISE"), Err("trade_state"), "a new word is not guessed");
        let words =
            |table: &[(&'static str, Refund)]| -> Vec<&'static str> { table.iter().map(|(word, _)| *word).collect() };
        assert_eq!(words(&REFUNDS), ["PROCESSING", "SUCCESS", "CLOSED", "ABNORMAL"]);
        assert_eq!(
            (refund("FAIL"), billed_refund("FAIL")),
            (None, Some(Refund::Closed)),
            "each has words of its own"
        );
    }
}
