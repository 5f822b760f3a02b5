use proptest::prelude::*;

use super::*;

fn day(text: &str) -> BusinessDay {
    BusinessDay::parse(text).expect("a day")
}

fn birthday(text: &str) -> Birthday {
    Birthday::parse(text, day("2026-11-22")).expect("a birthday")
}

#[test]
fn only_days_that_have_been_are_birthdays() {
    let today = day("2026-11-22");
    assert!(Birthday::parse("1990-05-17", today).is_ok());
    assert!(Birthday::parse("2026-11-22", today).is_ok());
    for (text, error) in [
        ("2026-11-23", BirthdayError::InTheFuture),
        ("L2026-10-15", BirthdayError::InTheFuture),
        ("1899-12-31", BirthdayError::TooLongAgo),
        ("1990-02-30", BirthdayError::NotADay),
        ("L1990-+04-01", BirthdayError::NotADay),
        ("L1990-13-01", BirthdayError::NotADay),
        ("L1990-00-01", BirthdayError::NotADay),
        ("L1990-01-31", BirthdayError::NotADay),
        ("L9999-01-01", BirthdayError::NotADay),
        ("L1990-01", BirthdayError::NotADay),
        ("L1990-1-1", BirthdayError::NotADay),
        ("", BirthdayError::NotADay),
    ] {
        assert_eq!(Birthday::parse(text, today), Err(error), "{text}");
    }
}

#[test]
fn a_child_of_the_leap_day_has_a_birthday_every_year() {
    let birthday = birthday("2000-02-29");
    assert!(birthday.is_on(day("2027-02-28")));
    assert!(birthday.is_on(day("2028-02-29")));
    assert!(!birthday.is_on(day("2028-02-28")));
}

#[test]
fn lunar_dates_are_those_of_the_published_calendar() {
    for (lunar, solar) in [
        ("L1990-01-01", "1990-01-27"),
        ("L2020-+04-01", "2020-05-23"),
        ("L2023-+02-29", "2023-04-19"),
        ("L2025-+06-01", "2025-07-25"),
        ("L2026-01-01", "2026-02-17"),
        ("L2026-08-15", "2026-09-25"),
    ] {
        assert_eq!(birthday(lunar).born_on(), Ok(day(solar)), "{lunar}");
    }
}

#[test]
fn a_lunar_birthday_moves_through_the_solar_years() {
    let mid_autumn = birthday("L1985-08-15");
    assert!(mid_autumn.is_on(day("2026-09-25")) && !mid_autumn.is_on(day("2026-09-24")));
    assert_eq!(mid_autumn.next_from(day("2026-09-26")), Some(day("2027-09-15")));
    // The twelfth month belongs to the lunar year before.
    assert!(birthday("L1985-12-08").is_on(day("2026-01-26")));
    assert_eq!(
        birthday("L1985-12-08").next_from(day("2026-01-01")),
        Some(day("2026-01-26"))
    );
}

#[test]
fn a_birthday_in_a_leap_month_is_kept_in_the_plain_month_of_other_years() {
    let leap = birthday("L2020-+04-10");
    assert_eq!(
        leap.next_from(day("2021-01-01")),
        birthday("L2021-04-10").born_on().ok()
    );
    assert!(
        birthday("L1963-+04-10").is_on(day("2020-06-01")),
        "2020 has that leap month"
    );
    assert!(
        !birthday("L1963-+04-10").is_on(day("2020-05-02")),
        "its plain month is not the day"
    );
}

#[test]
fn a_birthday_on_the_30th_is_kept_on_the_29th_of_a_short_month() {
    // The twelfth month of 2024 has 29 days: New Year's Eve.
    assert!(birthday("L2019-12-30").is_on(day("2025-01-28")));
}

#[test]
fn a_birthday_does_not_print_itself() {
    assert_eq!(format!("{:?}", birthday("1990-05-17")), "Birthday(····-··-··)");
    assert_eq!(format!("{:?}", birthday("L1990-04-23")), "Birthday(····-··-··)");
}

proptest! {
    #[test]
    fn everybody_has_one_birthday_in_every_year(year in 1900..2020, month in 1..=12, date in 1..=30, leap: bool, later in 2021..2090) {
        let today = day("2026-11-22");
        let Ok(birthday) = Birthday::from_fields(true, year, month, date, leap, today) else { return Ok(()) };
        prop_assert_eq!(Birthday::from_text(&birthday.to_text()), Ok(birthday));
        let first = birthday.next_from(BusinessDay::from_ymd(later, 3, 1).expect("a day")).expect("a birthday");
        let second = birthday.next_from(first.succ()).expect("another");
        prop_assert!(birthday.is_on(first) && birthday.is_on(second));
        let (apart, mut at) = (385, first);
        let mut days = 0;
        while at < second && days <= apart { at = at.succ(); days += 1; }
        prop_assert!((350..=apart).contains(&days), "{} days apart", days);
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in any::<String>(), nearly in "L?[0-9+-]{0,14}") {
        let _ = Birthday::from_text(&text);
        let _ = Birthday::from_text(&nearly);
    }
}

#[test]
fn the_endings_of_a_range_are_those_of_exactly_the_birthdays_kept_in_it() {
    let day = |text: &str| BusinessDay::parse(text).unwrap();
    let born = [
        "1990-05-17",
        "2000-02-29",
        "1988-02-28",
        "1999-12-31",
        "2001-01-01",
        "L1990-04-23",
        "L1990-+05-01",
        "L1985-12-30",
        "L1990-05-01",
        "L2001-+04-29",
        "L1979-01-01",
        "L1960-08-15",
    ];
    for (from, to) in [
        ("2026-01-01", "2026-01-31"),
        ("2026-02-01", "2026-02-28"),
        ("2028-02-01", "2028-02-29"),
        ("2025-07-20", "2025-08-20"),
        ("2026-05-17", "2026-05-17"),
        ("2026-12-25", "2027-02-20"),
        ("2026-09-20", "2026-10-05"),
    ] {
        let (from, to) = (day(from), day(to));
        let endings = birthday_endings(from, to);
        for text in born {
            let birthday = Birthday::from_text(text).unwrap();
            let kept = birthday.next_from(from).is_some_and(|next| next <= to);
            let found = endings.iter().any(|ending| *ending == text[5..]);
            assert_eq!(found, kept, "{text} from {from} to {to}");
        }
    }
}

#[test]
fn somebody_is_a_year_older_on_the_day_of_birth_and_not_before() {
    let age = |born: &str, on: &str| {
        let on = BusinessDay::parse(on).expect("a day");
        Birthday::from_text(born).expect("a birthday").age_on(on)
    };
    assert_eq!(age("2012-11-22", "2026-11-21"), Some(13));
    assert_eq!(age("2012-11-22", "2026-11-22"), Some(14));
    assert_eq!(age("2012-02-29", "2026-02-28"), Some(13));
    assert_eq!(age("2012-02-29", "2026-03-01"), Some(14));
    assert_eq!(age("2026-11-22", "2026-11-22"), Some(0));
    assert_eq!(age("2026-11-23", "2026-11-22"), None);
    assert!(age("L1990-+05-01", "2026-11-22").is_some_and(|age| age == 36));
}
