//! What can go wrong, named by what the caller may do about it.

/// A message that was not, or perhaps not, sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SmsError {
    /// The request never reached the provider, or the provider said that it did not act. It may be sent again.
    #[error("not sent: {0}")]
    NotSent(String),
    /// No answer in time. It may have been sent: sending again could deliver two, so a person asks for a new one instead.
    #[error("no answer; perhaps sent: {0}")]
    Uncertain(String),
    /// The provider's own limit for this number.
    #[error("the provider's limit is reached: {0}")]
    Limited(String),
    /// The provider refused: number, template, signature, or an empty account.
    #[error("refused: {0}")]
    Refused(String),
    /// The settings have no such template.
    #[error("no template {0}")]
    NoTemplate(&'static str),
}

impl SmsError {
    /// True only when a second try cannot deliver the message twice.
    pub fn was_surely_not_sent(&self) -> bool {
        matches!(self, Self::NotSent(_))
    }

    /// Describes a transport error without its address, whose query may carry the code.
    pub(crate) fn transport(error: &reqwest::Error) -> Self {
        if error.is_connect() || error.is_builder() {
            Self::NotSent("no connection".to_owned())
        } else if error.is_timeout() {
            Self::Uncertain("time-out".to_owned())
        } else {
            Self::Uncertain("the connection broke off".to_owned())
        }
    }
}

/// A setting that cannot be used, found when the program starts.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The provider's own table is missing.
    #[error("[{0}] is missing")]
    MissingTable(&'static str),
    /// A value that does not fit.
    #[error("{setting}: {problem}")]
    Value {
        /// The setting.
        setting: &'static str,
        /// What is wrong with it.
        problem: String,
    },
}
