//! How one value is kept, what it may be, and how people write it.

use super::Expected;
use crate::{BusinessDay, Fen, plain, text::visible};
use serde_json::Value;

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A whole number, written as it is kept.
    Whole {
        /// The smallest.
        min: i64,
        /// The largest.
        max: i64,
    },
    /// Money: kept in fen, written in yuan.
    Money {
        /// The smallest, in fen.
        min: i64,
        /// The largest, in fen.
        max: i64,
    },
    /// A length of time: kept in seconds, written in the unit that its sentence names.
    Span {
        /// The shortest, in seconds.
        min: i64,
        /// The longest, in seconds.
        max: i64,
        /// What the sentence counts in.
        unit: Unit,
    },
    /// A whole number, or nothing at all, which is written as an empty field.
    OrNone {
        /// The smallest.
        min: i64,
        /// The largest.
        max: i64,
    },
    /// The place of a row in its list, which nobody writes.
    Place {
        /// The last one.
        max: i64,
    },
    /// Yes or no.
    Switch,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A text that is shown or kept as a name.
    Name {
        /// Characters at most.
        max: usize,
    },
    /// A colour, as `#0b7a5b`.
    Colour,
    /// A calendar day of the shop, as `2026-12-01`.
    Day,
    /// A list of short words, written with commas or spaces between them.
    Words {
        /// Words at most.
        max: usize,
    },
    /// The same, or none at all.
    WordsOrNone {
        /// Words at most.
        max: usize,
    },
}

/// What a length of time is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Seconds.
    Secs,
    /// Minutes.
    Minutes,
    /// Hours.
    Hours,
}

impl Unit {
    const fn secs(self) -> i64 {
        match self {
            Self::Secs => 1,
            Self::Minutes => 60,
            Self::Hours => 3600,
        }
    }
}

/// The longest text of one field.
const LONGEST_BYTES: usize = 4_000;

impl Kind {
    /// Whether a kept value is one of this kind and within its range.
    ///
    /// # Errors
    /// What is expected instead.
    pub fn check(self, value: &Value) -> Result<(), Expected> {
        match self {
            Self::Whole { min, max } | Self::Money { min, max } | Self::Span { min, max, .. } => {
                let number = value.as_i64().ok_or(Expected::Number { min, max })?;
                within(number, min, max)
            }
            Self::OrNone { min, max } => match value {
                Value::Null => Ok(()),
                value => Self::Whole { min, max }.check(value),
            },
            Self::Place { max } => Self::Whole { min: 0, max }.check(value),
            Self::Switch => value.is_boolean().then_some(()).ok_or(Expected::YesOrNo),
            Self::Choice(words) => {
                let known = value.as_str().is_some_and(|word| words.contains(&word));
                known.then_some(()).ok_or(Expected::OneOf(words))
            }
            Self::Name { max } => check_name(value, max),
            Self::Colour => value
                .as_str()
                .is_some_and(is_colour)
                .then_some(())
                .ok_or(Expected::Colour),
            Self::Day => value
                .as_str()
                .is_some_and(|text| BusinessDay::parse(text).is_ok())
                .then_some(())
                .ok_or(Expected::Day),
            Self::Words { max } => {
                let words = value.as_array().filter(|words| (1..=max).contains(&words.len()));
                let plain = words.is_some_and(|words| words.iter().all(Value::is_string));
                plain.then_some(()).ok_or(Expected::Words { max })
            }
            Self::WordsOrNone { max } => match value.as_array() {
                Some(words) if words.is_empty() => Ok(()),
                _ => Self::Words { max }.check(value),
            },
        }
    }

    /// A kept value as people write it.
    #[must_use]
    pub fn show(self, value: &Value) -> String {
        match (self, value) {
            (Self::Money { .. }, value) => value.as_i64().map_or_else(String::new, |fen| Fen::new(fen).yuan()),
            (Self::Span { unit, .. }, value) => value.as_i64().map_or_else(String::new, |secs| in_units(secs, unit)),
            (_, Value::Bool(yes)) => if *yes { "yes" } else { "no" }.to_owned(),
            (_, Value::String(text)) => text.clone(),
            (_, Value::Array(words)) => {
                let words: Vec<&str> = words.iter().filter_map(Value::as_str).collect();
                words.join(", ")
            }
            (_, Value::Null) => String::new(),
            (_, value) => value.to_string(),
        }
    }

    /// Reads what was written, with the range checked.
    ///
    /// # Errors
    /// What is expected instead.
    pub fn read(self, text: &str) -> Result<Value, Expected> {
        if text.len() > LONGEST_BYTES {
            return Err(self.expected());
        }
        let folded = match self {
            // Words for people keep the signs that they were written with.
            Self::Name { .. } => visible(text),
            _ => plain(text),
        };
        let text = folded.trim();
        let number = || whole(text).ok_or_else(|| self.expected());
        let value = match self {
            Self::OrNone { .. } if text.is_empty() => Value::Null,
            Self::Whole { .. } | Self::Place { .. } | Self::OrNone { .. } => number()?.into(),
            Self::Money { .. } => {
                let fen = Fen::parse_signed_yuan(text).map_err(|_| self.expected())?;
                fen.get().into()
            }
            Self::Span { unit, .. } => of_units(text, unit).ok_or_else(|| self.expected())?.into(),
            Self::Switch => match text {
                "yes" => true.into(),
                "no" => false.into(),
                _ => return Err(self.expected()),
            },
            Self::Choice(_) | Self::Name { .. } | Self::Day => text.into(),
            Self::Colour => text.to_ascii_lowercase().into(),
            Self::Words { .. } | Self::WordsOrNone { .. } => text
                .split([',', '，', '、', ' ', '\n'])
                .map(str::trim)
                .filter(|word| !word.is_empty())
                .map(Value::from)
                .collect(),
        };
        self.check(&value)?;
        Ok(value)
    }

    /// What is asked for.
    #[must_use]
    pub const fn expected(self) -> Expected {
        match self {
            Self::Whole { min, max }
            | Self::Money { min, max }
            | Self::Span { min, max, .. }
            | Self::OrNone { min, max } => Expected::Number { min, max },
            Self::Place { max } => Expected::Number { min: 0, max },
            Self::Switch => Expected::YesOrNo,
            Self::Choice(words) => Expected::OneOf(words),
            Self::Name { max } => Expected::Name { max },
            Self::Colour => Expected::Colour,
            Self::Day => Expected::Day,
            Self::Words { max } | Self::WordsOrNone { max } => Expected::Words { max },
        }
    }

    /// The smallest and the largest value as people write them; none where there is no such thing.
    #[must_use]
    pub fn range(self) -> Option<(String, String)> {
        let Expected::Number { min, max } = self.expected() else {
            return None;
        };
        Some((self.show(&min.into()), self.show(&max.into())))
    }
}

fn within(number: i64, min: i64, max: i64) -> Result<(), Expected> {
    if (min..=max).contains(&number) {
        Ok(())
    } else {
        Err(Expected::Number { min, max })
    }
}

fn check_name(value: &Value, max: usize) -> Result<(), Expected> {
    let fits = |text: &str| {
        let length = text.chars().count();
        !text.trim().is_empty() && length <= max && !text.chars().any(char::is_control)
    };
    let fits = value.as_str().is_some_and(fits);
    fits.then_some(()).ok_or(Expected::Name { max })
}

/// `#` and six hexadecimal digits.
fn is_colour(text: &str) -> bool {
    text.strip_prefix('#')
        .is_some_and(|digits| digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// A whole number, with a minus before it perhaps.
fn whole(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

/// Seconds in units: whole where they are, else with at most four decimals.
fn in_units(secs: i64, unit: Unit) -> String {
    let (whole, rest) = (secs / unit.secs(), secs % unit.secs());
    if rest == 0 {
        return whole.to_string();
    }
    let decimals = format!("{:04}", rest.abs() * 10_000 / unit.secs());
    format!("{whole}.{}", decimals.trim_end_matches('0'))
}

/// Units as seconds, to the nearest of them: a third of an hour is 0.3333 hours.
fn of_units(text: &str, unit: Unit) -> Option<i64> {
    let (whole_part, decimals) = text.split_once('.').unwrap_or((text, ""));
    let is_short = decimals.len() <= 4 && decimals.bytes().all(|byte| byte.is_ascii_digit());
    if !is_short || whole_part.starts_with('-') {
        return None;
    }
    let units = whole(whole_part)?;
    let parts: i64 = format!("{decimals:0<4}").parse().ok()?;
    let rest = (parts * unit.secs() + 5_000) / 10_000;
    units.checked_mul(unit.secs())?.checked_add(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_read_back_as_it_was_kept() {
        let minutes = Kind::Span {
            min: 0,
            max: 86_400,
            unit: Unit::Minutes,
        };
        let hours = Kind::Span {
            min: 0,
            max: 864_000,
            unit: Unit::Hours,
        };
        for secs in [0, 1, 30, 59, 60, 90, 900, 3_599, 3_601, 86_400] {
            for kind in [minutes, hours] {
                let shown = kind.show(&secs.into());
                assert_eq!(kind.read(&shown), Ok(Value::from(secs)), "{shown}");
            }
        }
        let money = Kind::Money { min: -5, max: 100_00 };
        for fen in [-5, 0, 1, 99_99, 100_00] {
            assert_eq!(money.read(&money.show(&fen.into())), Ok(Value::from(fen)));
        }
        let words = Kind::Words { max: 3 };
        let kept: Value = ["cash", "card"].into_iter().map(Value::from).collect();
        assert_eq!(words.read(&words.show(&kept)), Ok(kept.clone()));
        assert_eq!(words.read("cash、card"), Ok(kept));
        let none = Kind::OrNone { min: 1, max: 9 };
        assert_eq!(none.read(&none.show(&Value::Null)), Ok(Value::Null));
        assert_eq!(none.read(" 7 "), Ok(Value::from(7)));
    }

    #[test]
    fn what_is_out_of_range_or_something_else_is_refused() {
        let whole = Kind::Whole { min: 1, max: 20 };
        for text in ["", "0", "21", "-1", "1.5", "one", "99999999999999999999", "+1"] {
            assert_eq!(whole.read(text), Err(Expected::Number { min: 1, max: 20 }), "{text}");
        }
        assert_eq!(whole.read("１２"), Ok(Value::from(12)), "full-width digits are digits");
        assert_eq!(Kind::Switch.read("on"), Err(Expected::YesOrNo));
        assert_eq!(Kind::Choice(&["a", "b"]).read("c"), Err(Expected::OneOf(&["a", "b"])));
        for text in ["", "  ", "a\u{7}b", "long"] {
            assert_eq!(Kind::Name { max: 3 }.read(text).is_err(), text != "a\u{7}b", "{text:?}");
        }
        assert!(Kind::Words { max: 2 }.read("a b c").is_err());
        assert!(Kind::Words { max: 2 }.read("").is_err());
    }
}
