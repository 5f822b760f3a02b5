//! How a member came: by which path, and on whose word.

use crate::typed::together;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A member's own code, which friends join with: eight signs that cannot be mistaken for each other (Crockford's base 32).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferralCode(String);

/// A text is not a referral code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not a referral code")]
pub struct ReferralCodeError;

const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 8;

impl ReferralCode {
    /// A code out of any random number.
    pub fn from_random(random: u64) -> Self {
        let sign = |place: usize| char::from(SIGNS[(random >> (5 * place) & 31) as usize]);
        Self((0..LENGTH).map(sign).collect())
    }

    /// Reads a code as people type it: in small letters, with spaces or dashes, with O for 0 and I or L for 1.
    pub fn parse(text: &str) -> Result<Self, ReferralCodeError> {
        let signs: String = together(text)
            .chars()
            .take(32)
            .map(|sign| match sign.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                sign => sign,
            })
            .collect();
        let fits = signs.len() == LENGTH && signs.bytes().all(|sign| SIGNS.contains(&sign));
        if fits { Ok(Self(signs)) } else { Err(ReferralCodeError) }
    }

    /// The eight signs.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ReferralCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The path that somebody joined by, as the shop names it in a link or on a poster: `portal`, `counter`, `poster-7`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct JoinSource(String);

impl TryFrom<String> for JoinSource {
    type Error = JoinSourceError;

    fn try_from(text: String) -> Result<Self, JoinSourceError> {
        Self::parse(&text)
    }
}

impl From<JoinSource> for String {
    fn from(source: JoinSource) -> Self {
        source.0
    }
}

impl Default for JoinSource {
    /// The portal, when no link says otherwise.
    fn default() -> Self {
        Self("portal".to_owned())
    }
}

/// A text does not name a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a source has up to 32 small letters, digits and dashes")]
pub struct JoinSourceError;

impl JoinSource {
    /// Reads up to 32 small letters, digits, dashes and underscores; capitals become small.
    pub fn parse(text: &str) -> Result<Self, JoinSourceError> {
        let text = text.trim();
        let fits = (1..=32).contains(&text.len())
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        if fits {
            Ok(Self(text.to_ascii_lowercase()))
        } else {
            Err(JoinSourceError)
        }
    }

    /// An operator entered them.
    pub fn counter() -> Self {
        Self("counter".to_owned())
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        for text in ["0A1BCD2E", "oaibcd2e", " 0A1B-CD2E ", "oalb cd2e"] {
            assert_eq!(
                ReferralCode::parse(text).map(|code| code.to_string()),
                Ok("0A1BCD2E".to_owned()),
                "{text}"
            );
        }
        for text in ["", "0A1BCD2", "0A1BCD2EF", "0A1BCD2U", "0A1BCD2é"] {
            assert_eq!(ReferralCode::parse(text), Err(ReferralCodeError), "{text}");
        }
    }

    #[test]
    fn a_source_is_a_short_name_and_nothing_else() {
        assert_eq!(
            JoinSource::parse(" Poster-7 ").map(|source| source.0),
            Ok("poster-7".to_owned())
        );
        for text in ["", "a b", "<b>", "海报", "x".repeat(33).as_str()] {
            assert_eq!(JoinSource::parse(text), Err(JoinSourceError), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_random_number_gives_a_code_that_can_be_typed(random: u64) {
            let code = ReferralCode::from_random(random);
            prop_assert_eq!(ReferralCode::parse(code.as_str()), Ok(code));
        }

        #[test]
        fn no_text_makes_the_parsers_panic(text in any::<String>()) {
            let _ = ReferralCode::parse(&text);
            let _ = JoinSource::parse(&text);
        }
    }
}
