//! A report's columns: what each is called, what kind of value it holds, and where that comes from.

use huika_domain::{BusinessDay, Fen, MemberPhone, Millis, PersonName, Points};

use crate::{Row, StoreError, ledger::day_of};

/// What kind of value a column holds: how it is shown, aligned, exported and added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A person's or the shop's own words.
    Text,
    /// A number or code that names something: never a figure, whatever its digits are.
    Id,
    /// A phone number, which leaves the books masked.
    Phone,
    /// A member's name, which leaves the books masked.
    Name,
    /// A tier, whose rank stands in the books.
    Tier,
    /// Money.
    Fen,
    /// Points.
    Points,
    /// How many.
    Count,
    /// An instant.
    Time,
    /// A business day.
    Day,
    /// One word out of a fixed set; its text has the key that begins with this.
    Choice(&'static str),
    /// What differs between an order and what a gateway said of it, as it is kept with the alarm.
    Differences,
}

impl Kind {
    /// Whether it is a figure, which ends where its column ends.
    #[must_use]
    pub fn is_figure(self) -> bool {
        matches!(self, Self::Fen | Self::Points | Self::Count)
    }
}

/// Where a cell leads: the address up to a value, and where that value stands.
#[derive(Debug, Clone, Copy)]
pub struct Link {
    /// Such as `/office/refunds?number=`. `{period}` in it stands for the period that holds, as `from=…&to=…`.
    pub to: &'static str,
    /// Such as `r.number`.
    pub sql: &'static str,
}

/// One column.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its name in files, and the key of its heading and of the sentence that defines it.
    pub name: &'static str,
    /// Where it comes from.
    pub sql: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether its sum over the whole filter is shown.
    pub total: bool,
    /// Where its cells lead.
    pub link: Option<Link>,
}

impl Column {
    /// A column of this kind.
    #[must_use]
    pub const fn new(kind: Kind, name: &'static str, sql: &'static str) -> Self {
        Self {
            name,
            sql,
            kind,
            total: false,
            link: None,
        }
    }

    /// Words.
    #[must_use]
    pub const fn text(name: &'static str, sql: &'static str) -> Self {
        Self::new(Kind::Text, name, sql)
    }

    /// A number or code that names something.
    #[must_use]
    pub const fn id(name: &'static str, sql: &'static str) -> Self {
        Self::new(Kind::Id, name, sql)
    }

    /// A phone number, masked.
    #[must_use]
    pub const fn phone(name: &'static str, sql: &'static str) -> Self {
        Self::new(Kind::Phone, name, sql)
    }

    /// A member's name, masked.
    #[must_use]
    pub const fn name(name: &'static str, sql: &'static str) -> Self {
        Self::new(Kind::Name, name, sql)
    }

    /// Money.
    #[must_use]
    pub const fn fen(name: &'static str, sql: &'static str) -> Self {
        Self::new(Kind::Fen, name, sql)
    }

    /// Points.
    #[must_use]
    pub const fn points(name: &'static str, sql: &'static str) -> Self {
        Self::new(Kind::Points, name, sql)
    }

    /// How many.
    #[must_use]
    pub const fn count(name: &'static str, sql: &'static str) -> Self {
        Self::new(Kind::Count, name, sql)
    }

    /// An instant.
    #[must_use]
    pub const fn time(name: &'static str, sql: &'static str) -> Self {
        Self::new(Kind::Time, name, sql)
    }

    /// A business day.
    #[must_use]
    pub const fn day(name: &'static str, sql: &'static str) -> Self {
        Self::new(Kind::Day, name, sql)
    }

    /// A word out of a fixed set, whose texts have keys that begin with `words`.
    #[must_use]
    pub const fn choice(words: &'static str, name: &'static str, sql: &'static str) -> Self {
        Self::new(Kind::Choice(words), name, sql)
    }

    /// With its sum over the whole filter.
    #[must_use]
    pub const fn total(self) -> Self {
        Self { total: true, ..self }
    }

    /// With a link: the address up to the value of `sql`.
    #[must_use]
    pub const fn linked(self, to: &'static str, sql: &'static str) -> Self {
        Self {
            link: Some(Link { to, sql }),
            ..self
        }
    }
}

/// What stands in one cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    None,
    /// Words, an id, the word of a choice, or a masked phone.
    Text(String),
    /// Money.
    Fen(Fen),
    /// Points.
    Points(Points),
    /// How many.
    Count(i64),
    /// An instant.
    Time(Millis),
    /// A business day.
    Day(BusinessDay),
}

impl Cell {
    /// Reads a column.
    pub(crate) fn read(row: &Row<'_>, column: &Column) -> Result<Self, StoreError> {
        let name = column.name;
        Ok(match column.kind {
            Kind::Text | Kind::Id | Kind::Choice(_) | Kind::Differences => text(row.get(name)?),
            Kind::Phone => match row.get::<Option<String>>(name)?.filter(|phone| !phone.is_empty()) {
                Some(phone) => Self::Text(masked(&phone)?),
                None => Self::None,
            },
            Kind::Name => text(PersonName::masked(
                &row.get::<Option<String>>(name)?.unwrap_or_default(),
            )),
            Kind::Fen => row.get::<Option<Fen>>(name)?.map_or(Self::None, Self::Fen),
            Kind::Points => row.get::<Option<Points>>(name)?.map_or(Self::None, Self::Points),
            Kind::Count | Kind::Tier => row.get::<Option<i64>>(name)?.map_or(Self::None, Self::Count),
            // The books write a moment that has not been as zero.
            Kind::Time => match row.get::<Option<Millis>>(name)?.filter(|at| at.get() != 0) {
                Some(at) => Self::Time(at),
                None => Self::None,
            },
            Kind::Day => match row.get::<Option<i64>>(name)?.filter(|day| *day > 0) {
                Some(day) => Self::Day(day_of(day)?),
                None => Self::None,
            },
        })
    }

    /// The whole number behind a figure.
    #[must_use]
    pub fn figure(&self) -> Option<i64> {
        match self {
            Self::Fen(amount) => Some(amount.get()),
            Self::Points(points) => Some(points.get()),
            Self::Count(count) => Some(*count),
            _ => None,
        }
    }
}

fn text(found: Option<String>) -> Cell {
    found.filter(|text| !text.is_empty()).map_or(Cell::None, Cell::Text)
}

fn masked(phone: &str) -> Result<String, StoreError> {
    let phone = MemberPhone::of_kept(phone).map_err(|e| StoreError::Decode(e.to_string()))?;
    Ok(phone.masked())
}
