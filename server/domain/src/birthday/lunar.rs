//! Dates of the lunar calendar. The calendar itself is another crate's; here it is kept within the years that it is trusted for, and
//! every date is looked at before it is asked for, because it panics at those that do not exist.

use std::ops::RangeInclusive;

use tyme4rs::tyme::lunar::{LunarDay, LunarMonth, LunarYear};

use super::BirthdayError;
use crate::BusinessDay;

/// The years whose months are settled: those behind us, and as many ahead as the published tables have.
const YEARS: RangeInclusive<i32> = 1900..=2100;

/// A date of the lunar calendar that exists.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct LunarDate {
    year: i32,
    /// Negative for a leap month, as the calendar's crate has it.
    month: i32,
    day: i32,
}

impl LunarDate {
    /// A day of a month from 1 to 12; `leap` means the second one of that number.
    pub fn new(year: i32, month: i32, leap: bool, day: i32) -> Result<Self, BirthdayError> {
        if !YEARS.contains(&year) || !(1..=12).contains(&month) {
            return Err(BirthdayError::NotADay);
        }
        let month = if leap { -month } else { month };
        match days_in(year, month) {
            Some(days) if (1..=days).contains(&day) => Ok(Self { year, month, day }),
            _ => Err(BirthdayError::NotADay),
        }
    }

    /// Reads `1990-04-23` or, of a leap month, `1990-+05-01`.
    pub(super) fn parse(text: &str) -> Result<Self, BirthdayError> {
        let mut parts = text.trim().split('-');
        let (Some(year), Some(month), Some(day), None) = (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(BirthdayError::NotADay);
        };
        let (month, leap) = month.strip_prefix('+').map_or((month, false), |month| (month, true));
        let number = |text: &str, digits: usize| {
            let fits = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
            fits.then(|| text.parse().ok()).flatten().ok_or(BirthdayError::NotADay)
        };
        Self::new(number(year, 4)?, number(month, 2)?, leap, number(day, 2)?)
    }

    pub(super) fn to_text(self) -> String {
        let leap = if self.is_leap() { "+" } else { "" };
        format!("{:04}-{leap}{:02}-{:02}", self.year, self.month(), self.day)
    }

    /// Its year.
    pub const fn year(self) -> i32 {
        self.year
    }

    /// Its month, 1 to 12.
    pub const fn month(self) -> i32 {
        self.month.abs()
    }

    /// Whether that month is the leap month of its number.
    pub const fn is_leap(self) -> bool {
        self.month < 0
    }

    /// Its day of the month, from 1.
    pub const fn day(self) -> i32 {
        self.day
    }

    /// The same day by the solar calendar.
    pub fn solar(self) -> Option<BusinessDay> {
        let day = LunarDay::new(self.year as isize, self.month as isize, usize::try_from(self.day).ok()?).ok()?;
        let solar = day.get_solar_day();
        BusinessDay::from_ymd(
            i32::try_from(solar.get_year()).ok()?,
            i32::try_from(solar.get_month()).ok()?,
            i32::try_from(solar.get_day()).ok()?,
        )
        .ok()
    }

    /// The solar day on which it is kept in another lunar year.
    pub(super) fn kept_in(self, year: i32) -> Option<BusinessDay> {
        if !YEARS.contains(&year) {
            return None;
        }
        let month = if days_in(year, self.month).is_some() {
            self.month
        } else {
            self.month()
        };
        let day = self.day.min(days_in(year, month)?);
        Self { year, month, day }.solar()
    }
}

/// The texts of all lunar birthdays, without their years, that are kept on a day from `from` to `to`.
pub(super) fn kept_between(from: BusinessDay, to: BusinessDay) -> Vec<String> {
    let mut found = Vec::new();
    // A lunar year ends in the next solar one.
    for year in (from.year() - 1..=to.year()).filter(|year| YEARS.contains(year)) {
        for born_in in (1..=12).chain((1..=12).map(|month: i32| -month)) {
            let kept_in = if days_in(year, born_in).is_some() {
                born_in
            } else {
                born_in.abs()
            };
            let first = LunarDate {
                year,
                month: kept_in,
                day: 1,
            };
            let (Some(days), Some(first)) = (days_in(year, kept_in), first.solar()) else {
                continue;
            };
            for day in 1..=LONGEST_MONTH {
                let kept = first.plus_days(day.min(days) - 1);
                if (from..=to).contains(&kept) {
                    let leap = if born_in < 0 { "+" } else { "" };
                    found.push(format!("{leap}{:02}-{day:02}", born_in.abs()));
                }
            }
        }
    }
    found
}

/// The most days of a lunar month.
const LONGEST_MONTH: i32 = 30;

/// How many days a month has; `None` when the year has no such leap month. The year is one of [`YEARS`].
fn days_in(year: i32, month: i32) -> Option<i32> {
    let leap_month = LunarYear::from_year(year as isize).get_leap_month();
    if month < 0 && usize::try_from(-month).ok() != Some(leap_month) {
        return None;
    }
    let month = LunarMonth::new(year as isize, month as isize).ok()?;
    i32::try_from(month.get_day_count()).ok()
}
