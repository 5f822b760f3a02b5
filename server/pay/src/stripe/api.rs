//! One exchange with Stripe's API.

use http::Method;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::ExposeSecret;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::Stripe;
use crate::PayError;
use crate::http_client::{read_limited, unreachable_gateway};

const ANSWER_LIMIT_BYTES: usize = 1024 * 1024;

/// Parameters, names with brackets as Stripe nests them.
pub(super) type Parameters<'a> = Vec<(&'a str, String)>;

#[derive(Deserialize)]
struct Refusal {
    error: ApiError,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct ApiError {
    r#type: String,
    code: String,
    message: String,
}

impl Stripe {
    /// Asks.
    pub(super) async fn get<T: DeserializeOwned>(&self, path: &str, query: &Parameters<'_>) -> Result<T, PayError> {
        let path = if query.is_empty() {
            path.to_owned()
        } else {
            format!("{path}?{}", encoded(query))
        };
        self.send(Method::GET, &path, None, String::new()).await
    }

    /// Acts, once for each `key`: the same request under the same key gets the first answer again.
    pub(super) async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        key: &str,
        form: &Parameters<'_>,
    ) -> Result<T, PayError> {
        self.send(Method::POST, path, Some(key), encoded(form)).await
    }

    async fn send<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        key: Option<&str>,
        form: String,
    ) -> Result<T, PayError> {
        let url = format!("{}{path}", self.settings.api_base.trim_end_matches('/'));
        let mut request = self
            .http
            .request(method, url)
            .bearer_auth(self.settings.secret_key.expose_secret())
            .header("Stripe-Version", &self.settings.api_version);
        if let Some(key) = key {
            request = request
                .header("Idempotency-Key", key)
                .header(http::header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(form);
        }
        let response = request.send().await.map_err(|e| unreachable_gateway(&e))?;
        let status = response.status().as_u16();
        let request_id = response
            .headers()
            .get("Request-Id")
            .and_then(|v| v.to_str().ok())
            .unwrap_or("-")
            .to_owned();
        let body = read_limited(response, ANSWER_LIMIT_BYTES).await?;
        tracing::debug!(status, request_id, "stripe answered");
        if (200..300).contains(&status) {
            return serde_json::from_slice(&body).map_err(|e| PayError::Unreadable(e.to_string()));
        }
        let ApiError { r#type, code, message } = serde_json::from_slice::<Refusal>(&body)
            .map(|refusal| refusal.error)
            .unwrap_or_default();
        let code = if code.is_empty() { r#type } else { code };
        // 409: another request under the same key is still at work.
        if matches!(status, 409 | 429 | 500..=599) {
            return Err(PayError::Busy { status, code });
        }
        Err(PayError::Refused {
            status,
            code,
            message,
            request_id,
        })
    }
}

fn encoded(parameters: &Parameters<'_>) -> String {
    let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let pairs: Vec<String> = parameters
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
        .collect();
    pairs.join("&")
}
