//! SQLite by rusqlite, in the calling thread: about 2 µs a statement, where a hop to a worker thread costs 50.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use huika_domain::MemberId;
use rusqlite::{
    ErrorCode, OpenFlags, ToSql,
    types::{Null, ToSqlOutput, ValueRef},
};

use crate::{
    StoreError,
    tx::Connection,
    value::{Row, Source, Value},
};

/// Before this version a WAL database can be corrupted: <https://sqlite.org/releaselog/3_51_3.html>.
const OLDEST_SAFE_VERSION: i32 = 3_051_003;

/// Prepared statements kept per connection; there are fewer distinct texts than this.
const STATEMENTS_CACHED: usize = 256;

pub(crate) struct Sqlite(rusqlite::Connection);

impl Sqlite {
    /// Opens (and for writing creates) the file with the settings that a ledger needs: write-ahead log, and a sync to
    /// disk with every commit. The log is copied into the file every 16,000 pages (64 MB) and keeps its size: a page
    /// that many sales change is copied once, and a log that does not grow is synced without its metadata.
    pub(crate) fn open(path: &Path, read_only: bool) -> Result<Self, StoreError> {
        if rusqlite::version_number() < OLDEST_SAFE_VERSION {
            return Err(StoreError::Schema(format!(
                "SQLite {} can corrupt a write-ahead log; 3.51.3 or newer is needed",
                rusqlite::version()
            )));
        }
        let flags = if read_only {
            OpenFlags::SQLITE_OPEN_READ_ONLY
        } else {
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE
        } | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = rusqlite::Connection::open_with_flags(path, flags).map_err(|e| fault(&e))?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS_CACHED);
        connection.busy_timeout(Duration::from_secs(5)).map_err(|e| fault(&e))?;
        let pragmas = if read_only {
            "PRAGMA query_only = ON; PRAGMA mmap_size = 268435456; PRAGMA cache_size = -16000;"
        } else {
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
             PRAGMA wal_autocheckpoint = 16000; PRAGMA journal_size_limit = 268435456; PRAGMA cache_size = -64000; PRAGMA temp_store = MEMORY;"
        };
        connection.execute_batch(pragmas).map_err(|e| fault(&e))?;
        Ok(Self(connection))
    }

    /// A consistent copy of a live database into the new file `target`, page by page beside running work.
    pub(crate) fn copy_to(&self, target: &Path) -> Result<(), StoreError> {
        let mut copy = rusqlite::Connection::open(target).map_err(|e| fault(&e))?;
        let backup = rusqlite::backup::Backup::new(&self.0, &mut copy).map_err(|e| fault(&e))?;
        backup
            .run_to_completion(1024, Duration::from_millis(1), None)
            .map_err(|e| fault(&e))
    }
}

impl Sqlite {
    /// Copies the log into the file and gives it up, so that the file alone is the whole database.
    pub(crate) fn leave_wal(&self) -> Result<(), StoreError> {
        self.0
            .execute_batch("PRAGMA journal_mode = DELETE")
            .map_err(|e| fault(&e))
    }
}

/// The file that a URL such as `sqlite:huika.db`, `sqlite:///var/lib/huika.db` or a bare path names.
pub(crate) fn path_of(url: &str) -> PathBuf {
    let rest = url.strip_prefix("sqlite:").unwrap_or(url);
    PathBuf::from(rest.strip_prefix("//").unwrap_or(rest))
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Value::Int(number) => ToSqlOutput::Borrowed(ValueRef::Integer(*number)),
            Value::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Value::Bytes(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
            Value::NullInt | Value::NullText | Value::NullBytes => return Null.to_sql().map(|_| NULL),
        })
    }
}

const NULL: ToSqlOutput<'static> = ToSqlOutput::Borrowed(ValueRef::Null);

impl Connection for Sqlite {
    fn query(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        each: &mut dyn FnMut(&Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut statement = self.0.prepare_cached(sql).map_err(|e| fault(&e))?;
        let mut rows = statement
            .query(rusqlite::params_from_iter(params))
            .map_err(|e| fault(&e))?;
        while let Some(row) = rows.next().map_err(|e| fault(&e))? {
            each(&Row(Source::Sqlite(row)))?;
        }
        Ok(())
    }

    fn execute(&mut self, sql: &str, params: &[Value<'_>]) -> Result<u64, StoreError> {
        let mut statement = self.0.prepare_cached(sql).map_err(|e| fault(&e))?;
        let changed = statement
            .execute(rusqlite::params_from_iter(params))
            .map_err(|e| fault(&e))?;
        Ok(changed as u64)
    }

    fn insert(&mut self, sql: &str, params: &[Value<'_>]) -> Result<i64, StoreError> {
        self.execute(sql, params)?;
        Ok(self.0.last_insert_rowid())
    }

    /// There is one writer at a time.
    fn lock_clause(&self) -> &'static str {
        ""
    }

    fn batch(&mut self, sql: &str) -> Result<(), StoreError> {
        self.0.execute_batch(sql).map_err(|e| fault(&e))
    }

    /// Takes the write lock at once: a transaction that reads first and writes later would fail where another wrote
    /// in between, and the busy timeout does not retry that.
    fn begin_write(&mut self) -> Result<(), StoreError> {
        self.execute("BEGIN IMMEDIATE", &[]).map(drop)
    }

    fn begin_read(&mut self) -> Result<(), StoreError> {
        self.execute("BEGIN", &[]).map(drop)
    }

    /// When the log could not be synced, nobody knows whether a restart would find the commit in it.
    fn commit(&mut self) -> Result<(), StoreError> {
        let outcome = self
            .0
            .prepare_cached("COMMIT")
            .and_then(|mut commit| commit.execute([]));
        match outcome {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::SystemIoFailure) => {
                Err(StoreError::Unknown(error.to_string()))
            }
            other => other.map(drop).map_err(|e| fault(&e)),
        }
    }

    fn rollback(&mut self) {
        if self.in_transaction()
            && let Err(error) = self.execute("ROLLBACK", &[])
        {
            tracing::error!(%error, "a transaction could not be rolled back");
        }
    }

    fn in_transaction(&mut self) -> bool {
        !self.0.is_autocommit()
    }

    fn revive(&mut self) -> Result<(), StoreError> {
        self.rollback();
        Ok(())
    }

    /// SQLite goes on after the highest by itself.
    fn continue_numbers(&mut self, _table: &str) -> Result<(), StoreError> {
        Ok(())
    }

    /// One SQLite file has one server: the hub in this process is told directly.
    fn announce(&mut self, _members: &[MemberId]) -> Result<(), StoreError> {
        Ok(())
    }
}

fn fault(error: &rusqlite::Error) -> StoreError {
    let text = error.to_string();
    match error.sqlite_error_code() {
        Some(ErrorCode::ConstraintViolation) => StoreError::Constraint(text),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Conflict,
        Some(
            ErrorCode::DiskFull
            | ErrorCode::SystemIoFailure
            | ErrorCode::ReadOnly
            | ErrorCode::PermissionDenied
            | ErrorCode::DatabaseCorrupt
            | ErrorCode::NotADatabase
            | ErrorCode::CannotOpen
            | ErrorCode::OutOfMemory,
        ) => StoreError::Storage(text),
        _ => StoreError::Internal(text),
    }
}
