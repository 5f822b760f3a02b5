//! The statements of reports: written from columns, filters and sight, and read back by the same list of columns.

use std::fmt::Write as _;

use huika_domain::{BusinessDay, ShopZone};

use crate::{OwnedValue, Row, StoreError, ToValue, Tx, Value, member::Condition};

use super::{
    column::{Cell, Column, Kind},
    definition::Report,
    filter::Ask,
    filters::Filters,
    page::{Cursor, Line, Page, Way},
    sight::Seen,
};

/// What somebody asks of a report.
pub struct Asked<'a> {
    /// Of which.
    pub report: &'static Report,
    /// Which rows.
    pub filters: &'a Filters,
    /// Who asks, and what they may see.
    pub seen: Seen,
}

impl Asked<'_> {
    /// The columns that are shown.
    fn columns(&self) -> Vec<&'static Column> {
        self.filters.shown(self.report)
    }
}

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
    let (zone, today) = (tx.context().zone, tx.today());
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
        } else if mark == "before" {
            let (text, values) = before_period(asked, zone);
            statement.push(&text, values);
        } else {
            let mut any = false;
            for (text, value) in conditions(asked, true, zone, today) {
                statement.push(if any { " AND " } else { "" }, []);
                statement.push(&text, value);
                any = true;
            }
            statement.push(if any { "" } else { "1 = 1" }, []);
        }
        rest = after;
    }
    statement.push(rest, []);
    for (text, value) in conditions(asked, false, zone, today) {
        statement.push(" AND ", []);
        statement.push(&text, value);
    }
    statement
}

/// The condition of what came before the period; of all days nothing did.
fn before_period(asked: &Asked<'_>, zone: ShopZone) -> Condition {
    let mut periods = asked.filters.picked.iter().filter_map(|(name, picked)| {
        let ask = asked.report.filter(name)?.ask;
        ask.before(picked, zone)
    });
    periods.next().unwrap_or_else(|| ("1 = 0".to_owned(), Vec::new()))
}

/// The next of the places that are filled in.
fn next_mark(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('{')?;
    let (mark, after) = rest.split_once('}')?;
    Some((before, mark, after))
}

/// The conditions of the period, or of all other filters.
fn conditions(asked: &Asked<'_>, period: bool, zone: ShopZone, today: BusinessDay) -> Vec<Condition> {
    let mut found = Vec::new();
    for (name, picked) in &asked.filters.picked {
        let Some(filter) = asked.report.filter(name) else {
            continue;
        };
        if matches!(filter.ask, Ask::Period { .. }) != period {
            continue;
        }
        found.extend(filter.ask.case(picked).map(|text| (text.to_owned(), Vec::new())));
        found.extend(filter.ask.condition(picked, zone, today));
    }
    found
}

/// The names of the shop's tiers by their ranks.
pub(super) fn tier_names(tx: &Tx<'_>) -> Vec<(i64, String)> {
    let tiers = &tx.rules().tiers.tiers;
    tiers
        .iter()
        .map(|tier| (i64::from(tier.rank), tier.name.clone()))
        .collect()
}

/// What the statement of rows selects, by the names under which each row is read back.
struct Selected {
    columns: Vec<&'static Column>,
    /// For each column with a link, under which name its value stands.
    links: Vec<Option<String>>,
    keys: Vec<String>,
    /// The period as an address says it, for links to the rows of the same days.
    period: String,
    /// The names of the tiers by their ranks, for a column that shows one.
    tiers: Vec<(i64, String)>,
}

impl Selected {
    fn of(tx: &Tx<'_>, asked: &Asked<'_>) -> Self {
        let columns = asked.columns();
        let shows_tier = columns.iter().any(|column| column.kind == Kind::Tier);
        let tiers = if shows_tier { tier_names(tx) } else { Vec::new() };
        let link = |column: &&Column| column.link.map(|_| format!("{}-link", column.name));
        let links = columns.iter().map(link).collect();
        let keys = (0..asked.report.order.len())
            .map(|index| format!("key-{index}"))
            .collect();
        Self {
            columns,
            links,
            keys,
            period: asked.filters.period_query(),
            tiers,
        }
    }

    fn list(&self, report: &Report) -> String {
        let cells = self.columns.iter().map(|column| (column.sql.to_owned(), column.name));
        let links = self.columns.iter().zip(&self.links).filter_map(|(column, name)| {
            let sql = column.link?.sql;
            Some((format!("CAST({sql} AS TEXT)"), name.as_deref()?))
        });
        let keys = report.order.iter().zip(&self.keys);
        let keys = keys.map(|(sql, name)| ((*sql).to_owned(), name.as_str()));
        let parts = cells.chain(links).chain(keys);
        parts
            .map(|(sql, name)| format!("{sql} AS \"{name}\""))
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// The name of a tier in the place of its rank.
    fn with_tier(&self, cell: Cell) -> Cell {
        let Cell::Count(rank) = cell else { return cell };
        let known = self.tiers.iter().find(|(known, _)| *known == rank);
        known.map_or(Cell::None, |(_, name)| Cell::Text(name.clone()))
    }

    fn line(&self, row: &Row<'_>) -> Result<Line, StoreError> {
        let mut cells = Vec::with_capacity(self.columns.len());
        for column in &self.columns {
            let cell = Cell::read(row, column)?;
            cells.push(if column.kind == Kind::Tier {
                self.with_tier(cell)
            } else {
                cell
            });
        }
        let mut links = Vec::with_capacity(self.columns.len());
        for (column, name) in self.columns.iter().zip(&self.links) {
            let value = match name {
                Some(name) => row.get::<Option<String>>(name.as_str())?,
                None => None,
            };
            links.push(
                column.link.and_then(|link| {
                    value.map(|value| format!("{}{value}", link.to.replace("{period}", &self.period)))
                }),
            );
        }
        let key = self
            .keys
            .iter()
            .map(|name| row.get(name.as_str()))
            .collect::<Result<_, _>>()?;
        Ok(Line { key, cells, links })
    }
}

/// The statement of the rows on one side of a key, in the order in which they are read.
fn ordered(tx: &Tx<'_>, asked: &Asked<'_>, selected: &Selected, cursor: Option<&Cursor>, limit: i64) -> Statement {
    let order = asked.report.order;
    let backwards = cursor.is_some_and(|cursor| cursor.way == Way::Before);
    let descending = (asked.report.newest_first != asked.filters.reversed) != backwards;
    let (sign, word) = if descending { ("<", "DESC") } else { (">", "ASC") };
    let mut statement = select(tx, asked, &selected.list(asked.report), true);
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

/// The statement of the first page, to look at how it is carried out.
#[must_use]
pub fn first_page(tx: &Tx<'_>, asked: &Asked<'_>, limit: i64) -> Statement {
    ordered(tx, asked, &Selected::of(tx, asked), None, limit)
}

/// One page.
pub fn page(tx: &mut Tx<'_>, asked: &Asked<'_>, cursor: Option<&Cursor>, limit: usize) -> Result<Page, StoreError> {
    let more = i64::try_from(limit).unwrap_or(i64::MAX - 1) + 1;
    let selected = Selected::of(tx, asked);
    let statement = ordered(tx, asked, &selected, cursor, more);
    let mut lines = tx.all(&statement.text, &statement.values(), |row| selected.line(row))?;
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
    let selected = Selected::of(tx, asked);
    let statement = ordered(tx, asked, &selected, cursor.as_ref(), limit);
    let (mut count, mut last) = (0, None);
    tx.each(&statement.text, &statement.values(), |row| {
        let line = selected.line(row)?;
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
    let columns = asked.columns();
    let sums = columns.iter().filter(|column| column.total);
    let sums = sums.map(|column| {
        format!(
            "CAST(COALESCE(SUM({}), 0) AS BIGINT) AS \"{}\"",
            column.sql, column.name
        )
    });
    let list: Vec<String> = std::iter::once("COUNT(*) AS \"rows\"".to_owned()).chain(sums).collect();
    select(tx, asked, &list.join(", "), false)
}

/// How many rows the whole filter has, and the sum of each column that has one. Where counting stops ([`Report::counted_to`]), one more says
/// that there are more, and nothing is added up.
pub fn totals(tx: &mut Tx<'_>, asked: &Asked<'_>) -> Result<(i64, Vec<Cell>), StoreError> {
    if let Some(limit) = asked.report.counted_to() {
        let nothing = vec![Cell::None; asked.columns().len()];
        return Ok((count(tx, asked, limit + 1)?, nothing));
    }
    let statement = totals_statement(tx, asked);
    let columns = asked.columns();
    let found = tx.one(&statement.text, &statement.values(), |row| {
        let count: i64 = row.get("rows")?;
        let mut cells = Vec::with_capacity(columns.len());
        for column in &columns {
            cells.push(if column.total {
                Cell::read(row, column)?
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

/// Runs a write about all rows: `{keys}` in its text stands for a statement that answers the key of each as `id`, which is the last column of
/// the report's order. The write's own values come first. Answers how many rows it changed.
pub(crate) fn write_with_keys(
    tx: &mut Tx<'_>,
    asked: &Asked<'_>,
    text: &str,
    own: &[Value<'_>],
) -> Result<u64, StoreError> {
    let key = asked.report.order.last().copied().unwrap_or("1");
    let rows = select(tx, asked, &format!("{key} AS id"), false);
    let (keys, values) = renumbered(&rows, own.len());
    let mut all = own.to_vec();
    all.extend(values.iter().map(OwnedValue::borrowed));
    tx.exec(&text.replace("{keys}", &keys), &all)
}

/// The statement with places that begin after `before`.
fn renumbered(statement: &Statement, before: usize) -> (String, Vec<OwnedValue>) {
    let mut text = String::with_capacity(statement.text.len() + 16);
    let mut parts = statement.text.split('?');
    text.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let digits = part.len() - part.trim_start_matches(|sign: char| sign.is_ascii_digit()).len();
        let number: usize = part[..digits].parse().unwrap_or_default();
        // Writing into a string cannot fail.
        let _ = write!(text, "?{}{}", number + before, &part[digits..]);
    }
    (text, statement.values.clone())
}
