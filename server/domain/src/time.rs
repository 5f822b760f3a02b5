//! Instants and business days.
//!
//! An instant is UTC milliseconds everywhere; which *day* it belongs to depends on the shop's time zone and is decided in
//! one place, `ShopZone`. Instants and days at the edge of what can be represented stay there instead of wrapping.

use serde::{Deserialize, Serialize};
use std::fmt;

mod month;
#[cfg(feature = "calendar")]
mod zone;
pub use month::BusinessMonth;
#[cfg(feature = "calendar")]
pub use zone::ShopZone;

/// An instant: milliseconds since 1970-01-01T00:00:00 UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Millis(i64);

impl Millis {
    /// The instant that many milliseconds after the epoch.
    pub const fn new(millis: i64) -> Self {
        Self(millis)
    }

    /// The instant that many seconds after the epoch.
    pub const fn from_unix_secs(secs: i64) -> Self {
        Self(secs.saturating_mul(1000))
    }

    /// Milliseconds since the epoch.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// Whole seconds since the epoch, rounded down.
    pub const fn unix_secs(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// So many milliseconds later.
    #[must_use]
    pub const fn plus_millis(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    /// So many seconds later.
    #[must_use]
    pub const fn plus_secs(self, secs: i64) -> Self {
        Self(self.0.saturating_add(secs.saturating_mul(1000)))
    }

    /// So many seconds earlier.
    #[must_use]
    pub const fn minus_secs(self, secs: i64) -> Self {
        Self(self.0.saturating_sub(secs.saturating_mul(1000)))
    }

    /// So many times 24 hours later.
    #[must_use]
    pub const fn plus_days(self, days: i64) -> Self {
        self.plus_secs(days.saturating_mul(86_400))
    }

    /// Milliseconds from an earlier instant to this one; negative when that one is later.
    pub const fn millis_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Whole seconds from an earlier instant to this one, rounded down.
    pub const fn secs_since(self, earlier: Self) -> i64 {
        self.millis_since(earlier).div_euclid(1000)
    }
}

/// Where the time comes from. A test brings its own.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Millis;
}

/// Why a text is not a day or a time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    /// There is no such day in the calendar, years 1 to 9999.
    #[error("this is not a day")]
    NotADay,
    /// There is no such time zone.
    #[error("this is not a time zone")]
    NotAZone,
}

/// A day of business in the shop's own calendar, kept as the number 20261122.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "i32", into = "i32")]
pub struct BusinessDay(i32);

impl BusinessDay {
    /// The first one that there is.
    pub const FIRST: Self = Self(10_101);
    const LAST: Self = Self(99_991_231);

    /// The day with this number, such as 20261122.
    pub fn new(number: i32) -> Result<Self, TimeError> {
        Self::from_ymd(
            number.div_euclid(10_000),
            number.div_euclid(100).rem_euclid(100),
            number.rem_euclid(100),
        )
    }

    /// The day of a year from 1 to 9999, a month from 1 to 12, and a day of that month.
    pub fn from_ymd(year: i32, month: i32, day: i32) -> Result<Self, TimeError> {
        let exists =
            (1..=9999).contains(&year) && (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day);
        if exists {
            Ok(Self(year * 10_000 + month * 100 + day))
        } else {
            Err(TimeError::NotADay)
        }
    }

    /// Reads `2026-11-22` or `20261122`.
    pub fn parse(text: &str) -> Result<Self, TimeError> {
        let text = text.trim();
        let digits: String = match text.len() {
            8 => text.to_owned(),
            10 if text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-' => text.replace('-', ""),
            _ => return Err(TimeError::NotADay),
        };
        if digits.len() != 8 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(TimeError::NotADay);
        }
        digits.parse().map_err(|_| TimeError::NotADay).and_then(Self::new)
    }

    /// Its number, such as 20261122.
    pub const fn get(self) -> i32 {
        self.0
    }

    /// Its year.
    pub const fn year(self) -> i32 {
        self.0 / 10_000
    }

    /// Its month, 1 to 12.
    pub const fn month(self) -> i32 {
        self.0 / 100 % 100
    }

    /// Its day of the month, from 1.
    pub const fn day(self) -> i32 {
        self.0 % 100
    }

    /// The day after.
    #[must_use]
    pub fn succ(self) -> Self {
        self.plus_days(1)
    }

    /// The day before.
    #[must_use]
    pub fn pred(self) -> Self {
        self.plus_days(-1)
    }

    /// So many days later, or earlier when negative.
    #[must_use]
    pub fn plus_days(self, days: i32) -> Self {
        Self::from_epoch_day(self.epoch_day().saturating_add(days))
    }

    /// Days from an earlier day to this one.
    pub fn days_since(self, earlier: Self) -> i32 {
        self.epoch_day() - earlier.epoch_day()
    }

    /// Its day of the week, from 0 for Monday to 6 for Sunday.
    pub fn weekday(self) -> u8 {
        // 1970-01-01 was a Thursday.
        u8::try_from((self.epoch_day() + 3).rem_euclid(7)).unwrap_or(0)
    }

    /// Days since 1970-01-01, by the civil-calendar arithmetic of <https://howardhinnant.github.io/date_algorithms.html>.
    fn epoch_day(self) -> i32 {
        let year = if self.month() <= 2 {
            self.year() - 1
        } else {
            self.year()
        };
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let day_of_year = (153 * ((self.month() + 9) % 12) + 2) / 5 + self.day() - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        era * 146_097 + day_of_era - 719_468
    }

    fn from_epoch_day(days: i32) -> Self {
        let days = days.clamp(Self::FIRST.epoch_day(), Self::LAST.epoch_day()) + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 {
            shifted_month + 3
        } else {
            shifted_month - 9
        };
        let year = year_of_era + era * 400 + i32::from(month <= 2);
        Self(year * 10_000 + month * 100 + day)
    }
}

fn days_in(year: i32, month: i32) -> i32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

impl fmt::Display for BusinessDay {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

impl TryFrom<i32> for BusinessDay {
    type Error = TimeError;

    fn try_from(number: i32) -> Result<Self, TimeError> {
        Self::new(number)
    }
}

impl From<BusinessDay> for i32 {
    fn from(day: BusinessDay) -> Self {
        day.0
    }
}

/// What a clock on the shop's wall shows at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalTime {
    /// Year.
    pub year: i32,
    /// Month, 1 to 12.
    pub month: u32,
    /// Day of the month, from 1.
    pub day: u32,
    /// Hour, 0 to 23.
    pub hour: u32,
    /// Minute, 0 to 59.
    pub minute: u32,
    /// Second, 0 to 59.
    pub second: u32,
}

impl LocalTime {
    /// Minutes since midnight, 0 to 1439.
    pub fn minute_of_day(self) -> u16 {
        u16::try_from(self.hour * 60 + self.minute).unwrap_or(0)
    }

    /// `2026-11-22 14:05`
    pub fn date_and_time(self) -> String {
        let Self {
            year,
            month,
            day,
            hour,
            minute,
            ..
        } = self;
        format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}")
    }

    /// `2026-11-22`
    pub fn date(self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    /// `14:05:09`
    pub fn time_of_day(self) -> String {
        format!("{:02}:{:02}:{:02}", self.hour, self.minute, self.second)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_day_is_read_and_shown_in_one_form() {
        let day = BusinessDay::parse("2026-11-22").expect("a day");
        assert_eq!(day.get(), 20_261_122);
        assert_eq!(day.to_string(), "2026-11-22");
        assert_eq!(BusinessDay::parse("20261122"), Ok(day));
        for text in [
            "",
            "2026-11-31",
            "2026-13-01",
            "2025-02-29",
            "2026/11/22",
            "2026-1-02",
            "é026-1-02",
            "+0261122",
        ] {
            assert_eq!(BusinessDay::parse(text), Err(TimeError::NotADay), "{text}");
        }
    }

    #[test]
    fn days_follow_each_other_over_months_leap_days_and_years() {
        let day = |text| BusinessDay::parse(text).expect("a day");
        assert_eq!(day("2024-02-28").succ(), day("2024-02-29"));
        assert_eq!(day("2024-02-29").succ(), day("2024-03-01"));
        assert_eq!(day("2026-12-31").succ(), day("2027-01-01"));
        assert_eq!(day("2027-01-01").pred(), day("2026-12-31"));
        assert_eq!(day("9999-12-31").succ(), day("9999-12-31"));
        assert_eq!(day("0001-01-01").pred(), day("0001-01-01"));
        assert_eq!(day("1970-01-01").epoch_day(), 0);
        assert_eq!(day("2027-01-01").days_since(day("2026-01-01")), 365);
        assert_eq!(day("2026-11-23").weekday(), 0, "a Monday");
        assert_eq!(day("2026-11-29").weekday(), 6, "a Sunday");
        assert_eq!(day("1969-12-31").weekday(), 2);
    }

    #[test]
    fn instants_at_the_edge_stay_there() {
        assert_eq!(Millis::new(i64::MAX).plus_secs(1), Millis::new(i64::MAX));
        assert_eq!(Millis::new(i64::MIN).minus_secs(i64::MAX), Millis::new(i64::MIN));
        assert_eq!(Millis::new(-1).unix_secs(), -1);
    }

    proptest! {
        #[test]
        fn every_day_comes_back_from_its_number(days in -719_162..=2_932_896_i32) {
            let day = BusinessDay::from_epoch_day(days);
            prop_assert_eq!(day.epoch_day(), days);
            prop_assert_eq!(BusinessDay::new(day.get()), Ok(day));
            prop_assert_eq!(BusinessDay::parse(&day.to_string()), Ok(day));
        }

        #[test]
        fn no_number_or_text_makes_a_day_panic(number: i32, days: i32, text in any::<String>()) {
            if let Ok(day) = BusinessDay::new(number) {
                let _ = day.plus_days(days);
            }
            let _ = BusinessDay::parse(&text);
        }
    }
}
