//! Tencent Cloud's `SendSms`.

use std::fmt;
use std::sync::Arc;

use chrono::DateTime;
use huika_domain::Clock;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use crate::http_client::{host_of, read_answer};
use crate::tc3::{Request, authorization};
use crate::template::Words;
use crate::{BoxFuture, SettingsError, SmsError, SmsMessage, SmsReceipt, SmsSender};

const CONTENT_TYPE: &str = "application/json; charset=utf-8";

/// `[sms.tencent]`.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TencentSettings {
    /// Where the API is.
    #[serde(default = "live")]
    pub endpoint: String,
    /// SecretId.
    pub secret_id: String,
    /// SecretKey.
    pub secret_key: SecretString,
    /// The SMS application's id, `1400…`.
    pub sdk_app_id: String,
    /// The region.
    #[serde(default = "guangzhou")]
    pub region: String,
}

fn live() -> String {
    "https://sms.tencentcloudapi.com".to_owned()
}

fn guangzhou() -> String {
    "ap-guangzhou".to_owned()
}

impl fmt::Debug for TencentSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TencentSettings")
            .field("endpoint", &self.endpoint)
            .finish_non_exhaustive()
    }
}

/// Sends through Tencent Cloud.
pub(crate) struct TencentSender {
    settings: TencentSettings,
    host: String,
    words: Words,
    http: reqwest::Client,
    clock: Arc<dyn Clock>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Order<'a> {
    phone_number_set: [&'a str; 1],
    sms_sdk_app_id: &'a str,
    sign_name: &'a str,
    template_id: &'a str,
    template_param_set: Vec<&'a str>,
    session_context: &'a str,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    response: Response,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Response {
    error: Option<ApiError>,
    #[serde(default)]
    send_status_set: Vec<Status>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ApiError {
    code: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Status {
    code: String,
    serial_no: Option<String>,
}

impl TencentSender {
    pub(crate) fn new(
        settings: TencentSettings,
        words: Words,
        http: reqwest::Client,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, SettingsError> {
        let host = host_of("sms.tencent.endpoint", &settings.endpoint)?;
        Ok(Self {
            settings,
            host,
            words,
            http,
            clock,
        })
    }

    async fn send_once(&self, message: &SmsMessage) -> Result<SmsReceipt, SmsError> {
        let order = Order {
            phone_number_set: [message.phone.as_str()],
            sms_sdk_app_id: &self.settings.sdk_app_id,
            sign_name: self.words.sign_name(),
            template_id: self.words.id_of(message)?,
            template_param_set: self.words.params_in_order(message)?,
            session_context: &message.reference,
        };
        let body = serde_json::to_vec(&order).map_err(|e| SmsError::NotSent(e.to_string()))?;
        let now = self.clock.now();
        let date = DateTime::from_timestamp_millis(now.get())
            .unwrap_or_default()
            .format("%Y-%m-%d")
            .to_string();
        let headers = [
            ("content-type", CONTENT_TYPE),
            ("host", self.host.as_str()),
            ("x-tc-action", "sendsms"),
        ];
        let request = Request {
            service: "sms",
            date: &date,
            timestamp_secs: now.unix_secs(),
            headers: &headers,
            body: &body,
        };
        let secret = self.settings.secret_key.expose_secret();
        let response = self
            .http
            .post(format!("{}/", self.settings.endpoint.trim_end_matches('/')))
            .header(
                "authorization",
                authorization(&self.settings.secret_id, secret, &request),
            )
            .header("content-type", CONTENT_TYPE)
            .header("host", &self.host)
            .header("x-tc-action", "SendSms")
            .header("x-tc-version", "2021-01-11")
            .header("x-tc-region", &self.settings.region)
            .header("x-tc-timestamp", now.unix_secs().to_string())
            .body(body)
            .send()
            .await
            .map_err(|e| SmsError::transport(&e))?;
        let answer = read_answer(response).await?;
        let Answer { response } =
            serde_json::from_slice(&answer).map_err(|_| SmsError::Uncertain("no answer of Tencent's".to_owned()))?;
        if let Some(ApiError { code }) = response.error {
            return Err(verdict(&code));
        }
        match response.send_status_set.into_iter().next() {
            Some(status) if status.code == "Ok" => Ok(SmsReceipt {
                provider_id: status.serial_no,
            }),
            Some(status) => Err(verdict(&status.code)),
            None => Err(SmsError::Uncertain("no status".to_owned())),
        }
    }
}

fn verdict(code: &str) -> SmsError {
    match code {
        "RequestLimitExceeded" => SmsError::NotSent(code.to_owned()),
        code if code.starts_with("LimitExceeded.") => SmsError::Limited(code.to_owned()),
        code if code.starts_with("InternalError") => SmsError::Uncertain(code.to_owned()),
        code => SmsError::Refused(code.to_owned()),
    }
}

impl fmt::Debug for TencentSender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TencentSender")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

impl SmsSender for TencentSender {
    fn send<'a>(&'a self, message: &'a SmsMessage) -> BoxFuture<'a, Result<SmsReceipt, SmsError>> {
        Box::pin(self.send_once(message))
    }
}
