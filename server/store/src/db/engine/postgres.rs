//! PostgreSQL by sqlx. Each connection lives in a thread of ours with a small runtime of its own, so that use cases
//! stay plain synchronous functions.

mod live;
mod pending;
pub(crate) mod tls;

use std::{collections::HashMap, future::Future, sync::Arc, time::Duration};

use futures_util::TryStreamExt as _;
use sqlx::{
    AssertSqlSafe, Connection as _, Executor as _, Postgres as Pg, Row as _, TypeInfo as _, ValueRef as _,
    postgres::{PgArguments, PgConnection, PgRow},
};
use tokio::runtime::Runtime;

use crate::{
    StoreError,
    db::{
        engine::postgres::pending::Pending,
        tx::Connection,
        value::{Columns, OwnedValue, Row, Value, decode},
    },
};
pub(crate) use live::{hear, tell};

/// A server that cannot be reached within this time is away.
const CONNECT_WITHIN: Duration = Duration::from_secs(5);

/// How long a request's statement may be without an answer. A network that drops packets gives no error, and the system
/// would wait for hours; a row's lock is waited for at most ten seconds.
const ANSWER_WITHIN: Duration = Duration::from_secs(12);

/// The same for migrations, copies and proofs, which read much before they answer.
const WORK_WITHIN: Duration = Duration::from_hours(2);

pub(crate) struct Postgres {
    url: String,
    runtime: Runtime,
    connection: PgConnection,
    in_transaction: bool,
    kind: Kind,
    /// An answer did not come in time: what the connection would say next belongs to another question.
    lost: bool,
    /// Writes that wait for the next statement to go with.
    pending: Pending,
    /// Numbers that were fetched for rows that will be inserted, by table.
    numbers: Vec<(&'static str, i64)>,
    /// Placeholders `?1` as PostgreSQL's `$1`, once per statement text.
    texts: HashMap<Box<str>, Arc<str>>,
}

/// What a connection is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Somebody waits for the answer.
    Requests,
    /// Migrations, copies and proofs.
    Work,
}

impl Kind {
    const fn patience(self) -> Duration {
        match self {
            Self::Requests => ANSWER_WITHIN,
            Self::Work => WORK_WITHIN,
        }
    }

    /// A write waits for a row as long as a request may last, and no answer comes before the log is on disk. Where
    /// requests are answered, the server itself gives up what this program has given up, or has lost: a transaction that
    /// nobody goes on with would keep its locks for hours.
    const fn settings(self) -> &'static str {
        match self {
            Self::Requests => {
                "SET synchronous_commit = on; SET lock_timeout = '10s'; SET statement_timeout = '12s'; \
                 SET idle_in_transaction_session_timeout = '30s'"
            }
            Self::Work => "SET synchronous_commit = on; SET lock_timeout = '10s'; SET statement_timeout = '0'",
        }
    }
}

impl Postgres {
    /// Connects for work that may take its time. Must be called, and the result used, outside of any asynchronous context.
    pub(crate) fn open(url: &str) -> Result<Self, StoreError> {
        Self::open_as(url, Kind::Work)
    }

    /// Connects to answer requests.
    pub(crate) fn open_for_requests(url: &str) -> Result<Self, StoreError> {
        Self::open_as(url, Kind::Requests)
    }

    fn open_as(url: &str, kind: Kind) -> Result<Self, StoreError> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|e| StoreError::Internal(e.to_string()))?;
        let connection = connect(&runtime, url, kind.settings())?;
        Ok(Self {
            url: url.to_owned(),
            runtime,
            connection,
            in_transaction: false,
            kind,
            lost: false,
            pending: Pending::default(),
            numbers: Vec::new(),
            texts: HashMap::new(),
        })
    }

    fn require_connected(&self) -> Result<(), StoreError> {
        if self.lost {
            return Err(StoreError::Unavailable("the connection was given up".into()));
        }
        Ok(())
    }

    /// Sends what waits, as one statement.
    fn send_pending(&mut self) -> Result<(), StoreError> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let (sql, params) = std::mem::take(&mut self.pending).joined();
        let query = bind(self.text(&sql), params.iter().map(OwnedValue::borrowed));
        self.run(query).map(drop)
    }

    /// Runs a statement and answers how many rows it changed.
    fn run<'q>(&mut self, statement: impl sqlx::Execute<'q, Pg> + 'q) -> Result<u64, StoreError> {
        let (connection, patience, lost) = (&mut self.connection, self.kind.patience(), &mut self.lost);
        self.runtime.block_on(async {
            let done = within(patience, connection.execute(statement))
                .await
                .inspect_err(|_| *lost = true)?;
            done.map(|done| done.rows_affected()).map_err(|e| fault(&e))
        })
    }

    fn text(&mut self, sql: &str) -> Arc<str> {
        if let Some(text) = self.texts.get(sql) {
            return Arc::clone(text);
        }
        let text: Arc<str> = sql.replace('?', "$").into();
        self.texts.insert(sql.into(), Arc::clone(&text));
        text
    }
}

fn connect(runtime: &Runtime, url: &str, settings: &'static str) -> Result<PgConnection, StoreError> {
    let connecting = async {
        let mut connection = PgConnection::connect(url)
            .await
            .map_err(|e| StoreError::Unavailable(e.to_string()))?;
        connection.execute(settings).await.map_err(|e| fault(&e))?;
        Ok(connection)
    };
    runtime.block_on(async { within(CONNECT_WITHIN, connecting).await? })
}

async fn within<T>(patience: Duration, work: impl Future<Output = T>) -> Result<T, StoreError> {
    tokio::time::timeout(patience, work)
        .await
        .map_err(|_| StoreError::Unavailable(format!("no answer within {} s", patience.as_secs())))
}

type Query<'q> = sqlx::query::Query<'q, Pg, PgArguments>;

fn bind<'q, 'v>(text: Arc<str>, params: impl Iterator<Item = Value<'v>>) -> Query<'q> {
    params.fold(sqlx::query(AssertSqlSafe(text)), |query, value| match value {
        Value::Int(number) => query.bind(number),
        Value::Text(text) => query.bind(text.to_owned()),
        Value::Bytes(bytes) => query.bind(bytes.to_vec()),
        Value::NullInt => query.bind(None::<i64>),
        Value::NullText => query.bind(None::<String>),
        Value::NullBytes => query.bind(None::<Vec<u8>>),
    })
}

impl Columns for PgRow {
    fn name(&self, index: usize) -> Option<&str> {
        self.columns().get(index).map(sqlx::Column::name)
    }

    fn int(&self, index: usize) -> Result<Option<i64>, StoreError> {
        let raw = self.try_get_raw(index).map_err(|e| decode(index, e))?;
        if raw.is_null() {
            return Ok(None);
        }
        let kind = raw.type_info().name().to_owned();
        match kind.as_str() {
            "INT4" => self.try_get::<i32, _>(index).map(i64::from),
            "INT2" => self.try_get::<i16, _>(index).map(i64::from),
            "BOOL" => self.try_get::<bool, _>(index).map(i64::from),
            _ => self.try_get::<i64, _>(index),
        }
        .map(Some)
        .map_err(|e| decode(index, e))
    }

    fn text(&self, index: usize) -> Result<Option<String>, StoreError> {
        self.try_get(index).map_err(|e| decode(index, e))
    }

    fn bytes(&self, index: usize) -> Result<Option<Vec<u8>>, StoreError> {
        self.try_get(index).map_err(|e| decode(index, e))
    }
}

impl Connection for Postgres {
    fn query(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        each: &mut dyn FnMut(&Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.require_connected()?;
        self.send_pending()?;
        let query = bind(self.text(sql), params.iter().copied());
        let (connection, patience, lost) = (&mut self.connection, self.kind.patience(), &mut self.lost);
        self.runtime.block_on(async {
            let mut rows = query.fetch(connection);
            loop {
                let row = within(patience, rows.try_next()).await.inspect_err(|_| *lost = true)?;
                match row.map_err(|e| fault(&e))? {
                    Some(row) => each(&Row::new(&row))?,
                    None => return Ok(()),
                }
            }
        })
    }

    fn execute(&mut self, sql: &str, params: &[Value<'_>]) -> Result<u64, StoreError> {
        self.require_connected()?;
        self.send_pending()?;
        let query = bind(self.text(sql), params.iter().copied());
        self.run(query)
    }

    /// Writes to different tables go to the server together, as the parts of one statement, and cost one journey instead of
    /// one each.
    fn later(&mut self, sql: &str, params: &[Value<'_>]) -> Result<(), StoreError> {
        self.require_connected()?;
        if !self.pending.takes(sql, params) {
            self.send_pending()?;
        }
        self.pending.push(sql, params);
        Ok(())
    }

    fn insert_later(&mut self, table: &'static str, sql: &str, params: &[Value<'_>]) -> Result<i64, StoreError> {
        self.number_ahead(&[table])?;
        let found = self.numbers.iter().position(|(of, _)| *of == table);
        let (_, id) = found
            .map(|index| self.numbers.swap_remove(index))
            .ok_or_else(|| StoreError::Internal(format!("no number for {table}")))?;
        let mut with_id = params.to_vec();
        with_id.push(Value::Int(id));
        let place = format!("VALUES (?{}, ", with_id.len());
        let sql = sql.replacen('(', "(id, ", 1).replacen("VALUES (", &place, 1);
        self.later(&sql, &with_id)?;
        Ok(id)
    }

    fn number_ahead(&mut self, tables: &[&'static str]) -> Result<(), StoreError> {
        let missing: Vec<_> = tables
            .iter()
            .filter(|table| !self.numbers.iter().any(|(of, _)| of == *table))
            .copied()
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        let next = missing.iter().map(|table| format!("nextval('{table}_id_seq')"));
        let sql = format!("SELECT {}", next.collect::<Vec<_>>().join(", "));
        let mut numbers = Vec::new();
        self.query(&sql, &[], &mut |row| {
            for (index, table) in missing.iter().enumerate() {
                numbers.push((*table, row.at(index)?));
            }
            Ok(())
        })?;
        self.numbers.extend(numbers);
        Ok(())
    }

    /// Numbers that nobody used are not kept: they would be older than a lock that a later use case takes.
    fn settle(&mut self, keep: bool) -> Result<(), StoreError> {
        self.numbers.clear();
        if keep {
            return self.send_pending();
        }
        self.pending = Pending::default();
        Ok(())
    }

    fn insert(&mut self, sql: &str, params: &[Value<'_>]) -> Result<i64, StoreError> {
        let mut id = None;
        self.query(&format!("{sql} RETURNING id"), params, &mut |row| {
            id = Some(row.at(0)?);
            Ok(())
        })?;
        id.ok_or_else(|| StoreError::Internal("nothing was inserted".into()))
    }

    fn lock_clause(&self) -> &'static str {
        " FOR UPDATE"
    }

    fn batch(&mut self, sql: &str) -> Result<(), StoreError> {
        self.require_connected()?;
        self.send_pending()?;
        self.run(sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))).map(drop)
    }

    /// READ COMMITTED: a use case first locks the rows that it decides on ([`crate::Tx::lock`]) and then sees
    /// their newest state. The stricter levels would fail, and repeat, where this one only waits its turn.
    fn begin_write(&mut self) -> Result<(), StoreError> {
        self.batch("BEGIN ISOLATION LEVEL READ COMMITTED")?;
        self.in_transaction = true;
        Ok(())
    }

    /// Whoever meets somebody else's batch while holding rows gives way after this time, long before the database looks for
    /// a deadlock (a second), and each of its jobs is run again by itself.
    fn wait_briefly(&mut self) -> Result<(), StoreError> {
        self.batch("SET LOCAL lock_timeout = '50ms'")
    }

    fn begin_read(&mut self) -> Result<(), StoreError> {
        self.batch("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")?;
        self.in_transaction = true;
        Ok(())
    }

    fn commit(&mut self) -> Result<(), StoreError> {
        self.in_transaction = false;
        self.batch("COMMIT").map_err(|error| match error {
            StoreError::Unavailable(text) => StoreError::Unknown(text),
            other => other,
        })
    }

    fn rollback(&mut self) {
        self.pending = Pending::default();
        self.numbers.clear();
        if std::mem::take(&mut self.in_transaction)
            && !self.lost
            && let Err(error) = self.batch("ROLLBACK")
        {
            tracing::warn!(%error, "a transaction could not be rolled back; the server does it when the connection ends");
        }
    }

    fn in_transaction(&mut self) -> bool {
        self.in_transaction
    }

    fn revive(&mut self) -> Result<(), StoreError> {
        self.rollback();
        let (connection, lost) = (&mut self.connection, self.lost);
        let answers = !lost
            && self
                .runtime
                .block_on(async { within(CONNECT_WITHIN, connection.ping()).await })
                .is_ok_and(|answer| answer.is_ok());
        if !answers {
            self.lost = true;
            self.connection = connect(&self.runtime, &self.url, self.kind.settings())?;
            self.lost = false;
        }
        Ok(())
    }

    fn continue_numbers(&mut self, table: &str) -> Result<(), StoreError> {
        // The name is the schema's own.
        self.batch(&format!(
            "SELECT setval(pg_get_serial_sequence('{table}', 'id'), COALESCE((SELECT MAX(id) FROM {table}), 0) + 1, false)"
        ))
    }
}

pub(crate) fn fault(error: &sqlx::Error) -> StoreError {
    let text = error.to_string();
    let Some(database) = error.as_database_error() else {
        return match error {
            sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => {
                StoreError::Unavailable(text)
            }
            _ => StoreError::Internal(text),
        };
    };
    // Classes and codes: https://www.postgresql.org/docs/15/errcodes-appendix.html
    let code = database.code().unwrap_or_default();
    match code.as_ref() {
        "40001" | "40P01" | "55P03" => StoreError::Conflict,
        code if code.starts_with("23") => StoreError::Constraint(database.constraint().map_or(text, ToOwned::to_owned)),
        code if code.starts_with("53") || code.starts_with("58") || code == "25006" => StoreError::Storage(text),
        code if code.starts_with("57") || code.starts_with("08") || code == "25P03" => StoreError::Unavailable(text),
        _ => StoreError::Internal(text),
    }
}
