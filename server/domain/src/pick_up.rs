//! The code by which an order of the mall is handed out: eight digits to read out, and a symbol to scan.

use std::fmt;

/// Eight digits. It says nothing by itself: whoever has the order shows it, and it works once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PickUpCode(String);

/// A text is no such code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a pick-up code has {} digits", PickUpCode::DIGITS)]
pub struct PickUpCodeError;

impl PickUpCode {
    /// How many digits it has.
    pub const DIGITS: usize = 8;

    /// What stands before the digits in the symbol, so that a reader's field tells it from the barcode of goods, which may have eight
    /// digits too. Letters that every keyboard layout has in the same place.
    pub const MARK: &'static str = "PU";

    /// The code that chance gives.
    #[must_use]
    pub fn from_random(number: u64) -> Self {
        Self(format!("{:08}", number % 100_000_000))
    }

    /// Reads the eight digits, with or without the mark, and with spaces or dashes as people write them.
    ///
    /// # Errors
    /// It is anything else.
    pub fn parse(text: &str) -> Result<Self, PickUpCodeError> {
        let folded: String = text
            .chars()
            .map(crate::arith::half_width)
            .filter(|sign| !sign.is_whitespace() && *sign != '-' && !sign.is_control())
            .collect();
        let upper = folded.to_ascii_uppercase();
        let digits = upper.strip_prefix(Self::MARK).unwrap_or(&upper);
        if digits.len() == Self::DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(digits.to_owned()))
        } else {
            Err(PickUpCodeError)
        }
    }

    /// Whether a text has the mark of one, as a reader sends it.
    #[must_use]
    pub fn is_marked(text: &str) -> bool {
        let text = text.trim();
        text.get(..2).is_some_and(|mark| mark.eq_ignore_ascii_case(Self::MARK)) && Self::parse(text).is_ok()
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// In two halves, for people.
    #[must_use]
    pub fn grouped(&self) -> String {
        let (first, second) = self.0.split_at(Self::DIGITS / 2);
        format!("{first} {second}")
    }

    /// What the symbol holds.
    #[must_use]
    pub fn symbol(&self) -> String {
        format!("{}{}", Self::MARK, self.0)
    }
}

impl fmt::Display for PickUpCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_it_is_scanned_typed_and_read_out() {
        let code = PickUpCode::from_random(1_234_567);
        assert_eq!(code.as_str(), "01234567");
        for text in [
            "01234567",
            "0123 4567",
            " 0123-4567\r\n",
            "PU01234567",
            "pu01234567\t",
            "０１２３４５６７",
        ] {
            assert_eq!(PickUpCode::parse(text), Ok(code.clone()), "{text:?}");
        }
        for text in ["", "0123456", "012345678", "0123456x", "PU", "XX01234567"] {
            assert_eq!(PickUpCode::parse(text), Err(PickUpCodeError), "{text:?}");
        }
    }

    #[test]
    fn eight_digits_alone_may_be_goods_and_only_the_mark_says_that_they_are_not() {
        let code = PickUpCode::from_random(99);
        assert!(PickUpCode::is_marked(&code.symbol()) && PickUpCode::is_marked("pu00000099\r\n"));
        assert!(!PickUpCode::is_marked(code.as_str()) && !PickUpCode::is_marked("PU12"));
    }
}
