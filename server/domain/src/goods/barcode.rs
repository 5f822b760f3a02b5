//! The number under the bars: GTIN-8, -12, -13 or -14 with its check digit (GS1 General Specifications, 7.9), leading zeros kept.

use crate::ErrorCode;
use crate::typed::plain;

/// A number that a scanner reads.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Barcode(String);

/// Why a text is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BarcodeError {
    /// It has another number of digits, or something else in it.
    #[error("a barcode has 8, 12, 13 or 14 digits")]
    Length,
    /// One digit is wrong.
    #[error("the last digit does not fit the others")]
    CheckDigit,
}

impl BarcodeError {
    /// A stable code for addresses and words.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Length => ErrorCode::BarcodeLength.as_str(),
            Self::CheckDigit => ErrorCode::BarcodeCheckDigit.as_str(),
        }
    }
}

impl Barcode {
    /// Reads it as it is typed or scanned; spaces and hyphens between digits are left out.
    ///
    /// # Errors
    /// It is none.
    pub fn parse(text: &str) -> Result<Self, BarcodeError> {
        if text.len() > 200 {
            return Err(BarcodeError::Length);
        }
        let digits: String = plain(text)
            .chars()
            .filter(|sign| !sign.is_whitespace() && *sign != '-')
            .collect();
        let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number || !matches!(digits.len(), 8 | 12 | 13 | 14) {
            return Err(BarcodeError::Length);
        }
        if check_digit(&digits[..digits.len() - 1]) == digits.as_bytes()[digits.len() - 1] {
            Ok(Self(digits))
        } else {
            Err(BarcodeError::CheckDigit)
        }
    }

    /// Its digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The digit that follows these: weights 3 and 1 from the right.
fn check_digit(digits: &str) -> u8 {
    let weights = [3_u32, 1].into_iter().cycle();
    let sum: u32 = digits
        .bytes()
        .rev()
        .zip(weights)
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    let digit = u8::try_from((10 - sum % 10) % 10).unwrap_or(0);
    b'0' + digit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_all_four_lengths_are_read_and_keep_their_zeros() {
        // Examples of GS1's own check digit calculator.
        for text in [
            "96385074",
            "012345678905",
            "6291041500213",
            "00012345600012",
            "6901234567892",
        ] {
            assert_eq!(
                Barcode::parse(text).map(|code| code.as_str().to_owned()),
                Ok(text.to_owned()),
                "{text}"
            );
        }
        assert_eq!(
            Barcode::parse(" ６９０-1234 567892 ").map(|code| code.as_str().to_owned()),
            Ok("6901234567892".to_owned())
        );
    }

    #[test]
    fn every_single_wrong_digit_is_noticed() {
        let right = "6901234567892";
        for place in 0..right.len() {
            for digit in b'0'..=b'9' {
                let mut other = right.as_bytes().to_vec();
                if other[place] != digit {
                    other[place] = digit;
                    let other = String::from_utf8(other).expect("digits");
                    assert_eq!(Barcode::parse(&other), Err(BarcodeError::CheckDigit), "{other}");
                }
            }
        }
        for text in ["", "123", "690123456789X", "69012345678921234"] {
            assert_eq!(Barcode::parse(text), Err(BarcodeError::Length), "{text}");
        }
    }
}
