//! Money as a whole number of fen.
//!
//! There is one type for every amount, it never holds a fraction, and it is read from and shown as yuan only at the border.

use crate::ErrorCode;
use crate::arith::{grouped, ungrouped};
use crate::typed::plain;
use serde::{Deserialize, Serialize};
use std::fmt;

/// An amount of money in fen, the hundredth part of a yuan. It may be negative: a movement out of an account is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fen(i64);

/// Why a text is not an amount of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Nothing was typed.
    #[error("an amount is needed")]
    Empty,
    /// It holds something other than digits, one decimal point and well-placed thousands separators.
    #[error("this is not an amount of money")]
    NotAnAmount,
    /// It has more than two decimals; nothing is rounded silently.
    #[error("an amount has at most two decimals")]
    TooManyDecimals,
    /// It carries a sign where only an amount without one makes sense.
    #[error("an amount has no sign here")]
    Signed,
    /// It does not fit.
    #[error("this amount is too large")]
    TooLarge,
}

impl MoneyError {
    /// A stable code for addresses and logs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => ErrorCode::AmountEmpty.as_str(),
            Self::NotAnAmount => ErrorCode::AmountNotANumber.as_str(),
            Self::TooManyDecimals => ErrorCode::AmountTooManyDecimals.as_str(),
            Self::Signed => ErrorCode::AmountSigned.as_str(),
            Self::TooLarge => ErrorCode::AmountTooLarge.as_str(),
        }
    }
}

impl Fen {
    /// No money.
    pub const ZERO: Self = Self(0);

    /// An amount of so many fen.
    pub const fn new(fen: i64) -> Self {
        Self(fen)
    }

    /// The number of fen.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// Reads an amount in yuan as people type it: `100`, `100.5`, `1,234.50`, `￥１００`, `100元`. A sign is refused.
    pub fn parse_yuan(text: &str) -> Result<Self, MoneyError> {
        let folded = plain(text);
        let bare = strip_currency(folded.trim());
        match bare.as_bytes().first() {
            None => Err(MoneyError::Empty),
            Some(b'-' | b'+') => Err(MoneyError::Signed),
            Some(_) => unsigned_fen(bare).map(Self),
        }
    }

    /// Reads an amount that may carry a sign, as a manual adjustment does: `-36.50`, `+100`, `100`.
    pub fn parse_signed_yuan(text: &str) -> Result<Self, MoneyError> {
        let folded = plain(text);
        let trimmed = folded.trim();
        if let Some(rest) = trimmed.strip_prefix('-') {
            let fen = Self::parse_yuan(rest)?.0;
            return fen.checked_neg().map(Self).ok_or(MoneyError::TooLarge);
        }
        Self::parse_yuan(trimmed.strip_prefix('+').unwrap_or(trimmed))
    }

    /// The sum, or `None` when it does not fit.
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(fen) => Some(Self(fen)),
            None => None,
        }
    }

    /// The difference, or `None` when it does not fit.
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(fen) => Some(Self(fen)),
            None => None,
        }
    }

    /// The same amount in the other direction, or `None` for the one number that has no opposite.
    pub const fn checked_neg(self) -> Option<Self> {
        match self.0.checked_neg() {
            Some(fen) => Some(Self(fen)),
            None => None,
        }
    }

    /// This amount so many times, or `None` when it does not fit.
    pub const fn checked_mul(self, times: i64) -> Option<Self> {
        match self.0.checked_mul(times) {
            Some(fen) => Some(Self(fen)),
            None => None,
        }
    }

    /// The sum of all, or `None` when it does not fit.
    pub fn checked_sum(amounts: impl IntoIterator<Item = Self>) -> Option<Self> {
        amounts.into_iter().try_fold(Self::ZERO, Self::checked_add)
    }

    /// Whether it is below zero.
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Whether it is above zero.
    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// Whether it is nothing.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The amount in yuan for machines and input fields: `286.40`, `-36.50`. No thousands separator.
    pub fn yuan(self) -> String {
        let sign = if self.is_negative() { "-" } else { "" };
        format!(
            "{sign}{}.{:02}",
            self.0.unsigned_abs() / 100,
            self.0.unsigned_abs() % 100
        )
    }

    /// The amount for people: `¥1,286.40`, `−¥36.50` with a real minus sign (U+2212).
    pub fn display(self) -> String {
        let sign = if self.is_negative() { "\u{2212}" } else { "" };
        format!("{sign}¥{}", grouped_yuan(self.0))
    }

    /// A movement for people, always with its sign: `+100.00`, `−36.50`; nothing moved is `0.00`.
    pub fn signed(self) -> String {
        let sign = match self.0.signum() {
            1 => "+",
            -1 => "\u{2212}",
            _ => "",
        };
        format!("{sign}{}", grouped_yuan(self.0))
    }
}

impl fmt::Display for Fen {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.display())
    }
}

fn grouped_yuan(fen: i64) -> String {
    format!("{}.{:02}", grouped(fen.unsigned_abs() / 100), fen.unsigned_abs() % 100)
}

fn strip_currency(text: &str) -> &str {
    let text = text.strip_prefix(['¥', '￥']).unwrap_or(text);
    let text = text.strip_suffix('元').unwrap_or(text);
    text.trim()
}

fn unsigned_fen(text: &str) -> Result<i64, MoneyError> {
    let (whole, decimals) = match text.split_once('.') {
        Some((whole, decimals)) => (whole, decimals),
        None => (text, "0"),
    };
    let whole = ungrouped(whole).ok_or(MoneyError::NotAnAmount)?;
    if decimals.is_empty() || !decimals.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(MoneyError::NotAnAmount);
    }
    let cents: i64 = match decimals.len() {
        1 => decimals.parse::<i64>().map_err(|_| MoneyError::NotAnAmount)? * 10,
        2 => decimals.parse().map_err(|_| MoneyError::NotAnAmount)?,
        _ => return Err(MoneyError::TooManyDecimals),
    };
    let yuan: i64 = whole.parse().map_err(|_| MoneyError::TooLarge)?;
    yuan.checked_mul(100)
        .and_then(|fen| fen.checked_add(cents))
        .ok_or(MoneyError::TooLarge)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_are_read_as_people_type_them() {
        for (text, fen) in [
            ("100", 10_000),
            ("100.5", 10_050),
            ("0.01", 1),
            ("1,234.50", 123_450),
            (" ¥36.50 ", 3_650),
            ("￥１，２３４．５０", 123_450),
            ("１００元", 10_000),
            ("100。5", 10_050),
            ("0", 0),
        ] {
            assert_eq!(Fen::parse_yuan(text), Ok(Fen::new(fen)), "{text}");
        }
    }

    #[test]
    fn what_is_not_an_amount_is_refused_with_its_reason() {
        for (text, error) in [
            ("", MoneyError::Empty),
            ("  ", MoneyError::Empty),
            ("¥", MoneyError::Empty),
            ("-1", MoneyError::Signed),
            ("−1", MoneyError::Signed),
            ("+1", MoneyError::Signed),
            ("1e12", MoneyError::NotAnAmount),
            ("1,23", MoneyError::NotAnAmount),
            ("1.", MoneyError::NotAnAmount),
            (".5", MoneyError::NotAnAmount),
            ("1.2.3", MoneyError::NotAnAmount),
            ("1 000", MoneyError::NotAnAmount),
            ("NaN", MoneyError::NotAnAmount),
            ("0.001", MoneyError::TooManyDecimals),
            ("99999999999999999999", MoneyError::TooLarge),
        ] {
            assert_eq!(Fen::parse_yuan(text), Err(error), "{text}");
        }
    }

    #[test]
    fn an_adjustment_may_carry_a_sign_but_only_one() {
        assert_eq!(Fen::parse_signed_yuan("-36.50"), Ok(Fen::new(-3_650)));
        assert_eq!(Fen::parse_signed_yuan("−¥36.50"), Ok(Fen::new(-3_650)));
        assert_eq!(Fen::parse_signed_yuan("+100"), Ok(Fen::new(10_000)));
        assert_eq!(Fen::parse_signed_yuan("--1"), Err(MoneyError::Signed));
    }

    #[test]
    fn money_shows_its_sign_and_its_cents() {
        assert_eq!(Fen::new(128_640).display(), "¥1,286.40");
        assert_eq!(Fen::new(-3_650).display(), "−¥36.50");
        assert_eq!(Fen::new(-3_650).yuan(), "-36.50");
        assert_eq!(Fen::new(28_640).yuan(), "286.40");
        assert_eq!(Fen::new(10_000).signed(), "+100.00");
        assert_eq!(Fen::new(-5).signed(), "−0.05");
        assert_eq!(Fen::ZERO.signed(), "0.00");
    }

    #[test]
    fn the_smallest_number_can_still_be_shown() {
        assert_eq!(Fen::new(i64::MIN).yuan(), "-92233720368547758.08");
        assert_eq!(Fen::new(i64::MIN).checked_neg(), None);
    }

    proptest! {
        #[test]
        fn what_is_shown_can_be_read_again(fen in 0..=i64::MAX) {
            prop_assert_eq!(Fen::parse_yuan(&Fen::new(fen).yuan()), Ok(Fen::new(fen)));
            prop_assert_eq!(Fen::parse_yuan(&Fen::new(fen).display()), Ok(Fen::new(fen)));
        }

        #[test]
        fn signed_amounts_round_trip(fen in -i64::MAX..=i64::MAX) {
            prop_assert_eq!(Fen::parse_signed_yuan(&Fen::new(fen).yuan()), Ok(Fen::new(fen)));
            prop_assert_eq!(Fen::parse_signed_yuan(&Fen::new(fen).signed()), Ok(Fen::new(fen)));
        }

        #[test]
        fn no_text_makes_the_parser_panic(text in any::<String>()) {
            let _ = Fen::parse_yuan(&text);
            let _ = Fen::parse_signed_yuan(&text);
        }
    }
}
