//! An order at Alipay: asking for it, closing it.

use serde::Deserialize;
use serde_json::json;

use super::Alipay;
use super::api::is_not_known;
use super::states::{self, Beside};
use crate::{
    ChannelId, CloseOutcome, Currency, GatewayState, PaidTrade, PayError, PaymentResult, TradeNumber, time, yuan,
};

#[derive(Deserialize)]
struct Trade {
    out_trade_no: String,
    #[serde(rename = "trade_no")]
    gateway_id: String,
    #[serde(rename = "trade_status")]
    status: String,
    total_amount: String,
    send_pay_date: Option<String>,
}

#[derive(Deserialize)]
struct Nothing {}

impl Alipay {
    pub(super) async fn query_trade(&self, number: &TradeNumber) -> Result<PaymentResult, PayError> {
        let found = self
            .call::<Trade>("alipay.trade.query", &json!({ "out_trade_no": number.as_str() }))
            .await;
        let state = match found {
            Ok(trade) if trade.out_trade_no == number.as_str() => {
                state(&trade).ok_or_else(|| PayError::Unreadable("a trade that makes no sense".to_owned()))?
            }
            Ok(_) => return Err(PayError::Unreadable("out_trade_no".to_owned())),
            Err(error) if is_not_known(&error) => GatewayState::Unknown,
            Err(error) => return Err(error),
        };
        // The question was signed for this app, so the answer is about its merchant.
        Ok(PaymentResult {
            channel: ChannelId::Alipay,
            merchant: self.settings.seller_id.clone(),
            app: self.settings.app_id.clone(),
            number: number.clone(),
            state,
        })
    }

    pub(super) async fn close_trade(&self, number: &TradeNumber) -> Result<CloseOutcome, PayError> {
        match self
            .call::<Nothing>("alipay.trade.close", &json!({ "out_trade_no": number.as_str() }))
            .await
        {
            Ok(_) => Ok(CloseOutcome::Closed),
            Err(error) if is_not_known(&error) => Ok(CloseOutcome::Unknown),
            // Closed before, or paid: only a question tells.
            Err(PayError::Refused { code, .. })
                if matches!(
                    code.as_str(),
                    "ACQ.TRADE_STATUS_ERROR" | "ACQ.REASON_TRADE_STATUS_INVALID"
                ) =>
            {
                match self.query_trade(number).await?.state {
                    GatewayState::Paid(_) | GatewayState::Refunded { .. } | GatewayState::Disputed(_) => {
                        Ok(CloseOutcome::AlreadyPaid)
                    }
                    GatewayState::Closed => Ok(CloseOutcome::Closed),
                    GatewayState::Unknown | GatewayState::NotPaid => Ok(CloseOutcome::Unknown),
                }
            }
            Err(error) => Err(error),
        }
    }
}

/// An answer says nothing of parts that went back: those are told by notifications, or stand on the day's bill.
fn state(trade: &Trade) -> Option<GatewayState> {
    let paid = || {
        Some(PaidTrade {
            transaction: trade.gateway_id.clone(),
            amount: yuan::parse(&trade.total_amount)?,
            currency: Currency::CNY,
            paid_at: time::parse_plain(trade.send_pay_date.as_deref()?)?,
        })
    };
    let beside = Beside {
        paid: trade.send_pay_date.is_some(),
        went_back: false,
        back: None,
    };
    states::state(&trade.status, &beside, || paid().ok_or(()))
        .ok()
        .flatten()
}
