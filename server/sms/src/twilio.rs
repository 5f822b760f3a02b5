//! Twilio's Messages resource.

use std::fmt;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use crate::http_client::{host_of, read_answer};
use crate::template::Words;
use crate::{BoxFuture, SettingsError, SmsError, SmsMessage, SmsReceipt, SmsSender};

/// `[sms.twilio]`.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TwilioSettings {
    /// Where the API is.
    #[serde(default = "live")]
    pub api_base: String,
    /// Account SID.
    pub account_sid: String,
    /// Auth token.
    pub auth_token: SecretString,
    /// The sender's number or name; or else `messaging_service_sid`.
    pub from: Option<String>,
    /// A messaging service, which picks the sender itself.
    pub messaging_service_sid: Option<String>,
}

fn live() -> String {
    "https://api.twilio.com".to_owned()
}

impl fmt::Debug for TwilioSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TwilioSettings")
            .field("api_base", &self.api_base)
            .finish_non_exhaustive()
    }
}

/// Sends through Twilio.
pub(crate) struct TwilioSender {
    settings: TwilioSettings,
    words: Words,
    http: reqwest::Client,
}

#[derive(Deserialize)]
struct Sent {
    sid: String,
}

#[derive(Deserialize, Default)]
struct ApiError {
    #[serde(default)]
    code: i64,
}

impl TwilioSender {
    pub(crate) fn new(settings: TwilioSettings, words: Words, http: reqwest::Client) -> Result<Self, SettingsError> {
        host_of("sms.twilio.api_base", &settings.api_base)?;
        let problem = |problem: &str| SettingsError::Value {
            setting: "sms.twilio",
            problem: problem.to_owned(),
        };
        if settings.from.is_some() == settings.messaging_service_sid.is_some() {
            return Err(problem("needs either from or messaging_service_sid, and not both"));
        }
        if !settings.account_sid.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(problem("account_sid must be letters and digits"));
        }
        Ok(Self { settings, words, http })
    }

    async fn send_once(&self, message: &SmsMessage) -> Result<SmsReceipt, SmsError> {
        let text = self.words.text(message)?;
        let sender = match (&self.settings.from, &self.settings.messaging_service_sid) {
            (Some(from), _) => ("From", from.as_str()),
            (None, service) => ("MessagingServiceSid", service.as_deref().unwrap_or_default()),
        };
        let encode = |value: &str| utf8_percent_encode(value, NON_ALPHANUMERIC).to_string();
        let form = [("To", message.phone.as_str()), sender, ("Body", &text)]
            .map(|(name, value)| format!("{name}={}", encode(value)))
            .join("&");
        let url = format!(
            "{}/2010-04-01/Accounts/{}/Messages.json",
            self.settings.api_base.trim_end_matches('/'),
            self.settings.account_sid
        );
        let response = self
            .http
            .post(url)
            .basic_auth(
                &self.settings.account_sid,
                Some(self.settings.auth_token.expose_secret()),
            )
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form)
            .send()
            .await
            .map_err(|e| SmsError::transport(&e))?;
        let status = response.status().as_u16();
        let answer = read_answer(response).await?;
        if status == 201 {
            let sent: Sent =
                serde_json::from_slice(&answer).map_err(|_| SmsError::Uncertain("no answer of Twilio's".to_owned()))?;
            return Ok(SmsReceipt {
                provider_id: Some(sent.sid),
            });
        }
        let ApiError { code } = serde_json::from_slice(&answer).unwrap_or_default();
        let what = format!("{status} {code}");
        Err(match status {
            // 20429: too many requests at once, and this one was not looked at.
            429 => SmsError::NotSent(what),
            500..=599 => SmsError::Uncertain(what),
            _ => SmsError::Refused(what),
        })
    }
}

impl fmt::Debug for TwilioSender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TwilioSender")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

impl SmsSender for TwilioSender {
    fn send<'a>(&'a self, message: &'a SmsMessage) -> BoxFuture<'a, Result<SmsReceipt, SmsError>> {
        Box::pin(self.send_once(message))
    }
}
