//! Six digits that must not print: the one-time code of a message, and the payment PIN.

use crate::typed::{only_run, together};
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
    /// Reads six digits as people type and paste them: with spaces, dashes or invisible marks between, full-width, or inside of the
    /// whole message, such as `【会卡】验证码 123456，5 分钟内有效`. A message with two different numbers of six digits is refused.
    pub fn parse(text: &str) -> Result<Self, DigitsError> {
        let text = start_of(text);
        let message = || {
            let words = together(text).chars().any(|sign| !sign.is_ascii_digit());
            words.then(|| only_run(text, 6)).flatten()
        };
        six(together(text)).or_else(message).map(Self).ok_or(DigitsError)
    }

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
    /// Reads six digits as people type and paste them: with spaces, dashes or invisible marks between, or full-width.
    pub fn parse(text: &str) -> Result<Self, DigitsError> {
        six(together(start_of(text))).map(Self).ok_or(DigitsError)
    }

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

/// As much as a long message has: what comes after it is not read.
fn start_of(text: &str) -> &str {
    const LONGEST_CHARS: usize = 500;
    text.char_indices()
        .nth(LONGEST_CHARS)
        .map_or(text, |(end, _)| &text[..end])
}

fn six(digits: String) -> Option<String> {
    (digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
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
    fn the_whole_message_is_read_as_the_code_in_it() {
        for text in [
            "【会卡】验证码 123456，5 分钟内有效",
            "【会卡】您的验证码为１２３４５６，请勿告诉他人。客服 400-820-8820",
            "\u{202D}Your code is 123456. It is valid for 5 minutes.\u{202C}",
            "验证码：\u{200B}123456",
        ] {
            assert_eq!(
                OneTimeCode::parse(text).map(|code| code.as_str().to_owned()),
                Ok("123456".to_owned()),
                "{text}"
            );
            assert_eq!(Pin::parse(text), Err(DigitsError), "a PIN stands in no message: {text}");
        }
        for text in ["123456 or 654321?", "123456 7", "订单 1234567", "5 分钟内有效"] {
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
