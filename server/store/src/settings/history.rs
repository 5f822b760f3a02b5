//! Who changed a rule, when and why, and what it said before.

use huika_domain::{
    Millis,
    settings::{Area, Scope},
};
use serde_json::Value;

use super::rows::{body_of, scope_of, version_of};
use crate::{Row, StoreError, Tx, params};

/// A rule that was made, with what its scope said before.
#[derive(Debug, Clone, PartialEq)]
pub struct Past {
    /// Its number.
    pub id: i64,
    /// For whom.
    pub scope: Scope,
    /// From when on.
    pub from: Millis,
    /// What it says, in the newest form; none: the scope has no rule of its own any more.
    pub body: Option<Value>,
    /// What the rule before it in the same scope said.
    pub before: Option<Value>,
    /// Who made it; none for the program itself and for a command.
    pub made_by: Option<String>,
    /// Where: `page`, `command`, `start` or `upgrade`.
    pub source: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Millis,
}

const COLUMNS: &str = "r.id, r.scope_kind, r.scope_id, r.effective_from, r.body_version, r.body, r.source, r.reason, r.at, \
    (SELECT o.name FROM operator o WHERE o.id = r.made_by) AS made_by";

/// Up to `limit` rules of an area that were made before the one with the number `before`, newest first; only those of a scope where
/// one is named.
pub fn history(
    tx: &mut Tx<'_>,
    area: &'static Area,
    scope: Option<Scope>,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<Past>, StoreError> {
    let (any, scope) = (scope.is_none(), scope.unwrap_or(Scope::Chain));
    let mut found = tx.all(
        &format!(
            "SELECT {COLUMNS} FROM rule r WHERE r.area = ?1 AND r.id < ?2 \
             AND (?4 = 1 OR (r.scope_kind = ?5 AND r.scope_id = ?6)) ORDER BY r.id DESC LIMIT ?3"
        ),
        params![
            area.name,
            before.unwrap_or(i64::MAX),
            limit,
            i64::from(any),
            scope.kind(),
            scope.id(),
        ],
        |row| past_at(area, row),
    )?;
    for past in &mut found {
        past.before = tx
            .one(
                "SELECT body_version, body FROM rule WHERE area = ?1 AND scope_kind = ?2 AND scope_id = ?3 AND id < ?4 \
                 ORDER BY id DESC LIMIT 1",
                params![area.name, past.scope.kind(), past.scope.id(), past.id],
                |row| upgraded(area, version_of(row)?, body_of(row)?),
            )?
            .flatten();
    }
    Ok(found)
}

/// The newest rule of an area and scope, in force or to come.
pub fn newest(tx: &mut Tx<'_>, area: &'static Area, scope: Scope) -> Result<Option<Past>, StoreError> {
    tx.one(
        &format!(
            "SELECT {COLUMNS} FROM rule r WHERE r.area = ?1 AND r.scope_kind = ?2 AND r.scope_id = ?3 ORDER BY r.id DESC LIMIT 1"
        ),
        params![area.name, scope.kind(), scope.id()],
        |row| past_at(area, row),
    )
}

/// Rules of an area that come into force after now, the next one first; a hundred at most.
pub fn pending(tx: &mut Tx<'_>, area: &'static Area) -> Result<Vec<Past>, StoreError> {
    tx.all(
        &format!(
            "SELECT {COLUMNS} FROM rule r WHERE r.area = ?1 AND r.effective_from > ?2 ORDER BY r.effective_from, r.id LIMIT 100"
        ),
        params![area.name, tx.now()],
        |row| past_at(area, row),
    )
}

fn past_at(area: &Area, row: &Row<'_>) -> Result<Past, StoreError> {
    Ok(Past {
        id: row.get("id")?,
        scope: scope_of(row)?,
        from: row.get("effective_from")?,
        body: upgraded(area, version_of(row)?, body_of(row)?)?,
        before: None,
        source: row.get("source")?,
        reason: row.get("reason")?,
        at: row.get("at")?,
        made_by: row.get("made_by")?,
    })
}

/// A body in its newest form and whole, so that two of them can be compared value by value.
fn upgraded(area: &Area, version: u32, body: Option<Value>) -> Result<Option<Value>, StoreError> {
    let read = |body: Value| area.read(version, &body);
    body.map(read)
        .transpose()
        .map_err(|error| StoreError::Decode(format!("a rule of {}: {error}", area.name)))
}
