//! The payer's own code, scanned by a till (付款码支付): charging it, and taking an attempt back.
//!
//! Always: no answer but a verified `trade_state` says "paid". A request is sent once, because its number is used up by the attempt; what
//! was not answered is asked about.

use http::Method;
use serde::Serialize;

use super::WeChatPay;
use super::api::json;
use super::trade::Transaction;
use crate::{CodePayAnswer, CodePayRequest, CodeRefusal, PayError, ReverseOutcome, TradeNumber, text};

#[derive(Serialize)]
struct Charge<'a> {
    appid: &'a str,
    mchid: &'a str,
    description: String,
    out_trade_no: &'a str,
    payer: Payer<'a>,
    amount: Amount,
    scene_info: Scene<'a>,
}

#[derive(Serialize)]
struct Payer<'a> {
    auth_code: &'a str,
}

#[derive(Serialize)]
struct Amount {
    total: i64,
    currency: &'static str,
}

#[derive(Serialize)]
struct Scene<'a> {
    store_info: Store<'a>,
}

#[derive(Serialize)]
struct Store<'a> {
    out_id: &'a str,
}

#[derive(Serialize)]
struct Merchant<'a> {
    appid: &'a str,
    mchid: &'a str,
}

impl WeChatPay {
    pub(super) async fn charge(&self, request: &CodePayRequest) -> Result<CodePayAnswer, PayError> {
        let body = json(&Charge {
            appid: &self.settings.appid,
            mchid: &self.settings.mchid,
            description: text::plain(&request.description, 127),
            out_trade_no: request.number.as_str(),
            payer: Payer {
                auth_code: request.code.reveal(),
            },
            amount: Amount {
                total: request.amount.get(),
                currency: "CNY",
            },
            scene_info: Scene {
                store_info: Store { out_id: &request.store },
            },
        });
        match self
            .exchange_patiently(&Method::POST, "/v3/pay/transactions/codepay", body)
            .await
        {
            Ok(answer) => {
                let transaction: Transaction =
                    serde_json::from_slice(&answer).map_err(|e| PayError::Unreadable(e.to_string()))?;
                let result = transaction
                    .into_result()
                    .map_err(|field| PayError::Unreadable(field.to_owned()))?;
                if result.number == request.number {
                    Ok(CodePayAnswer::Told(result))
                } else {
                    Err(PayError::Unreadable("out_trade_no".to_owned()))
                }
            }
            Err(PayError::Refused { code, .. }) if refusal(&code).is_some() => {
                Ok(CodePayAnswer::Refused(refusal(&code).unwrap_or(CodeRefusal::SetUp)))
            }
            Err(error) => Err(error),
        }
    }

    pub(super) async fn take_back(&self, number: &TradeNumber) -> Result<ReverseOutcome, PayError> {
        let path = format!("/v3/pay/transactions/out-trade-no/{number}/reverse");
        let body = json(&Merchant {
            appid: &self.settings.appid,
            mchid: &self.settings.mchid,
        });
        match self.exchange(Method::POST, &path, body).await {
            Ok(_) => Ok(ReverseOutcome::Taken),
            // The payer is just typing the password, or it is too early.
            Err(PayError::Refused { code, .. }) if plain(&code) == "USERPAYING" || plain(&code) == "INVALIDREQUEST" => {
                Ok(ReverseOutcome::NotYet)
            }
            // Reversed before, or never there: the question afterwards tells.
            Err(PayError::Refused { code, .. })
                if matches!(
                    plain(&code).as_str(),
                    "ORDERREVERSED" | "ORDERCLOSED" | "ORDERNOTEXIST" | "RESOURCENOTEXISTS"
                ) =>
            {
                Ok(ReverseOutcome::Taken)
            }
            Err(error) => Err(error),
        }
    }
}

/// The codes that say what to do; any other one says nothing, and is followed by questions until the time is over. v3 spells most of them
/// with underscores, v2 without, and both are met.
pub(super) const REFUSALS: [(&str, CodeRefusal); 17] = [
    ("AUTHCODEEXPIRE", CodeRefusal::DeadCode),
    ("AUTHCODEERROR", CodeRefusal::DeadCode),
    ("AUTHCODEINVALID", CodeRefusal::DeadCode),
    ("NOTENOUGH", CodeRefusal::Payer),
    ("NOTSUPORTCARD", CodeRefusal::Payer),
    ("TRADEERROR", CodeRefusal::Payer),
    ("BUYERMISMATCH", CodeRefusal::Payer),
    ("RULELIMIT", CodeRefusal::Payer),
    ("OUTTRADENOUSED", CodeRefusal::SetUp),
    ("NOAUTH", CodeRefusal::SetUp),
    ("APPIDMCHIDNOTMATCH", CodeRefusal::SetUp),
    ("SIGNERROR", CodeRefusal::SetUp),
    ("PARAMERROR", CodeRefusal::SetUp),
    ("INVALIDREQUEST", CodeRefusal::SetUp),
    ("LACKPARAMS", CodeRefusal::SetUp),
    ("NOTUTF8", CodeRefusal::SetUp),
    ("NOTFOUND", CodeRefusal::SetUp),
];

fn plain(code: &str) -> String {
    code.replace('_', "")
}

fn refusal(code: &str) -> Option<CodeRefusal> {
    crate::find(&REFUSALS, &plain(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_of_a_refusal_say_the_same_and_unknown_ones_say_nothing() {
        for code in ["AUTHCODEEXPIRE", "AUTH_CODE_EXPIRE"] {
            assert_eq!(refusal(code), Some(CodeRefusal::DeadCode));
        }
        assert_eq!(refusal("NOT_ENOUGH"), Some(CodeRefusal::Payer));
        assert_eq!(refusal("PARAM_ERROR"), Some(CodeRefusal::SetUp));
        for code in ["SYSTEM_ERROR", "BANK_ERROR", "USERPAYING", "SURPRISE"] {
            assert_eq!(refusal(code), None, "{code} leaves it open whether it was paid");
        }
    }
}
