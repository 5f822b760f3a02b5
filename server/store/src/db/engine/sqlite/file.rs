//! Opening a file with the settings that a ledger needs, and what its errors mean.

use crate::StoreError;
use rusqlite::{ErrorCode, OpenFlags, config::DbConfig};
use std::{
    io::ErrorKind,
    os::unix::fs::{MetadataExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
    time::Duration,
};

/// Before this version a WAL database can be corrupted: <https://sqlite.org/releaselog/3_51_3.html>.
pub(super) const OLDEST_SAFE_VERSION: i32 = 3_051_003;

/// Prepared statements kept per connection; there are fewer distinct texts than this.
pub(super) const STATEMENTS_CACHED: usize = 256;

/// What a connection may do. A server that runs makes no new file: where its own has gone, an empty one would pass for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    Read,
    Write,
    Create,
}

/// A file, whatever it is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FileId {
    device: u64,
    inode: u64,
}

impl FileId {
    pub(super) fn at(path: &Path) -> Result<Self, StoreError> {
        let found = std::fs::metadata(path).map_err(|e| StoreError::Storage(format!("{}: {e}", path.display())))?;
        Ok(Self {
            device: found.dev(),
            inode: found.ino(),
        })
    }
}

/// A database of an earlier version, or one that was copied by hand, may be readable for others; whether they need it is not ours to say.
pub(super) fn warn_of_readers(path: &Path) {
    let others = std::fs::metadata(path).map_or(0, |found| found.mode() & 0o077);
    if others != 0 {
        tracing::warn!(database = %path.display(), "others on this machine may read the database; `chmod 600` it and what stands beside it");
    }
}

/// Makes an empty file that its owner alone may read, unless one is there; SQLite gives the log beside it the same rights.
pub(super) fn make_private(path: &Path) -> Result<(), StoreError> {
    if path == Path::new(":memory:") {
        return Ok(());
    }
    let made = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path);
    match made {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(StoreError::Storage(format!("{}: {error}", path.display()))),
    }
}

pub(super) fn connect(path: &Path, access: Access) -> Result<rusqlite::Connection, StoreError> {
    require_safe(rusqlite::version_number(), rusqlite::version())?;
    let read_only = access == Access::Read;
    let flags = match access {
        Access::Read => OpenFlags::SQLITE_OPEN_READ_ONLY,
        Access::Write => OpenFlags::SQLITE_OPEN_READ_WRITE,
        Access::Create => {
            make_private(path)?;
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE
        }
    } | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = rusqlite::Connection::open_with_flags(path, flags).map_err(|e| fault(&e))?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_CACHED);
    connection.busy_timeout(Duration::from_secs(5)).map_err(|e| fault(&e))?;
    let pragmas = if read_only {
        "PRAGMA query_only = ON; PRAGMA cache_size = -16000;"
    } else {
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
         PRAGMA wal_autocheckpoint = 16000; PRAGMA journal_size_limit = 268435456; PRAGMA cache_size = -64000;"
    };
    connection.execute_batch(pragmas).map_err(|e| fault(&e))?;
    Ok(connection)
}

/// SQLite would copy the log by itself within a commit and keep silent when that fails. Its temporary tables are small here; a migration
/// or a copy sorts whole tables and needs the disk for it.
pub(super) fn connect_for_work(path: &Path, access: Access) -> Result<rusqlite::Connection, StoreError> {
    let connection = connect(path, access)?;
    connection
        .execute_batch("PRAGMA wal_autocheckpoint = 0; PRAGMA temp_store = MEMORY;")
        .map_err(|e| fault(&e))?;
    Ok(connection)
}

pub(super) fn require_safe(version: i32, name: &str) -> Result<(), StoreError> {
    if version >= OLDEST_SAFE_VERSION {
        return Ok(());
    }
    Err(StoreError::Schema(format!(
        "SQLite {name} can corrupt a write-ahead log; 3.51.3 or newer is needed"
    )))
}

/// The file that a URL such as `sqlite:huika.db`, `sqlite:///var/lib/huika.db` or a bare path names.
pub(crate) fn path_of(url: &str) -> PathBuf {
    let rest = url.strip_prefix("sqlite:").unwrap_or(url);
    PathBuf::from(rest.strip_prefix("//").unwrap_or(rest))
}

pub(super) fn fault(error: &rusqlite::Error) -> StoreError {
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

/// Closes and leaves the log as it is.
pub(super) fn abandon(connection: rusqlite::Connection) {
    if let Err(error) = connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true) {
        tracing::warn!(%error, "a connection may copy the log while it is closed");
    }
    drop(connection);
}
