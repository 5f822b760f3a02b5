//! Sending money back.

use bytes::Bytes;
use http::Method;
use huika_domain::Fen;
use serde::{Deserialize, Serialize};

use super::WeChatPay;
use super::trade::is_not_known;
use super::{api::json, states};
use crate::{ChannelId, Currency, PayError, RefundRequest, RefundResult, RefundState, text, time};

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
    /// Only a notification names the merchant; an answer was asked for by ours.
    mchid: Option<String>,
    #[serde(default)]
    transaction_id: String,
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
    /// A notification leaves it out: refunds of this kind are in renminbi.
    currency: Option<String>,
}

impl Refund {
    /// The common form of a notification, or the name of the field that does not fit.
    pub(super) fn notified(self) -> Result<RefundResult, &'static str> {
        let merchant = self.mchid.clone().ok_or("mchid")?;
        self.into_result(merchant)
    }

    /// The common form, or the name of the field that does not fit.
    fn into_result(self, merchant: String) -> Result<RefundResult, &'static str> {
        let state = match states::refund(&self.status).ok_or("status")? {
            states::Refund::Done => {
                let at = self
                    .success_time
                    .as_deref()
                    .and_then(time::parse_rfc3339)
                    .ok_or("success_time")?;
                RefundState::Done { at }
            }
            states::Refund::Processing => RefundState::Processing,
            states::Refund::Closed => RefundState::Closed,
            states::Refund::Abnormal => RefundState::Abnormal,
        };
        let currency = match &self.amount.currency {
            Some(code) => Currency::parse(code).ok_or("amount.currency")?,
            None => Currency::CNY,
        };
        Ok(RefundResult {
            channel: ChannelId::WeChat,
            merchant,
            number: self.out_trade_no,
            transaction: self.transaction_id,
            refund_number: self.out_refund_no,
            gateway_id: self.gateway_id,
            amount: Fen::new(self.amount.refund),
            currency,
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
        self.matching(refund, request)
    }

    pub(super) async fn query_sent_refund(&self, request: &RefundRequest) -> Result<RefundResult, PayError> {
        let path = format!("/v3/refund/domestic/refunds/{}", request.refund_number);
        match self.call::<Refund>(Method::GET, &path, Bytes::new()).await {
            Ok(refund) => self.matching(refund, request),
            Err(error) if is_not_known(&error) => Ok(RefundResult {
                channel: ChannelId::WeChat,
                merchant: self.settings.mchid.clone(),
                number: request.number.to_string(),
                transaction: String::new(),
                refund_number: request.refund_number.to_string(),
                gateway_id: None,
                amount: request.amount,
                currency: Currency::CNY,
                state: RefundState::Unknown,
            }),
            Err(error) => Err(error),
        }
    }

    fn matching(&self, refund: Refund, request: &RefundRequest) -> Result<RefundResult, PayError> {
        let result = refund
            .into_result(self.settings.mchid.clone())
            .map_err(|field| PayError::Unreadable(field.to_owned()))?;
        if result.answers(request) {
            Ok(result)
        } else {
            Err(PayError::Unreadable("the answer is about another refund".to_owned()))
        }
    }
}
