//! A phone number of a member: a mainland mobile number, kept in one form however it was typed.

use crate::ErrorCode;
use crate::typed::together;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A mainland mobile number in E.164: `+8613800138000`. It shows itself masked everywhere but where a message is sent.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phone(String);

/// Why a text is not a phone number that can join.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    /// Nothing was typed.
    #[error("a phone number is needed")]
    Empty,
    /// It is not eleven digits that begin with 13 to 19.
    #[error("this is not a mobile number")]
    NotAMobileNumber,
    /// It begins with a country code other than +86.
    #[error("only numbers of +86 can join")]
    OtherCountry,
}

impl PhoneError {
    /// A stable code for addresses and logs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => ErrorCode::PhoneEmpty.as_str(),
            Self::NotAMobileNumber => ErrorCode::PhoneInvalid.as_str(),
            Self::OtherCountry => ErrorCode::PhoneOtherCountry.as_str(),
        }
    }
}

impl Phone {
    /// Reads a number as people type and paste it: with spaces, dashes, invisible marks, `+86`, `0086`, `86` or full-width digits.
    pub fn parse(text: &str) -> Result<Self, PhoneError> {
        let folded: String = together(text)
            .chars()
            .filter(|sign| !matches!(sign, '(' | ')' | '.'))
            .collect();
        if folded.is_empty() {
            return Err(PhoneError::Empty);
        }
        let national = if let Some(rest) = folded.strip_prefix('+').or_else(|| folded.strip_prefix("00")) {
            rest.strip_prefix("86").ok_or(PhoneError::OtherCountry)?
        } else if folded.len() == 13 {
            folded.strip_prefix("86").ok_or(PhoneError::NotAMobileNumber)?
        } else {
            folded.as_str()
        };
        let bytes = national.as_bytes();
        let is_mobile = bytes.len() == 11
            && bytes.iter().all(u8::is_ascii_digit)
            && bytes[0] == b'1'
            && matches!(bytes[1], b'3'..=b'9');
        if is_mobile {
            Ok(Self(format!("+86{national}")))
        } else {
            Err(PhoneError::NotAMobileNumber)
        }
    }

    /// The number in E.164: `+8613800138000`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The eleven digits of the number inside the country: `13800138000`.
    pub fn national(&self) -> &str {
        &self.0[3..]
    }

    /// The number without its last four digits, `+861380013`: what a limit on neighbouring numbers counts by.
    pub fn prefix(&self) -> &str {
        &self.0[..10]
    }

    /// How it is shown to anyone: `138****8000`.
    pub fn masked(&self) -> String {
        let national = self.national();
        format!("{}****{}", &national[..3], &national[7..])
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Phone({})", self.masked())
    }
}

impl TryFrom<String> for Phone {
    type Error = PhoneError;

    fn try_from(text: String) -> Result<Self, PhoneError> {
        Self::parse(&text)
    }
}

impl From<Phone> for String {
    fn from(phone: Phone) -> Self {
        phone.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_number_has_one_form_however_it_is_typed() {
        for text in [
            "13800138000",
            " 138 0013 8000 ",
            "138-0013-8000",
            "+86 138 0013 8000",
            "+8613800138000",
            "008613800138000",
            "8613800138000",
            "１３８００１３８０００",
            "（+86）13800138000",
        ] {
            assert_eq!(
                Phone::parse(text).map(|p| p.as_str().to_owned()),
                Ok("+8613800138000".to_owned()),
                "{text}"
            );
        }
    }

    #[test]
    fn other_numbers_are_refused_with_their_reason() {
        for (text, error) in [
            ("", PhoneError::Empty),
            (" - ", PhoneError::Empty),
            ("12800138000", PhoneError::NotAMobileNumber),
            ("1380013800", PhoneError::NotAMobileNumber),
            ("138001380000", PhoneError::NotAMobileNumber),
            ("1380013800x", PhoneError::NotAMobileNumber),
            ("1380013800é", PhoneError::NotAMobileNumber),
            ("+14155550100", PhoneError::OtherCountry),
            ("0014155550100", PhoneError::OtherCountry),
        ] {
            assert_eq!(Phone::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn a_phone_never_prints_itself_in_full() {
        let phone = Phone::parse("13800138000").expect("a valid number");
        assert_eq!(phone.masked(), "138****8000");
        assert_eq!(format!("{phone:?}"), "Phone(138****8000)");
        assert_eq!(phone.national(), "13800138000");
        assert_eq!(phone.prefix(), "+861380013");
    }

    proptest! {
        #[test]
        fn every_mobile_number_round_trips(national in "1[3-9][0-9]{9}") {
            let phone = Phone::parse(&national).expect("a valid number");
            prop_assert_eq!(phone.national(), national.as_str());
            prop_assert_eq!(Phone::parse(phone.as_str()), Ok(phone));
        }

        #[test]
        fn no_text_makes_the_parser_panic(text in any::<String>()) {
            let _ = Phone::parse(&text);
        }

        #[test]
        fn no_nearly_right_text_makes_the_parser_panic(text in "[+0-9０-９ 86é-]{0,16}") {
            let _ = Phone::parse(&text);
        }
    }
}
