//! Aliyun's `SendSms`.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, SecondsFormat};
use huika_domain::Clock;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::acs3::{Request, authorization, canonical_query, sha256_hex};
use crate::http_client::{host_of, read_answer};
use crate::template::Words;
use crate::{BoxFuture, SettingsError, SmsError, SmsMessage, SmsReceipt, SmsSender};

/// `[sms.aliyun]`.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AliyunSettings {
    /// Where the API is.
    #[serde(default = "live")]
    pub endpoint: String,
    /// AccessKey id.
    pub access_key_id: String,
    /// AccessKey secret.
    pub access_key_secret: SecretString,
}

fn live() -> String {
    "https://dysmsapi.aliyuncs.com".to_owned()
}

impl fmt::Debug for AliyunSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AliyunSettings")
            .field("endpoint", &self.endpoint)
            .finish_non_exhaustive()
    }
}

/// Sends through Aliyun.
pub(crate) struct AliyunSender {
    settings: AliyunSettings,
    host: String,
    words: Words,
    http: reqwest::Client,
    clock: Arc<dyn Clock>,
    sent: AtomicU64,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    code: String,
    biz_id: Option<String>,
}

impl AliyunSender {
    pub(crate) fn new(
        settings: AliyunSettings,
        words: Words,
        http: reqwest::Client,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, SettingsError> {
        let host = host_of("sms.aliyun.endpoint", &settings.endpoint)?;
        Ok(Self {
            settings,
            host,
            words,
            http,
            clock,
            sent: AtomicU64::new(0),
        })
    }

    async fn send_once(&self, message: &SmsMessage) -> Result<SmsReceipt, SmsError> {
        let template = self.words.id_of(message)?;
        let params: Map<String, Value> = message
            .params
            .iter()
            .map(|(name, value)| ((*name).to_owned(), Value::from(value.as_str())))
            .collect();
        let params = Value::Object(params).to_string();
        // Inside China without a plus and without the country.
        let phone = message.phone.as_str();
        let phone = phone
            .strip_prefix("+86")
            .or_else(|| phone.strip_prefix('+'))
            .unwrap_or(phone);
        let query = [
            ("PhoneNumbers", phone),
            ("SignName", self.words.sign_name()),
            ("TemplateCode", template),
            ("TemplateParam", &params),
            ("OutId", &message.reference),
        ];
        let now = self.clock.now();
        let date = DateTime::from_timestamp_millis(now.get())
            .unwrap_or_default()
            .to_rfc3339_opts(SecondsFormat::Secs, true);
        // Unique, which is all that it has to be: our reference, the millisecond and a count.
        let count = self.sent.fetch_add(1, Ordering::Relaxed);
        let nonce = sha256_hex(format!("{}/{}/{count}/{phone}", message.reference, now.get()).as_bytes());
        let empty = sha256_hex(b"");
        let headers = [
            ("host", self.host.as_str()),
            ("x-acs-action", "SendSms"),
            ("x-acs-content-sha256", &empty),
            ("x-acs-date", &date),
            ("x-acs-signature-nonce", &nonce),
            ("x-acs-version", "2017-05-25"),
        ];
        let request = Request {
            method: "POST",
            query: &query,
            headers: &headers,
        };
        let secret = self.settings.access_key_secret.expose_secret();
        let authorization = authorization(&self.settings.access_key_id, secret, &request);
        let url = format!(
            "{}/?{}",
            self.settings.endpoint.trim_end_matches('/'),
            canonical_query(&query)
        );
        let mut post = self
            .http
            .post(url)
            .header("authorization", authorization)
            .header("accept", "application/json");
        for (name, value) in headers {
            post = post.header(name, value);
        }
        let response = post.send().await.map_err(|e| SmsError::transport(&e))?;
        let answer = read_answer(response).await?;
        let answer: Answer =
            serde_json::from_slice(&answer).map_err(|_| SmsError::Uncertain("no answer of Aliyun's".to_owned()))?;
        verdict(&answer.code)?;
        Ok(SmsReceipt {
            provider_id: answer.biz_id,
        })
    }
}

fn verdict(code: &str) -> Result<(), SmsError> {
    match code {
        "OK" => Ok(()),
        "isv.BUSINESS_LIMIT_CONTROL" | "isv.DAY_LIMIT_CONTROL" | "isv.MONTH_LIMIT_CONTROL" => {
            Err(SmsError::Limited(code.to_owned()))
        }
        code if code.starts_with("Throttling") => Err(SmsError::NotSent(code.to_owned())),
        code if code.starts_with("isp.") || code == "ServiceUnavailable" || code == "InternalError" => {
            Err(SmsError::Uncertain(code.to_owned()))
        }
        code => Err(SmsError::Refused(code.to_owned())),
    }
}

impl fmt::Debug for AliyunSender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AliyunSender")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

impl SmsSender for AliyunSender {
    fn send<'a>(&'a self, message: &'a SmsMessage) -> BoxFuture<'a, Result<SmsReceipt, SmsError>> {
        Box::pin(self.send_once(message))
    }
}
