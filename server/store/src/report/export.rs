//! Large exports: ordered by an operator, made in the background by whichever server takes them first, kept for a day, and given to nobody
//! else.
//!
//! A server works under a lease on the row, which each sign of progress extends. When the server dies, another one begins the file again
//! from its first row; what the dead one left is deleted first. Every step asks whether the export is still wanted and still this server's.

use huika_domain::{ErrorCode, Millis, OperatorId};

use super::{
    export_state::{ExportState, Format},
    open::open_file,
    registry::named,
};
use crate::{Row, StoreError, Tx, db::lease::longest, params, staff::keep_exported};

/// What is ordered.
#[derive(Debug, Clone)]
pub struct NewExport {
    /// By whom.
    pub operator: OperatorId,
    /// Of which report.
    pub report: &'static str,
    /// Its filters, as [`super::Filters::query`] writes them.
    pub query: String,
    /// How it is written.
    pub format: Format,
    /// In which language.
    pub language: String,
    /// How many rows there were when it was ordered.
    pub rows: i64,
}

/// An export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// Which.
    pub id: i64,
    /// Who ordered it.
    pub operator: OperatorId,
    /// Of which report.
    pub report: String,
    /// Its filters.
    pub query: String,
    /// How it is written.
    pub format: Format,
    /// In which language.
    pub language: String,
    /// How far it is.
    pub state: ExportState,
    /// How many rows there were when it was ordered.
    pub rows_total: i64,
    /// How many are written.
    pub rows_done: i64,
    /// How long the file is.
    pub bytes: i64,
    /// When it was ordered.
    pub asked_at: Millis,
    /// When it came to its end.
    pub ended_at: Option<Millis>,
    /// Until when the file is kept.
    pub expires_at: Option<Millis>,
    /// Why it could not be made.
    pub why: String,
}

/// Why nothing was ordered.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ExportError {
    /// The report is not for this operator.
    #[error("this operator may not see the report")]
    NotAllowed,
    /// The operator's exports under way are as many as one person may have.
    #[error("too many exports are under way")]
    TooMany,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ExportError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAllowed => ErrorCode::NotAllowed.as_str(),
            Self::TooMany => ErrorCode::ExportTooMany.as_str(),
            Self::Store(error) => error.code(),
        }
    }
}

/// A file is kept in parts of this size, so that neither a statement nor a reader holds more.
pub const PARTS_BYTES: usize = 512 * 1024;
/// Exports under way that one operator may have.
const EACH_MAX: i64 = 3;
/// How long a file can be fetched.
const KEPT_SECS: i64 = 24 * 3600;
/// How long a server may be silent before another one begins the export again.
const LEASE_SECS: i64 = 120;

const COLUMNS: &str = "id, operator_id, report, query, format, language, state, rows_total, rows_done, bytes, asked_at, \
    ended_at, expires_at, why";

fn export(row: &Row<'_>) -> Result<Export, StoreError> {
    Ok(Export {
        id: row.get("id")?,
        operator: row.get("operator_id")?,
        report: row.get("report")?,
        query: row.get("query")?,
        format: row.get("format")?,
        language: row.get("language")?,
        state: row.get("state")?,
        rows_total: row.get("rows_total")?,
        rows_done: row.get("rows_done")?,
        bytes: row.get("bytes")?,
        asked_at: row.get("asked_at")?,
        ended_at: row.get("ended_at")?,
        expires_at: row.get("expires_at")?,
        why: row.get("why")?,
    })
}

/// Orders an export, and answers its number. The same file that is already under way is not made twice.
pub fn order_export(tx: &mut Tx<'_>, new: &NewExport) -> Result<i64, ExportError> {
    // Two orders at once would each count the others before them.
    tx.lock("SELECT id FROM operator WHERE id = ?1", params![new.operator], |row| {
        row.get::<i64>("id")
    })?;
    let report = named(new.report).ok_or(ExportError::NotAllowed)?;
    if open_file(tx, new.operator, report)?.is_none() {
        return Err(ExportError::NotAllowed);
    }
    let under_way = tx.all(
        "SELECT id, report, query, format FROM export WHERE operator_id = ?1 AND state IN ('waiting', 'running') \
         ORDER BY id LIMIT 20",
        params![new.operator],
        |row| {
            Ok((
                row.get::<i64>("id")?,
                row.get::<String>("report")?,
                row.get::<String>("query")?,
                row.get::<Format>("format")?,
            ))
        },
    )?;
    let same = under_way
        .iter()
        .find(|(_, report, query, format)| report == new.report && *query == new.query && *format == new.format);
    if let Some((id, ..)) = same {
        return Ok(*id);
    }
    if under_way.len() as i64 >= EACH_MAX {
        return Err(ExportError::TooMany);
    }
    let id = tx.insert(
        "INSERT INTO export (operator_id, report, query, format, language, state, rows_total, asked_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, 'waiting', ?6, ?7)",
        params![
            new.operator,
            new.report,
            new.query,
            new.format.as_str(),
            new.language,
            new.rows,
            tx.now()
        ],
        |id| id,
    )?;
    Ok(id)
}

/// Whether there is anything to do, for a look without a lock.
pub fn exports_running(tx: &mut Tx<'_>) -> Result<i64, StoreError> {
    tx.value(
        "SELECT COUNT(*) FROM export WHERE state = 'waiting' OR (state = 'running' AND (lease_until <= ?1 OR lease_until > ?2))",
        params![tx.now(), longest(tx.now(), LEASE_SECS)],
    )
}

/// Takes the oldest export that waits, or that was left by a server which is silent, for `server`.
pub fn claim_export(tx: &mut Tx<'_>, server: &str) -> Result<Option<Export>, StoreError> {
    let now = tx.now();
    let waiting = tx.one(
        "SELECT id FROM export WHERE state IN ('waiting', 'running') AND (state = 'waiting' OR lease_until <= ?1 \
         OR lease_until > ?2) ORDER BY id LIMIT 1",
        params![now, longest(now, LEASE_SECS)],
        |row| row.get::<i64>("id"),
    )?;
    let Some(id) = waiting else { return Ok(None) };
    let sql = format!("SELECT {COLUMNS}, lease_until FROM export WHERE id = ?1");
    let found = tx.lock(&sql, params![id], |row| {
        Ok((export(row)?, row.get::<Millis>("lease_until")?))
    })?;
    // Another server may have taken it between the two looks.
    let free = |(export, until): &(Export, Millis)| {
        let is_over = *until <= now || *until > longest(now, LEASE_SECS);
        export.state == ExportState::Waiting || (export.state == ExportState::Running && is_over)
    };
    let Some((export, _)) = found.filter(free) else {
        return Ok(None);
    };
    delete_parts(tx, id)?;
    tx.exec(
        "UPDATE export SET state = 'running', server = ?2, lease_until = ?3, rows_done = 0, bytes = 0 WHERE id = ?1",
        params![id, server, now.plus_secs(LEASE_SECS)],
    )?;
    Ok(Some(export))
}

fn delete_parts(tx: &mut Tx<'_>, id: i64) -> Result<(), StoreError> {
    tx.exec("DELETE FROM export_part WHERE export_id = ?1", params![id])?;
    Ok(())
}

/// Says how many rows are written. Answers whether the export is still wanted, and this server's.
pub fn note_export_progress(tx: &mut Tx<'_>, id: i64, server: &str, rows: i64) -> Result<bool, StoreError> {
    let noted = tx.exec(
        "UPDATE export SET rows_done = ?3, lease_until = ?4 WHERE id = ?1 AND server = ?2 AND state = 'running'",
        params![id, server, rows, tx.now().plus_secs(LEASE_SECS)],
    )?;
    Ok(noted > 0)
}

/// Keeps a part of the file. Answers as [`note_export_progress`].
pub fn keep_export_part(tx: &mut Tx<'_>, id: i64, server: &str, part: i64, content: &[u8]) -> Result<bool, StoreError> {
    let noted = tx.exec(
        "UPDATE export SET lease_until = ?3 WHERE id = ?1 AND server = ?2 AND state = 'running'",
        params![id, server, tx.now().plus_secs(LEASE_SECS)],
    )?;
    if noted == 0 {
        return Ok(false);
    }
    tx.exec(
        "INSERT INTO export_part (export_id, part, content) VALUES (?1, ?2, ?3)",
        params![id, part, content],
    )?;
    Ok(true)
}

/// The file is complete: it can be fetched from now on, and the record of what staff did says so.
pub fn finish_export(
    tx: &mut Tx<'_>,
    export: &Export,
    server: &str,
    rows: i64,
    bytes: i64,
) -> Result<bool, StoreError> {
    let now = tx.now();
    let done = tx.exec(
        "UPDATE export SET state = 'done', rows_done = ?3, bytes = ?4, ended_at = ?5, expires_at = ?6 \
         WHERE id = ?1 AND server = ?2 AND state = 'running'",
        params![export.id, server, rows, bytes, now, now.plus_secs(KEPT_SECS)],
    )?;
    if done > 0 {
        note_exported(tx, export.operator, &export.report, export.format, &export.query, rows)?;
    }
    Ok(done > 0)
}

/// Writes down who took which rows out of the books as a file.
pub fn note_exported(
    tx: &mut Tx<'_>,
    by: OperatorId,
    report: &str,
    format: Format,
    query: &str,
    rows: i64,
) -> Result<(), StoreError> {
    let mark = if query.is_empty() { "" } else { "?" };
    let detail = format!("{report}.{}{mark}{query} · {rows}", format.as_str());
    keep_exported(tx, by, &detail)
}

/// The export cannot be made.
pub fn fail_export(tx: &mut Tx<'_>, id: i64, server: &str, why: &str) -> Result<(), StoreError> {
    let failed = tx.exec(
        "UPDATE export SET state = 'failed', why = ?3, ended_at = ?4 WHERE id = ?1 AND server = ?2 AND state = 'running'",
        params![id, server, why, tx.now()],
    )?;
    if failed > 0 {
        delete_parts(tx, id)?;
    }
    Ok(())
}

/// The server stops before the export is made: the next one that looks begins it again.
pub fn restart_export(tx: &mut Tx<'_>, id: i64, server: &str) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE export SET state = 'waiting' WHERE id = ?1 AND server = ?2 AND state = 'running'",
        params![id, server],
    )?;
    Ok(())
}

/// Cancels an export of one's own, or deletes its file. Answers whether there was anything to cancel.
pub fn cancel_export(tx: &mut Tx<'_>, viewer: OperatorId, id: i64) -> Result<bool, StoreError> {
    let cancelled = tx.exec(
        "UPDATE export SET state = 'cancelled', ended_at = ?3, expires_at = NULL WHERE id = ?1 AND operator_id = ?2 \
         AND state IN ('waiting', 'running', 'done')",
        params![id, viewer, tx.now()],
    )?;
    if cancelled > 0 {
        delete_parts(tx, id)?;
    }
    Ok(cancelled > 0)
}

/// An export of one's own.
pub fn export_of(tx: &mut Tx<'_>, viewer: OperatorId, id: i64) -> Result<Option<Export>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM export WHERE id = ?1 AND operator_id = ?2");
    tx.one(&sql, params![id, viewer], export)
}

/// Counts that somebody fetches the file of an export of their own, as long as it is kept and its report is for them.
pub fn take_download(tx: &mut Tx<'_>, viewer: OperatorId, id: i64) -> Result<Option<Export>, StoreError> {
    let now = tx.now();
    let kept =
        |export: &Export| export.state == ExportState::Done && export.expires_at.is_some_and(|until| until > now);
    let Some(export) = export_of(tx, viewer, id)?.filter(kept) else {
        return Ok(None);
    };
    let Some(report) = named(&export.report) else {
        return Ok(None);
    };
    if open_file(tx, viewer, report)?.is_none() {
        return Ok(None);
    }
    tx.exec("UPDATE export SET downloads = downloads + 1 WHERE id = ?1", params![id])?;
    Ok(Some(export))
}

/// A part of a file; none after the last one.
pub fn export_part(tx: &mut Tx<'_>, id: i64, part: i64) -> Result<Option<Vec<u8>>, StoreError> {
    tx.one(
        "SELECT content FROM export_part WHERE export_id = ?1 AND part = ?2",
        params![id, part],
        |row| row.get("content"),
    )
}

/// Deletes up to `limit` files whose time is over; answers how many. Who ordered them, and when, stays.
pub fn forget_exports(tx: &mut Tx<'_>, limit: i64) -> Result<u64, StoreError> {
    let over = tx.all(
        "SELECT id FROM export WHERE expires_at <= ?1 ORDER BY expires_at LIMIT ?2",
        params![tx.now(), limit],
        |row| row.get::<i64>("id"),
    )?;
    for id in &over {
        delete_parts(tx, *id)?;
        tx.exec("UPDATE export SET expires_at = NULL WHERE id = ?1", params![id])?;
    }
    Ok(over.len() as u64)
}
