//! Points as whole numbers, how they are earned, and what they are worth at the till.

use crate::arith::{grouped, mul_div_floor, ungrouped};
use crate::typed::plain;
use crate::{ErrorCode, Fen};
use serde::{Deserialize, Serialize};
use std::fmt;

mod deduction;
mod earning;
pub use deduction::{Deduction, DeductionError, DeductionRule};
pub use earning::EarnRule;

/// A number of points. It may be negative: a movement out of an account is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Points(i64);

/// Why a text is not a number of points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PointsError {
    /// Nothing was typed.
    #[error("a number of points is needed")]
    Empty,
    /// It is not a whole number without a sign.
    #[error("this is not a whole number of points")]
    NotANumber,
    /// It does not fit.
    #[error("this is too large a number of points")]
    TooLarge,
}

impl PointsError {
    /// A stable code for addresses and logs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => ErrorCode::PointsEmpty.as_str(),
            Self::NotANumber => ErrorCode::PointsNotANumber.as_str(),
            Self::TooLarge => ErrorCode::PointsTooLarge.as_str(),
        }
    }
}

impl Points {
    /// No points.
    pub const ZERO: Self = Self(0);

    /// So many points.
    pub const fn new(points: i64) -> Self {
        Self(points)
    }

    /// The number.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// Reads a whole number as people type it: `1254`, `1,254`, `１００`. A sign is refused.
    pub fn parse(text: &str) -> Result<Self, PointsError> {
        let folded = plain(text);
        let trimmed = folded.trim();
        if trimmed.is_empty() {
            return Err(PointsError::Empty);
        }
        let digits = ungrouped(trimmed).ok_or(PointsError::NotANumber)?;
        digits.parse().map(Self).map_err(|_| PointsError::TooLarge)
    }

    /// The sum, or `None` when it does not fit.
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(points) => Some(Self(points)),
            None => None,
        }
    }

    /// The difference, or `None` when it does not fit.
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(points) => Some(Self(points)),
            None => None,
        }
    }

    /// The same number in the other direction, or `None` for the one number that has no opposite.
    pub const fn checked_neg(self) -> Option<Self> {
        match self.0.checked_neg() {
            Some(points) => Some(Self(points)),
            None => None,
        }
    }

    /// The sum of all, or `None` when it does not fit.
    pub fn checked_sum(numbers: impl IntoIterator<Item = Self>) -> Option<Self> {
        numbers.into_iter().try_fold(Self::ZERO, Self::checked_add)
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

    /// The number for people: `1,254`, `−36` with a real minus sign (U+2212).
    pub fn display(self) -> String {
        let sign = if self.is_negative() { "\u{2212}" } else { "" };
        format!("{sign}{}", grouped(self.0.unsigned_abs()))
    }

    /// A movement for people, always with its sign: `+36`, `−1,200`; nothing moved is `0`.
    pub fn signed(self) -> String {
        let sign = if self.is_positive() { "+" } else { "" };
        format!("{sign}{}", self.display())
    }

    /// The part `numerator ÷ denominator` of a fen amount as points, rounded down; see `EarnRule`.
    fn floor_of(amount: Fen, numerator: i64, denominator: i64) -> Option<Self> {
        mul_div_floor(amount.get(), numerator, denominator).map(Self)
    }
}

impl fmt::Display for Points {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.display())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn points_are_read_and_shown_as_people_write_them() {
        assert_eq!(Points::parse("1,254"), Ok(Points::new(1254)));
        assert_eq!(Points::parse(" １００ "), Ok(Points::new(100)));
        assert_eq!(Points::new(1254).display(), "1,254");
        assert_eq!(Points::new(36).signed(), "+36");
        assert_eq!(Points::new(-1200).signed(), "−1,200");
        assert_eq!(Points::ZERO.signed(), "0");
    }

    #[test]
    fn what_is_not_a_whole_number_of_points_is_refused() {
        assert_eq!(Points::parse(""), Err(PointsError::Empty));
        for text in ["-1", "+1", "1.5", "12,34", "1e3", "x"] {
            assert_eq!(Points::parse(text), Err(PointsError::NotANumber), "{text}");
        }
        assert_eq!(Points::parse("99999999999999999999"), Err(PointsError::TooLarge));
    }

    proptest! {
        #[test]
        fn what_is_shown_can_be_read_again(number in 0..=i64::MAX) {
            prop_assert_eq!(Points::parse(&Points::new(number).display()), Ok(Points::new(number)));
        }
    }
}
