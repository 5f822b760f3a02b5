//! The payer's own code, scanned by a till (当面付): charging it, and taking an attempt back.
//!
//! Always: a failed answer carries amounts too, so nothing but the trade's status says "paid", and `10000` is followed by a question.

use serde::Deserialize;
use serde_json::json;

use super::api::{PATIENCE, WAITING, is_not_known};
use super::{Alipay, AlipayProduct};
use crate::{CodePayAnswer, CodePayRequest, CodeRefusal, PayError, ReverseOutcome, TradeNumber, text, yuan};

#[derive(Deserialize)]
struct Accepted {}

#[derive(Deserialize)]
struct Cancelled {
    #[serde(default)]
    retry_flag: String,
}

impl Alipay {
    pub(super) async fn charge(&self, request: &CodePayRequest) -> Result<CodePayAnswer, PayError> {
        let order = json!({
            "out_trade_no": request.number.as_str(),
            "total_amount": yuan::format(request.amount),
            "subject": text::plain(&request.description.replace(['/', '=', '&'], " "), 256),
            "scene": "bar_code",
            "auth_code": request.code.reveal(),
            "product_code": AlipayProduct::Code.code(),
            // The till gives up after a minute; nobody pays after two.
            "timeout_express": "2m",
        });
        let notify = [("notify_url", self.settings.notify_url())];
        let method = AlipayProduct::Code.method();
        match self
            .call_with::<Accepted>(method, &notify, &order, Some(PATIENCE))
            .await
        {
            // Accepted may still be rolled back, and waiting is no refusal: how it stands is asked for.
            Ok(_) | Err(PayError::AlreadyPaid) => Ok(CodePayAnswer::Told(self.query_trade(&request.number).await?)),
            Err(PayError::Refused { code, .. }) if code == WAITING => {
                Ok(CodePayAnswer::Told(self.query_trade(&request.number).await?))
            }
            Err(PayError::Refused { code, .. }) if refusal(&code).is_some() => {
                Ok(CodePayAnswer::Refused(refusal(&code).unwrap_or(CodeRefusal::SetUp)))
            }
            Err(error) => Err(error),
        }
    }

    pub(super) async fn take_back(&self, number: &TradeNumber) -> Result<ReverseOutcome, PayError> {
        let asked = json!({ "out_trade_no": number.as_str() });
        match self.call::<Cancelled>("alipay.trade.cancel", &asked).await {
            Ok(done) if done.retry_flag == "Y" => Ok(ReverseOutcome::NotYet),
            Ok(_) => Ok(ReverseOutcome::Taken),
            Err(error) if is_not_known(&error) => Ok(ReverseOutcome::Taken),
            // The merchant's balance is too low, or the trade is frozen: later.
            Err(PayError::Refused { code, .. })
                if code.starts_with("ACQ.SELLER_BALANCE") || code.starts_with("ACQ.REASON_TRADE") =>
            {
                Ok(ReverseOutcome::NotYet)
            }
            Err(error) => Err(error),
        }
    }
}

/// Codes by how they begin, because Alipay cuts some of them at about 30 characters.
const REFUSALS: [(&str, CodeRefusal); 21] = [
    ("ACQ.PAYMENT_AUTH_CODE_INVAL", CodeRefusal::DeadCode),
    ("ACQ.TRADE_HAS_CLOSE", CodeRefusal::DeadCode),
    ("ACQ.BUYER_BALANCE_NOT_ENOUG", CodeRefusal::Payer),
    ("ACQ.BUYER_BANKCARD_BALANCE", CodeRefusal::Payer),
    ("ACQ.ERROR_BALANCE_PAYMENT", CodeRefusal::Payer),
    ("ACQ.BUYER_PAYMENT_AMOUNT", CodeRefusal::Payer),
    ("ACQ.NO_PAYMENT_INSTRUMENTS", CodeRefusal::Payer),
    ("ACQ.PAYMENT_REQUEST_HAS_RIS", CodeRefusal::Payer),
    ("ACQ.PAYMENT_FAIL", CodeRefusal::Payer),
    ("ACQ.PULL_MOBILE_CASHIER", CodeRefusal::Payer),
    ("ACQ.BUYER_SELLER_EQUAL", CodeRefusal::Payer),
    ("ACQ.TRADE_BUYER_NOT_MATCH", CodeRefusal::Payer),
    ("ACQ.CONTEXT_INCONSISTENT", CodeRefusal::SetUp),
    ("ACQ.ACCESS_FORBIDDEN", CodeRefusal::SetUp),
    ("ACQ.MERCHANT_AGREEMENT", CodeRefusal::SetUp),
    ("ACQ.BEYOND_P", CodeRefusal::SetUp),
    ("ACQ.SELLER_BEEN_BLOCKED", CodeRefusal::SetUp),
    ("ACQ.INVALID_", CodeRefusal::SetUp),
    ("ACQ.RISK_MERCHANT_IP", CodeRefusal::SetUp),
    ("isv.", CodeRefusal::SetUp),
    ("aop.invalid", CodeRefusal::SetUp),
];

fn refusal(code: &str) -> Option<CodeRefusal> {
    REFUSALS
        .iter()
        .find(|(begins, _)| code.starts_with(begins))
        .map(|(_, refusal)| *refusal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_known_by_its_beginning_because_alipay_cuts_long_ones() {
        for code in ["ACQ.PAYMENT_AUTH_CODE_INVALID", "ACQ.PAYMENT_AUTH_CODE_INVALI"] {
            assert_eq!(refusal(code), Some(CodeRefusal::DeadCode), "{code}");
        }
        assert_eq!(refusal("ACQ.BUYER_BALANCE_NOT_ENOUGH"), Some(CodeRefusal::Payer));
        assert_eq!(refusal("ACQ.INVALID_STORE_ID"), Some(CodeRefusal::SetUp));
        for code in ["ACQ.SYSTEM_ERROR", "", WAITING] {
            assert_eq!(refusal(code), None, "{code} leaves it open whether it was paid");
        }
    }
}
