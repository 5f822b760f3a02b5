//! What every area says about itself, and how a body is read, checked and upgraded.

use super::{Dimension, Kind, Rules};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use std::fmt;

/// What an area of rules holds.
pub trait Body: Default + Clone + PartialEq + Serialize + DeserializeOwned {
    /// What its scopes are.
    const DIMENSION: Dimension;
    /// The number of its form: one more when an older body has to be read in another way than by its fields' names.
    const VERSION: u32 = 1;
    /// Its values, by the sentences in which they stand.
    const SENTENCES: &'static [Sentence];

    /// What must hold between several values.
    ///
    /// # Errors
    /// Which of them does not fit, and a code for the words that say why.
    fn check_together(&self) -> Result<(), BodyError> {
        Ok(())
    }

    /// Brings a body of an older form into this one.
    fn upgrade(version: u32, body: Map<String, Value>) -> Map<String, Value> {
        let _ = version;
        body
    }
}

/// A sentence about one or a few values, such as "each {per} earns {points} points". The words stand in the locales under
/// `rule-AREA-KEY`, with a place for each field.
#[derive(Clone, Copy, Debug)]
pub struct Sentence {
    /// Its name within the area.
    pub key: &'static str,
    /// The values that stand in it.
    pub fields: &'static [Field],
    /// The list whose rows each are this sentence; none where it is said once.
    pub rows: Option<Rows>,
}

/// A list within a body: one sentence a row.
#[derive(Clone, Copy, Debug)]
pub struct Rows {
    /// The list's name in the body.
    pub list: &'static str,
    /// Rows at least: none or one.
    pub min: usize,
    /// Rows at most.
    pub max: usize,
}

/// One value.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name in the body and in the sentence.
    pub name: &'static str,
    /// What it is.
    pub kind: Kind,
}

impl Sentence {
    /// A sentence that is said once.
    pub const fn of(key: &'static str, fields: &'static [Field]) -> Self {
        Self {
            key,
            fields,
            rows: None,
        }
    }

    /// A sentence for each row of a list that may be empty.
    pub const fn any(key: &'static str, list: &'static str, max: usize, fields: &'static [Field]) -> Self {
        Self {
            key,
            fields,
            rows: Some(Rows { list, min: 0, max }),
        }
    }

    /// A sentence for each row of a list.
    pub const fn each(key: &'static str, list: &'static str, max: usize, fields: &'static [Field]) -> Self {
        Self {
            key,
            fields,
            rows: Some(Rows { list, min: 1, max }),
        }
    }
}

/// Ten million yuan in fen, or so many points: more is a slip of the hand.
pub(crate) const MAX: i64 = 1_000_000_000;

/// A whole number from `min` to `max`.
pub(crate) const fn whole(name: &'static str, min: i64, max: i64) -> Field {
    Field {
        name,
        kind: Kind::Whole { min, max },
    }
}

/// Money from `min` to `max` fen.
pub(crate) const fn money(name: &'static str, min: i64, max: i64) -> Field {
    Field {
        name,
        kind: Kind::Money { min, max },
    }
}

/// A time from `min` to `max` seconds, written in `unit`.
pub(super) const fn span(name: &'static str, min: i64, max: i64, unit: super::Unit) -> Field {
    Field {
        name,
        kind: Kind::Span { min, max, unit },
    }
}

/// A whole number, or nothing.
pub(crate) const fn or_none(name: &'static str, min: i64, max: i64) -> Field {
    Field {
        name,
        kind: Kind::OrNone { min, max },
    }
}

/// Yes or no.
pub(crate) const fn switch(name: &'static str) -> Field {
    Field {
        name,
        kind: Kind::Switch,
    }
}

/// One of some words.
pub(super) const fn choice(name: &'static str, words: &'static [&'static str]) -> Field {
    Field {
        name,
        kind: Kind::Choice(words),
    }
}

/// A calendar day.
pub(super) const fn day(name: &'static str) -> Field {
    Field { name, kind: Kind::Day }
}

/// A name of so many characters at most.
pub(crate) const fn name(name: &'static str, max: usize) -> Field {
    Field {
        name,
        kind: Kind::Name { max },
    }
}

/// What a value should have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// A number within a range, as it is kept.
    Number {
        /// The smallest.
        min: i64,
        /// The largest.
        max: i64,
    },
    /// Yes or no.
    YesOrNo,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A name of so many characters at most.
    Name {
        /// Characters.
        max: usize,
    },
    /// `#` and six hexadecimal digits.
    Colour,
    /// A day such as `2026-12-01`.
    Day,
    /// So many words at most, and one at least.
    Words {
        /// Words.
        max: usize,
    },
    /// So many rows at most, and one at least where a list cannot be empty.
    Rows {
        /// Rows.
        max: usize,
    },
    /// Something that fits the other values: a code for the words that say what.
    Together(&'static str),
}

impl fmt::Display for Expected {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number { min, max } => write!(formatter, "expected a number from {min} to {max}"),
            Self::YesOrNo => formatter.write_str("expected true or false"),
            Self::OneOf(words) => write!(formatter, "expected one of {}", words.join(", ")),
            Self::Name { max } => write!(
                formatter,
                "expected 1 to {max} characters, none of them a control character"
            ),
            Self::Colour => formatter.write_str("expected a colour such as #0b7a5b"),
            Self::Day => formatter.write_str("expected a day such as 2026-12-01"),
            Self::Words { max } => write!(formatter, "expected 1 to {max} words"),
            Self::Rows { max } => write!(formatter, "expected 1 to {max} rows"),
            Self::Together(code) => write!(formatter, "does not fit the other values: {code}"),
        }
    }
}

/// Why a body is not one of its area.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    /// A value is not what it may be.
    #[error("{field}: {expected}")]
    Value {
        /// Which, such as `per` or `tiers.2.threshold_fen`.
        field: String,
        /// What it should be.
        expected: Expected,
    },
    /// It is no object, or has a field that the area does not know, or one of another type.
    #[error("{0}")]
    Shape(String),
    /// It was made by a newer program.
    #[error("the body has form {found} and this program knows up to {known}: use the newer program")]
    Newer {
        /// Its form.
        found: u32,
        /// The newest that is known here.
        known: u32,
    },
}

impl BodyError {
    /// That one value is not what it may be.
    pub(super) fn value(field: impl Into<String>, expected: Expected) -> Self {
        Self::Value {
            field: field.into(),
            expected,
        }
    }
}

/// An area: what is known of it without its type.
pub struct Area {
    /// Its name in the database, in addresses, commands and files, and in the keys of its words.
    pub name: &'static str,
    /// What its scopes are.
    pub dimension: Dimension,
    /// The newest form of its bodies.
    pub version: u32,
    /// Its values, by sentences.
    pub sentences: &'static [Sentence],
    pub(super) read: fn(u32, &Value) -> Result<Value, BodyError>,
    pub(super) put: fn(&mut Rules, u32, &Value) -> Result<(), BodyError>,
    pub(super) get: fn(&Rules) -> Value,
}

impl fmt::Debug for Area {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name)
    }
}

impl PartialEq for Area {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Area {}

impl Area {
    /// Values that are written like a rule and are none: the form of something else that says itself in sentences. It is in no rule.
    pub const fn form<B: Body>(name: &'static str) -> Self {
        Self {
            name,
            dimension: B::DIMENSION,
            version: B::VERSION,
            sentences: B::SENTENCES,
            read: read::<B>,
            put: |_, _, _| Ok(()),
            get: |_| as_value(&B::default()),
        }
    }

    /// Its value without any rule.
    #[must_use]
    pub fn default_body(&self) -> Value {
        (self.get)(&Rules::default())
    }

    /// Reads a body of any form that this program knows, checks every value, and answers it in its newest form and whole.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn read(&self, version: u32, body: &Value) -> Result<Value, BodyError> {
        (self.read)(version, body)
    }

    /// Reads a text of a body in its newest form, as a command gives it.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn parse(&self, text: &str) -> Result<Value, BodyError> {
        let body: Value = serde_json::from_str(text).map_err(|e| BodyError::Shape(e.to_string()))?;
        self.read(self.version, &body)
    }

    /// `base` with one value in the place of its own, checked: how a file says values one by one.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn with(&self, base: &Value, field: &str, value: Value) -> Result<Value, BodyError> {
        let mut body = base.clone();
        if let Some(object) = body.as_object_mut() {
            object.insert(field.to_owned(), value);
        }
        self.read(self.version, &body)
    }

    /// The names of its values.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let body = self.default_body();
        body.as_object()
            .into_iter()
            .flatten()
            .map(|(name, _)| name.clone())
            .collect()
    }
}

/// Reads a body as its type.
pub(super) fn typed<B: Body>(version: u32, body: &Value) -> Result<B, BodyError> {
    if version > B::VERSION {
        return Err(BodyError::Newer {
            found: version,
            known: B::VERSION,
        });
    }
    let Value::Object(object) = body else {
        return Err(BodyError::Shape("expected an object".to_owned()));
    };
    let upgraded;
    let body = if version < B::VERSION {
        upgraded = Value::Object(B::upgrade(version, object.clone()));
        &upgraded
    } else {
        body
    };
    // Ranges first: a number that does not even fit its type is named by its range too.
    check(B::SENTENCES, body)?;
    let typed: B = serde_json::from_value(body.clone()).map_err(|e| BodyError::Shape(e.to_string()))?;
    typed.check_together()?;
    Ok(typed)
}

/// Each value that the body says against what it may be. What it does not say has its default.
fn check(sentences: &[Sentence], body: &Value) -> Result<(), BodyError> {
    for sentence in sentences {
        let Some(Rows { list, min, max }) = sentence.rows else {
            check_fields(sentence.fields, body, "")?;
            continue;
        };
        let Some(rows) = body.get(list) else {
            continue;
        };
        let rows = rows.as_array().filter(|rows| (min..=max).contains(&rows.len()));
        let rows = rows.ok_or_else(|| BodyError::value(list, Expected::Rows { max }))?;
        for (number, row) in rows.iter().enumerate() {
            check_fields(sentence.fields, row, &format!("{list}.{number}."))?;
        }
    }
    Ok(())
}

fn check_fields(fields: &[Field], body: &Value, before: &str) -> Result<(), BodyError> {
    for field in fields {
        if let Some(value) = body.get(field.name) {
            let checked = field.kind.check(value);
            checked.map_err(|expected| BodyError::value(format!("{before}{}", field.name), expected))?;
        }
    }
    Ok(())
}

/// What the macro that lists the areas makes of each.
pub(super) fn read<B: Body>(version: u32, body: &Value) -> Result<Value, BodyError> {
    Ok(as_value(&typed::<B>(version, body)?))
}

/// A body as JSON: structs of numbers, words and lists, which always can be written.
pub(super) fn as_value<B: Body>(body: &B) -> Value {
    serde_json::to_value(body).unwrap_or(Value::Null)
}
