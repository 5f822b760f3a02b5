//! The settings of `[sms]`.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;

use crate::{AliyunSettings, TencentSettings, TwilioSettings};

/// `[sms]`: who sends, under which name, with which words.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmsSettings {
    /// Which provider; its own settings stand in the table of that name.
    pub provider: Provider,
    /// The name in front of each message (签名), as approved by the provider.
    #[serde(default = "our_name")]
    pub sign_name: String,
    /// Templates by key. What is not set here has the words that come with the program.
    #[serde(default)]
    pub templates: BTreeMap<String, TemplateSettings>,
    /// `[sms.http]`.
    pub http: Option<HttpSettings>,
    /// `[sms.aliyun]`.
    pub aliyun: Option<AliyunSettings>,
    /// `[sms.tencent]`.
    pub tencent: Option<TencentSettings>,
    /// `[sms.twilio]`.
    pub twilio: Option<TwilioSettings>,
    /// `[sms.log]`.
    #[serde(default)]
    pub log: LogSettings,
}

impl Default for SmsSettings {
    /// Nobody sends: the program's log says that a message would have gone out.
    fn default() -> Self {
        Self {
            provider: Provider::Log,
            sign_name: our_name(),
            templates: BTreeMap::new(),
            http: None,
            aliyun: None,
            tencent: None,
            twilio: None,
            log: LogSettings::default(),
        }
    }
}

/// Who sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Provider {
    /// Any provider with an HTTP interface, by template.
    Http,
    /// Aliyun.
    Aliyun,
    /// Tencent Cloud.
    Tencent,
    /// Twilio.
    Twilio,
    /// Nobody: the program's log says that a message would have been sent. For development.
    Log,
}

/// `[sms.templates.KEY]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TemplateSettings {
    /// The provider's id of the template, where it has templates.
    pub id: Option<String>,
    /// The words, where the provider wants text; `{{code}}` stands for a parameter.
    pub text: Option<String>,
    /// The order of the parameters, where the provider counts them instead of naming them.
    pub params: Vec<String>,
}

/// `[sms.http]`. In `url`, `headers` and `body`, `{{phone}}` (+8613800138000), `{{national}}` (13800138000), `{{text}}`, `{{sign_name}}`,
/// `{{template}}`, `{{reference}}` and each parameter by its name are filled in, escaped for where they stand.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HttpSettings {
    /// `POST` or `GET`.
    #[serde(default = "post")]
    pub method: String,
    /// The address.
    pub url: String,
    /// The kind of body, which also decides how values in it are escaped.
    #[serde(default = "json")]
    pub content_type: String,
    /// More headers, for instance a key.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The body; empty for `GET`.
    #[serde(default)]
    pub body: String,
    /// What a good answer contains, for providers that say 200 to everything.
    pub ok_contains: Option<String>,
}

/// `[sms.log]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LogSettings {
    /// Write the message's words, and with them the code, into the log. Only for a developer's own machine.
    pub reveal: bool,
}

fn our_name() -> String {
    "会卡".to_owned()
}

fn post() -> String {
    "POST".to_owned()
}

fn json() -> String {
    "application/json".to_owned()
}

impl fmt::Debug for HttpSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Address, headers and body of a reseller's interface usually hold the account's key.
        let host = url::Url::parse(&self.url)
            .ok()
            .and_then(|url| url.host_str().map(str::to_owned));
        f.debug_struct("HttpSettings")
            .field("method", &self.method)
            .field("host", &host)
            .finish_non_exhaustive()
    }
}
