//! One exchange with Alipay's gateway: sign, send, verify.

use std::time::Duration;

use http::header::CONTENT_TYPE;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::answer::take_apart;
use super::sign::{Parameters, content};
use super::{Alipay, answer};
use crate::http_client::{read_limited, unreachable_gateway};
use crate::{PayError, SignatureError, time};

const ANSWER_LIMIT_BYTES: usize = 256 * 1024;
/// What is waited for while the payer's bank decides.
pub(super) const PATIENCE: Duration = Duration::from_secs(20);
/// Our word for code 10003, which has none of its own.
pub(super) const WAITING: &str = "WAIT_BUYER_PAY";

/// What every answer begins with.
#[derive(Deserialize)]
struct Verdict {
    code: String,
    #[serde(default)]
    sub_code: String,
    #[serde(default)]
    sub_msg: String,
}

impl Alipay {
    /// The parameters of a call, signed.
    pub(super) fn signed(&self, method: &str, more: &[(&str, String)], biz_content: &Value) -> Parameters {
        let mut parameters: Parameters = [
            ("app_id", self.settings.app_id.clone()),
            ("method", method.to_owned()),
            ("format", "JSON".to_owned()),
            ("charset", "utf-8".to_owned()),
            ("sign_type", "RSA2".to_owned()),
            ("timestamp", time::plain(self.clock.now())),
            ("version", "1.0".to_owned()),
            ("biz_content", biz_content.to_string()),
        ]
        .into_iter()
        .chain(more.iter().map(|(name, value)| (*name, value.clone())))
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
        if let Some(serials) = &self.serials {
            parameters.insert("app_cert_sn".to_owned(), serials.app.clone());
            parameters.insert("alipay_root_cert_sn".to_owned(), serials.root.clone());
        }
        let sign = self.app_key.sign(content(&parameters, &["sign"]).as_bytes());
        parameters.insert("sign".to_owned(), sign);
        parameters
    }

    /// Calls a method and reads its verified answer. A refusal keeps Alipay's `sub_code`.
    pub(super) async fn call<T: DeserializeOwned>(&self, method: &str, biz_content: &Value) -> Result<T, PayError> {
        self.call_with(method, &[], biz_content, None).await
    }

    /// The same with more common parameters, and with more patience than most calls deserve.
    pub(super) async fn call_with<T: DeserializeOwned>(
        &self,
        method: &str,
        more: &[(&str, String)],
        biz_content: &Value,
        patience: Option<Duration>,
    ) -> Result<T, PayError> {
        let mut common = self.signed(method, more, biz_content);
        let biz_content = common.remove("biz_content").unwrap_or_default();
        let request = self
            .http
            .post(format!("{}?{}", self.settings.gateway, encoded(&common)))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded;charset=utf-8")
            .body(format!(
                "biz_content={}",
                utf8_percent_encode(&biz_content, NON_ALPHANUMERIC)
            ));
        let request = match patience {
            Some(patience) => request.timeout(patience),
            None => request,
        };
        let response = request.send().await.map_err(|e| unreachable_gateway(&e))?;
        let status = response.status().as_u16();
        let body = read_limited(response, ANSWER_LIMIT_BYTES).await?;
        if status != 200 {
            return Err(PayError::Busy {
                status,
                code: String::new(),
            });
        }
        let text = String::from_utf8(body).map_err(|_| PayError::Unreadable("no UTF-8".to_owned()))?;
        self.read_answer(method, &text)
    }

    fn read_answer<T: DeserializeOwned>(&self, method: &str, text: &str) -> Result<T, PayError> {
        let unreadable = |what: &str| PayError::Unreadable(what.to_owned());
        let name = format!("{}_response", method.replace('.', "_"));
        let answer = take_apart(text, &name).ok_or_else(|| unreadable("no response"))?;
        if answer.sign.is_some() {
            self.believe(&answer)?;
        }
        let verdict: Verdict = serde_json::from_str(answer.content).map_err(|_| unreadable("no code"))?;
        tracing::debug!(
            method,
            code = verdict.code,
            sub_code = verdict.sub_code,
            "alipay answered"
        );
        match verdict.code.as_str() {
            "10000" => {
                answer.sign.ok_or(SignatureError::Missing("sign"))?;
                serde_json::from_str(answer.content).map_err(|e| PayError::Unreadable(e.to_string()))
            }
            // The payer is asked on the phone: no failure, and no payment.
            "10003" => Err(PayError::Refused {
                status: 200,
                code: WAITING.to_owned(),
                message: verdict.sub_msg,
                request_id: "-".to_owned(),
            }),
            "40004" if verdict.sub_code.starts_with("ACQ.TRADE_HAS_SUCCESS") => Err(PayError::AlreadyPaid),
            "20000" | "40005" => Err(PayError::Busy {
                status: 200,
                code: verdict.sub_code,
            }),
            "40004" if verdict.sub_code.ends_with("ACQ.SYSTEM_ERROR") || verdict.sub_code.starts_with("isp.unknow") => {
                Err(PayError::Busy {
                    status: 200,
                    code: verdict.sub_code,
                })
            }
            _ => Err(PayError::Refused {
                status: 200,
                code: verdict.sub_code,
                message: verdict.sub_msg,
                request_id: "-".to_owned(),
            }),
        }
    }

    fn believe(&self, answer: &answer::Answer<'_>) -> Result<(), SignatureError> {
        if let Some(serials) = &self.serials {
            let named = answer.cert_serial.ok_or(SignatureError::Missing("alipay_cert_sn"))?;
            if named != serials.alipay {
                return Err(SignatureError::UnknownKey);
            }
        }
        let sign = answer.sign.ok_or(SignatureError::Missing("sign"))?;
        self.their_key.verify(answer.content.as_bytes(), sign)
    }
}

/// `a=1&b=2` for an address.
pub(super) fn encoded(parameters: &Parameters) -> String {
    let pairs: Vec<String> = parameters
        .iter()
        .map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC)))
        .collect();
    pairs.join("&")
}

/// "Not known" is a state and no failure.
pub(super) fn is_not_known(error: &PayError) -> bool {
    matches!(error, PayError::Refused { code, .. } if code == "ACQ.TRADE_NOT_EXIST")
}
