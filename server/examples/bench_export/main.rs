//! `cargo xtask bench export`: a report of 1,000,000 rows × 12 columns as a spreadsheet and as CSV, made as the background job makes it, from
//! the books into a file that can be fetched; beside writing rows of the same content from memory. One JSON object a line.
//!
//! Usage: `bench_export [--rows 1000000] [--postgres URL]`.

mod memory;
#[path = "../bench/run.rs"]
mod run;

use std::{
    fs::File,
    io::BufWriter,
    sync::Arc,
    time::{Duration, Instant},
};

use huika_app::i18n::Lang;
use huika_domain::OperatorId;
use huika_server::{
    config::Source,
    jobs,
    web::{
        AppState,
        export::{About, Tally, filters_of, sink},
    },
};
use huika_store::{
    Store, StoreError, Tx,
    report::{
        Asked, Cell, Choices, Export, ExportState, Format, NewExport, export_of, named, open, order_export, page,
    },
    testing::crowd,
};
use tokio::sync::watch;

use run::figure;

/// The one operator of a crowd, who sees the whole shop.
const BOSS: OperatorId = OperatorId::new(1);
const REPORT: &str = "top-ups";
const QUERY: &str = "from=2020-01-01&to=2030-12-31&state=all";
/// Rows of different content that are written again and again from memory.
const DIFFERENT: usize = 10_000;

fn main() {
    run::on_each_engine("--rows", 1_000_000, measure);
}

async fn measure(engine: &'static str, url: String, rows: i64) {
    let filled = url.clone();
    tokio::task::spawn_blocking(move || fill(&filled, rows))
        .await
        .expect("the books are filled");
    let (stop, stopping) = watch::channel(false);
    let source = Source {
        file: None,
        variables: vec![
            ("HUIKA_SERVER_PUBLIC_URL".to_owned(), "http://127.0.0.1:3000".to_owned()),
            ("HUIKA_SERVER_SECRET".to_owned(), "07".repeat(32)),
        ],
        database: Some(url),
    };
    let config = Arc::new(source.load().expect("the settings are right"));
    let state = AppState::open(config, stopping).expect("the server opens");
    jobs::start(&state);
    let different = first_rows(&state.store).await;
    for format in Format::ALL {
        let from_memory = {
            let (store, different) = (state.store.clone(), different.clone());
            tokio::task::spawn_blocking(move || write_from_memory(&store, format, &different, rows))
                .await
                .expect("written")
        };
        // What the server takes when it has nothing to do, with whatever its caches hold by now.
        tokio::time::sleep(Duration::from_secs(3)).await;
        memory::forget_peak();
        let idle = memory::resident_mb();
        let begun = Instant::now();
        let export = export(&state.store, format, rows).await;
        let took = begun.elapsed().as_secs_f64();
        assert_eq!(export.rows_done, rows, "every row is written");
        let name = format!("{engine}.export.{}", format.as_str());
        figure(&name, took, "s", Some(took / 40.0));
        figure(
            &format!("{name}.rows"),
            rows as f64 / took,
            "1/s",
            Some(from_memory / took),
        );
        figure(&format!("{name}.from-memory"), from_memory, "s", None);
        let above = memory::peak_mb() - idle;
        figure(&format!("{name}.memory"), above, "MB", Some(above / 60.0));
        figure(&format!("{name}.size"), export.bytes as f64 / 1_000_000.0, "MB", None);
    }
    stop.send_replace(true);
}

/// Members of a crowd and their top-ups, each with its entry.
fn fill(url: &str, rows: i64) {
    let store = crowd::open(url, 2);
    let at_once = 100_000;
    let mut done = 0;
    while done < rows {
        let until = (done + at_once).min(rows);
        let numbers =
            format!("WITH RECURSIVE n(i) AS (SELECT {done} + 1 UNION ALL SELECT i + 1 FROM n WHERE i < {until})");
        let members = crowd::MEMBERS;
        let entries = format!(
            "INSERT INTO entry (kind, reference, member_id, at, business_day, explanation, money_after, points_after) {numbers} \
             SELECT 'top-up', 'bench:' || i, 1 + i % {members}, 1795000000000 + i * 1000, 20261122, '{{}}', 10000 + i % 5000, i % 300 FROM n"
        );
        let top_ups = format!(
            "INSERT INTO top_up (number, token, member_id, channel, method, merchant, app, currency, principal_fen, bonus_fen, points, rule, \
             status, opened_at, expires_at, paid_at, transaction_id, entry_id) {numbers} \
             SELECT 'T20261122120000' || i, 'token' || i, 1 + i % {members}, 'wechat', 'jsapi', '1900000001', 'wx', 'CNY', 10000 + i % 90000, \
             i % 2000, i % 500, 'table', 'paid', 1795000000000 + i * 1000, 1795000600000 + i * 1000, 1795000060000 + i * 1000, \
             CAST(4200001234000000000 + i AS TEXT), (SELECT e.id FROM entry e WHERE e.reference = 'bench:' || i) FROM n"
        );
        for text in [entries, top_ups] {
            store
                .write_blocking(move |tx: &mut Tx<'_>| -> Result<u64, StoreError> { tx.exec(&text, &[]) })
                .expect("rows can be made");
        }
        done = until;
    }
}

/// Rows as the report has them, to be written from memory.
async fn first_rows(store: &Store) -> Vec<Vec<Cell>> {
    let report = named(REPORT).expect("the report is there");
    let read = store.read(move |tx: &mut Tx<'_>| -> Result<_, StoreError> {
        let filters = filters_of(report, tx.today(), QUERY);
        let seen = open(tx, BOSS, report)?.expect("headquarters see it");
        let asked = Asked {
            report,
            filters: &filters,
            seen,
        };
        let found = page(tx, &asked, None, DIFFERENT)?;
        Ok(found.lines.into_iter().map(|line| line.cells).collect())
    });
    read.await.expect("rows")
}

/// Writes as many rows as the export has, into a file of the same kind; answers the seconds.
fn write_from_memory(store: &Store, format: Format, different: &[Vec<Cell>], rows: i64) -> f64 {
    let report = named(REPORT).expect("the report is there");
    let context = store.context();
    let about = About {
        report,
        filters: filters_of(report, context.zone.business_day(store.now()), QUERY),
        lang: Lang::ZhCn,
        zone: context.zone,
        shop: "bench".to_owned(),
        by: "bench".to_owned(),
        at: store.now(),
        choices: Choices::default(),
        proof: None,
    };
    let file = tempfile::tempfile().expect("a file");
    let begun = Instant::now();
    let mut tally = Tally::of(&about.columns());
    let mut out = sink(format, about, Box::new(BufWriter::new(&file))).expect("a file begins");
    for cells in different
        .iter()
        .cycle()
        .take(usize::try_from(rows).unwrap_or(usize::MAX))
    {
        tally.add(cells);
        out.row(cells).expect("a row");
    }
    out.finish(&tally).expect("the file ends");
    let took = begun.elapsed().as_secs_f64();
    drop::<File>(file);
    took
}

/// Orders an export and waits until its file can be fetched.
async fn export(store: &Store, format: Format, rows: i64) -> Export {
    let new = NewExport {
        operator: BOSS,
        report: REPORT,
        query: QUERY.to_owned(),
        format,
        language: "zh-CN".to_owned(),
        rows,
    };
    let id = store.write(move |tx| order_export(tx, &new)).await.expect("ordered");
    loop {
        let found = store
            .read(move |tx: &mut Tx<'_>| export_of(tx, BOSS, id))
            .await
            .expect("a look");
        match found {
            Some(export) if export.state == ExportState::Done => return export,
            Some(export) if !export.state.is_open() => panic!("{export:?}"),
            _ => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}
