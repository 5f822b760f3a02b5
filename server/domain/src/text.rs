//! Names and free texts that people typed: what can be seen of them, and nothing else.
//!
//! A name that begins with a sign nobody sees would be masked to that sign, and one that turns the direction of writing would change
//! what stands beside it. So both are taken out where a text comes in, once for all of them.

use crate::ErrorCode;
use crate::typed::is_invisible;
use serde::{Deserialize, Serialize};

/// A text without control characters and without signs that nobody sees, with single spaces and none at its ends. A zero-width joiner
/// stays between two signs that it joins, as in emoji and in Persian words.
pub fn visible(text: &str) -> String {
    let signs: Vec<char> = text
        .chars()
        .map(|sign| {
            if sign.is_whitespace() || sign.is_control() {
                ' '
            } else {
                sign
            }
        })
        .filter(|sign| is_joiner(*sign) || is_selector(*sign) || !is_invisible(*sign))
        .collect();
    let mut text = String::with_capacity(signs.len());
    for (index, sign) in signs.iter().copied().enumerate() {
        let before = text.chars().next_back();
        let stays = match sign {
            ' ' => before.is_some_and(|before| before != ' '),
            sign if is_joiner(sign) => {
                let next = signs.get(index + 1).copied();
                before.is_some_and(is_seen) && next.is_some_and(|next| is_seen(next) && !is_selector(next))
            }
            // A selector of a variant says something about the sign before it.
            sign if is_selector(sign) => before.is_some_and(is_seen),
            _ => true,
        };
        if stays {
            text.push(sign);
        }
    }
    text.truncate(text.trim_end().len());
    text
}

/// The same of a text of several lines, which stay lines; none of them is left at its ends.
pub fn visible_lines(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(visible).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

fn is_seen(sign: char) -> bool {
    sign != ' ' && !is_joiner(sign)
}

fn is_joiner(sign: char) -> bool {
    matches!(sign, '\u{200C}' | '\u{200D}')
}

fn is_selector(sign: char) -> bool {
    matches!(sign, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

/// What a person is called: 1 to 20 signs that can be seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PersonName(String);

/// There is no name in the text, or it is too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a name has 1 to 20 signs")]
pub struct PersonNameError;

impl PersonNameError {
    /// A stable code for addresses and words.
    pub const fn code(self) -> &'static str {
        ErrorCode::NameLength.as_str()
    }
}

impl PersonName {
    /// The most signs that a name has.
    pub const MOST: usize = 20;
    /// Nobody types more than this; what is longer is not looked at.
    const LONGEST_BYTES: usize = 2_000;

    /// Reads a name as people type it and phones paste it.
    pub fn parse(text: &str) -> Result<Self, PersonNameError> {
        if text.len() > Self::LONGEST_BYTES {
            return Err(PersonNameError);
        }
        let name = visible(text);
        if name.is_empty() || name.chars().count() > Self::MOST {
            return Err(PersonNameError);
        }
        Ok(Self(name))
    }

    /// A name that may be left out: nothing that can be seen is no name.
    pub fn parse_optional(text: &str) -> Result<Option<Self>, PersonNameError> {
        if text.len() <= Self::LONGEST_BYTES && visible(text).is_empty() {
            return Ok(None);
        }
        Self::parse(text).map(Some)
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// 林女士 becomes 林**: enough to ask "Ms Lin?", too little to take home. Nothing for a name that has nothing to see; names that were
    /// kept before there was this rule are masked by it too.
    pub fn masked(name: &str) -> Option<String> {
        visible(name).chars().next().map(|first| format!("{first}**"))
    }
}

impl TryFrom<String> for PersonName {
    type Error = PersonNameError;

    fn try_from(text: String) -> Result<Self, PersonNameError> {
        Self::parse(&text)
    }
}

impl From<PersonName> for String {
    fn from(name: PersonName) -> Self {
        name.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_that_begins_with_a_sign_nobody_sees_is_masked_to_its_first_visible_sign() {
        for hidden in [
            "\u{200b}", "\u{202e}", "\u{feff}", "\u{2066}", "\u{3164}", "\u{2800}", "\u{0}", "\u{7}",
        ] {
            let typed = format!("{hidden}林小满{hidden}");
            let name = PersonName::parse(&typed).expect("there is a name in it");
            assert_eq!(name.as_str(), "林小满", "{typed:?}");
            assert_eq!(
                PersonName::masked(&typed).as_deref(),
                Some("林**"),
                "kept before the rule"
            );
            assert_eq!(
                PersonName::parse(hidden),
                Err(PersonNameError),
                "nothing to see is no name"
            );
            assert_eq!(PersonName::parse_optional(hidden), Ok(None));
        }
        // A selector of a variant says something only about a sign before it.
        assert_eq!(PersonName::masked("\u{fe0f}林小满").as_deref(), Some("林**"));
        assert_eq!(PersonName::parse("\u{fe0f}"), Err(PersonNameError));
    }

    #[test]
    fn spaces_become_one_and_what_joins_two_signs_stays() {
        assert_eq!(visible("  Ana\u{a0}\t María\r\n"), "Ana María");
        assert_eq!(visible("\u{200d}👩\u{200d}🍳\u{200d}"), "👩\u{200d}🍳");
        assert_eq!(visible("❤\u{fe0f}"), "❤\u{fe0f}");
        assert_eq!(visible("a\u{200d}\u{fe0f}"), "a\u{fe0f}");
        assert_eq!(visible(" \u{fe0f}\u{200d}b"), "b");
        assert_eq!(visible("a\u{202e}b\u{0}c"), "ab c");
    }

    #[test]
    fn lines_stay_lines_and_hide_nothing() {
        assert_eq!(visible_lines("\r\n a\u{202e}b \r\n\u{200b}\nc\u{7}\n"), "ab\n\nc");
        assert_eq!(visible_lines("\u{2800}\n"), "");
    }

    #[test]
    fn a_name_has_one_to_twenty_signs() {
        assert_eq!(
            PersonName::parse(&"林".repeat(20)).map(String::from),
            Ok("林".repeat(20))
        );
        assert_eq!(PersonName::parse(&"林".repeat(21)), Err(PersonNameError));
        assert_eq!(PersonName::parse_optional(&"林".repeat(21)), Err(PersonNameError));
        assert_eq!(PersonName::parse_optional(&" ".repeat(5_000)), Err(PersonNameError));
    }

    proptest! {
        #[test]
        fn what_is_visible_stays_as_it_is_when_it_is_looked_at_again(text in any::<String>()) {
            let once = visible(&text);
            prop_assert_eq!(visible(&once), once.clone());
            prop_assert!(!once.contains(char::is_control));
        }
    }
}
