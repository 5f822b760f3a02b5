//! Views that an operator has saved: a report with its filters under a name.

use huika_domain::{ErrorCode, OperatorId, visible};

use super::{open::open, registry::named};
use crate::{StoreError, Tx, params};

/// A saved view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedView {
    /// Which.
    pub id: i64,
    /// Of which report.
    pub report: String,
    /// What its owner calls it.
    pub name: String,
    /// The filters, as [`super::Filters::query`] writes them.
    pub query: String,
}

/// Why no view was saved.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ViewError {
    /// The report is not for this operator.
    #[error("this operator may not see the report")]
    NotAllowed,
    /// A view needs a name of up to `NAME_MAX_CHARS` characters.
    #[error("the name is missing or too long")]
    Name,
    /// As many as one operator may have.
    #[error("too many views")]
    TooMany,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ViewError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAllowed => ErrorCode::NotAllowed.as_str(),
            Self::Name => ErrorCode::ViewName.as_str(),
            Self::TooMany => ErrorCode::ViewTooMany.as_str(),
            Self::Store(error) => error.code(),
        }
    }
}

/// A longer name would not fit beside the others.
const NAME_MAX_CHARS: usize = 30;
/// Views that one operator may have.
const EACH_MAX: i64 = 50;

/// Saves a view, in the place of one with the same name.
pub fn save_view(
    tx: &mut Tx<'_>,
    operator: OperatorId,
    report: &str,
    name: &str,
    query: &str,
) -> Result<(), ViewError> {
    let name = visible(name);
    let name = name.trim();
    if name.is_empty() || name.chars().count() > NAME_MAX_CHARS {
        return Err(ViewError::Name);
    }
    let known = named(report).ok_or(ViewError::NotAllowed)?;
    if open(tx, operator, known)?.is_none() {
        return Err(ViewError::NotAllowed);
    }
    let others: i64 = tx.value(
        "SELECT COUNT(*) FROM saved_view WHERE operator_id = ?1 AND NOT (report = ?2 AND name = ?3)",
        params![operator, report, name],
    )?;
    if others >= EACH_MAX {
        return Err(ViewError::TooMany);
    }
    tx.exec(
        "INSERT INTO saved_view (operator_id, report, name, query) VALUES (?1, ?2, ?3, ?4) \
         ON CONFLICT (operator_id, report, name) DO UPDATE SET query = excluded.query",
        params![operator, report, name, query],
    )?;
    Ok(())
}

/// An operator's views of a report, in the order of their names.
pub fn saved_views(tx: &mut Tx<'_>, operator: OperatorId, report: &str) -> Result<Vec<SavedView>, StoreError> {
    tx.all(
        "SELECT id, report, name, query FROM saved_view WHERE operator_id = ?1 AND report = ?2 ORDER BY name LIMIT 50",
        params![operator, report],
        |row| {
            Ok(SavedView {
                id: row.get("id")?,
                report: row.get("report")?,
                name: row.get("name")?,
                query: row.get("query")?,
            })
        },
    )
}

/// Removes a view of one's own; answers of which report it was.
pub fn remove_view(tx: &mut Tx<'_>, operator: OperatorId, id: i64) -> Result<Option<String>, StoreError> {
    let report = tx.one(
        "SELECT report FROM saved_view WHERE id = ?1 AND operator_id = ?2",
        params![id, operator],
        |row| row.get::<String>("report"),
    )?;
    tx.exec(
        "DELETE FROM saved_view WHERE id = ?1 AND operator_id = ?2",
        params![id, operator],
    )?;
    Ok(report)
}
