//! Any provider with an HTTP interface: address, headers and body are templates in the settings.

use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};

use crate::http_client::read_answer;
use crate::template::{Escape, Words, fill};
use crate::{BoxFuture, HttpSettings, SettingsError, SmsError, SmsMessage, SmsReceipt, SmsSender};

/// Fills the templates and sends.
#[derive(Debug)]
pub(crate) struct HttpSender {
    settings: HttpSettings,
    method: Method,
    escape: Escape,
    words: Words,
    http: reqwest::Client,
}

impl HttpSender {
    pub(crate) fn new(settings: HttpSettings, words: Words, http: reqwest::Client) -> Result<Self, SettingsError> {
        let value = |setting, problem: &str| SettingsError::Value {
            setting,
            problem: problem.to_owned(),
        };
        let method = match settings.method.to_ascii_uppercase().as_str() {
            "POST" => Method::POST,
            "GET" => Method::GET,
            _ => return Err(value("sms.http.method", "must be POST or GET")),
        };
        let host_is_fixed = settings.url.split_once("://").is_some_and(|(scheme, rest)| {
            matches!(scheme, "http" | "https") && !rest.split('/').next().unwrap_or_default().contains("{{")
        });
        if !host_is_fixed {
            return Err(value(
                "sms.http.url",
                "must be an http or https address with a fixed host",
            ));
        }
        let escape = match settings.content_type.split(';').next().unwrap_or_default().trim() {
            "application/json" => Escape::Json,
            "application/x-www-form-urlencoded" => Escape::Url,
            "text/plain" => Escape::Nothing,
            _ => return Err(value("sms.http.content_type", "must be JSON, form or text/plain")),
        };
        for (name, header) in &settings.headers {
            if HeaderName::from_bytes(name.as_bytes()).is_err() || HeaderValue::from_str(header).is_err() {
                return Err(value("sms.http.headers", "holds a name or value that is no header"));
            }
        }
        Ok(Self {
            settings,
            method,
            escape,
            words,
            http,
        })
    }

    fn headers(&self, value: impl Fn(&str) -> Option<String>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, template) in &self.settings.headers {
            let filled = fill(template, Escape::Nothing, &value);
            if let (Ok(name), Ok(filled)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(&filled)) {
                headers.insert(name, filled);
            }
        }
        headers
    }

    async fn send_once(&self, message: &SmsMessage) -> Result<SmsReceipt, SmsError> {
        let text = self.words.text(message)?;
        let value = |name: &str| self.words.value(message, &text, name);
        let mut request = self
            .http
            .request(self.method.clone(), fill(&self.settings.url, Escape::Url, value))
            .headers(self.headers(value));
        if self.method == Method::POST {
            let body = fill(&self.settings.body, self.escape, value);
            request = request.header(CONTENT_TYPE, &self.settings.content_type).body(body);
        }
        let response = request.send().await.map_err(|e| SmsError::transport(&e))?;
        let status = response.status();
        let answer = read_answer(response).await?;
        if status.as_u16() == 429 {
            return Err(SmsError::Limited(status.to_string()));
        }
        if status.as_u16() == 503 {
            return Err(SmsError::NotSent(status.to_string()));
        }
        if status.is_server_error() {
            return Err(SmsError::Uncertain(status.to_string()));
        }
        let wanted = self.settings.ok_contains.as_deref().unwrap_or_default();
        if !status.is_success() || !String::from_utf8_lossy(&answer).contains(wanted) {
            return Err(SmsError::Refused(status.to_string()));
        }
        Ok(SmsReceipt { provider_id: None })
    }
}

impl SmsSender for HttpSender {
    fn send<'a>(&'a self, message: &'a SmsMessage) -> BoxFuture<'a, Result<SmsReceipt, SmsError>> {
        Box::pin(self.send_once(message))
    }
}
