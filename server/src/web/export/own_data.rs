//! A member's copy of everything that is kept about them: an archive with one JSON and one CSV file for each part.
//!
//! It is written while the browser takes it. Rows are read a page at a time, each page in a transaction of its own, and compressed into a
//! channel that holds a few pieces, so that a long history takes no more memory than a short one, and a slow browser holds nothing of the
//! database.

use std::io::{self, Write};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use futures::stream;
use http::HeaderMap;
use huika_app::context::session_cookie;
use huika_app::office::report::words;
use huika_domain::{MemberId, ShopZone};
use huika_store::db::turns;
use huika_store::member::{DataPart, PARTS, part_rows, session, take_copy};
use huika_store::report::{Cell, Column};
use huika_store::{Store, StoreError, Tx};
use serde_json::{Map, Value};
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::time::timeout;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::csv::{begun, header, write_cells};
use super::sink::SinkError;
use super::{attached, cookie};
use crate::web::AppState;

/// Rows that are read at once.
const ROWS: i64 = 500;
/// Pieces that wait for the browser.
const WAITING: usize = 4;
/// How long a browser may take for one of them.
const PATIENCE: Duration = Duration::from_secs(30);
/// A piece is about this large.
const PIECE_BYTES: usize = 32 * 1024;

/// `GET /me/data/file`: once, for the browser that asked with a proof.
pub async fn own_data(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let token = cookie(&headers, &session_cookie(&state.portal));
    let taken = state.store.write(move |tx: &mut Tx<'_>| -> Result<_, StoreError> {
        let Some(session) = session(tx, &token)? else {
            return Ok(None);
        };
        let taken = take_copy(tx, session.member, session.device)?;
        Ok(taken.then(|| (session.member, tx.today())))
    });
    match taken.await {
        Ok(Some((member, today))) => {
            let body = archive(state.store.clone(), state.portal.shop.zone, member);
            attached("application/zip", &format!("my-data-{today}.zip"), body)
        }
        // Fetched before, too late, or signed in elsewhere: the page says what can be done.
        Ok(None) => Redirect::to("/me/data").into_response(),
        Err(error) => {
            tracing::error!(%error, "a copy of a member's data could not be handed out");
            http::StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

/// What is written goes to the browser. An error in the middle breaks the answer off, so that nobody takes half of it for the whole.
fn archive(store: Store, zone: ShopZone, member: MemberId) -> Body {
    let (sender, receiver) = mpsc::channel::<io::Result<Bytes>>(WAITING);
    tokio::spawn(async move {
        let pieces = Pieces::to(sender.clone());
        let written = turns::copying(move || write_archive(&store, zone, member, pieces)).await;
        let failed = match written {
            Ok(Ok(())) => return,
            Ok(Err(error)) => error.to_string(),
            Err(error) => error.to_string(),
        };
        tracing::error!(error = failed, "a copy of a member's data broke off");
        // Whoever has gone needs no answer.
        let _ = sender.send(Err(io::Error::other(failed))).await;
    });
    Body::from_stream(stream::unfold(receiver, |mut receiver| async move {
        receiver.recv().await.map(|piece| (piece, receiver))
    }))
}

/// Gathers what is written into pieces, and waits while enough of them wait.
struct Pieces {
    gathered: Vec<u8>,
    to: mpsc::Sender<io::Result<Bytes>>,
    waits_in: Handle,
}

impl Pieces {
    fn to(to: mpsc::Sender<io::Result<Bytes>>) -> Self {
        Self {
            gathered: Vec::with_capacity(PIECE_BYTES),
            to,
            waits_in: Handle::current(),
        }
    }

    fn send(&mut self) -> io::Result<()> {
        if self.gathered.is_empty() {
            return Ok(());
        }
        let piece = std::mem::replace(&mut self.gathered, Vec::with_capacity(PIECE_BYTES));
        // A browser that takes nothing for so long has gone, and somebody else waits for the turn.
        let sent = self
            .waits_in
            .block_on(timeout(PATIENCE, self.to.send(Ok(piece.into()))));
        if matches!(sent, Ok(Ok(()))) {
            Ok(())
        } else {
            Err(io::Error::new(io::ErrorKind::BrokenPipe, "the browser has gone"))
        }
    }
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.gathered.extend_from_slice(bytes);
        if self.gathered.len() >= PIECE_BYTES {
            self.send()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Why a copy broke off.
#[derive(Debug, thiserror::Error)]
enum CopyFailed {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    File(#[from] SinkError),
    #[error(transparent)]
    Zip(#[from] zip::result::ZipError),
    #[error(transparent)]
    Write(#[from] io::Error),
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

fn write_archive(store: &Store, zone: ShopZone, member: MemberId, out: Pieces) -> Result<(), CopyFailed> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let mut zip = ZipWriter::new_stream(out);
    for part in PARTS {
        zip.start_file(format!("{}.csv", part.name), options)?;
        let mut csv = begun(part.columns, &mut zip)?;
        each_page(store, part, member, |rows| {
            for cells in rows {
                write_cells(&mut csv, zone, cells)?;
            }
            Ok(())
        })?;
        csv.flush()?;
        drop(csv);
        zip.start_file(format!("{}.json", part.name), options)?;
        write_json(store, zone, member, part, &mut zip)?;
    }
    zip.start_file("readme.txt", options)?;
    zip.write_all(ABOUT.as_bytes())?;
    let mut out = zip.finish()?.into_inner();
    out.send()?;
    Ok(())
}

/// For whoever opens the archive: what is in it.
const ABOUT: &str = "\u{FEFF}这里是会员系统中关于你的全部数据。每一部分有两个文件：CSV 可以用表格软件打开，JSON 供程序读取。时间是门店所在地的时间，金额的单位是元。\r\n\
    密码、支付密码和密钥只以无法还原的形式保存，不在其中；员工只写角色，不写姓名。\r\n\r\n\
    This is everything that the membership keeps about you. Each part is there twice: CSV for a spreadsheet, JSON for a program. Times are those of the \
    shop's place, amounts are in yuan.\r\n\
    Passwords, the payment PIN and keys are kept only in forms that cannot be turned back and are not among it; staff are named by their role alone.\r\n";

fn each_page(
    store: &Store,
    part: &'static DataPart,
    member: MemberId,
    mut page: impl FnMut(&[Vec<Cell>]) -> Result<(), CopyFailed>,
) -> Result<(), CopyFailed> {
    let mut after = i64::MIN;
    loop {
        let (rows, last) = store.scan(|tx: &mut Tx<'_>| part_rows(tx, part, member, after, ROWS))?;
        page(&rows)?;
        match last {
            Some(last) => after = last,
            None => return Ok(()),
        }
    }
}

/// An array of objects, written one at a time.
fn write_json(
    store: &Store,
    zone: ShopZone,
    member: MemberId,
    part: &'static DataPart,
    mut out: impl Write,
) -> Result<(), CopyFailed> {
    let mut first = true;
    out.write_all(b"[")?;
    each_page(store, part, member, |rows| {
        for cells in rows {
            out.write_all(if first { b"\n" } else { b",\n" })?;
            first = false;
            serde_json::to_writer(&mut out, &object(zone, part.columns, cells))?;
        }
        Ok(())
    })?;
    out.write_all(b"\n]\n")?;
    Ok(())
}

fn object(zone: ShopZone, columns: &[Column], cells: &[Cell]) -> Value {
    let pairs = columns.iter().zip(cells).map(|(column, cell)| {
        let value = match cell {
            Cell::None => Value::Null,
            Cell::Text(text) => text.as_str().into(),
            Cell::Fen(amount) => amount.yuan().into(),
            Cell::Points(points) => points.get().into(),
            Cell::Count(count) => (*count).into(),
            Cell::Time(at) => words::instant(zone, *at).into(),
            Cell::Day(day) => day.to_string().into(),
        };
        (header(column), value)
    });
    Value::Object(pairs.collect::<Map<_, _>>())
}
