//! What the shop calls a tag or a segment.

use serde::{Deserialize, Serialize};

use crate::{ErrorCode, visible};

/// The name of something that the shop has made for itself: 1 to 20 signs that can be seen, on one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ShortName(String);

/// There is no name in the text, or it is too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a name has 1 to {} signs", ShortName::MOST)]
pub struct ShortNameError;

impl ShortNameError {
    /// A stable code for addresses and words.
    pub const fn code(self) -> &'static str {
        ErrorCode::ShortName.as_str()
    }
}

impl ShortName {
    /// The most signs: more would not fit beside others.
    pub const MOST: usize = 20;

    /// Reads a name as people type it.
    ///
    /// # Errors
    /// When nothing of it can be seen, or it is too long.
    pub fn parse(text: &str) -> Result<Self, ShortNameError> {
        if text.len() > 2_000 {
            return Err(ShortNameError);
        }
        let name = visible(text);
        if (1..=Self::MOST).contains(&name.chars().count()) {
            Ok(Self(name))
        } else {
            Err(ShortNameError)
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ShortName {
    type Error = ShortNameError;

    fn try_from(text: String) -> Result<Self, ShortNameError> {
        Self::parse(&text)
    }
}

impl From<ShortName> for String {
    fn from(name: ShortName) -> Self {
        name.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_name_has_something_to_see_and_fits_beside_others() {
        assert_eq!(
            ShortName::parse(" 大 客户\n").map(|name| name.as_str().to_owned()),
            Ok("大 客户".to_owned())
        );
        for text in ["", " ", "\u{200b}", &"长".repeat(21)] {
            assert_eq!(ShortName::parse(text), Err(ShortNameError), "{text}");
        }
    }
}
