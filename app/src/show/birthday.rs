//! A birthday in a form: three plain fields and the calendar that they are meant by, because no date picker knows the lunar one.

use huika_domain::{Birthday, BusinessDay, ErrorCode, plain};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{context::Typed, i18n::Lang};

/// What the fields send; an empty year, month and day say nothing.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TypedBirthday {
    /// `solar` or `lunar`.
    pub calendar: String,
    pub year: String,
    pub month: String,
    pub day: String,
    /// Present when the month is a leap month.
    pub leap: Option<String>,
}

impl TypedBirthday {
    /// The birthday, nothing, or the code of what is wrong.
    pub fn read(&self, today: BusinessDay) -> Result<Option<Birthday>, &'static str> {
        let folded = [&self.year, &self.month, &self.day].map(|text| plain(text));
        let typed = folded.each_ref().map(|text| text.trim());
        if typed.iter().all(|text| text.is_empty()) {
            return Ok(None);
        }
        let number = |text: &str| {
            text.parse::<u16>()
                .map(i32::from)
                .map_err(|_| ErrorCode::BirthdayNotADay.as_str())
        };
        let [year, month, day] = typed;
        let lunar = self.calendar == "lunar";
        // A leap month is a word of the lunar calendar only.
        let leap = lunar && self.leap.is_some();
        Birthday::from_fields(lunar, number(year)?, number(month)?, number(day)?, leap, today)
            .map(Some)
            .map_err(huika_domain::BirthdayError::code)
    }
}

/// The fields, with what is known in them, or what was typed into them before they were refused.
pub fn birthday_fields(t: Lang, known: Option<Birthday>, typed: &Typed, required: bool) -> impl IntoView + use<> {
    let (lunar, year, month, day, leap) = match known {
        Some(Birthday::Lunar(date)) => (true, date.year(), date.month(), date.day(), date.is_leap()),
        Some(Birthday::Solar(date)) => (false, date.year(), date.month(), date.day(), false),
        None => (false, 0, 0, 0, false),
    };
    // As words: a zero means that nothing is known.
    let part = |name, known: i32| typed.or(name, if known > 0 { known.to_string() } else { String::new() });
    let [year, month, day] =
        [("birth[year]", year), ("birth[month]", month), ("birth[day]", day)].map(|(name, known)| part(name, known));
    let leap = typed.picked("birth[leap]", "yes", leap);
    let calendars = [
        ("solar", "birthday-by-solar", !lunar),
        ("lunar", "birthday-by-lunar", lunar),
    ]
    .map(|(value, key, on)| {
        let on = typed.picked("birth[calendar]", value, on);
        view! {
            <label class="tick">
                <input type="radio" name="birth[calendar]" value=value checked=on />
                <span>{t.text(key)}</span>
            </label>
        }
    });
    view! {
        <fieldset class="birthday">
            <legend>{t.text("birthday-title")}</legend>
            <div class="ticks">{Vec::from(calendars)}</div>
            <div class="parts">
                <div class="field">
                    <label for="birth-year">{t.text("birthday-year")}</label>
                    <input
                        id="birth-year"
                        name="birth[year]"
                        inputmode="numeric"
                        autocomplete="bday-year"
                        maxlength="32"
                        placeholder="1990"
                        value=year
                        required=required
                    />
                </div>
                {choice(t, "birth[month]", "birth-month", "birthday-month", "bday-month", 12, &month, required)}
                {choice(t, "birth[day]", "birth-day", "birthday-day", "bday-day", 31, &day, required)}
            </div>
            <label class="tick">
                <input type="checkbox" name="birth[leap]" value="yes" checked=leap />
                <span>{t.text("birthday-leap")}</span>
            </label>
        </fieldset>
    }
}

#[expect(
    clippy::too_many_arguments,
    reason = "one select of three, and what tells them apart"
)]
fn choice(
    t: Lang,
    name: &'static str,
    id: &'static str,
    label: &'static str,
    autocomplete: &'static str,
    last: i32,
    known: &str,
    required: bool,
) -> impl IntoView + use<> {
    let options: Vec<_> = (1..=last)
        .map(|number| number.to_string())
        .map(|number| view! { <option value=number.clone() selected=number == known>{number.clone()}</option> })
        .collect();
    view! {
        <div class="field">
            <label for=id>{t.text(label)}</label>
            <select id=id name=name autocomplete=autocomplete required=required>
                <option value="">"–"</option>
                {options}
            </select>
        </div>
    }
}

/// A birthday in words.
pub fn birthday_text(t: Lang, birthday: Birthday) -> String {
    let (key, year, month, day) = match birthday {
        Birthday::Solar(date) => ("birthday-solar", date.year(), date.month(), date.day()),
        Birthday::Lunar(date) if date.is_leap() => ("birthday-lunar-leap", date.year(), date.month(), date.day()),
        Birthday::Lunar(date) => ("birthday-lunar", date.year(), date.month(), date.day()),
    };
    // As words: a year is not a quantity with a thousands separator.
    let [year, month, day] = [year, month, day].map(|number| number.to_string());
    t.with(
        key,
        &[("year", year.into()), ("month", month.into()), ("day", day.into())],
    )
}

/// Month and day of a birthday, without the year: enough to congratulate by.
pub fn birthday_day(t: Lang, birthday: Birthday) -> String {
    let (key, month, day) = match birthday {
        Birthday::Solar(date) => ("birthday-day-solar", date.month(), date.day()),
        Birthday::Lunar(date) if date.is_leap() => ("birthday-day-leap", date.month(), date.day()),
        Birthday::Lunar(date) => ("birthday-day-lunar", date.month(), date.day()),
    };
    let [month, day] = [month, day].map(|number| number.to_string());
    t.with(key, &[("month", month.into()), ("day", day.into())])
}

/// A day of this or the next year in words.
pub fn day_text(t: Lang, day: BusinessDay) -> String {
    birthday_text(t, Birthday::Solar(day))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(calendar: &str, [year, month, day]: [&str; 3], leap: bool) -> TypedBirthday {
        let [calendar, year, month, day] = [calendar, year, month, day].map(str::to_owned);
        TypedBirthday {
            calendar,
            year,
            month,
            day,
            leap: leap.then(|| "yes".to_owned()),
        }
    }

    #[test]
    fn empty_fields_say_nothing_and_half_filled_ones_are_no_day() {
        let today = BusinessDay::parse("2026-11-22").expect("a day");
        assert_eq!(typed("solar", ["", " ", ""], true).read(today), Ok(None));
        for (calendar, parts, leap, text) in [
            ("solar", ["1990", "5", "17"], false, "1990-05-17"),
            ("solar", ["1990", "5", "17"], true, "1990-05-17"),
            ("lunar", ["1990", "5", "17"], false, "L1990-05-17"),
            ("lunar", ["1990", "5", "17"], true, "L1990-+05-17"),
            ("solar", ["\u{202D}１９９０\u{A0}", "5", "１７"], false, "1990-05-17"),
        ] {
            let read = typed(calendar, parts, leap).read(today);
            assert_eq!(
                read.map(|birthday| birthday.map(Birthday::to_text)),
                Ok(Some(text.to_owned()))
            );
        }
        for (parts, code) in [
            (["1990", "", "17"], "birthday-not-a-day"),
            (["1990", "2", "30"], "birthday-not-a-day"),
            (["-1", "2", "3"], "birthday-not-a-day"),
            (["99999999", "2", "3"], "birthday-not-a-day"),
            (["90", "5", "17"], "birthday-too-long-ago"),
            (["2027", "5", "17"], "birthday-in-the-future"),
        ] {
            assert_eq!(typed("solar", parts, false).read(today), Err(code), "{parts:?}");
        }
    }
}
