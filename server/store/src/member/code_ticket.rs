//! What ties a one-time code to the browser that asked for it: a token in that browser's cookie, of which the database holds the SHA-256.

use huika_domain::Phone;

use crate::{Context, db::secret::sha256, member::code_purpose::Purpose};

/// The token of one request for a code. Whoever does not have it cannot use the code, nor use up its tries.
#[derive(Clone, PartialEq, Eq)]
pub struct CodeTicket(String);

/// What no ticket is longer than.
const LONGEST: usize = 64;

impl CodeTicket {
    /// The ticket of a form that asks for a code. A form whose key comes again asks for the same code again; without a key
    /// each request is another one.
    #[must_use]
    pub fn of_form(context: &Context, key: &str, phone: &Phone, purpose: Purpose) -> Self {
        if key.is_empty() {
            return Self(context.rng.token());
        }
        let parts = [key, phone.as_str(), purpose.as_str()];
        Self(hex::encode(context.secret.fingerprint("code-ticket", &parts)))
    }

    /// The one that a browser sent back in its cookie.
    #[must_use]
    pub fn of_cookie(text: &str) -> Option<Self> {
        (1..=LONGEST).contains(&text.len()).then(|| Self(text.to_owned()))
    }

    /// What the cookie holds.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn hash(&self) -> [u8; 32] {
        sha256(self.0.as_bytes())
    }
}

impl std::fmt::Debug for CodeTicket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CodeTicket(…)")
    }
}
