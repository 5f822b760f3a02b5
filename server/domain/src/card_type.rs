//! Kinds of card: what one is called, what it is for, how it looks, and who gives it out. What it may hold, offers and costs are rules.

use crate::{DetailError, ErrorCode, organisation::texts, text_enum};
use serde::{Deserialize, Serialize};

text_enum! {
    /// What a kind of card is for. Kinds that come later (stock, groups, counted, timed and paid cards) are further words here.
    pub enum CardKind {
        /// It holds money: it can be topped up, and pays.
        StoredValue = "stored-value",
        /// It collects points and names its member; money is not put on it.
        Points = "points",
    }
}

impl CardKind {
    /// Whether money can be put on it.
    #[must_use]
    pub const fn takes_top_ups(self) -> bool {
        matches!(self, Self::StoredValue)
    }
}

text_enum! {
    /// Who gives a kind of card out at a counter.
    pub enum CardGiver {
        /// Whoever serves at the card desk.
        Desk = "desk",
        /// Whoever serves there and may approve what others may not do alone.
        Lead = "lead",
    }
}

texts! {
    /// What a kind of card is called in Chinese: 1 to 20 signs.
    CardTypeName: 1..=20, "card-type-name";
    /// What it is called in English; may be empty, and then the other name stands for it. Up to 40 signs.
    CardTypeEnglish: 0..=40, "card-type-english";
}

/// The short name of a kind of card, by which files and commands name it and which never changes: 1 to 20 small letters of the Latin
/// alphabet, digits and hyphens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardTypeCode(String);

impl CardTypeCode {
    /// Reads it, in whatever case it is typed.
    ///
    /// # Errors
    /// [`DetailError`] when it is anything else.
    pub fn parse(text: &str) -> Result<Self, DetailError> {
        let code = text.trim().to_ascii_lowercase();
        let known = code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let fits = (1..=20).contains(&code.len()) && known;
        fits.then_some(Self(code))
            .ok_or(DetailError::of(ErrorCode::CardTypeCode))
    }

    /// The short name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The colour of a card's face, as `#0b7a5b`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CardColour(String);

impl CardColour {
    /// Reads it.
    ///
    /// # Errors
    /// [`DetailError`] when it is not `#` and six hexadecimal digits.
    pub fn parse(text: &str) -> Result<Self, DetailError> {
        let colour = text.trim().to_ascii_lowercase();
        let digits = colour.strip_prefix('#').unwrap_or_default();
        let fits = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        fits.then_some(Self(colour))
            .ok_or(DetailError::of(ErrorCode::RuleColour))
    }

    /// The colour.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for CardColour {
    /// The green that a shop begins with.
    fn default() -> Self {
        Self("#0b7a5b".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_names_and_colours_have_one_form_whatever_is_typed() {
        let code = |text: &str| CardTypeCode::parse(text).map(|code| code.as_str().to_owned());
        assert_eq!(code(" Gold-2 ").as_deref(), Ok("gold-2"));
        for text in ["", "金卡", "gold card", &"a".repeat(21)] {
            assert_eq!(code(text).map_err(DetailError::code), Err("card-type-code"), "{text}");
        }
        let colour = |text: &str| CardColour::parse(text).map(|colour| colour.as_str().to_owned());
        assert_eq!(colour("#C8102E").as_deref(), Ok("#c8102e"));
        for text in ["", "red", "#12345", "#1234567", "#;}*{}"] {
            assert_eq!(colour(text).map_err(DetailError::code), Err("rule-colour"), "{text}");
        }
    }

    #[test]
    fn money_is_put_on_cards_that_hold_some() {
        assert!(CardKind::StoredValue.takes_top_ups() && !CardKind::Points.takes_top_ups());
    }
}
