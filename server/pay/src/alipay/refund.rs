//! Sending money back. `code` 10000 alone does not mean that money moved: `fund_change` does, or the refund query.

use serde::Deserialize;
use serde_json::json;

use super::Alipay;
use super::api::is_not_known;
use crate::{ChannelId, Currency, PayError, RefundRequest, RefundResult, RefundState, text, time, yuan};

#[derive(Deserialize)]
struct Refunded {
    trade_no: String,
    fund_change: String,
    gmt_refund_pay: Option<String>,
}

#[derive(Deserialize)]
struct Found {
    trade_no: Option<String>,
    refund_amount: Option<String>,
    refund_status: Option<String>,
    gmt_refund_pay: Option<String>,
}

impl Alipay {
    pub(super) async fn send_refund(&self, request: &RefundRequest) -> Result<RefundResult, PayError> {
        let order = json!({
            "out_trade_no": request.number.as_str(),
            "refund_amount": yuan::format(request.amount),
            "out_request_no": request.refund_number.as_str(),
            "refund_reason": text::plain(&request.reason, 256),
        });
        let done: Refunded = self.call("alipay.trade.refund", &order).await?;
        // A repeated request moves nothing and says so; whether the first one did is another question.
        let state = if done.fund_change == "Y" {
            self.done(done.gmt_refund_pay.as_deref())
        } else {
            RefundState::Processing
        };
        Ok(self.result(request, Some(done.trade_no), state))
    }

    pub(super) async fn query_sent_refund(&self, request: &RefundRequest) -> Result<RefundResult, PayError> {
        let question = json!({
            "out_trade_no": request.number.as_str(),
            "out_request_no": request.refund_number.as_str(),
            "query_options": ["gmt_refund_pay"],
        });
        match self.call::<Found>("alipay.trade.fastpay.refund.query", &question).await {
            Ok(found) => self.found(request, found),
            Err(error) if is_not_known(&error) => Ok(self.result(request, None, RefundState::Unknown)),
            Err(error) => Err(error),
        }
    }

    fn found(&self, request: &RefundRequest, found: Found) -> Result<RefundResult, PayError> {
        let Some(amount) = found.refund_amount else {
            // Success without a refund in it: Alipay has none of this number.
            return Ok(self.result(request, None, RefundState::Unknown));
        };
        if yuan::parse(&amount) != Some(request.amount) {
            return Err(PayError::Unreadable("the answer is about another amount".to_owned()));
        }
        // The one state that Alipay names; an answer without it names a refund that was done.
        let state = match found.refund_status.as_deref() {
            None | Some("REFUND_SUCCESS") => self.done(found.gmt_refund_pay.as_deref()),
            Some(_) => RefundState::Processing,
        };
        Ok(self.result(request, found.trade_no, state))
    }

    fn done(&self, at: Option<&str>) -> RefundState {
        RefundState::Done {
            at: at.and_then(time::parse_plain).unwrap_or_else(|| self.clock.now()),
        }
    }

    /// The question was signed for this app, so the answer is about its merchant. Alipay gives a refund no number of its own but the
    /// payment's.
    fn result(&self, request: &RefundRequest, gateway_id: Option<String>, state: RefundState) -> RefundResult {
        RefundResult {
            channel: ChannelId::Alipay,
            merchant: self.settings.seller_id.clone(),
            number: request.number.to_string(),
            transaction: gateway_id.clone().unwrap_or_default(),
            refund_number: request.refund_number.to_string(),
            gateway_id,
            amount: request.amount,
            currency: Currency::CNY,
            state,
        }
    }
}
