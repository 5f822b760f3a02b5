//! Short messages: one trait, and a module for each provider's wire protocol.
//!
//! Mainland China wants an approved signature and template for each message, so a message is a template's key with named parameters and
//! never free text; providers that want text get it from the template's words. Nothing here logs a parameter: a one-time code in a
//! log is a key under the mat.

mod acs3;
mod aliyun;
mod error;
mod http_client;
mod log;
mod message;
mod settings;
mod tc3;
mod template;
mod tencent;
mod twilio;
mod webhook;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use huika_domain::Clock;

pub use aliyun::AliyunSettings;
pub use error::{SettingsError, SmsError};
pub use http_client::sms_http_client;
pub use message::{SmsMessage, SmsReceipt};
pub use settings::{HttpSettings, LogSettings, Provider, SmsSettings, TemplateSettings};
pub use tencent::TencentSettings;
pub use twilio::TwilioSettings;

/// A future that a trait object can return.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Sends short messages.
pub trait SmsSender: Send + Sync + fmt::Debug {
    /// Sends one message once. Whether to try again is the caller's decision, by [`SmsError::was_surely_not_sent`].
    fn send<'a>(&'a self, message: &'a SmsMessage) -> BoxFuture<'a, Result<SmsReceipt, SmsError>>;
}

/// Makes the sender that the settings name.
///
/// # Errors
/// When the provider's own table is missing or a value in it does not fit.
pub fn sms_sender(
    settings: &SmsSettings,
    http: reqwest::Client,
    clock: Arc<dyn Clock>,
) -> Result<Arc<dyn SmsSender>, SettingsError> {
    let words = template::Words::new(settings);
    Ok(match settings.provider {
        Provider::Log => Arc::new(log::LogSender::new(words, settings.log.clone())),
        Provider::Http => Arc::new(webhook::HttpSender::new(
            own("sms.http", settings.http.as_ref())?,
            words,
            http,
        )?),
        Provider::Aliyun => {
            let own = own("sms.aliyun", settings.aliyun.as_ref())?;
            Arc::new(aliyun::AliyunSender::new(own, words, http, clock)?)
        }
        Provider::Tencent => {
            let own = own("sms.tencent", settings.tencent.as_ref())?;
            Arc::new(tencent::TencentSender::new(own, words, http, clock)?)
        }
        Provider::Twilio => Arc::new(twilio::TwilioSender::new(
            own("sms.twilio", settings.twilio.as_ref())?,
            words,
            http,
        )?),
    })
}

/// The provider's own table.
fn own<T: Clone>(table: &'static str, settings: Option<&T>) -> Result<T, SettingsError> {
    settings.cloned().ok_or(SettingsError::MissingTable(table))
}
