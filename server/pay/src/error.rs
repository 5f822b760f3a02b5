//! What can go wrong, named so that the caller knows what to do about it.

/// A call to a gateway that did not succeed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PayError {
    /// No answer in time, or no connection. Whether the gateway acted is unknown: ask again with the same number.
    #[error("the gateway did not answer: {0}")]
    Unreachable(String),
    /// The gateway answered that it is not able to act now (5xx or 429). The same request may be sent again.
    #[error("the gateway is not able to act now: {status} {code}")]
    Busy {
        /// HTTP status.
        status: u16,
        /// The gateway's own code, when it sent one.
        code: String,
    },
    /// The gateway understood and refused. Sending the same again will not help.
    #[error("the gateway refused: {status} {code} {message} (request {request_id})")]
    Refused {
        /// HTTP status.
        status: u16,
        /// The gateway's own code, such as `PARAM_ERROR`.
        code: String,
        /// The gateway's words, for the log; never shown to members.
        message: String,
        /// What the gateway's support asks for.
        request_id: String,
    },
    /// The order was paid already; query and credit it.
    #[error("the order was paid already")]
    AlreadyPaid,
    /// The answer was not signed by the gateway. Nothing in it may be believed.
    #[error("the answer's signature does not hold: {0}")]
    Signature(#[from] SignatureError),
    /// The answer was signed but not what the protocol says.
    #[error("the answer cannot be read: {0}")]
    Unreadable(String),
    /// This channel cannot do what was asked (such as JSAPI without an openid).
    #[error("this channel cannot do that: {0}")]
    Unsupported(&'static str),
}

impl PayError {
    /// True when the same request may be sent again later and can then succeed.
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::Unreachable(_) | Self::Busy { .. })
    }
}

/// Why a signature was not accepted. None of these says anything about keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// A header or field that carries part of the signature is absent or not text.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// The time is not a number, or too far from ours in either direction.
    #[error("the timestamp is not acceptable")]
    Stale,
    /// Signed by a key that we do not know.
    #[error("the signer's key is unknown")]
    UnknownKey,
    /// A signature scheme other than the one we speak.
    #[error("the signature type is unknown")]
    UnknownType,
    /// The signature is not base64 or hexadecimal (gateways probe with such).
    #[error("the signature is not readable")]
    NotReadable,
    /// The signature does not fit the bytes.
    #[error("the signature does not fit")]
    Mismatch,
}

/// Why a notification was not accepted. The answer to the gateway is then a failure, so that a real one comes again; except for what
/// was signed and cannot be read, which would come again for ever as it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotifyError {
    /// Nobody vouches for it; nothing in it was looked at.
    #[error("the signature does not hold: {0}")]
    Signature(#[from] SignatureError),
    /// It was signed, but could not be decrypted with our key.
    #[error("the notification cannot be decrypted")]
    Undecryptable,
    /// It was signed, but is not what the protocol says, or not complete: another program's, or of a newer protocol. It is acknowledged;
    /// a payment that is ours is found by asking, or on the day's bill.
    #[error("the notification cannot be read: {0}")]
    Unreadable(&'static str),
    /// Larger than any notification is.
    #[error("the notification is too large")]
    TooLarge,
}

/// A setting that cannot be used, found when the program starts.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// A file named by a setting cannot be read.
    #[error("{setting}: cannot read {path}: {source}")]
    File {
        /// The setting.
        setting: &'static str,
        /// The file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// A value that does not fit.
    #[error("{setting}: {problem}")]
    Value {
        /// The setting.
        setting: &'static str,
        /// What is wrong with it.
        problem: String,
    },
}

impl SettingsError {
    pub(crate) fn value(setting: &'static str, problem: impl Into<String>) -> Self {
        Self::Value {
            setting,
            problem: problem.into(),
        }
    }
}
