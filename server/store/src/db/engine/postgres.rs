//! PostgreSQL by sqlx. Each connection lives in a thread of ours with a small runtime of its own, so that use cases
//! stay plain synchronous functions.

mod fault;
mod fitness;
mod live;
mod patience;
mod pending;
mod pooler;
mod reach;
pub(crate) mod tls;

use std::{collections::HashMap, sync::Arc, time::Duration};

use futures_util::TryStreamExt as _;
use huika_domain::Millis;
use sqlx::{
    AssertSqlSafe, Connection as _, Executor as _, Postgres as Pg, Row as _, TypeInfo as _, ValueRef as _,
    postgres::{PgArguments, PgConnection, PgRow},
};
use tokio::runtime::Runtime;

use crate::{
    StoreError,
    db::{
        engine::postgres::{fault::is_end_of_connection, pending::Pending, reach::reach},
        tx::Connection,
        value::{Columns, OwnedValue, Row, Value, decode},
    },
};
pub(crate) use live::{hear, tell};
use patience::within;
pub(crate) use pooler::require_own_sessions;

use fault::{fault, is_of_a_silent_transaction, is_stale_plan};

/// How long making a connection may take, over all servers of its address.
const CONNECT_WITHIN: Duration = Duration::from_secs(12);

/// A connection that does not answer the simplest question within this time is gone.
const ALIVE_WITHIN: Duration = Duration::from_secs(5);

/// How long a request's statement may be without an answer. A network that drops packets gives no error, and the system
/// would wait for hours.
const ANSWER_WITHIN: Duration = Duration::from_secs(12);

/// The same for migrations, copies and proofs, which read much before they answer.
const WORK_WITHIN: Duration = Duration::from_hours(2);

#[expect(
    clippy::struct_excessive_bools,
    reason = "each says another thing of the connection, in any combination"
)]
pub(crate) struct Postgres {
    url: String,
    runtime: Runtime,
    connection: PgConnection,
    in_transaction: bool,
    kind: Kind,
    /// Nothing more can be expected of the connection: it broke, its server ends or became a standby, or an answer did not come in time
    /// and what would come next belongs to another question.
    lost: bool,
    /// The server ended the transaction because it said nothing for too long: nothing of it can be in the books.
    timed_out: bool,
    /// A statement was prepared for columns that are others now; all are prepared anew.
    stale: bool,
    /// That was so a moment ago, and the same would succeed now.
    was_stale: bool,
    /// Writes that wait for the next statement to go with.
    pending: Pending,
    /// Numbers that were fetched for rows that will be inserted, by table.
    numbers: Vec<(&'static str, i64)>,
    /// Placeholders `?1` as PostgreSQL's `$1`, once per statement text.
    texts: HashMap<Box<str>, Arc<str>>,
}

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Somebody waits for the answer. Who finds a row locked for longer than a moment goes to where it is waited for.
    Requests,
    /// Waiting for rows that others hold, a while at a time.
    Waiting,
    /// Migrations, copies and proofs.
    Work,
}

impl Kind {
    const fn patience(self) -> Duration {
        match self {
            Self::Requests | Self::Waiting => ANSWER_WITHIN,
            Self::Work => WORK_WITHIN,
        }
    }

    /// As `pg_stat_activity` shows it.
    const fn name(self) -> &'static str {
        match self {
            Self::Requests => "huika",
            Self::Waiting => "huika waiting",
            Self::Work => "huika work",
        }
    }

    /// No answer comes before the log is on disk. Where requests are answered, the server itself gives up what this program has given up,
    /// or has lost: a transaction that nobody goes on with, as of a server that was paused, would keep its rows from everybody.
    const fn settings(self) -> &'static str {
        match self {
            Self::Requests => {
                "SET synchronous_commit = on; SET lock_timeout = '250ms'; SET statement_timeout = '12s'; \
                 SET idle_in_transaction_session_timeout = '5s'"
            }
            Self::Waiting => {
                "SET synchronous_commit = on; SET lock_timeout = '500ms'; SET statement_timeout = '12s'; \
                 SET idle_in_transaction_session_timeout = '5s'"
            }
            Self::Work => "SET synchronous_commit = on; SET lock_timeout = '3s'; SET statement_timeout = '0'",
        }
    }
}

impl Postgres {
    /// Connects for work that may take its time. Must be called, and the result used, outside of any asynchronous context.
    pub(crate) fn open(url: &str) -> Result<Self, StoreError> {
        let mut opened = Self::open_as(url, Kind::Work)?;
        let connection = &mut opened.connection;
        opened
            .runtime
            .block_on(async { within(ALIVE_WITHIN, fitness::require_fit(connection)).await? })?;
        Ok(opened)
    }

    pub(crate) fn open_as(url: &str, kind: Kind) -> Result<Self, StoreError> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|e| StoreError::Internal(e.to_string()))?;
        let connection = connect(&runtime, url, kind.name(), kind.settings())?;
        Ok(Self {
            url: url.to_owned(),
            runtime,
            connection,
            in_transaction: false,
            kind,
            lost: false,
            timed_out: false,
            stale: false,
            was_stale: false,
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
        let (connection, patience) = (&mut self.connection, self.kind.patience());
        let done = self
            .runtime
            .block_on(async { within(patience, connection.execute(statement)).await });
        let done = done.inspect_err(|_| self.lost = true)?;
        done.map(|done| done.rows_affected()).map_err(|e| self.note(&e))
    }

    /// What an error means, to whoever asked and to this connection.
    fn note(&mut self, error: &sqlx::Error) -> StoreError {
        self.lost |= is_end_of_connection(error);
        self.stale |= is_stale_plan(error);
        self.timed_out |= is_of_a_silent_transaction(error);
        fault(error)
    }

    /// Which process of the server answers.
    fn process(&mut self) -> Result<i64, StoreError> {
        let (connection, patience) = (&mut self.connection, self.kind.patience());
        let asked = sqlx::raw_sql("SELECT pg_backend_pid()");
        let row = self
            .runtime
            .block_on(async { within(patience, asked.fetch_one(connection)).await })?;
        let pid: i32 = row.and_then(|row| row.try_get(0)).map_err(|e| self.note(&e))?;
        Ok(pid.into())
    }

    /// After a change of the schema: what was prepared before it is prepared anew.
    fn forget_statements(&mut self) {
        if !std::mem::take(&mut self.stale) || self.lost {
            return;
        }
        self.was_stale = true;
        let connection = &mut self.connection;
        let cleared = self
            .runtime
            .block_on(async { within(ALIVE_WITHIN, connection.clear_cached_statements()).await });
        self.lost |= !cleared.is_ok_and(|cleared| cleared.is_ok());
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

fn connect(runtime: &Runtime, url: &str, name: &str, settings: &'static str) -> Result<PgConnection, StoreError> {
    let connecting = async {
        let mut connection = reach(url, name).await?;
        connection.execute(settings).await.map_err(|e| fault(&e))?;
        Ok(connection)
    };
    runtime.block_on(async { within(CONNECT_WITHIN, connecting).await? })
}

/// Why rows came to no end.
enum Ended {
    /// The next one did not come in time.
    Silent(StoreError),
    Fault(sqlx::Error),
    Decoding(StoreError),
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
        let (connection, patience) = (&mut self.connection, self.kind.patience());
        let ended = self.runtime.block_on(async {
            let mut rows = query.fetch(connection);
            loop {
                match within(patience, rows.try_next()).await.map_err(Ended::Silent)? {
                    Ok(Some(row)) => each(&Row::new(&row)).map_err(Ended::Decoding)?,
                    Ok(None) => return Ok(()),
                    Err(error) => return Err(Ended::Fault(error)),
                }
            }
        });
        ended.map_err(|ended| match ended {
            Ended::Silent(error) => {
                self.lost = true;
                error
            }
            Ended::Fault(error) => self.note(&error),
            Ended::Decoding(error) => error,
        })
    }

    fn execute(&mut self, sql: &str, params: &[Value<'_>]) -> Result<u64, StoreError> {
        self.require_connected()?;
        self.send_pending()?;
        let query = bind(self.text(sql), params.iter().copied());
        self.run(query)
    }

    /// Writes to different tables go to the server together, as the parts of one statement, and cost one round trip instead of
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
    /// their newest state. The stricter levels would fail, and repeat, where this one only waits its turn. That the commit is on disk
    /// before it is answered belongs to the transaction, whatever the session has been set to.
    fn begin_write(&mut self) -> Result<(), StoreError> {
        self.batch("BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL synchronous_commit = on")?;
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
            StoreError::Unavailable(_) if self.timed_out => StoreError::Conflict,
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
            self.lost = true;
        }
        self.forget_statements();
    }

    fn is_broken(&self) -> bool {
        self.lost
    }

    fn was_stale(&mut self) -> bool {
        std::mem::take(&mut self.was_stale)
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
                .block_on(async { within(ALIVE_WITHIN, connection.ping()).await })
                .is_ok_and(|answer| answer.is_ok());
        if !answers {
            self.lost = true;
            self.connection = connect(&self.runtime, &self.url, self.kind.name(), self.kind.settings())?;
            (self.lost, self.timed_out) = (false, false);
        }
        Ok(())
    }

    /// Every row of every table is read and turned into text, which fetches what is stored outside of it too. A page whose checksum is wrong
    /// fails its table alone.
    fn damage(&mut self, note: &mut dyn FnMut(String, String)) -> Result<(), StoreError> {
        let mut tables: Vec<String> = Vec::new();
        let all = "SELECT CAST(relname AS TEXT) AS name FROM pg_catalog.pg_class \
                   WHERE relkind = 'r' AND relnamespace = to_regnamespace(current_schema()) ORDER BY relname";
        self.query(all, &[], &mut |row| {
            tables.push(row.get("name")?);
            Ok(())
        })?;
        for table in tables {
            self.batch("SAVEPOINT reading")?;
            // The name is the schema's own.
            let read = format!("SELECT COUNT(hashtext(CAST(t AS TEXT))) FROM \"{table}\" t");
            match self.query(&read, &[], &mut |_| Ok(())) {
                Ok(()) => self.batch("RELEASE reading")?,
                Err(error) if self.lost => return Err(error),
                Err(error) => {
                    note(format!("table {table}"), error.to_string());
                    self.batch("ROLLBACK TO reading")?;
                }
            }
        }
        Ok(())
    }

    fn clock(&mut self) -> Result<Option<Millis>, StoreError> {
        let mut now = None;
        let asked = "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT) AS now";
        self.query(asked, &[], &mut |row| {
            now = Some(Millis::new(row.get("now")?));
            Ok(())
        })?;
        Ok(now)
    }

    fn continue_numbers(&mut self, table: &str) -> Result<(), StoreError> {
        // The name is the schema's own.
        self.batch(&format!(
            "SELECT setval(pg_get_serial_sequence('{table}', 'id'), COALESCE((SELECT MAX(id) FROM {table}), 0) + 1, false)"
        ))
    }
}
