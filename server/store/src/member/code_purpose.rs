//! What a one-time code is asked for.

/// What a code is asked for. One that was asked for one purpose proves nothing for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To join or to sign in.
    SignIn,
    /// To set another PIN for one that was forgotten.
    Pin,
    /// To show that a member's next phone number is theirs.
    Phone,
}

impl Purpose {
    /// The word in the column, and what the fingerprint is made under.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::Pin => "pin",
            Self::Phone => "phone",
        }
    }
}
