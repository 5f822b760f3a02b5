//! What a report may be filtered by: read from an address into typed values, written back into one, and put into the statement.

use std::fmt::Write as _;

use huika_domain::{BusinessDay, Fen, Phone, ShopZone, StoreId, plain};

use super::Report;
use crate::{OwnedValue, ToValue, ledger::day_number};

/// One filter of a report.
#[derive(Debug, Clone, Copy)]
pub struct Filter {
    /// Its parameter in the address, and the key of its words. A period has `from`, `to` and, for a single day, `day`.
    pub name: &'static str,
    /// What it asks for.
    pub ask: Ask,
}

/// What a filter asks for, and of which column.
#[derive(Debug, Clone, Copy)]
pub enum Ask {
    /// Business days, from one to another. Without an answer the last so many days count, or all of them.
    Period {
        /// The column with the time.
        over: PeriodOver,
        /// How many days without an answer.
        days: Option<i32>,
    },
    /// One of the stores that the operator sees.
    Store(&'static str),
    /// One word of those that the column may hold; the texts have keys that begin with `words`.
    Word {
        /// Of which column.
        column: &'static str,
        /// Where their texts are.
        words: &'static str,
        /// Which there are.
        options: &'static [&'static str],
    },
    /// One of several conditions.
    Case {
        /// Where their texts are.
        words: &'static str,
        /// Which there are.
        options: &'static [Case],
        /// Whether the first of them holds without an answer; `all` lifts it.
        first: bool,
    },
    /// An exact text, such as a number on a receipt.
    Text(&'static str),
    /// A phone number.
    Phone(&'static str),
    /// Money, from `NAME-min` to `NAME-max`.
    Amount(&'static str),
}

/// The column that a period is about. A value of a fixed form is compared with the column itself, so that an index serves it.
#[derive(Debug, Clone, Copy)]
pub enum PeriodOver {
    /// Business days as numbers.
    Days(&'static str),
    /// Instants.
    Times(&'static str),
}

/// One of several conditions.
#[derive(Debug, Clone, Copy)]
pub struct Case {
    /// Its word in the address.
    pub word: &'static str,
    /// What must hold. Written out, because an index over some rows serves only a statement that says which.
    pub sql: &'static str,
}

/// A period of business days; both ends belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Period {
    /// Its first day.
    pub from: Option<BusinessDay>,
    /// Its last day.
    pub to: Option<BusinessDay>,
}

/// What was answered to a filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Picked {
    /// A period.
    Period(Period),
    /// A store.
    Store(StoreId),
    /// One of the words.
    Word(&'static str),
    /// One of the conditions, or, for those of which one holds without an answer, all rows.
    Case(Option<&'static str>),
    /// A text.
    Text(String),
    /// A phone number.
    Phone(Phone),
    /// Money from and to.
    Amount(Option<Fen>, Option<Fen>),
}

/// Which rows of a report are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filters {
    /// What was answered, in the order of the report's filters. What holds without an answer stands here too.
    pub picked: Vec<(&'static str, Picked)>,
    /// Whether the rows stand the other way round than the report has them.
    pub reversed: bool,
    /// Filters whose answer cannot be read. They do not hold, so no file is made of such an answer.
    pub wrong: Vec<&'static str>,
}

/// All rows, where one condition holds without an answer.
const ALL: &str = "all";
/// What turns the order round.
const REVERSED: (&str, &str) = ("sort", "reversed");
/// Longer texts are no numbers of ours.
const TEXT_MAX_CHARS: usize = 64;

impl Filters {
    /// Reads the parameters of an address. Those that no filter has are somebody else's.
    pub fn parse(report: &Report, today: BusinessDay, get: impl Fn(&str) -> Option<String>) -> Self {
        let mut read = Self {
            reversed: get(REVERSED.0).as_deref() == Some(REVERSED.1),
            ..Self::default()
        };
        let get = |name: &str| {
            get(name)
                .map(|text| plain(&text).trim().to_owned())
                .filter(|text| !text.is_empty())
        };
        for filter in report.filters {
            match filter.ask.read(filter.name, today, &get) {
                Ok(Some(picked)) => read.picked.push((filter.name, picked)),
                Ok(None) => {}
                Err(Unreadable) => read.wrong.push(filter.name),
            }
        }
        read
    }

    /// What was answered to a filter.
    #[must_use]
    pub fn of(&self, name: &str) -> Option<&Picked> {
        self.picked.iter().find(|(of, _)| *of == name).map(|(_, picked)| picked)
    }

    /// The address's parameters that say the same, in one form: equal filters are equal texts.
    #[must_use]
    pub fn query(&self) -> String {
        let mut pairs = Vec::new();
        for (name, picked) in &self.picked {
            picked.write(name, &mut pairs);
        }
        if self.reversed {
            pairs.push((REVERSED.0.to_owned(), REVERSED.1.to_owned()));
        }
        let pairs: Vec<String> = pairs
            .iter()
            .map(|(name, value)| format!("{name}={}", encoded(value)))
            .collect();
        pairs.join("&")
    }

    /// The same without what was answered to one filter.
    #[must_use]
    pub fn without(&self, name: &str) -> Self {
        Self {
            picked: self.picked.iter().filter(|(of, _)| *of != name).cloned().collect(),
            ..self.clone()
        }
    }

    /// The same rows in the other order.
    #[must_use]
    pub fn turned(&self) -> Self {
        Self {
            reversed: !self.reversed,
            ..self.clone()
        }
    }
}

/// An answer that is none.
struct Unreadable;

impl Ask {
    fn read(
        self,
        name: &str,
        today: BusinessDay,
        get: &impl Fn(&str) -> Option<String>,
    ) -> Result<Option<Picked>, Unreadable> {
        let text = get(name);
        Ok(match self {
            Self::Period { days, .. } => Some(Picked::Period(period(days, today, get)?)),
            Self::Store(_) => match text {
                Some(text) => Some(Picked::Store(StoreId::parse(&text).map_err(|_| Unreadable)?)),
                None => None,
            },
            Self::Word { options, .. } => match text {
                Some(text) => Some(Picked::Word(known(options.iter().copied(), &text)?)),
                None => None,
            },
            Self::Case { options, first, .. } => match text {
                Some(text) if first && text == ALL => Some(Picked::Case(None)),
                Some(text) => Some(Picked::Case(Some(known(options.iter().map(|case| case.word), &text)?))),
                None if first => Some(Picked::Case(options.first().map(|case| case.word))),
                None => None,
            },
            Self::Text(_) => match text {
                Some(text) if text.chars().count() > TEXT_MAX_CHARS => return Err(Unreadable),
                text => text.map(Picked::Text),
            },
            Self::Phone(_) => match text {
                Some(text) => Some(Picked::Phone(Phone::parse(&text).map_err(|_| Unreadable)?)),
                None => None,
            },
            Self::Amount(_) => {
                let (min, max) = (fen(get(&format!("{name}-min")))?, fen(get(&format!("{name}-max")))?);
                (min.is_some() || max.is_some()).then_some(Picked::Amount(min, max))
            }
        })
    }

    /// What must hold of a row, with `?` for each value, in one text for each picked answer so that statements are few.
    pub(super) fn condition(self, picked: &Picked, zone: ShopZone) -> Vec<(String, OwnedValue)> {
        match (self, picked) {
            (Self::Period { over, .. }, Picked::Period(period)) => over.conditions(*period, zone),
            (Self::Store(column), Picked::Store(store)) => vec![(format!("{column} = ?"), owned(store))],
            (Self::Word { column, .. }, Picked::Word(word)) => vec![(format!("{column} = ?"), owned(word))],
            (Self::Text(column), Picked::Text(text)) => vec![(format!("{column} = ?"), owned(text))],
            (Self::Phone(column), Picked::Phone(phone)) => vec![(format!("{column} = ?"), owned(phone.as_str()))],
            (Self::Amount(column), Picked::Amount(min, max)) => {
                let min = min.map(|min| (format!("{column} >= ?"), owned(&min)));
                let max = max.map(|max| (format!("{column} <= ?"), owned(&max)));
                min.into_iter().chain(max).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The condition that is picked, which has no values.
    pub(super) fn case(self, picked: &Picked) -> Option<&'static str> {
        match (self, picked) {
            (Self::Case { options, .. }, Picked::Case(Some(word))) => {
                options.iter().find(|case| case.word == *word).map(|case| case.sql)
            }
            _ => None,
        }
    }
}

impl PeriodOver {
    /// From the first instant of the first day up to, and without, the first instant after the last one.
    fn conditions(self, period: Period, zone: ShopZone) -> Vec<(String, OwnedValue)> {
        let (column, from, until) = match self {
            Self::Days(column) => (
                column,
                period.from.map(day_number),
                period.to.map(|day| day_number(day.succ())),
            ),
            Self::Times(column) => (
                column,
                period.from.map(|day| zone.start_of(day).get()),
                period.to.map(|day| zone.start_of(day.succ()).get()),
            ),
        };
        let from = from.map(|from| (format!("{column} >= ?"), owned(&from)));
        let until = until.map(|until| (format!("{column} < ?"), owned(&until)));
        from.into_iter().chain(until).collect()
    }
}

impl Picked {
    fn write(&self, name: &str, pairs: &mut Vec<(String, String)>) {
        let mut push = |name: &str, value: String| pairs.push((name.to_owned(), value));
        match self {
            Self::Period(Period { from, to }) => {
                if let Some(from) = from {
                    push("from", from.to_string());
                }
                if let Some(to) = to {
                    push("to", to.to_string());
                }
            }
            Self::Store(store) => push(name, store.to_string()),
            Self::Word(word) => push(name, (*word).to_owned()),
            Self::Case(word) => push(name, word.unwrap_or(ALL).to_owned()),
            Self::Text(text) => push(name, text.clone()),
            Self::Phone(phone) => push(name, phone.as_str().to_owned()),
            Self::Amount(min, max) => {
                if let Some(min) = min {
                    push(&format!("{name}-min"), min.yuan());
                }
                if let Some(max) = max {
                    push(&format!("{name}-max"), max.yuan());
                }
            }
        }
    }
}

fn period(days: Option<i32>, today: BusinessDay, get: &impl Fn(&str) -> Option<String>) -> Result<Period, Unreadable> {
    let day = |name: &str| match get(name) {
        Some(text) => BusinessDay::parse(&text).map(Some).map_err(|_| Unreadable),
        None => Ok(None),
    };
    if let Some(one) = day("day")? {
        return Ok(Period {
            from: Some(one),
            to: Some(one),
        });
    }
    let asked = Period {
        from: day("from")?,
        to: day("to")?,
    };
    match (asked.from, asked.to, days) {
        (Some(from), Some(to), _) if from > to => Err(Unreadable),
        (None, to, Some(days)) => {
            let to = to.unwrap_or(today);
            Ok(Period {
                from: Some(to.plus_days(1 - days)),
                to: Some(to),
            })
        }
        (from, None, Some(_)) => Ok(Period {
            from,
            to: Some(from.map_or(today, |from| from.max(today))),
        }),
        _ => Ok(asked),
    }
}

fn known(mut options: impl Iterator<Item = &'static str>, text: &str) -> Result<&'static str, Unreadable> {
    options.find(|word| *word == text).ok_or(Unreadable)
}

fn fen(text: Option<String>) -> Result<Option<Fen>, Unreadable> {
    match text {
        Some(text) => Fen::parse_signed_yuan(&text).map(Some).map_err(|_| Unreadable),
        None => Ok(None),
    }
}

fn owned(value: &(impl ToValue + ?Sized)) -> OwnedValue {
    OwnedValue::from(value.to_value())
}

/// Percent-encodes what an address cannot hold as it is.
fn encoded(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            written.push(char::from(byte));
        } else {
            // Writing into a string cannot fail.
            let _ = write!(written, "%{byte:02X}");
        }
    }
    written
}
