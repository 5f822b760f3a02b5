//! The number printed on a card: sixteen digits, the last of which checks the others.

use crate::ErrorCode;
use crate::member_code::{luhn_check_digit, scanned_digits};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A card number. It identifies and earns, and it never spends (RULES, the member code: rights).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CardNumber(u64);

/// Why a text is not a card number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CardNumberError {
    /// It has not sixteen digits.
    #[error("a card number has sixteen digits")]
    NotSixteenDigits,
    /// The check digit says that a digit was read or typed wrongly.
    #[error("a digit is wrong")]
    CheckDigit,
}

impl CardNumberError {
    /// A stable code for addresses and logs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotSixteenDigits => ErrorCode::CardNumberLength.as_str(),
            Self::CheckDigit => ErrorCode::CardNumberCheckDigit.as_str(),
        }
    }
}

impl CardNumber {
    /// What our numbers begin with.
    pub const DEFAULT_PREFIX: u16 = 6800;

    /// The number with this prefix of four digits and this serial of eleven; both are cut to their length.
    pub fn compose(prefix: u16, serial: u64) -> Self {
        let body = u64::from(prefix % 10_000) * 100_000_000_000 + serial % 100_000_000_000;
        let digits: Vec<u8> = format!("{body:015}").bytes().map(|byte| byte - b'0').collect();
        Self(body * 10 + u64::from(luhn_check_digit(&digits)))
    }

    /// Reads a number as people type it and scanners send it: with spaces, dashes or full-width digits.
    pub fn parse(text: &str) -> Result<Self, CardNumberError> {
        if text.len() > 512 {
            return Err(CardNumberError::NotSixteenDigits);
        }
        let digits = scanned_digits(text).map_err(|_| CardNumberError::NotSixteenDigits)?;
        let (check, body) = digits.split_last().ok_or(CardNumberError::NotSixteenDigits)?;
        if digits.len() != 16 {
            return Err(CardNumberError::NotSixteenDigits);
        }
        if luhn_check_digit(body) != *check {
            return Err(CardNumberError::CheckDigit);
        }
        Ok(Self(
            digits.iter().fold(0, |number, digit| number * 10 + u64::from(*digit)),
        ))
    }

    /// The sixteen digits: what the database keeps.
    pub fn as_digits(self) -> String {
        format!("{:016}", self.0)
    }

    /// For the member's own eyes: `6800 1234 5678 2417`.
    pub fn grouped(self) -> String {
        let digits = self.as_digits();
        format!(
            "{} {} {} {}",
            &digits[..4],
            &digits[4..8],
            &digits[8..12],
            &digits[12..]
        )
    }

    /// For anyone else: `6800 ···· ···· 2417`.
    pub fn masked(self) -> String {
        let digits = self.as_digits();
        format!("{} ···· ···· {}", &digits[..4], &digits[12..])
    }

    /// The last four digits.
    pub fn tail(self) -> String {
        self.as_digits()[12..].to_owned()
    }
}

impl fmt::Debug for CardNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "CardNumber({})", self.masked())
    }
}

impl TryFrom<String> for CardNumber {
    type Error = CardNumberError;

    fn try_from(text: String) -> Result<Self, CardNumberError> {
        Self::parse(&text)
    }
}

impl From<CardNumber> for String {
    fn from(number: CardNumber) -> Self {
        number.as_digits()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_card_number_shows_only_its_ends() {
        let number = CardNumber::compose(6800, 12_345_678_241);
        assert_eq!(number.as_digits().len(), 16);
        assert_eq!(number.masked(), format!("6800 ···· ···· {}", number.tail()));
        assert_eq!(format!("{number:?}"), format!("CardNumber({})", number.masked()));
        assert_eq!(CardNumber::parse(&number.grouped()), Ok(number));
    }

    #[test]
    fn the_example_of_the_standard_satisfies_luhn() {
        assert_eq!(
            CardNumber::parse("4539 1488 0343 6467").map(CardNumber::tail),
            Ok("6467".to_owned())
        );
        assert_eq!(
            CardNumber::parse("4539 1488 0343 6468"),
            Err(CardNumberError::CheckDigit)
        );
    }

    #[test]
    fn what_has_not_sixteen_digits_is_no_card_number() {
        for text in ["", "4539", "4539 1488 0343 646x", "4539 1488 0343 64670"] {
            assert_eq!(
                CardNumber::parse(text),
                Err(CardNumberError::NotSixteenDigits),
                "{text}"
            );
        }
    }

    proptest! {
        #[test]
        fn every_number_comes_back_from_its_digits(prefix: u16, serial: u64) {
            let number = CardNumber::compose(prefix, serial);
            prop_assert_eq!(CardNumber::parse(&number.as_digits()), Ok(number));
        }

        #[test]
        fn no_text_makes_the_parser_panic(text in any::<String>()) {
            let _ = CardNumber::parse(&text);
        }
    }
}
