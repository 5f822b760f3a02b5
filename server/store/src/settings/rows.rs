//! Reading the rows that a snapshot is made of.

use huika_domain::{
    Millis,
    settings::{Area, Scope},
};
use serde_json::Value;

use super::snapshot::RuleRow;
use crate::{Row, StoreError, Tx, params};

/// The highest number: every new rule has a higher one, and they are committed in the order of their numbers.
pub(crate) fn highest(tx: &mut Tx<'_>) -> Result<i64, StoreError> {
    tx.value("SELECT CAST(COALESCE(MAX(id), 0) AS BIGINT) FROM rule", params![])
}

/// What holds at `at` or comes later, of each area and scope.
pub(crate) fn in_force_and_later(tx: &mut Tx<'_>, at: Millis) -> Result<Vec<RuleRow>, StoreError> {
    read(tx, at, i64::MAX, "r.effective_from > ?1 OR")
}

/// What held at `at`, of those rules that had been made when `highest` was the highest number.
pub(super) fn in_force_at(tx: &mut Tx<'_>, at: Millis, highest: i64) -> Result<Vec<RuleRow>, StoreError> {
    read(tx, at, highest, "r.effective_from <= ?1 AND")
}

/// The newest of each area and scope that have begun by `?1`, and whatever else `also` lets in.
fn read(tx: &mut Tx<'_>, at: Millis, highest: i64, also: &str) -> Result<Vec<RuleRow>, StoreError> {
    let rows = tx.all(
        &format!(
            "SELECT r.id, r.area, r.scope_kind, r.scope_id, r.effective_from, r.body_version, r.body FROM rule r \
             WHERE r.id <= ?2 AND ({also} NOT EXISTS (SELECT 1 FROM rule n WHERE n.area = r.area \
             AND n.scope_kind = r.scope_kind AND n.scope_id = r.scope_id AND n.id <= ?2 AND n.effective_from <= ?1 \
             AND (n.effective_from > r.effective_from OR (n.effective_from = r.effective_from AND n.id > r.id)))) \
             ORDER BY r.id"
        ),
        params![at, highest],
        |row| {
            let name: String = row.get("area")?;
            // A program that knows fewer areas runs beside a newer one while a chain is being upgraded.
            let Some(area) = Area::find(&name) else {
                return Ok(None);
            };
            Ok(Some(RuleRow {
                id: row.get("id")?,
                area,
                scope: scope_at(row, 2)?,
                from: row.get("effective_from")?,
                version: version_at(row, 5)?,
                body: body_at(row, 6)?,
            }))
        },
    )?;
    Ok(rows.into_iter().flatten().collect())
}

/// The scope in two columns.
pub(super) fn scope_at(row: &Row<'_>, first: usize) -> Result<Scope, StoreError> {
    let kind: String = row.get(first)?;
    Scope::of(&kind, row.get(first + 1)?).map_err(|e| StoreError::Decode(e.to_string()))
}

pub(super) fn version_at(row: &Row<'_>, column: usize) -> Result<u32, StoreError> {
    u32::try_from(row.get::<i64>(column)?).map_err(|e| StoreError::Decode(e.to_string()))
}

pub(super) fn body_at(row: &Row<'_>, column: usize) -> Result<Option<Value>, StoreError> {
    let text: Option<String> = row.get(column)?;
    let read = |text: String| serde_json::from_str(&text).map_err(|e| StoreError::Decode(e.to_string()));
    text.map(read).transpose()
}
