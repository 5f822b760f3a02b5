//! A member's birthday by the solar calendar.

use crate::{BusinessDay, TimeError};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A day of birth. It does not print itself.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Birthday(BusinessDay);

/// Why a text is not a birthday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BirthdayError {
    /// There is no such day.
    #[error("this is not a day")]
    NotADay,
    /// The day is still to come.
    #[error("this day is still to come")]
    InTheFuture,
    /// Before 1900.
    #[error("this day is too long ago")]
    TooLongAgo,
}

impl BirthdayError {
    /// A stable code for addresses and logs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotADay => "birthday-not-a-day",
            Self::InTheFuture => "birthday-in-the-future",
            Self::TooLongAgo => "birthday-too-long-ago",
        }
    }
}

impl From<TimeError> for BirthdayError {
    fn from(_: TimeError) -> Self {
        Self::NotADay
    }
}

impl Birthday {
    /// Reads `1990-05-17`, as a date field sends it. `today` is the shop's business day.
    pub fn parse(text: &str, today: BusinessDay) -> Result<Self, BirthdayError> {
        let day = BusinessDay::parse(text)?;
        if day > today {
            return Err(BirthdayError::InTheFuture);
        }
        if day.year() < 1900 {
            return Err(BirthdayError::TooLongAgo);
        }
        Ok(Self(day))
    }

    /// The day of birth.
    pub const fn day(self) -> BusinessDay {
        self.0
    }

    /// Whether this day is the birthday; one of 29 February has it on the 28th in other years.
    pub fn is_on(self, day: BusinessDay) -> bool {
        let exact = day.month() == self.0.month() && day.day() == self.0.day();
        let leap_child = self.0.month() == 2 && self.0.day() == 29;
        exact || (leap_child && day.month() == 2 && day.day() == 28 && day.succ().month() == 3)
    }
}

impl fmt::Debug for Birthday {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Birthday(····-··-··)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> BusinessDay {
        BusinessDay::parse(text).expect("a day")
    }

    #[test]
    fn only_days_that_have_been_are_birthdays() {
        let today = day("2026-11-22");
        assert!(Birthday::parse("1990-05-17", today).is_ok());
        assert!(Birthday::parse("2026-11-22", today).is_ok());
        assert_eq!(Birthday::parse("2026-11-23", today), Err(BirthdayError::InTheFuture));
        assert_eq!(Birthday::parse("1899-12-31", today), Err(BirthdayError::TooLongAgo));
        assert_eq!(Birthday::parse("1990-02-30", today), Err(BirthdayError::NotADay));
    }

    #[test]
    fn a_child_of_the_leap_day_has_a_birthday_every_year() {
        let birthday = Birthday::parse("2000-02-29", day("2026-11-22")).expect("a birthday");
        assert!(birthday.is_on(day("2027-02-28")));
        assert!(birthday.is_on(day("2028-02-29")));
        assert!(!birthday.is_on(day("2028-02-28")));
    }

    #[test]
    fn a_birthday_does_not_print_itself() {
        let birthday = Birthday::parse("1990-05-17", day("2026-11-22")).expect("a birthday");
        assert_eq!(format!("{birthday:?}"), "Birthday(····-··-··)");
    }
}
