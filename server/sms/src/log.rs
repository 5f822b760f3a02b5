//! No provider: a line in the log instead of a message. For development.

use crate::template::Words;
use crate::{BoxFuture, LogSettings, SmsError, SmsMessage, SmsReceipt, SmsSender};

/// Writes that a message would have gone out; its words only when the settings say so.
#[derive(Debug)]
pub(crate) struct LogSender {
    words: Words,
    settings: LogSettings,
}

impl LogSender {
    pub(crate) fn new(words: Words, settings: LogSettings) -> Self {
        Self { words, settings }
    }
}

impl SmsSender for LogSender {
    fn send<'a>(&'a self, message: &'a SmsMessage) -> BoxFuture<'a, Result<SmsReceipt, SmsError>> {
        Box::pin(async move {
            let text = self.words.text(message)?;
            let (phone, template) = (message.phone.masked(), message.template);
            if self.settings.reveal {
                tracing::info!(phone, template, text, "a short message would be sent");
            } else {
                tracing::info!(phone, template, "a short message would be sent");
            }
            Ok(SmsReceipt { provider_id: None })
        })
    }
}
