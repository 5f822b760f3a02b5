//! Writes that wait to be sent together: `WITH w1 AS (INSERT …), w2 AS (UPDATE …) INSERT …`. All parts of such a statement see
//! the state before it, and a row can be changed by one of them only, so a table that has one `UPDATE` has nothing else
//! (<https://www.postgresql.org/docs/15/queries-with.html#QUERIES-WITH-MODIFYING>).

use crate::db::value::{OwnedValue, Value};

/// Parameters of one statement. PostgreSQL takes 65,535; an entry of thousands of lines goes in several statements.
const MAX_PARAMETERS: usize = 8_000;

/// See the module. Texts write their placeholders as `?1`, `?2` …
#[derive(Default)]
pub(super) struct Pending {
    texts: Vec<String>,
    tables: Vec<(String, Kind)>,
    params: Vec<OwnedValue>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Insert,
    /// Everything else.
    Change,
}

impl Pending {
    pub(super) fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// Whether this write may go together with those that wait: there is room, and only inserts share a table.
    pub(super) fn takes(&self, sql: &str, params: &[Value<'_>]) -> bool {
        if self.params.len() + params.len() > MAX_PARAMETERS {
            return false;
        }
        let (table, kind) = target(sql);
        let shares_its_table =
            |(other, of): &(String, Kind)| other == table && (kind, *of) != (Kind::Insert, Kind::Insert);
        !self.tables.iter().any(shares_its_table)
    }

    pub(super) fn push(&mut self, sql: &str, params: &[Value<'_>]) {
        let (table, kind) = target(sql);
        self.tables.push((table.to_owned(), kind));
        self.texts.push(renumbered(sql, self.params.len()));
        self.params.extend(params.iter().copied().map(OwnedValue::from));
    }

    /// One statement with all parameters.
    pub(super) fn joined(mut self) -> (String, Vec<OwnedValue>) {
        let last = self.texts.pop().unwrap_or_default();
        let mut sql = String::with_capacity(2048);
        for (index, text) in self.texts.iter().enumerate() {
            sql.push_str(if index == 0 { "WITH w" } else { ", w" });
            sql.push_str(&index.to_string());
            sql.push_str(" AS (");
            sql.push_str(text);
            sql.push(')');
        }
        sql.push(' ');
        sql.push_str(&last);
        (sql, self.params)
    }
}

/// The table that a write is about, and how it writes: `INSERT INTO table …`, `UPDATE table …`, `DELETE FROM table …`.
fn target(sql: &str) -> (&str, Kind) {
    let mut words = sql.split_ascii_whitespace();
    let kind = match words.next() {
        Some("INSERT") => Kind::Insert,
        _ => Kind::Change,
    };
    let table = words.find(|word| !matches!(*word, "INTO" | "FROM")).unwrap_or_default();
    (table.trim_end_matches('('), kind)
}

/// The text with placeholders that begin after `before`.
fn renumbered(sql: &str, before: usize) -> String {
    if before == 0 {
        return sql.to_owned();
    }
    let mut text = String::with_capacity(sql.len() + 32);
    let mut parts = sql.split('?');
    text.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let digits = part.len() - part.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, rest) = part.split_at(digits);
        let number: usize = number.parse().unwrap_or_default();
        text.push('?');
        text.push_str(&(number + before).to_string());
        text.push_str(rest);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{MAX_PARAMETERS, Pending};
    use crate::db::value::Value;

    #[test]
    fn writes_to_different_tables_become_one_statement() {
        let mut pending = Pending::default();
        pending.push(
            "INSERT INTO entry (id, kind) VALUES (?2, ?1)",
            &[Value::Text("sale"), Value::Int(7)],
        );
        pending.push(
            "UPDATE wallet SET points = ?2 WHERE member_id = ?1",
            &[Value::Int(1), Value::Int(9)],
        );
        assert!(
            pending.takes("INSERT INTO entry (id) VALUES (?1)", &[Value::Int(8)]),
            "rows of one table may be inserted side by side"
        );
        assert!(
            !pending.takes("UPDATE entry SET kind = ?1", &[Value::Text("sale")]),
            "a change would not see the row"
        );
        assert!(!pending.takes("INSERT INTO wallet (member_id) VALUES (?1)", &[Value::Int(1)]));
        assert!(
            !pending.takes("UPDATE wallet SET points = ?1", &[Value::Int(1)]),
            "of two changes of one row only one happens"
        );
        assert!(!pending.takes("DELETE FROM wallet WHERE member_id = ?1", &[Value::Int(1)]));
        let (sql, params) = pending.joined();
        assert_eq!(
            sql,
            "WITH w0 AS (INSERT INTO entry (id, kind) VALUES (?2, ?1)) UPDATE wallet SET points = ?4 WHERE member_id = ?3"
        );
        let params: Vec<_> = params.iter().map(|p| p.borrowed()).collect();
        assert_eq!(
            params,
            [Value::Text("sale"), Value::Int(7), Value::Int(1), Value::Int(9)]
        );
    }

    #[test]
    fn one_write_stays_as_it_is() {
        let mut pending = Pending::default();
        assert!(pending.is_empty() && pending.takes("DELETE FROM hold", &[]));
        pending.push("DELETE FROM hold WHERE id = ?1", &[Value::NullInt]);
        let (sql, params) = pending.joined();
        assert_eq!(sql.trim(), "DELETE FROM hold WHERE id = ?1");
        assert_eq!(params.len(), 1);
    }

    #[test]
    fn a_statement_has_no_more_parameters_than_the_database_takes() {
        let mut pending = Pending::default();
        let line = "INSERT INTO posting (amount) VALUES (?1)";
        let mut sent = 0;
        for amount in 0..20_000 {
            let params = [Value::Int(amount)];
            if !pending.takes(line, &params) {
                sent += std::mem::take(&mut pending).joined().1.len();
            }
            pending.push(line, &params);
            assert!(pending.params.len() <= MAX_PARAMETERS);
        }
        assert_eq!(sent + pending.joined().1.len(), 20_000);
    }
}
