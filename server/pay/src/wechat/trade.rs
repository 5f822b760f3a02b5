//! An order at WeChat: its JSON, which query and notification share; asking for it; closing it.

use bytes::Bytes;
use http::Method;
use huika_domain::Fen;
use serde::{Deserialize, Serialize};

use super::WeChatPay;
use super::{api::json, states};
use crate::{ChannelId, CloseOutcome, Currency, GatewayState, PaidTrade, PayError, PaymentResult, TradeNumber, time};

/// The fields that we use; WeChat sends more and may add others.
#[derive(Deserialize)]
pub(super) struct Transaction {
    mchid: String,
    appid: String,
    out_trade_no: String,
    #[serde(rename = "transaction_id")]
    gateway_id: Option<String>,
    trade_state: String,
    success_time: Option<String>,
    amount: Option<Amount>,
}

#[derive(Deserialize)]
struct Amount {
    total: i64,
    #[serde(default = "cny")]
    currency: String,
}

fn cny() -> String {
    "CNY".to_owned()
}

impl Transaction {
    /// The common form, or the name of the field that does not fit.
    pub(super) fn into_result(self) -> Result<PaymentResult, &'static str> {
        let number = TradeNumber::parse(&self.out_trade_no).map_err(|_| "out_trade_no")?;
        let state = match states::trade(&self.trade_state).ok_or("trade_state")? {
            states::Trade::Paid => GatewayState::Paid(self.paid()?),
            states::Trade::Refunded => GatewayState::Refunded {
                trade: self.paid()?,
                back: None,
            },
            states::Trade::NotPaid => GatewayState::NotPaid,
            states::Trade::Closed => GatewayState::Closed,
        };
        Ok(PaymentResult {
            channel: ChannelId::WeChat,
            merchant: self.mchid,
            app: self.appid,
            number,
            state,
        })
    }

    /// The order's own total is compared later, not what the payer was left to pay after WeChat's coupons.
    fn paid(&self) -> Result<PaidTrade, &'static str> {
        let amount = self.amount.as_ref().ok_or("amount")?;
        Ok(PaidTrade {
            transaction: self
                .gateway_id
                .clone()
                .filter(|id| !id.is_empty())
                .ok_or("transaction_id")?,
            amount: Fen::new(amount.total),
            currency: Currency::parse(&amount.currency).ok_or("amount.currency")?,
            paid_at: self
                .success_time
                .as_deref()
                .and_then(time::parse_rfc3339)
                .ok_or("success_time")?,
        })
    }
}

#[derive(Serialize)]
struct Merchant<'a> {
    mchid: &'a str,
}

impl WeChatPay {
    pub(super) async fn query_trade(&self, number: &TradeNumber) -> Result<PaymentResult, PayError> {
        let path = format!(
            "/v3/pay/transactions/out-trade-no/{number}?mchid={}",
            self.settings.mchid
        );
        match self.call::<Transaction>(Method::GET, &path, Bytes::new()).await {
            Ok(transaction) => {
                let result = transaction
                    .into_result()
                    .map_err(|field| PayError::Unreadable(field.to_owned()))?;
                if result.number == *number {
                    Ok(result)
                } else {
                    Err(PayError::Unreadable("out_trade_no".to_owned()))
                }
            }
            Err(error) if is_not_known(&error) => Ok(PaymentResult {
                channel: ChannelId::WeChat,
                merchant: self.settings.mchid.clone(),
                app: self.settings.appid.clone(),
                number: number.clone(),
                state: GatewayState::Unknown,
            }),
            Err(error) => Err(error),
        }
    }

    pub(super) async fn close_trade(&self, number: &TradeNumber) -> Result<CloseOutcome, PayError> {
        let path = format!("/v3/pay/transactions/out-trade-no/{number}/close");
        let body = json(&Merchant {
            mchid: &self.settings.mchid,
        });
        match self.exchange(Method::POST, &path, body).await {
            Ok(_) => Ok(CloseOutcome::Closed),
            Err(PayError::AlreadyPaid) => Ok(CloseOutcome::AlreadyPaid),
            Err(PayError::Refused { code, .. }) if matches!(code.as_str(), "ORDER_CLOSED" | "ORDERCLOSED") => {
                Ok(CloseOutcome::Closed)
            }
            Err(error) if is_not_known(&error) => Ok(CloseOutcome::Unknown),
            Err(error) => Err(error),
        }
    }
}

/// WeChat spells it differently from one address to the other.
pub(super) fn is_not_known(error: &PayError) -> bool {
    matches!(error, PayError::Refused { status: 404, code, .. }
        if matches!(code.as_str(), "ORDER_NOT_EXIST" | "ORDERNOTEXIST" | "RESOURCE_NOT_EXISTS"))
}
