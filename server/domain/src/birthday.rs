//! A member's birthday, by the solar or by the lunar calendar.
//!
//! A lunar birthday falls on another solar day each year. One in a leap month is kept in the same leap month when the year has it and
//! in the plain month otherwise; one on the 30th of a month that has only 29 days is kept on the 29th. A solar one of 29 February
//! is kept on the 28th in other years. So everybody has a birthday in every year.

mod lunar;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{BusinessDay, ErrorCode, TimeError};

pub use lunar::LunarDate;

/// A day of birth. It does not print itself. As a text it is `1990-05-17` or, by the lunar calendar, `L1990-04-23`, with a plus before
/// a leap month: `L1990-+05-01`.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Birthday {
    /// By the solar calendar.
    Solar(BusinessDay),
    /// By the lunar calendar.
    Lunar(LunarDate),
}

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
            Self::NotADay => ErrorCode::BirthdayNotADay.as_str(),
            Self::InTheFuture => ErrorCode::BirthdayInTheFuture.as_str(),
            Self::TooLongAgo => ErrorCode::BirthdayTooLongAgo.as_str(),
        }
    }
}

impl From<TimeError> for BirthdayError {
    fn from(_: TimeError) -> Self {
        Self::NotADay
    }
}

const FIRST_YEAR: i32 = 1900;

impl Birthday {
    /// Reads the text of a birthday. `today` is the shop's business day, after which nobody was born.
    pub fn parse(text: &str, today: BusinessDay) -> Result<Self, BirthdayError> {
        let birthday = Self::from_text(text)?;
        if birthday.born_on()? > today {
            return Err(BirthdayError::InTheFuture);
        }
        Ok(birthday)
    }

    /// The same out of a column, where it was checked before.
    pub fn from_text(text: &str) -> Result<Self, BirthdayError> {
        let birthday = match text.trim().strip_prefix('L') {
            Some(lunar) => Self::Lunar(LunarDate::parse(lunar)?),
            None => Self::Solar(BusinessDay::parse(text)?),
        };
        if birthday.year() < FIRST_YEAR {
            return Err(BirthdayError::TooLongAgo);
        }
        Ok(birthday)
    }

    /// From the fields of a form. `leap` means the leap month of that number.
    pub fn from_fields(
        lunar: bool,
        year: i32,
        month: i32,
        day: i32,
        leap: bool,
        today: BusinessDay,
    ) -> Result<Self, BirthdayError> {
        if (1..FIRST_YEAR).contains(&year) {
            return Err(BirthdayError::TooLongAgo);
        }
        let birthday = if lunar {
            Self::Lunar(LunarDate::new(year, month, leap, day)?)
        } else {
            Self::Solar(BusinessDay::from_ymd(year, month, day)?)
        };
        if birthday.born_on()? > today {
            return Err(BirthdayError::InTheFuture);
        }
        Ok(birthday)
    }

    /// The text: see [`Birthday`].
    pub fn to_text(self) -> String {
        match self {
            Self::Solar(day) => day.to_string(),
            Self::Lunar(date) => format!("L{}", date.to_text()),
        }
    }

    /// Its year by its own calendar.
    pub const fn year(self) -> i32 {
        match self {
            Self::Solar(day) => day.year(),
            Self::Lunar(date) => date.year(),
        }
    }

    /// The day of birth by the solar calendar.
    pub fn born_on(self) -> Result<BusinessDay, BirthdayError> {
        match self {
            Self::Solar(day) => Ok(day),
            Self::Lunar(date) => date.solar().ok_or(BirthdayError::NotADay),
        }
    }

    /// How many years old whoever was born then is on this day; they are a year older on the solar day of birth. `None` before it.
    pub fn age_on(self, day: BusinessDay) -> Option<i64> {
        let born = self.born_on().ok().filter(|born| *born <= day)?;
        let before_the_day = (day.month(), day.day()) < (born.month(), born.day());
        Some(i64::from(day.year() - born.year()) - i64::from(before_the_day))
    }

    /// Whether this day is the birthday.
    pub fn is_on(self, day: BusinessDay) -> bool {
        self.in_year(day.year()) == Some(day)
            || matches!(self, Self::Lunar(_)) && self.in_year(day.year() - 1) == Some(day)
    }

    /// The first birthday on or after this day; `None` beyond the years that the lunar calendar is known for.
    pub fn next_from(self, day: BusinessDay) -> Option<BusinessDay> {
        (day.year() - 1..=day.year() + 1)
            .filter_map(|year| self.in_year(year))
            .find(|birthday| *birthday >= day)
    }

    /// When it is kept in this year of its own calendar. A lunar year ends in the next solar one.
    fn in_year(self, year: i32) -> Option<BusinessDay> {
        match self {
            Self::Solar(born) => {
                let exact = BusinessDay::from_ymd(year, born.month(), born.day());
                // Only 29 February is missing in some years.
                exact.or_else(|_| BusinessDay::from_ymd(year, 2, 28)).ok()
            }
            Self::Lunar(born) => born.kept_in(year),
        }
    }
}

/// What the texts of those birthdays end with, from their sixth sign on, that are kept on a day from `from` to `to`: `05-17` by the solar
/// calendar, `-04-23` and `-+05-01` by the lunar one. By these an index finds them.
pub fn birthday_endings(from: BusinessDay, to: BusinessDay) -> Vec<String> {
    let mut found = Vec::new();
    let mut day = from;
    while day <= to {
        found.push(format!("{:02}-{:02}", day.month(), day.day()));
        let no_leap_day = BusinessDay::from_ymd(day.year(), 2, 29).is_err();
        if (day.month(), day.day()) == (2, 28) && no_leap_day {
            found.push("02-29".to_owned());
        }
        day = day.succ();
    }
    found.extend(
        lunar::kept_between(from, to)
            .into_iter()
            .map(|ending| format!("-{ending}")),
    );
    found.sort_unstable();
    found.dedup();
    found
}

impl fmt::Debug for Birthday {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Birthday(····-··-··)")
    }
}

impl TryFrom<String> for Birthday {
    type Error = BirthdayError;

    fn try_from(text: String) -> Result<Self, BirthdayError> {
        Self::from_text(&text)
    }
}

impl From<Birthday> for String {
    fn from(birthday: Birthday) -> Self {
        birthday.to_text()
    }
}

#[cfg(test)]
mod tests;
