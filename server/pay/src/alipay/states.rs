//! Every state that Alipay can name, and what it says of the money; one table for answers and notifications.

use huika_domain::Fen;

use crate::{GatewayState, PaidTrade, find};

/// What a `trade_status` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trade {
    NotPaid,
    /// Paid. `TRADE_FINISHED` can no longer be refunded.
    Paid,
    /// Nobody paid in time, or all of it went back: only what else is said tells which.
    Closed,
}

pub(super) const TRADES: [(&str, Trade); 4] = [
    ("WAIT_BUYER_PAY", Trade::NotPaid),
    ("TRADE_SUCCESS", Trade::Paid),
    ("TRADE_FINISHED", Trade::Paid),
    ("TRADE_CLOSED", Trade::Closed),
];

/// What stands beside a status.
pub(super) struct Beside {
    /// Whether a time of payment is named.
    pub paid: bool,
    /// Whether something is said of money that went back.
    pub went_back: bool,
    /// How much went back in all, where that is said.
    pub back: Option<Fen>,
}

/// The state of the order; `paid` reads the payment, where there is one. Nothing for a status that is not in the table.
pub(super) fn state<E>(
    status: &str,
    beside: &Beside,
    paid: impl FnOnce() -> Result<PaidTrade, E>,
) -> Result<Option<GatewayState>, E> {
    let Some(trade) = find(&TRADES, status) else {
        return Ok(None);
    };
    Ok(Some(match trade {
        Trade::NotPaid => GatewayState::NotPaid,
        Trade::Paid if beside.went_back => GatewayState::Refunded {
            trade: paid()?,
            back: beside.back,
        },
        Trade::Paid => GatewayState::Paid(paid()?),
        // Closed after it was paid means that all of it went back.
        Trade::Closed if beside.paid || beside.went_back => {
            let trade = paid()?;
            let back = Some(trade.amount);
            GatewayState::Refunded { trade, back }
        }
        Trade::Closed => GatewayState::Closed,
    }))
}

#[cfg(test)]
mod tests {
    use huika_domain::Millis;

    use super::*;
    use crate::Currency;

    fn trade() -> PaidTrade {
        PaidTrade {
            transaction: "2026".into(),
            amount: Fen::new(10_000),
            currency: Currency::CNY,
            paid_at: Millis::new(1),
        }
    }

    #[test]
    fn every_state_of_alipay_says_what_it_says_of_the_money() {
        let part = Some(Fen::new(3_000));
        let refunded = |back| GatewayState::Refunded { trade: trade(), back };
        for (status, paid, went_back, back, expected) in [
            ("WAIT_BUYER_PAY", false, false, None, GatewayState::NotPaid),
            ("TRADE_SUCCESS", true, false, None, GatewayState::Paid(trade())),
            ("TRADE_SUCCESS", true, true, part, refunded(part)),
            ("TRADE_SUCCESS", true, true, None, refunded(None)),
            ("TRADE_FINISHED", true, false, None, GatewayState::Paid(trade())),
            ("TRADE_FINISHED", true, true, part, refunded(part)),
            ("TRADE_CLOSED", false, false, None, GatewayState::Closed),
            ("TRADE_CLOSED", true, false, None, refunded(Some(Fen::new(10_000)))),
            ("TRADE_CLOSED", true, true, part, refunded(Some(Fen::new(10_000)))),
        ] {
            let beside = Beside { paid, went_back, back };
            let read = state::<()>(status, &beside, || Ok(trade()));
            assert_eq!(read, Ok(Some(expected)), "{status}, paid {paid}, went back {went_back}");
        }
        for (status, _) in TRADES {
            let nothing = Beside {
                paid: false,
                went_back: false,
                back: None,
            };
            assert!(
                state::<()>(status, &nothing, || Ok(trade())).unwrap().is_some(),
                "{status}"
            );
        }
        let unpaid = Beside {
            paid: true,
            went_back: false,
            back: None,
        };
        assert_eq!(
            state::<()>("TRADE_PENDING", &unpaid, || Ok(trade())),
            Ok(None),
            "a new word is not guessed"
        );
    }
}
