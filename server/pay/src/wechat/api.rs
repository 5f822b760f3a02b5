//! One exchange with WeChat's API: sign, send, verify.

use std::time::Duration;

use bytes::Bytes;
use http::Method;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::WeChatPay;
use super::sign::{Signed, Signer, authorization};
use crate::PayError;
use crate::http_client::{read_limited, unreachable_gateway};

/// Far above any answer but a bill.
const ANSWER_LIMIT_BYTES: usize = 256 * 1024;
/// WeChat asks to repeat a request that met a 5xx, with the same values, two or three times.
const ATTEMPTS: u64 = 3;
/// A payer's first card may be empty, and WeChat then tries the others.
const PATIENCE: Duration = Duration::from_secs(20);

/// WeChat's form of a refusal.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Refusal {
    code: String,
    message: String,
}

impl WeChatPay {
    /// Sends, and reads the verified answer as JSON.
    pub(super) async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        path_and_query: &str,
        body: Bytes,
    ) -> Result<T, PayError> {
        let answer = self.exchange(method, path_and_query, body).await?;
        serde_json::from_slice(&answer).map_err(|e| PayError::Unreadable(e.to_string()))
    }

    /// Sends, repeating while WeChat is not able to act, and returns the verified bytes of the answer.
    pub(super) async fn exchange(
        &self,
        method: Method,
        path_and_query: &str,
        body: Bytes,
    ) -> Result<Vec<u8>, PayError> {
        let mut attempt = 1;
        loop {
            match self.exchange_once(&method, path_and_query, body.clone()).await {
                Err(error @ PayError::Busy { .. }) if attempt < ATTEMPTS => {
                    tracing::warn!(attempt, %error, path = path_of(path_and_query), "wechat pay is busy; trying again");
                    tokio::time::sleep(Duration::from_millis(150 * attempt)).await;
                    attempt += 1;
                }
                other => return other,
            }
        }
    }

    async fn exchange_once(&self, method: &Method, path_and_query: &str, body: Bytes) -> Result<Vec<u8>, PayError> {
        self.answered(self.request(method, path_and_query, body), path_and_query)
            .await
    }

    /// Sends what must not be sent twice, and waits for as long as the payer's bank may take.
    pub(super) async fn exchange_patiently(
        &self,
        method: &Method,
        path_and_query: &str,
        body: Bytes,
    ) -> Result<Vec<u8>, PayError> {
        let request = self.request(method, path_and_query, body).timeout(PATIENCE);
        self.answered(request, path_and_query).await
    }

    async fn answered(&self, request: reqwest::RequestBuilder, path_and_query: &str) -> Result<Vec<u8>, PayError> {
        let response = request.send().await.map_err(|e| unreachable_gateway(&e))?;
        let status = response.status();
        let headers = response.headers().clone();
        let request_id = headers
            .get("Request-Id")
            .and_then(|v| v.to_str().ok())
            .unwrap_or("-")
            .to_owned();
        let answer = read_limited(response, ANSWER_LIMIT_BYTES).await?;
        tracing::debug!(
            status = status.as_u16(),
            request_id,
            path = path_of(path_and_query),
            "wechat pay answered"
        );
        if status.is_success() {
            self.trusted.verify(&headers, &answer, self.clock.now())?;
            return Ok(answer);
        }
        let Refusal { code, message } = serde_json::from_slice(&answer).unwrap_or_default();
        Err(match (status.as_u16(), code.as_str()) {
            (_, "ORDERPAID" | "ORDER_PAID") => PayError::AlreadyPaid,
            (429 | 500..=599, _) => PayError::Busy {
                status: status.as_u16(),
                code,
            },
            (status, _) => PayError::Refused {
                status,
                code,
                message,
                request_id,
            },
        })
    }

    /// A request with exactly these bytes, signed.
    pub(super) fn request(&self, method: &Method, path_and_query: &str, body: Bytes) -> reqwest::RequestBuilder {
        let signer = Signer {
            mchid: &self.settings.mchid,
            serial: &self.settings.merchant_serial,
            key: &self.merchant_key,
        };
        let authorization = authorization(
            &signer,
            &Signed {
                method: method.as_str(),
                path_and_query,
                timestamp_secs: self.clock.now().get() / 1000,
                nonce: &self.chance.nonce(),
                body: &body,
            },
        );
        let url = format!("{}{path_and_query}", self.settings.api_base.trim_end_matches('/'));
        let request = self
            .http
            .request(method.clone(), url)
            .header(http::header::AUTHORIZATION, authorization)
            .header(http::header::ACCEPT, "application/json")
            .header("Wechatpay-Serial", self.trusted.preferred());
        if body.is_empty() {
            request
        } else {
            request
                .header(http::header::CONTENT_TYPE, "application/json")
                .body(body)
        }
    }
}

/// For logs: the path without its query, which may carry a token.
fn path_of(path_and_query: &str) -> &str {
    path_and_query.split('?').next().unwrap_or_default()
}

/// JSON of what we ask. Absent fields are left out: WeChat refuses `null`.
pub(super) fn json(body: &impl serde::Serialize) -> Bytes {
    serde_json::to_vec(body).expect("texts and numbers become JSON").into()
}
