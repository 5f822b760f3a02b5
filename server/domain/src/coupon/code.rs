//! The code of a coupon that somebody claims: on a leaflet, in a message, on a till's slip.

use std::fmt;

use crate::{ErrorCode, plain};

/// Signs that nobody takes for each other: no 0 and O, 1 and I and L, 2 and Z, 5 and S, 8 and B, V and U.
const ALPHABET: &[u8; 24] = b"ACDEFGHJKMNPQRTUWXY34679";

/// So many signs: 24 to the power of 12 is more than 2 to the power of 55, so that with a million codes in use one in 36 billion tries finds one.
const SIGNS: usize = 12;
/// They are written in groups.
const GROUP: usize = 4;

/// The code of one coupon. It does not print itself.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CouponCode(String);

/// A text that is no code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a code has {SIGNS} letters and digits")]
pub struct CouponCodeError;

impl CouponCodeError {
    /// A stable code for addresses and words.
    pub const fn code(self) -> &'static str {
        ErrorCode::CouponCodeForm.as_str()
    }
}

impl CouponCode {
    /// Draws one from sixteen random bytes; what is left over by the division is less than one in 2 to the power of 72.
    #[must_use]
    pub fn draw(random: [u8; 16]) -> Self {
        let mut number = u128::from_be_bytes(random);
        let mut signs = String::with_capacity(SIGNS);
        for _ in 0..SIGNS {
            let place = usize::try_from(number % 24).unwrap_or(0);
            signs.push(char::from(ALPHABET[place]));
            number /= 24;
        }
        Self(signs)
    }

    /// Reads it as people type it: in any case, in groups or not, with full-width signs.
    ///
    /// # Errors
    /// When it is none of the signs, or not so many of them.
    pub fn parse(text: &str) -> Result<Self, CouponCodeError> {
        if text.len() > 200 {
            return Err(CouponCodeError);
        }
        let signs: String = plain(text)
            .chars()
            .filter(|sign| !sign.is_whitespace() && !matches!(sign, '-' | '–' | '—' | '_' | '.'))
            .map(|sign| sign.to_ascii_uppercase())
            .collect();
        let known = signs.bytes().all(|sign| ALPHABET.contains(&sign));
        if known && signs.len() == SIGNS {
            Ok(Self(signs))
        } else {
            Err(CouponCodeError)
        }
    }

    /// A typed code in the one form that offers know it by: of a coupon's code its signs alone, and any other text as it is.
    #[must_use]
    pub fn one_form(text: &str) -> String {
        Self::parse(text).map_or_else(|_| text.trim().to_owned(), |code| code.0)
    }

    /// The signs without groups, as the books keep them.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// In groups, for people.
    #[must_use]
    pub fn grouped(&self) -> String {
        let groups: Vec<&str> = (0..SIGNS)
            .step_by(GROUP)
            .filter_map(|at| self.0.get(at..at + GROUP))
            .collect();
        groups.join("-")
    }
}

impl fmt::Debug for CouponCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("CouponCode(····)")
    }
}
