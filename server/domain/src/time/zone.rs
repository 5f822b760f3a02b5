//! The shop's time zone: which business day an instant belongs to, and when that day begins.

use super::{BusinessDay, LocalTime, Millis, TimeError};
use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Timelike};
use chrono_tz::Tz;

/// The time zone that the shop's days are counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShopZone(Tz);

impl ShopZone {
    /// Reads an IANA name such as `Asia/Shanghai`.
    pub fn parse(name: &str) -> Result<Self, TimeError> {
        name.trim().parse().map(Self).map_err(|_| TimeError::NotAZone)
    }

    /// Its IANA name.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// The business day that an instant belongs to.
    pub fn business_day(self, instant: Millis) -> BusinessDay {
        let local = self.local(instant);
        let month = i32::try_from(local.month).unwrap_or(1);
        let day = i32::try_from(local.day).unwrap_or(1);
        BusinessDay::from_ymd(local.year, month, day).unwrap_or(if local.year < 1 {
            BusinessDay::FIRST
        } else {
            BusinessDay::LAST
        })
    }

    /// The first instant of a business day: midnight, or what comes first after it where the clock jumps over midnight.
    pub fn start_of(self, day: BusinessDay) -> Millis {
        let month = u32::try_from(day.month()).unwrap_or(1);
        let of_month = u32::try_from(day.day()).unwrap_or(1);
        let midnight = NaiveDate::from_ymd_opt(day.year(), month, of_month)
            .unwrap_or_default()
            .and_time(NaiveTime::MIN);
        self.first_instant_from(midnight)
    }

    /// The instant of a local time such as `2026-11-22T18:30`, as a form's field for a day and a time sends it.
    pub fn instant(self, local: &str) -> Option<Millis> {
        let read = |form: &str| NaiveDateTime::parse_from_str(local, form).ok();
        let local = read("%Y-%m-%dT%H:%M")
            .or_else(|| read("%Y-%m-%d %H:%M"))
            .or_else(|| read("%Y-%m-%dT%H:%M:%S"))?;
        (1..=9999)
            .contains(&local.year())
            .then(|| self.first_instant_from(local))
    }

    /// The last instant of a business day.
    pub fn end_of(self, day: BusinessDay) -> Millis {
        self.start_of(day.succ()).plus_millis(-1)
    }

    /// 31 December, 23:59:59.999 shop time, so many years after the one of an instant: when points that were earned then expire
    /// (RULES, points: expiry).
    pub fn end_of_year_after(self, instant: Millis, years: i32) -> Millis {
        let year = self.business_day(instant).year().saturating_add(years);
        BusinessDay::from_ymd(year.saturating_add(1), 1, 1).map_or(Millis::new(i64::MAX), |first_day| {
            self.start_of(first_day).plus_millis(-1)
        })
    }

    /// What the shop's clock shows at an instant.
    pub fn local(self, instant: Millis) -> LocalTime {
        let utc = DateTime::from_timestamp_millis(instant.get()).unwrap_or(if instant.get() < 0 {
            DateTime::<chrono::Utc>::MIN_UTC + Duration::days(2)
        } else {
            DateTime::<chrono::Utc>::MAX_UTC - Duration::days(2)
        });
        let local = utc.with_timezone(&self.0).naive_local();
        LocalTime {
            year: local.year(),
            month: local.month(),
            day: local.day(),
            hour: local.hour(),
            minute: local.minute(),
            second: local.second(),
        }
    }

    /// Where clocks are put forward a local time may not exist, once even a whole day (Apia, 2011-12-30): go on by
    /// quarters of an hour, the smallest shift any zone makes today, until one does.
    fn first_instant_from(self, local: NaiveDateTime) -> Millis {
        (0..=26 * 4)
            .find_map(|quarters| {
                self.0
                    .from_local_datetime(&(local + Duration::minutes(15 * quarters)))
                    .earliest()
            })
            .map_or(Millis::new(local.and_utc().timestamp_millis()), |found| {
                Millis::new(found.timestamp_millis())
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shanghai() -> ShopZone {
        ShopZone::parse("Asia/Shanghai").expect("a zone")
    }

    fn day(text: &str) -> BusinessDay {
        BusinessDay::parse(text).expect("a day")
    }

    #[test]
    fn a_sale_at_half_past_midnight_in_shanghai_belongs_to_the_new_day() {
        let half_past_midnight = Millis::from_unix_secs(1_795_278_600);
        assert_eq!(shanghai().local(half_past_midnight).date_and_time(), "2026-11-22 00:30");
        assert_eq!(shanghai().business_day(half_past_midnight), day("2026-11-22"));
    }

    #[test]
    fn a_day_begins_at_local_midnight() {
        let start = shanghai().start_of(day("2026-11-22"));
        assert_eq!(start, Millis::from_unix_secs(1_795_276_800));
        assert_eq!(shanghai().business_day(start.plus_millis(-1)), day("2026-11-21"));
        assert_eq!(
            shanghai().business_day(shanghai().end_of(day("2026-11-22"))),
            day("2026-11-22")
        );
    }

    #[test]
    fn a_day_whose_midnight_does_not_exist_begins_after_the_jump() {
        let zone = ShopZone::parse("America/Sao_Paulo").expect("a zone");
        let start = zone.start_of(day("2018-11-04"));
        assert_eq!(zone.local(start).time_of_day(), "01:00:00");
        assert_eq!(zone.business_day(start.plus_millis(-1)), day("2018-11-03"));
    }

    #[test]
    fn a_day_that_never_was_begins_with_the_next() {
        let apia = ShopZone::parse("Pacific/Apia").expect("a zone");
        assert_eq!(apia.start_of(day("2011-12-30")), apia.start_of(day("2011-12-31")));
    }

    #[test]
    fn points_earned_this_year_live_to_the_last_second_of_the_next() {
        let earned = shanghai().start_of(day("2026-01-01"));
        let expires = shanghai().end_of_year_after(earned, 1);
        assert_eq!(shanghai().local(expires).date(), "2027-12-31");
        assert_eq!(shanghai().local(expires).time_of_day(), "23:59:59");
        assert_eq!(shanghai().local(expires.plus_millis(1)).date(), "2028-01-01");
    }

    #[test]
    fn the_day_after_begins_when_this_one_ends_also_where_clocks_are_put_forward_or_back() {
        for (name, last, hours) in [
            ("Asia/Shanghai", "2026-11-30", 24),
            ("Asia/Shanghai", "2026-12-31", 24),
            ("Europe/Berlin", "2027-03-28", 23),
            ("Europe/Berlin", "2026-10-25", 25),
            ("America/New_York", "2026-11-01", 25),
            ("America/Sao_Paulo", "2018-11-04", 23),
            ("Australia/Lord_Howe", "2026-10-04", 23),
        ] {
            let (zone, last) = (ShopZone::parse(name).expect("a zone"), day(last));
            let next = zone.start_of(last.succ());
            assert_eq!(zone.business_day(next), last.succ(), "{name} {last}");
            assert_eq!(zone.business_day(next.plus_millis(-1)), last, "{name} {last}");
            let lasts = next.secs_since(zone.start_of(last));
            assert_eq!(lasts / 3600, hours, "{name} {last}");
        }
    }

    #[test]
    fn an_unknown_zone_is_refused() {
        assert_eq!(ShopZone::parse("Mars/Olympus"), Err(TimeError::NotAZone));
    }

    proptest! {
        #[test]
        fn no_instant_makes_the_calendar_panic(millis: i64) {
            let instant = Millis::new(millis);
            let day = shanghai().business_day(instant);
            let _ = shanghai().start_of(day);
            let _ = shanghai().end_of(day);
            let _ = shanghai().end_of_year_after(instant, 1);
        }

        #[test]
        fn whatever_a_zone_does_the_end_of_a_day_is_followed_by_the_start_of_the_next(days in 0..60_000_i32, zone in 0..5_usize) {
            let names = ["Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Shanghai"];
            let zone = ShopZone::parse(names[zone]).expect("a zone");
            let day = day("1970-01-01").plus_days(days);
            prop_assert_eq!(zone.business_day(zone.start_of(day)), day);
            prop_assert_eq!(zone.business_day(zone.end_of(day).plus_millis(1)), day.succ());
        }

        #[test]
        fn every_instant_lies_in_its_day(millis in 0..=250_000_000_000_000_i64) {
            let zone = ShopZone::parse("Europe/Berlin").expect("a zone");
            let day = zone.business_day(Millis::new(millis));
            prop_assert!(zone.start_of(day) <= Millis::new(millis));
            prop_assert!(Millis::new(millis) <= zone.end_of(day));
        }
    }
}
