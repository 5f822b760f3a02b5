//! The statements of reports: written from columns, filters and sight, and read back by the same list of columns.

use std::fmt::Write as _;

use crate::{OwnedValue, Row, StoreError, ToValue, Tx, Value};

use super::{Asked, Cell, Column, Cursor, Line, Page, Way};

/// A statement and its values.
pub struct Statement {
    /// Its text.
    pub text: String,
    values: Vec<OwnedValue>,
}

impl Statement {
    /// Its values, borrowed.
    #[must_use]
    pub fn values(&self) -> Vec<Value<'_>> {
        self.values.iter().map(OwnedValue::borrowed).collect()
    }

    /// Writes a condition, each `?` of which stands for the next of the values.
    fn push(&mut self, text: &str, values: impl IntoIterator<Item = OwnedValue>) {
        let mut values = values.into_iter();
        for part in text.split_inclusive('?') {
            let Some(before) = part.strip_suffix('?') else {
                self.text.push_str(part);
                continue;
            };
            self.values.extend(values.next());
            // Writing into a string cannot fail.
            let _ = write!(self.text, "{before}?{}", self.values.len());
        }
    }

    fn of(values: impl IntoIterator<Item = i64>) -> impl Iterator<Item = OwnedValue> {
        values.into_iter().map(|value| OwnedValue::Int(Some(value)))
    }
}

/// `SELECT … FROM … WHERE …` with everything that the filters say.
fn select(tx: &Tx<'_>, asked: &Asked<'_>, list: &str, joined: bool) -> Statement {
    let report = asked.report;
    let zone = tx.context().zone;
    let mut statement = Statement {
        text: format!("SELECT {list} "),
        values: Vec::new(),
    };
    let rows = report.rows.replace("{joins}", if joined { report.joins } else { "" });
    let mut rest = rows.as_str();
    while let Some((before, mark, after)) = next_mark(rest) {
        statement.push(before, []);
        if mark == "sight" {
            let viewer = OwnedValue::from(asked.seen.viewer.to_value());
            let condition = report.sight.condition(asked.seen);
            let count = condition.as_deref().unwrap_or_default().matches('?').count();
            statement.push(
                condition.as_deref().unwrap_or("1 = 1"),
                std::iter::repeat_n(viewer, count),
            );
        } else {
            let mut any = false;
            for (text, value) in conditions(asked, true, zone) {
                statement.push(if any { " AND " } else { "" }, []);
                statement.push(&text, value);
                any = true;
            }
            statement.push(if any { "" } else { "1 = 1" }, []);
        }
        rest = after;
    }
    statement.push(rest, []);
    for (text, value) in conditions(asked, false, zone) {
        statement.push(" AND ", []);
        statement.push(&text, value);
    }
    statement
}

/// The next of the two places that are filled in.
fn next_mark(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('{')?;
    let (mark, after) = rest.split_once('}')?;
    Some((before, mark, after))
}

/// The conditions of the period, or of all other filters.
fn conditions(asked: &Asked<'_>, period: bool, zone: huika_domain::ShopZone) -> Vec<(String, Option<OwnedValue>)> {
    let mut found = Vec::new();
    for (name, picked) in &asked.filters.picked {
        let Some(filter) = asked.report.filter(name) else {
            continue;
        };
        if matches!(filter.ask, super::Ask::Period { .. }) != period {
            continue;
        }
        found.extend(filter.ask.case(picked).map(|text| (text.to_owned(), None)));
        let valued = filter.ask.condition(picked, zone).into_iter();
        found.extend(valued.map(|(text, value)| (text, Some(value))));
    }
    found
}

fn list(asked: &Asked<'_>) -> String {
    let report = asked.report;
    let cells = report
        .columns
        .iter()
        .map(|column| format!("{} AS {}", column.sql, quoted(column.name)));
    let links = linked(report.columns).map(|(column, sql)| format!("CAST({sql} AS TEXT) AS \"{}-link\"", column.name));
    let keys = report
        .order
        .iter()
        .enumerate()
        .map(|(index, key)| format!("{key} AS \"key-{index}\""));
    cells.chain(links).chain(keys).collect::<Vec<_>>().join(", ")
}

fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}

fn linked(columns: &'static [Column]) -> impl Iterator<Item = (&'static Column, &'static str)> {
    columns
        .iter()
        .filter_map(|column| column.link.map(|link| (column, link.sql)))
}

/// The statement of the rows on one side of a key, in the order in which they are read.
fn ordered(tx: &Tx<'_>, asked: &Asked<'_>, cursor: Option<&Cursor>, limit: i64) -> Statement {
    let order = asked.report.order;
    let backwards = cursor.is_some_and(|cursor| cursor.way == Way::Before);
    let descending = (asked.report.newest_first != asked.filters.reversed) != backwards;
    let (sign, word) = if descending { ("<", "DESC") } else { (">", "ASC") };
    let mut statement = select(tx, asked, &list(asked), true);
    if let Some(cursor) = cursor {
        // The first condition is the one that an index over the first column finds; the second one says the same exactly.
        statement.push(&format!(" AND {} {sign}= ?", order[0]), Statement::of([cursor.key[0]]));
        let marks = vec!["?"; order.len()].join(", ");
        let text = format!(" AND ({}) {sign} ({marks})", order.join(", "));
        statement.push(&text, Statement::of(cursor.key.iter().copied()));
    }
    let by: Vec<String> = order.iter().map(|key| format!("{key} {word}")).collect();
    statement.push(&format!(" ORDER BY {} LIMIT ?", by.join(", ")), Statement::of([limit]));
    statement
}

fn line(asked: &Asked<'_>, row: &Row<'_>) -> Result<Line, StoreError> {
    let columns = asked.report.columns;
    let mut cells = Vec::with_capacity(columns.len());
    for (index, column) in columns.iter().enumerate() {
        cells.push(Cell::read(row, index, column.kind)?);
    }
    let mut index = columns.len();
    let mut links = vec![None; columns.len()];
    for (at, column) in columns.iter().enumerate() {
        if let Some(link) = column.link {
            links[at] = row
                .get::<Option<String>>(index)?
                .map(|value| format!("{}{value}", link.to));
            index += 1;
        }
    }
    let key = (0..asked.report.order.len())
        .map(|offset| row.get(index + offset))
        .collect::<Result<_, _>>()?;
    Ok(Line { key, cells, links })
}

/// The statement of the first page, to look at how it is carried out.
#[must_use]
pub fn first_page(tx: &Tx<'_>, asked: &Asked<'_>, limit: i64) -> Statement {
    ordered(tx, asked, None, limit)
}

/// One page.
pub fn page(tx: &mut Tx<'_>, asked: &Asked<'_>, cursor: Option<&Cursor>, limit: usize) -> Result<Page, StoreError> {
    let more = i64::try_from(limit).unwrap_or(i64::MAX - 1) + 1;
    let statement = ordered(tx, asked, cursor, more);
    let mut lines = tx.all(&statement.text, &statement.values(), |row| line(asked, row))?;
    let is_more = lines.len() > limit;
    lines.truncate(limit);
    let backwards = cursor.is_some_and(|cursor| cursor.way == Way::Before);
    if backwards {
        lines.reverse();
    }
    let first = lines.first().map(|line| Cursor::text(&line.key));
    let last = lines.last().map(|line| Cursor::text(&line.key));
    // Whoever came from a page can go back to it.
    let (before, after) = match cursor {
        None => (None, last.filter(|_| is_more)),
        Some(_) if backwards => (first.filter(|_| is_more), last),
        Some(_) => (first, last.filter(|_| is_more)),
    };
    Ok(Page { lines, before, after })
}

/// Hands over up to `limit` rows after a key, as they arrive; answers the last one's key, or none when there are no more. The order is
/// the report's own, so that what is added meanwhile is either before the first row or not there yet.
pub fn rows_after(
    tx: &mut Tx<'_>,
    asked: &Asked<'_>,
    after: Option<&[i64]>,
    limit: i64,
    mut each: impl FnMut(&[Cell]) -> Result<(), StoreError>,
) -> Result<Option<Vec<i64>>, StoreError> {
    let cursor = after.map(|key| Cursor {
        way: Way::After,
        key: key.to_vec(),
    });
    let statement = ordered(tx, asked, cursor.as_ref(), limit);
    let (mut count, mut last) = (0, None);
    tx.each(&statement.text, &statement.values(), |row| {
        let line = line(asked, row)?;
        count += 1;
        each(&line.cells)?;
        last = Some(line.key);
        Ok(())
    })?;
    Ok(last.filter(|_| count == limit))
}

/// The statement of [`totals`].
#[must_use]
pub fn totals_statement(tx: &Tx<'_>, asked: &Asked<'_>) -> Statement {
    let sums = asked.report.columns.iter().filter(|column| column.total);
    let sums = sums.map(|column| {
        format!(
            "CAST(COALESCE(SUM({}), 0) AS BIGINT) AS {}",
            column.sql,
            quoted(column.name)
        )
    });
    let list: Vec<String> = std::iter::once("COUNT(*) AS \"rows\"".to_owned()).chain(sums).collect();
    select(tx, asked, &list.join(", "), false)
}

/// How many rows the whole filter has, and the sum of each column that has one.
pub fn totals(tx: &mut Tx<'_>, asked: &Asked<'_>) -> Result<(i64, Vec<Cell>), StoreError> {
    let statement = totals_statement(tx, asked);
    let found = tx.one(&statement.text, &statement.values(), |row| {
        let count: i64 = row.get(0)?;
        let mut index = 0;
        let mut cells = Vec::with_capacity(asked.report.columns.len());
        for column in asked.report.columns {
            cells.push(if column.total {
                index += 1;
                Cell::read(row, index, column.kind)?
            } else {
                Cell::None
            });
        }
        Ok((count, cells))
    })?;
    found.ok_or_else(|| StoreError::Decode("a sum without a row".into()))
}

/// How many rows the filter has, but not counted further than `limit`.
pub fn count(tx: &mut Tx<'_>, asked: &Asked<'_>, limit: i64) -> Result<i64, StoreError> {
    let mut statement = select(tx, asked, "1 AS one", false);
    statement.push(" LIMIT ?", Statement::of([limit]));
    let text = format!("SELECT COUNT(*) FROM ({}) counted", statement.text);
    tx.value(&text, &statement.values())
}
