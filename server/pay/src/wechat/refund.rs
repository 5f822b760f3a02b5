//! Sending money back.

use bytes::Bytes;
use http::Method;
use huika_domain::Fen;
use serde::{Deserialize, Serialize};

use super::WeChatPay;
use super::api::json;
use super::trade::is_not_known;
use crate::{ChannelId, PayError, RefundRequest, RefundResult, RefundState, TradeNumber, text, time};

#[derive(Serialize)]
struct Order<'a> {
    out_trade_no: &'a str,
    out_refund_no: &'a str,
    #[serde(skip_serializing_if = "String::is_empty")]
    reason: String,
    notify_url: String,
    amount: OrderAmount,
}

#[derive(Serialize)]
struct OrderAmount {
    refund: i64,
    total: i64,
    currency: &'static str,
}

/// A refund as WeChat tells it. The answer to a request calls its state `status`, a notification `refund_status`.
#[derive(Deserialize)]
pub(super) struct Refund {
    out_trade_no: String,
    out_refund_no: String,
    #[serde(rename = "refund_id")]
    gateway_id: Option<String>,
    #[serde(alias = "refund_status")]
    status: String,
    success_time: Option<String>,
    amount: Amount,
}

#[derive(Deserialize)]
struct Amount {
    refund: i64,
}

impl Refund {
    /// The common form, or the name of the field that does not fit.
    pub(super) fn into_result(self) -> Result<RefundResult, &'static str> {
        let state = match self.status.as_str() {
            "SUCCESS" => {
                let at = self
                    .success_time
                    .as_deref()
                    .and_then(time::parse_rfc3339)
                    .ok_or("success_time")?;
                RefundState::Done { at }
            }
            "PROCESSING" => RefundState::Processing,
            "CLOSED" => RefundState::Closed,
            "ABNORMAL" => RefundState::Abnormal,
            _ => return Err("status"),
        };
        Ok(RefundResult {
            channel: ChannelId::WeChat,
            number: TradeNumber::parse(&self.out_trade_no).map_err(|_| "out_trade_no")?,
            refund_number: TradeNumber::parse(&self.out_refund_no).map_err(|_| "out_refund_no")?,
            gateway_id: self.gateway_id,
            amount: Fen::new(self.amount.refund),
            state,
        })
    }
}

impl WeChatPay {
    pub(super) async fn send_refund(&self, request: &RefundRequest) -> Result<RefundResult, PayError> {
        let body = json(&Order {
            out_trade_no: request.number.as_str(),
            out_refund_no: request.refund_number.as_str(),
            reason: text::plain(&request.reason, 80),
            notify_url: self.settings.notify_url(),
            amount: OrderAmount {
                refund: request.amount.get(),
                total: request.total.get(),
                currency: "CNY",
            },
        });
        let refund: Refund = self.call(Method::POST, "/v3/refund/domestic/refunds", body).await?;
        matching(refund, request)
    }

    pub(super) async fn query_sent_refund(&self, request: &RefundRequest) -> Result<RefundResult, PayError> {
        let path = format!("/v3/refund/domestic/refunds/{}", request.refund_number);
        match self.call::<Refund>(Method::GET, &path, Bytes::new()).await {
            Ok(refund) => matching(refund, request),
            Err(error) if is_not_known(&error) => Ok(RefundResult {
                channel: ChannelId::WeChat,
                number: request.number.clone(),
                refund_number: request.refund_number.clone(),
                gateway_id: None,
                amount: request.amount,
                state: RefundState::Unknown,
            }),
            Err(error) => Err(error),
        }
    }
}

/// An answer about another refund, or another amount, must not settle this one.
fn matching(refund: Refund, request: &RefundRequest) -> Result<RefundResult, PayError> {
    let result = refund
        .into_result()
        .map_err(|field| PayError::Unreadable(field.to_owned()))?;
    let same = result.refund_number == request.refund_number
        && result.number == request.number
        && result.amount == request.amount;
    if same {
        Ok(result)
    } else {
        Err(PayError::Unreadable("the answer is about another refund".to_owned()))
    }
}
