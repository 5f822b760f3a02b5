//! What a report may be filtered by: each answer read from an address into a typed value, written back into one, and put into the
//! statement.

use huika_domain::{BusinessDay, CardNumber, Fen, NamePart, Phone, PhoneTail, SearchTerm, ShopZone, StoreId};

use crate::{
    OwnedValue, ToValue,
    ledger::day_number,
    member::{BIRTHDAYS, Condition, birthday_kept, days_since, has_card, named, phone_ends},
};

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
    /// A whole number, from `NAME-min` to `NAME-max`.
    Number(&'static str),
    /// How many days ago something was, from `NAME-min` to `NAME-max`; the column holds an instant, or zero for never.
    DaysSince(&'static str),
    /// One of those that a statement offers.
    One(Offer),
    /// A tier, by the rank in this column.
    Tier(&'static str),
    /// A part of a member's name; the column holds the member.
    Name(&'static str),
    /// A member's phone, or its last four digits or more.
    PhoneTail(&'static str),
    /// The number of one of a member's cards; the column holds the member.
    Card(&'static str),
    /// When a birthday is kept, counted from today; the column holds it.
    Birthday(&'static str),
}

/// What a filter offers that is no fixed word, such as the tags of the shop.
#[derive(Debug, Clone, Copy)]
pub struct Offer {
    /// `SELECT id, name …` of what can be chosen; it says how many at most.
    pub choices: &'static str,
    /// What must hold, with one `?` for what was chosen.
    pub sql: &'static str,
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
    /// A whole number, or days, from and to.
    Number(Option<i64>, Option<i64>),
    /// One of those that were offered, or a tier.
    One(i64),
    /// A part of a name.
    Name(NamePart),
    /// The last digits of a phone.
    Tail(PhoneTail),
    /// A card.
    Card(CardNumber),
}

/// All rows, where one condition holds without an answer.
const ALL: &str = "all";
/// Longer texts are no numbers of ours.
const TEXT_MAX_CHARS: usize = 64;

/// An answer that is none.
pub(super) struct Unreadable;

impl Ask {
    pub(super) fn read(
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
            Self::Number(_) | Self::DaysSince(_) => {
                let (min, max) = (whole(get(&format!("{name}-min")))?, whole(get(&format!("{name}-max")))?);
                (min.is_some() || max.is_some()).then_some(Picked::Number(min, max))
            }
            Self::One(_) | Self::Tier(_) => whole(text)?.map(Picked::One),
            Self::Name(_) => match text {
                Some(text) => Some(Picked::Name(NamePart::parse(&text).map_err(|_| Unreadable)?)),
                None => None,
            },
            Self::PhoneTail(_) => match text.map(|text| SearchTerm::parse(&text)) {
                Some(Ok(SearchTerm::Phone(phone))) => Some(Picked::Phone(phone)),
                Some(Ok(SearchTerm::PhoneTail(tail))) => Some(Picked::Tail(tail)),
                Some(_) => return Err(Unreadable),
                None => None,
            },
            Self::Card(_) => match text {
                Some(text) => Some(Picked::Card(CardNumber::parse(&text).map_err(|_| Unreadable)?)),
                None => None,
            },
            Self::Birthday(_) => match text {
                Some(text) => Some(Picked::Word(known(BIRTHDAYS.iter().copied(), &text)?)),
                None => None,
            },
        })
    }

    /// What must hold of a row, with `?` for each of the values, in one text for each picked answer so that statements are few.
    pub(super) fn condition(self, picked: &Picked, zone: ShopZone, today: BusinessDay) -> Vec<Condition> {
        let one = |text: String, value: OwnedValue| vec![(text, vec![value])];
        match (self, picked) {
            (Self::Period { over, .. }, Picked::Period(period)) => over.conditions(*period, zone),
            (Self::Store(column), Picked::Store(store)) => one(format!("{column} = ?"), owned(store)),
            (Self::Word { column, .. }, Picked::Word(word)) => one(format!("{column} = ?"), owned(word)),
            (Self::Text(column), Picked::Text(text)) => one(format!("{column} = ?"), owned(text)),
            (Self::Phone(column) | Self::PhoneTail(column), Picked::Phone(phone)) => {
                one(format!("{column} = ?"), owned(phone.as_str()))
            }
            (Self::Amount(column), Picked::Amount(min, max)) => {
                range(column, min.map(|min| owned(&min)), max.map(|max| owned(&max)))
            }
            (Self::Number(column), Picked::Number(min, max)) => {
                range(column, min.map(|min| owned(&min)), max.map(|max| owned(&max)))
            }
            (Self::DaysSince(column), Picked::Number(min, max)) => days_since(column, *min, *max, zone, today),
            (Self::One(offer), Picked::One(id)) => one(offer.sql.to_owned(), owned(id)),
            (Self::Tier(column), Picked::One(rank)) => one(format!("{column} = ?"), owned(rank)),
            (Self::Name(column), Picked::Name(part)) => vec![named(column, part)],
            (Self::PhoneTail(column), Picked::Tail(tail)) => vec![phone_ends(column, tail)],
            (Self::Card(column), Picked::Card(card)) => vec![has_card(column, *card)],
            (Self::Birthday(column), Picked::Word(word)) => vec![birthday_kept(column, word, today)],
            _ => Vec::new(),
        }
    }

    /// What must hold of a row from before the period; none where it is no period, or one without a beginning.
    pub(super) fn before(self, picked: &Picked, zone: ShopZone) -> Option<Condition> {
        match (self, picked) {
            (Self::Period { over, .. }, Picked::Period(period)) => over.before(*period, zone),
            _ => None,
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

/// From one value to another one, both among them.
fn range(column: &str, min: Option<OwnedValue>, max: Option<OwnedValue>) -> Vec<Condition> {
    let min = min.map(|min| (format!("{column} >= ?"), vec![min]));
    let max = max.map(|max| (format!("{column} <= ?"), vec![max]));
    min.into_iter().chain(max).collect()
}

impl PeriodOver {
    fn before(self, period: Period, zone: ShopZone) -> Option<Condition> {
        let day = period.from?;
        let (column, from) = match self {
            Self::Days(column) => (column, day_number(day)),
            Self::Times(column) => (column, zone.start_of(day).get()),
        };
        Some((format!("{column} < ?"), vec![owned(&from)]))
    }

    /// From the first instant of the first day up to, and without, the first instant after the last one.
    fn conditions(self, period: Period, zone: ShopZone) -> Vec<Condition> {
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
        let from = from.map(|from| (format!("{column} >= ?"), vec![owned(&from)]));
        let until = until.map(|until| (format!("{column} < ?"), vec![owned(&until)]));
        from.into_iter().chain(until).collect()
    }
}

impl Picked {
    pub(super) fn write(&self, name: &str, pairs: &mut Vec<(String, String)>) {
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
            Self::Number(min, max) => {
                if let Some(min) = min {
                    push(&format!("{name}-min"), min.to_string());
                }
                if let Some(max) = max {
                    push(&format!("{name}-max"), max.to_string());
                }
            }
            Self::One(id) => push(name, id.to_string()),
            Self::Name(part) => push(name, part.as_str().to_owned()),
            Self::Tail(tail) => push(name, tail.digits().to_owned()),
            Self::Card(card) => push(name, card.as_digits()),
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

/// The longest whole number that is asked for: more than anybody has points or lives days.
const NUMBER_DIGITS: usize = 12;

fn whole(text: Option<String>) -> Result<Option<i64>, Unreadable> {
    match text {
        Some(text) if text.len() > NUMBER_DIGITS || !text.bytes().all(|byte| byte.is_ascii_digit()) => Err(Unreadable),
        Some(text) => text.parse().map(Some).map_err(|_| Unreadable),
        None => Ok(None),
    }
}

fn owned(value: &(impl ToValue + ?Sized)) -> OwnedValue {
    OwnedValue::from(value.to_value())
}
