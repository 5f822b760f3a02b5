//! The same statements by the bare driver: no queue, no use case, no answers; one connection, one loop, a commit a batch.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use huika_store::{
    OwnedValue, Store,
    sale::{SellError, sell},
    testing::{
        crowd, fresh_postgres,
        record::{Statement, record},
    },
};
use rusqlite::types::Value;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, postgres::PgConnection};

/// Sales in one commit: as many as 64 clients bring.
const BATCH: usize = 64;

/// Sales that are recorded and played.
const SALES: usize = 20_000;

/// The statements of so many sales, taken down on a copy of the shop in an SQLite file.
fn recorded(path: &Path, sales: usize) -> Vec<Vec<Statement>> {
    let store = crowd::open(&format!("sqlite:{}", path.display()), 1);
    let tills = crowd::Tills::open(&store, "reference", sales, crowd::MEMBERS, crowd::STORES);
    drop(store);
    record::<SellError>(path, &crowd::context(), sales, |tx, index| {
        sell(tx, &tills.all()[index]).map(drop)
    })
    .expect("sales can be recorded")
}

/// Sales a second with rusqlite.
pub fn sqlite(_store: &Store, beside: &Path, time: Duration) -> f64 {
    let folder = tempfile::tempdir_in(beside.parent().expect("a folder")).expect("a folder on this disk");
    let runs = recorded(&folder.path().join("recorded.db"), SALES);
    let path = folder.path().join("played.db");
    let store = crowd::open(&format!("sqlite:{}", path.display()), 1);
    let _tills = crowd::Tills::open(&store, "reference", SALES, crowd::MEMBERS, crowd::STORES);
    drop(store);
    let connection = rusqlite::Connection::open(&path).expect("the file opens");
    connection.set_prepared_statement_cache_capacity(256);
    connection
        .execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 16000; PRAGMA journal_size_limit = 268435456; \
             PRAGMA cache_size = -64000; PRAGMA temp_store = MEMORY;",
        )
        .expect("the settings are right");
    let runs: Vec<Vec<(String, Vec<Value>)>> = runs
        .into_iter()
        .map(|run| {
            run.into_iter()
                .map(|s| (s.sql, s.parameters.into_iter().map(value).collect()))
                .collect()
        })
        .collect();
    let started = Instant::now();
    let mut played = 0;
    for batch in runs.chunks(BATCH) {
        connection.execute_batch("BEGIN IMMEDIATE").expect("begins");
        for (sql, parameters) in batch.iter().flatten() {
            let mut statement = connection.prepare_cached(sql).expect("is prepared");
            let mut rows = statement
                .query(rusqlite::params_from_iter(parameters.iter()))
                .expect("runs");
            while rows.next().expect("answers").is_some() {}
        }
        connection.execute_batch("COMMIT").expect("commits");
        played += batch.len();
        if started.elapsed() > time {
            break;
        }
    }
    played as f64 / started.elapsed().as_secs_f64()
}

fn value(parameter: OwnedValue) -> Value {
    match parameter {
        OwnedValue::Int(number) => number.map_or(Value::Null, Value::Integer),
        OwnedValue::Text(text) => text.map_or(Value::Null, Value::Text),
        OwnedValue::Bytes(bytes) => bytes.map_or(Value::Null, Value::Blob),
    }
}

/// Sales a second with sqlx on one connection.
pub fn postgres(_store: &Store, base: &str, time: Duration) -> f64 {
    let folder = tempfile::tempdir().expect("a folder");
    let runs = recorded(&folder.path().join("recorded.db"), 4_000);
    let url = fresh_postgres(base).expect("a database can be made");
    let store = crowd::open(&url, 1);
    let _tills = crowd::Tills::open(&store, "reference", 4_000, crowd::MEMBERS, crowd::STORES);
    drop(store);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let mut connection = PgConnection::connect(&url).await.expect("connects");
        let runs: Vec<Vec<Statement>> = runs
            .into_iter()
            .map(|run| {
                run.into_iter()
                    .map(|s| Statement {
                        sql: s.sql.replace('?', "$"),
                        ..s
                    })
                    .collect()
            })
            .collect();
        let started = Instant::now();
        let mut played = 0;
        for batch in runs.chunks(BATCH) {
            connection.execute("BEGIN").await.expect("begins");
            for statement in batch.iter().flatten() {
                play(&mut connection, statement).await;
            }
            connection.execute("COMMIT").await.expect("commits");
            played += batch.len();
            if started.elapsed() > time {
                break;
            }
        }
        played as f64 / started.elapsed().as_secs_f64()
    })
}

async fn play(connection: &mut PgConnection, statement: &Statement) {
    let mut query = sqlx::query(AssertSqlSafe(statement.sql.clone()));
    for parameter in &statement.parameters {
        query = match parameter {
            OwnedValue::Int(number) => query.bind(*number),
            OwnedValue::Text(text) => query.bind(text.clone()),
            OwnedValue::Bytes(bytes) => query.bind(bytes.clone()),
        };
    }
    query.fetch_all(connection).await.expect("runs");
}
