//! Makes the large exports that operators have ordered, one at a time on each server.
//!
//! Rows are read in pieces, each found by the last row's key in a transaction of its own, so that a file of a million rows keeps no log from
//! being copied; what is added meanwhile stands before the first row. They go through a temporary file and then, part by part, into the
//! database, from where any server hands them out.

use std::fs::File;
use std::io::{BufWriter, Read, Seek, SeekFrom};

use huika_app::i18n::Lang;
use huika_store::books::last_proof;
use huika_store::report::{
    Asked, Export, PARTS_BYTES, Report, choices, claim_export, exports_running, fail_export, finish_export,
    keep_export_part, named, note_export_progress, open_file, restart_export,
};
use huika_store::{StoreError, Tx, params};

use super::JobError;
use crate::web::AppState;
use crate::web::export::{About, SinkError, Tally, filters_of, sink, write_rows};

/// Rows that are read at once: a moment's work, after which a server that stops, or an export that was cancelled, is noticed.
const ROWS_AT_ONCE: i64 = 10_000;

/// Why a file was not made.
#[derive(Debug, thiserror::Error)]
enum NotMade {
    /// Nobody wants it any more, or another server has it.
    #[error("the export was cancelled")]
    Unwanted,
    /// The server stops.
    #[error("the server stops")]
    Stopping,
    /// Who ordered it may not see the report any more.
    #[error("the report is not for this operator")]
    NotAllowed,
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Sink(#[from] SinkError),
    #[error("a temporary file: {0}")]
    File(#[from] std::io::Error),
}

/// Makes the export that has waited longest; answers how many were made.
pub async fn run(state: AppState) -> Result<usize, JobError> {
    if state.store.read(exports_running).await? == 0 {
        return Ok(0);
    }
    let server = state.server_id.clone();
    let claimed = state
        .store
        .write(move |tx: &mut Tx<'_>| claim_export(tx, &server))
        .await?;
    let Some(export) = claimed else { return Ok(0) };
    let (id, of_state) = (export.id, state.clone());
    // A panic below, as of a library whose temporary file cannot be written, is an export that failed.
    let made = tokio::task::spawn_blocking(move || make(&of_state, &export)).await;
    let server = state.server_id.clone();
    let why = match made {
        Ok(Ok(rows)) => {
            tracing::info!(export = id, rows, "an export is ready");
            return Ok(1);
        }
        Ok(Err(NotMade::Unwanted)) => return Ok(0),
        Ok(Err(NotMade::Stopping)) => {
            state
                .store
                .write(move |tx: &mut Tx<'_>| restart_export(tx, id, &server))
                .await?;
            return Ok(0);
        }
        Ok(Err(error)) => error.to_string(),
        Err(panicked) => panicked.to_string(),
    };
    tracing::error!(export = id, why, "an export could not be made");
    state
        .store
        .write(move |tx: &mut Tx<'_>| fail_export(tx, id, &server, &why))
        .await?;
    Ok(0)
}

/// Writes the file and keeps it; answers how many rows it has.
fn make(state: &AppState, export: &Export) -> Result<i64, NotMade> {
    let report = named(&export.report).ok_or(NotMade::NotAllowed)?;
    let mut file = tempfile::tempfile()?;
    let tally = write(state, export, report, &file)?;
    let bytes = upload(state, export, &mut file)?;
    let (export, server, rows) = (export.clone(), state.server_id.clone(), tally.rows);
    let finish = move |tx: &mut Tx<'_>| finish_export(tx, &export, &server, rows, bytes);
    if state.store.write_blocking(finish)? {
        Ok(rows)
    } else {
        Err(NotMade::Unwanted)
    }
}

fn write(state: &AppState, export: &Export, report: &'static Report, file: &File) -> Result<Tally, NotMade> {
    let today = state.portal.shop.zone.business_day(export.asked_at);
    let filters = filters_of(report, today, &export.query);
    let shop = state.portal.face().name.clone();
    let about = state.store.scan(|tx: &mut Tx<'_>| about(tx, export, report, &shop))?;
    let mut tally = Tally::of(&about.columns());
    let mut out = sink(export.format, about, Box::new(BufWriter::new(file)))?;
    let mut after: Option<Vec<i64>> = None;
    loop {
        let next = state.store.scan(|tx: &mut Tx<'_>| {
            let Some(seen) = open_file(tx, export.operator, report)? else {
                return Ok::<_, StoreError>(None);
            };
            let asked = Asked {
                report,
                filters: &filters,
                seen,
            };
            write_rows(tx, &asked, after.as_deref(), ROWS_AT_ONCE, &mut tally, |cells| {
                out.row(cells)
            })
            .map(Some)
        })?;
        after = next.ok_or(NotMade::NotAllowed)?;
        go_on(state, export.id, tally.rows)?;
        if after.is_none() {
            break;
        }
    }
    out.finish(&tally)?;
    Ok(tally)
}

fn about(tx: &mut Tx<'_>, export: &Export, report: &'static Report, shop: &str) -> Result<About, StoreError> {
    let by = tx.one(
        "SELECT name, login FROM operator WHERE id = ?1",
        params![export.operator],
        |row| {
            Ok(format!(
                "{} ({})",
                row.get::<String>("name")?,
                row.get::<String>("login")?
            ))
        },
    )?;
    let zone = tx.context().zone;
    Ok(About {
        report,
        filters: filters_of(report, zone.business_day(export.asked_at), &export.query),
        lang: Lang::parse(&export.language).unwrap_or_default(),
        zone,
        shop: shop.to_owned(),
        by: by.unwrap_or_default(),
        at: tx.now(),
        choices: choices(tx, export.operator, report)?,
        proof: last_proof(tx)?,
    })
}

/// Says how far the export is, and looks whether it is still to be made here.
fn go_on(state: &AppState, id: i64, rows: i64) -> Result<(), NotMade> {
    if *state.stopping.borrow() {
        return Err(NotMade::Stopping);
    }
    let server = state.server_id.clone();
    let wanted = state
        .store
        .write_blocking(move |tx: &mut Tx<'_>| note_export_progress(tx, id, &server, rows))?;
    if wanted { Ok(()) } else { Err(NotMade::Unwanted) }
}

/// Brings the file into the database; answers its length.
fn upload(state: &AppState, export: &Export, file: &mut File) -> Result<i64, NotMade> {
    file.seek(SeekFrom::Start(0))?;
    let (id, mut part, mut bytes) = (export.id, 0, 0);
    loop {
        let mut content = Vec::with_capacity(PARTS_BYTES);
        (&mut *file).take(PARTS_BYTES as u64).read_to_end(&mut content)?;
        if content.is_empty() {
            return Ok(bytes);
        }
        bytes += content.len() as i64;
        if *state.stopping.borrow() {
            return Err(NotMade::Stopping);
        }
        let server = state.server_id.clone();
        let keep = move |tx: &mut Tx<'_>| keep_export_part(tx, id, &server, part, &content);
        if !state.store.write_blocking(keep)? {
            return Err(NotMade::Unwanted);
        }
        part += 1;
    }
}
