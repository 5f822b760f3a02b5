//! What is sent.

use std::fmt;

use huika_domain::Phone;

/// One message to one phone.
#[derive(Clone)]
pub struct SmsMessage {
    /// To whom.
    pub phone: Phone,
    /// The template's key, such as `sign-in-code`; settings map it to the provider's template and to words.
    pub template: &'static str,
    /// The template's parameters by name. They may be secret.
    pub params: Vec<(&'static str, String)>,
    /// Our own id of the message, which providers carry along for looking it up later.
    pub reference: String,
}

impl SmsMessage {
    pub(crate) fn param(&self, name: &str) -> Option<&str> {
        self.params
            .iter()
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value.as_str())
    }
}

impl fmt::Debug for SmsMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmsMessage")
            .field("phone", &self.phone)
            .field("template", &self.template)
            .field("reference", &self.reference)
            .finish_non_exhaustive()
    }
}

/// A provider took the message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmsReceipt {
    /// The provider's id of the message, when it gives one.
    pub provider_id: Option<String>,
}
