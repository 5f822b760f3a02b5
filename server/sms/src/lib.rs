//! Short messages: one trait, and a module for each provider's wire protocol.
//!
//! Mainland China wants an approved signature and template for each message, so a message is a template's key with named parameters and
//! never free text; providers that want text get it from the template's words. Nothing here logs a parameter: a one-time code in a
//! log is a key under the mat.

mod error;
mod http_client;
mod log;
mod message;
mod settings;
mod template;
mod webhook;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

pub use error::{SettingsError, SmsError};
pub use http_client::sms_http_client;
pub use message::{SmsMessage, SmsReceipt};
pub use settings::{HttpSettings, LogSettings, Provider, SmsSettings, TemplateSettings};

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
pub fn sms_sender(settings: &SmsSettings, http: reqwest::Client) -> Result<Arc<dyn SmsSender>, SettingsError> {
    let words = template::Words::new(settings);
    match settings.provider {
        Provider::Log => Ok(Arc::new(log::LogSender::new(words, settings.log.clone()))),
        Provider::Http => {
            let own = settings.http.clone().ok_or(SettingsError::MissingTable("sms.http"))?;
            Ok(Arc::new(webhook::HttpSender::new(own, words, http)?))
        }
    }
}
