//! Six digits that must not print: the one-time code of a message, and the payment PIN.

use crate::arith::half_width;
use std::fmt;

/// A text is not six digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("six digits are needed")]
pub struct DigitsError;

macro_rules! six_digits {
    ($($(#[$doc:meta])+ $name:ident;)+) => {$(
        $(#[$doc])+
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name(String);

        impl $name {
            /// Reads six digits as people type them: with spaces or dashes between, or full-width.
            pub fn parse(text: &str) -> Result<Self, DigitsError> {
                read_six(text).map(Self)
            }

            /// The six digits.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(concat!(stringify!($name), "(••••••)"))
            }
        }
    )+};
}

six_digits! {
    /// The code of a message, which proves that one holds a phone (RULES, identity: one-time code).
    OneTimeCode;
    /// The payment PIN of a member (RULES, identity: payment PIN).
    Pin;
}

impl OneTimeCode {
    /// How long a code can be used, in seconds.
    pub const VALID_FOR_SECS: i64 = 300;
    /// Wrong tries after which it is burnt.
    pub const TRIES: u8 = 5;

    /// A code out of any random number. Of 2³² numbers some codes get one more than others, which is 1 in 4,000.
    pub fn from_random(random: u32) -> Self {
        Self(format!("{:06}", random % 1_000_000))
    }
}

impl Pin {
    /// Whether it is one of those that are tried first: one digit six times, or a run up or down.
    pub fn is_weak(&self) -> bool {
        let step = |by: i16| {
            self.0
                .as_bytes()
                .windows(2)
                .all(|pair| i16::from(pair[1]) - i16::from(pair[0]) == by)
        };
        step(0) || step(1) || step(-1)
    }
}

fn read_six(text: &str) -> Result<String, DigitsError> {
    let digits: String = text
        .chars()
        .take(64)
        .map(half_width)
        .filter(|character| !character.is_whitespace() && *character != '-')
        .collect();
    let fits = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit());
    if fits { Ok(digits) } else { Err(DigitsError) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn six_digits_are_read_as_people_type_them() {
        for text in ["012345", " 012 345 ", "012-345", "０１２３４５"] {
            assert_eq!(
                OneTimeCode::parse(text).map(|code| code.as_str().to_owned()),
                Ok("012345".to_owned()),
                "{text}"
            );
        }
        for text in ["", "12345", "1234567", "12345x", "12345é"] {
            assert_eq!(OneTimeCode::parse(text), Err(DigitsError), "{text}");
        }
    }

    #[test]
    fn neither_a_code_nor_a_pin_prints_itself() {
        assert_eq!(format!("{:?}", OneTimeCode::from_random(42)), "OneTimeCode(••••••)");
        assert_eq!(format!("{:?}", Pin::parse("135790")), "Ok(Pin(••••••))");
        assert_eq!(OneTimeCode::from_random(42).as_str(), "000042");
    }

    #[test]
    fn the_pins_that_are_tried_first_are_weak() {
        for text in ["000000", "123456", "654321"] {
            assert!(Pin::parse(text).expect("six digits").is_weak(), "{text}");
        }
        assert!(!Pin::parse("135790").expect("six digits").is_weak());
    }

    proptest! {
        #[test]
        fn every_random_number_gives_a_code_that_can_be_typed(random: u32) {
            let code = OneTimeCode::from_random(random);
            prop_assert_eq!(OneTimeCode::parse(code.as_str()), Ok(code));
        }
    }
}
