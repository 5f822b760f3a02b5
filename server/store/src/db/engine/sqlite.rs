//! SQLite by rusqlite, in the calling thread: about 2 µs a statement, where a hop to a worker thread costs 50.
//!
//! When a sync failed, the system may have forgotten what it could not write, and call the next sync a success. So after
//! such a fault nothing is believed that rests on an earlier sync: every connection is closed, the log is read from its
//! start, all of it is written into the file once more, and only when the file is synced does the work go on. What was in
//! doubt is then in the books, or not, for good. Until that succeeds, nothing is written and everything can be read.

mod copier;
mod file;
mod readers;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use rusqlite::{
    ErrorCode, ToSql,
    backup::StepResult,
    ffi,
    types::{Null, ToSqlOutput, ValueRef},
};

pub(crate) use file::path_of;
pub(crate) use readers::Readers;

use file::{Access, FileId, abandon, connect, connect_for_work, fault, make_private, warn_of_readers};

use crate::{
    Progress, StoreError,
    db::{
        engine::sqlite::copier::{Copier, copy_log, empty_log},
        tx::Connection,
        value::{Columns, Row, Value, decode},
    },
};

/// Pages in the log (64 MB) at which it is copied into the file: a page that many sales change is copied once.
const COPY_AT_PAGES: i64 = 16_000;

/// So many that are not copied yet, the writer copies itself.
const SHORT_REST_PAGES: i64 = 2_000;

/// Pages in the log (512 MB) at which the writer waits until they are copied: where more is written than the disk can copy
/// beside it, work waits instead of filling the disk up.
const WAIT_AT_PAGES: i64 = 128_000;

/// Pages (8 MB) that a copy of the database copies before it says how far it is.
const PAGES_AT_ONCE: i32 = 2_000;

/// More of them before a copy that did not come to its end is tried again.
const TRY_AGAIN_AFTER_PAGES: i64 = 1_000;

pub(crate) struct Sqlite {
    /// For the connection that does the server's work: what it needs to begin anew after a fault. Dropped first, so that the
    /// connection is the last that is closed.
    work: Option<Work>,
    connection: rusqlite::Connection,
}

struct Work {
    path: PathBuf,
    /// The file that stood there at the start.
    file: FileId,
    readers: Arc<Readers<Sqlite>>,
    copier: Copier,
    copy_at_pages: i64,
    wait_at_pages: i64,
    /// A sync failed: nothing is written before everything was opened anew.
    in_doubt: bool,
    /// When that may be tried again; readers are sent away each time.
    not_before: Option<Instant>,
}

/// Between two tries to open everything anew, so that members can read meanwhile.
const PAUSE: Duration = Duration::from_secs(1);

impl Sqlite {
    /// Opens (and for writing creates) the file with the settings that a ledger needs: write-ahead log, and a sync to
    /// disk with every commit. The log keeps its size, because a log that does not grow is synced without its metadata.
    /// The file is read, never mapped: an error of the disk is then an error, and not a signal that ends the program.
    pub(crate) fn open(path: &Path, read_only: bool) -> Result<Self, StoreError> {
        let connection = connect(path, if read_only { Access::Read } else { Access::Create })?;
        Ok(Self { connection, work: None })
    }

    /// [`Sqlite::open`] for writing into a file that is there.
    pub(crate) fn open_existing(path: &Path) -> Result<Self, StoreError> {
        let connection = connect(path, Access::Write)?;
        Ok(Self { connection, work: None })
    }

    /// The connections that read the file at `path`; none is open yet.
    pub(crate) fn readers(path: &Path) -> Readers<Self> {
        Readers::new(path, |path| Self::open(path, true), |reader| abandon(reader.connection))
    }

    /// [`Sqlite::open`] for the one connection that writes while the server runs.
    pub(crate) fn open_for_work(path: &Path, readers: &Arc<Readers<Self>>) -> Result<Self, StoreError> {
        let connection = connect_for_work(path, Access::Create)?;
        warn_of_readers(path);
        // A program that was killed may have left a log that it could not sync.
        copy_log(&connection, "PRAGMA wal_checkpoint = PASSIVE").map_err(|e| fault(&e))?;
        let work = Work {
            path: path.to_owned(),
            file: FileId::at(path)?,
            readers: Arc::clone(readers),
            copier: Copier::start(path)?,
            copy_at_pages: COPY_AT_PAGES,
            wait_at_pages: WAIT_AT_PAGES,
            in_doubt: false,
            not_before: None,
        };
        Ok(Self {
            connection,
            work: Some(work),
        })
    }

    /// A consistent copy of a live database into the new file `target`, beside running work. It is made in one transaction that reads, which
    /// is one state of the books: without it each commit of others between two steps would make the copy begin again.
    pub(crate) fn copy_to(&self, target: &Path, progress: &Progress) -> Result<(), StoreError> {
        make_private(target)?;
        let mut copy = rusqlite::Connection::open(target).map_err(|e| fault(&e))?;
        let state = self.connection.unchecked_transaction().map_err(|e| fault(&e))?;
        // The transaction begins with the first page that it reads.
        let pages: i64 = state
            .query_row("PRAGMA page_count", [], |row| row.get(0))
            .map_err(|e| fault(&e))?;
        progress.begin("copying the database", "pages", pages.unsigned_abs());
        let backup = rusqlite::backup::Backup::new(&self.connection, &mut copy).map_err(|e| fault(&e))?;
        loop {
            match backup.step(PAGES_AT_ONCE).map_err(|e| fault(&e))? {
                StepResult::Done => return Ok(()),
                StepResult::More => progress.advance(u64::from(PAGES_AT_ONCE.unsigned_abs())),
                _ => return Err(StoreError::Conflict),
            }
        }
    }
}

impl Sqlite {
    /// Copies the log into the file and closes it, so that the file alone is the whole database.
    pub(crate) fn leave_wal(&self) -> Result<(), StoreError> {
        self.connection
            .execute_batch("PRAGMA journal_mode = DELETE")
            .map_err(|e| fault(&e))
    }

    /// After a sync that failed: closes every connection of this program and begins with an empty log.
    fn begin_anew(&mut self) -> Result<(), StoreError> {
        let Some(work) = self.work.as_mut() else {
            return Ok(());
        };
        work.in_doubt |= work.copier.take_doubt();
        if !work.in_doubt {
            return Ok(());
        }
        let now = Instant::now();
        if work.not_before.is_some_and(|time| now < time) {
            return Err(StoreError::Storage("a sync to disk failed a moment ago".into()));
        }
        work.not_before = Some(now + PAUSE);
        let Some(_stopped) = work.copier.stop() else {
            return Err(StoreError::Storage(
                "a sync to disk failed, and the log is still being copied".into(),
            ));
        };
        let Some(_alone) = work.readers.send_away() else {
            return Err(StoreError::Storage(
                "a sync to disk failed, and readers are still at work".into(),
            ));
        };
        // There must be a connection at every moment; this one is of no use, and in doubt as long as it is there.
        let nowhere = rusqlite::Connection::open_in_memory().map_err(|e| fault(&e))?;
        abandon(std::mem::replace(&mut self.connection, nowhere));
        self.connection = connect_for_work(&work.path, Access::Write)?;
        empty_log(&self.connection, &work.path)?;
        work.in_doubt = false;
        work.not_before = None;
        tracing::warn!("the database was opened anew after a sync to disk had failed");
        Ok(())
    }

    /// Refuses to write into a file that was deleted or moved while it is open: that would be answered, and found by nobody.
    fn require_file(&self) -> Result<(), StoreError> {
        match &self.work {
            Some(work) if FileId::at(&work.path).ok() != Some(work.file) => Err(StoreError::Storage(format!(
                "the database {} was deleted or moved, or another file stands in its place",
                work.path.display()
            ))),
            _ => Ok(()),
        }
    }

    fn doubt(&mut self, error: &rusqlite::Error) {
        if let (Some(work), Some(ErrorCode::SystemIoFailure)) = (&mut self.work, error.sqlite_error_code()) {
            work.in_doubt = true;
        }
    }
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

impl Columns for rusqlite::Row<'_> {
    fn name(&self, index: usize) -> Option<&str> {
        self.as_ref().column_name(index).ok()
    }

    fn int(&self, index: usize) -> Result<Option<i64>, StoreError> {
        self.get(index).map_err(|e| decode(index, e))
    }

    fn text(&self, index: usize) -> Result<Option<String>, StoreError> {
        self.get(index).map_err(|e| decode(index, e))
    }

    fn bytes(&self, index: usize) -> Result<Option<Vec<u8>>, StoreError> {
        self.get(index).map_err(|e| decode(index, e))
    }
}

impl Connection for Sqlite {
    fn query(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        each: &mut dyn FnMut(&Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare_cached(sql).map_err(|e| fault(&e))?;
        let mut rows = statement
            .query(rusqlite::params_from_iter(params))
            .map_err(|e| fault(&e))?;
        while let Some(row) = rows.next().map_err(|e| fault(&e))? {
            each(&Row::new(row))?;
        }
        Ok(())
    }

    fn execute(&mut self, sql: &str, params: &[Value<'_>]) -> Result<u64, StoreError> {
        let mut statement = self.connection.prepare_cached(sql).map_err(|e| fault(&e))?;
        let changed = statement
            .execute(rusqlite::params_from_iter(params))
            .map_err(|e| fault(&e))?;
        Ok(changed as u64)
    }

    fn insert(&mut self, sql: &str, params: &[Value<'_>]) -> Result<i64, StoreError> {
        self.execute(sql, params)?;
        Ok(self.connection.last_insert_rowid())
    }

    /// There is one writer at a time.
    fn lock_clause(&self) -> &'static str {
        ""
    }

    fn batch(&mut self, sql: &str) -> Result<(), StoreError> {
        self.connection.execute_batch(sql).map_err(|e| fault(&e))
    }

    /// Takes the write lock at once: a transaction that reads first and writes later would fail where another wrote
    /// in between, and the busy timeout does not retry that.
    fn begin_write(&mut self) -> Result<(), StoreError> {
        self.begin_anew()?;
        self.require_file()?;
        self.execute("BEGIN IMMEDIATE", &[]).map(drop)
    }

    fn begin_read(&mut self) -> Result<(), StoreError> {
        self.execute("BEGIN", &[]).map(drop)
    }

    /// The frame that makes a commit is the last that is written into the log. When writing failed, it is not there;
    /// when something failed after it, nobody knows whether a restart would find the commit.
    fn commit(&mut self) -> Result<(), StoreError> {
        let outcome = self
            .connection
            .prepare_cached("COMMIT")
            .and_then(|mut commit| commit.execute([]));
        let Err(error) = outcome else { return Ok(()) };
        match error.sqlite_error().map(|e| (e.code, e.extended_code)) {
            Some((ErrorCode::SystemIoFailure, code)) if code != ffi::SQLITE_IOERR_WRITE => {
                self.doubt(&error);
                Err(StoreError::Unknown(error.to_string()))
            }
            _ => Err(fault(&error)),
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
        !self.connection.is_autocommit()
    }

    fn revive(&mut self) -> Result<(), StoreError> {
        self.rollback();
        self.begin_anew()
    }

    /// Has the log copied into the file when it has grown long, and copies the rest when that is short, or when the log is
    /// too long to go on. A copy that fails costs nothing but room, since the log still has everything; yet it is said, and
    /// tried again.
    fn tidy(&mut self) {
        let Some(work) = &mut self.work else { return };
        work.in_doubt |= work.copier.take_doubt();
        if work.in_doubt {
            return;
        }
        let (pages, copied) = match copy_log(&self.connection, "PRAGMA wal_checkpoint = NOOP") {
            Ok((_, pages, copied)) => (pages, copied),
            Err(error) => return tracing::error!(%error, "the log's length could not be read"),
        };
        if pages < work.copy_at_pages {
            return;
        }
        let must_wait = pages >= work.wait_at_pages;
        if pages - copied > SHORT_REST_PAGES && !must_wait {
            return work.copier.order();
        }
        let stopped = if must_wait {
            Some(work.copier.wait())
        } else {
            work.copier.stop()
        };
        let Some(_stopped) = stopped else { return };
        work.copy_at_pages = match copy_log(&self.connection, "PRAGMA wal_checkpoint = PASSIVE") {
            Ok((_, all, copied)) if all == copied => COPY_AT_PAGES,
            // Somebody still reads what the log had before: it cannot begin again.
            Ok((_, all, _)) => all + TRY_AGAIN_AFTER_PAGES,
            Err(error) => {
                tracing::error!(%error, pages, "the log could not be copied into the database's file");
                work.in_doubt |= error.sqlite_error_code() == Some(ErrorCode::SystemIoFailure);
                pages + TRY_AGAIN_AFTER_PAGES
            }
        };
    }

    /// Every page is read, each row is held against its table's types and checks, and each index against its table.
    fn damage(&mut self, note: &mut dyn FnMut(String, String)) -> Result<(), StoreError> {
        checked(&self.connection, "PRAGMA integrity_check(100)", note).map_err(|e| fault(&e))
    }

    /// SQLite goes on after the highest by itself.
    fn continue_numbers(&mut self, _table: &str) -> Result<(), StoreError> {
        Ok(())
    }
}

/// Notes what a check of SQLite names. Where it could not even go on, that is a finding too.
fn checked(
    connection: &rusqlite::Connection,
    check: &str,
    note: &mut dyn FnMut(String, String),
) -> rusqlite::Result<()> {
    let looked = connection.prepare(check).and_then(|mut statement| {
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let found: String = row.get(0)?;
            if found != "ok" {
                note("the database's file".into(), found);
            }
        }
        Ok(())
    });
    match looked {
        Err(error)
            if matches!(
                error.sqlite_error_code(),
                Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::SystemIoFailure)
            ) =>
        {
            note("the database's file".into(), error.to_string());
            Ok(())
        }
        other => other,
    }
}

/// Looks at as much of the file at `path` as can be read in this time, and answers the first thing that is wrong with it: most damage is
/// where most rows are, and a server that was started on it would go on for days.
pub(crate) fn first_damage(path: &Path, within: Duration) -> Result<Option<String>, StoreError> {
    // Whoever opens it to write says what stands in the way, or takes back what a full disk left half made.
    let Ok(connection) = connect(path, Access::Read) else {
        return Ok(None);
    };
    let handle = connection.get_interrupt_handle();
    let (done, over) = std::sync::mpsc::channel::<()>();
    let mut first = None;
    let looked = std::thread::scope(|threads| {
        threads.spawn(move || {
            // Told that the look is over by the end of the channel.
            if over.recv_timeout(within) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
                handle.interrupt();
            }
        });
        let looked = checked(&connection, "PRAGMA quick_check(1)", &mut |_, what| {
            first.get_or_insert(what);
        });
        drop(done);
        looked
    });
    match looked {
        // What a full disk left half made is taken back by who opens it to write, which whoever only reads cannot do.
        Err(error)
            if matches!(
                error.sqlite_error_code(),
                Some(ErrorCode::OperationInterrupted | ErrorCode::ReadOnly)
            ) =>
        {
            Ok(first)
        }
        Err(error) => Err(fault(&error)),
        Ok(()) => Ok(first),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    };

    use super::{
        COPY_AT_PAGES, PAGES_AT_ONCE, Sqlite,
        file::{OLDEST_SAFE_VERSION, require_safe},
    };
    use crate::{Progress, StoreError, db::tx::Connection as _};

    /// Each transaction writes more than a short rest, so the log never begins again by itself.
    #[test]
    fn a_log_that_grows_faster_than_it_is_copied_does_not_fill_the_disk() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("busy.db");
        let mut engine = Sqlite::open_for_work(&path, &Arc::new(Sqlite::readers(&path))).expect("a new database");
        let work = engine.work.as_mut().expect("it is for work");
        work.wait_at_pages = COPY_AT_PAGES;
        engine.execute("CREATE TABLE t (a BLOB)", &[]).expect("a table");
        let mut longest = 0;
        for _ in 0..20 {
            engine.begin_write().expect("begins");
            for _ in 0..10 {
                engine
                    .execute("INSERT INTO t VALUES (zeroblob(1048576))", &[])
                    .expect("256 pages");
            }
            engine.commit().expect("commits");
            engine.tidy();
            let log = std::fs::metadata(folder.path().join("busy.db-wal")).expect("the log");
            longest = longest.max(log.len());
        }
        assert!(
            longest < 100_000_000,
            "a log of {longest} bytes, of 210 MB that were written"
        );
    }

    #[test]
    fn a_copy_is_one_state_of_the_books_though_others_commit_between_its_steps() {
        let folder = tempfile::tempdir().expect("a folder");
        let (path, target) = (folder.path().join("busy.db"), folder.path().join("copy.db"));
        let mut engine = Sqlite::open(&path, false).expect("a new database");
        engine
            .batch(
                "CREATE TABLE left_side (n INTEGER); CREATE TABLE filler (b BLOB); CREATE TABLE right_side (n INTEGER)",
            )
            .expect("tables");
        engine
            .batch("INSERT INTO left_side VALUES (0); INSERT INTO right_side VALUES (0)")
            .expect("rows");
        let large = format!("INSERT INTO filler VALUES (zeroblob({}))", 5 * PAGES_AT_ONCE * 4096);
        engine.batch(&large).expect("more pages than one step copies");
        let is_over = AtomicBool::new(false);
        let progress = Progress::default();
        std::thread::scope(|threads| {
            threads.spawn(|| {
                while !is_over.load(Ordering::Relaxed) {
                    engine.begin_write().expect("begins");
                    engine
                        .batch("UPDATE left_side SET n = n + 1; UPDATE right_side SET n = n + 1")
                        .expect("changes");
                    engine.commit().expect("commits");
                }
            });
            let from = Sqlite::open(&path, true).expect("opens");
            let copied = from.copy_to(&target, &progress);
            is_over.store(true, Ordering::Relaxed);
            copied.expect("is copied");
        });
        let reached = progress.reached().expect("was told");
        assert!(
            reached.done >= 5 * u64::from(PAGES_AT_ONCE.unsigned_abs()) && reached.done <= reached.total,
            "{reached:?}"
        );
        let mut copy = Sqlite::open(&target, false).expect("opens");
        let mut sides = Vec::new();
        copy.query(
            "SELECT n FROM left_side UNION ALL SELECT n FROM right_side",
            &[],
            &mut |row| {
                sides.push(row.get::<i64>("n")?);
                Ok(())
            },
        )
        .expect("two numbers");
        assert_eq!(sides[0], sides[1]);
        let mut is_whole = false;
        copy.query("PRAGMA integrity_check", &[], &mut |row| {
            is_whole = row.get::<String>("integrity_check")? == "ok";
            Ok(())
        })
        .expect("is looked at");
        assert!(is_whole);
    }

    #[test]
    fn an_sqlite_that_can_corrupt_its_log_is_refused() {
        for old in [3_007_000, 3_050_004, 3_051_002, OLDEST_SAFE_VERSION - 1] {
            let refused = require_safe(old, "old").expect_err("too old");
            assert!(matches!(refused, StoreError::Schema(_)), "{refused}");
        }
        for safe in [OLDEST_SAFE_VERSION, 3_051_004, 3_052_000, 4_000_000] {
            require_safe(safe, "safe").expect("new enough");
        }
        require_safe(rusqlite::version_number(), rusqlite::version()).expect("the one that is built in");
    }
}
