//! What somebody asks of a report: answers to its filters, an order and columns, read from an address and written back into one.

use std::fmt::Write as _;

use huika_domain::{BusinessDay, plain};

use super::{
    column::Column,
    definition::Report,
    filter::{Picked, Unreadable},
};

/// Which rows of a report are asked for, and what is shown of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filters {
    /// What was answered, in the order of the report's filters. What holds without an answer stands here too.
    pub picked: Vec<(&'static str, Picked)>,
    /// Whether the rows stand the other way round than the report has them.
    pub reversed: bool,
    /// Which columns are shown, in the order of the report; none: all of them.
    pub columns: Vec<&'static str>,
    /// Filters whose answer cannot be read. They do not hold, so no file is made of such an answer.
    pub wrong: Vec<&'static str>,
}

/// What turns the order round.
const REVERSED: (&str, &str) = ("sort", "reversed");
/// Which columns are shown: their names with a dot between them.
const COLUMNS: &str = "columns";
const BETWEEN: &str = ".";
/// How the boxes of a form say the same, one a column.
const SHOW: &str = "show-";

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
        read.columns = columns(report, &get);
        read
    }

    /// Reads what [`Self::query`] has written.
    #[must_use]
    pub fn of_query(report: &Report, today: BusinessDay, query: &str) -> Self {
        let pairs = pairs_of_query(query);
        Self::parse(report, today, |name| {
            pairs
                .iter()
                .find(|(known, _)| known == name)
                .map(|(_, value)| value.clone())
        })
    }

    /// The same rows, however they are shown: in the report's own order and with all columns.
    #[must_use]
    pub fn conditions(&self) -> Self {
        Self {
            reversed: false,
            ..self.whole()
        }
    }

    /// The columns that are shown.
    #[must_use]
    pub fn shown(&self, report: &Report) -> Vec<&'static Column> {
        let shown = report.columns.iter();
        shown
            .filter(|column| self.columns.is_empty() || self.columns.contains(&column.name))
            .collect()
    }

    /// The period alone, as an address says it: `from=2026-11-01&to=2026-11-30`.
    pub(super) fn period_query(&self) -> String {
        let mut pairs = Vec::new();
        for (name, picked) in &self.picked {
            if matches!(picked, Picked::Period(_)) {
                picked.write(name, &mut pairs);
            }
        }
        let pairs: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
        pairs.join("&")
    }

    /// What was answered to a filter.
    #[must_use]
    pub fn of(&self, name: &str) -> Option<&Picked> {
        self.picked.iter().find(|(of, _)| *of == name).map(|(_, picked)| picked)
    }

    /// What an address says of the columns; none where all of them are shown.
    #[must_use]
    pub fn columns_pair(&self) -> Option<(&'static str, String)> {
        (!self.columns.is_empty()).then(|| (COLUMNS, self.columns.join(BETWEEN)))
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
        pairs.extend(self.columns_pair().map(|(name, value)| (name.to_owned(), value)));
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

    /// The same rows with all of their columns.
    #[must_use]
    pub fn whole(&self) -> Self {
        Self {
            columns: Vec::new(),
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

/// The columns that are asked for; none where that is all of them, or nothing that the report has. The first one names the row, so it is
/// always there.
fn columns(report: &Report, get: &impl Fn(&str) -> Option<String>) -> Vec<&'static str> {
    let written = get(COLUMNS).unwrap_or_default();
    let is_asked =
        |name: &str| written.split(BETWEEN).any(|asked| asked == name) || get(&format!("{SHOW}{name}")).is_some();
    let names = || report.columns.iter().map(|column| column.name);
    let asked = names().filter(|name| is_asked(name)).count();
    if asked == 0 || asked == report.columns.len() {
        return Vec::new();
    }
    let first = report.columns.first().map(|column| column.name);
    names().filter(|name| Some(*name) == first || is_asked(name)).collect()
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

/// The parameters that a text of [`Filters::query`] holds.
#[must_use]
pub fn pairs_of_query(query: &str) -> Vec<(String, String)> {
    let read = |text: &str| {
        let mut bytes = Vec::with_capacity(text.len());
        let mut rest = text.as_bytes();
        while let Some((first, after)) = rest.split_first() {
            let sign = (*first == b'%')
                .then(|| after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok()))
                .flatten()
                .and_then(|digits| u8::from_str_radix(digits, 16).ok());
            rest = if sign.is_some() { &after[2..] } else { after };
            bytes.push(sign.unwrap_or(*first));
        }
        String::from_utf8_lossy(&bytes).into_owned()
    };
    query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (read(name), read(value)))
        .collect()
}
