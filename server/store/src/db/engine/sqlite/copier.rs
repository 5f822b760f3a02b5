//! Copies the log into the file beside the work, so that no sale waits for it.
//!
//! A long log is copied and synced here while the writer goes on; what came in meanwhile is a short rest, which the
//! writer copies itself, and with that the log begins again at its start.

use std::{
    fs::File,
    io,
    mem::ManuallyDrop,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, TryLockError,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
};

use crossbeam_channel::Sender;
use rusqlite::ErrorCode;

use crate::{
    StoreError,
    db::engine::sqlite::file::{Access, abandon, connect_for_work, fault},
};

pub(super) struct Copier {
    /// Room for one order: a second one would find nothing to do.
    orders: Option<Sender<()>>,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    path: PathBuf,
    /// For syncing what was copied. Never closed: closing any descriptor of a file releases all locks that the process has on
    /// it, those of SQLite among them (POSIX `fcntl`).
    file: ManuallyDrop<File>,
    /// Held while something is copied.
    at_work: Mutex<()>,
    /// A copy could not be synced.
    in_doubt: AtomicBool,
}

impl Copier {
    /// Starts the thread; it ends when this is dropped.
    pub(super) fn start(path: &Path) -> Result<Self, StoreError> {
        let shared = Arc::new(Shared {
            path: path.to_owned(),
            file: ManuallyDrop::new(File::open(path).map_err(|e| StoreError::Storage(e.to_string()))?),
            at_work: Mutex::default(),
            in_doubt: AtomicBool::new(false),
        });
        let (orders, received) = crossbeam_channel::bounded::<()>(1);
        let work = Arc::clone(&shared);
        let thread = std::thread::Builder::new()
            .name("huika-copier".into())
            .spawn(move || received.iter().for_each(|()| work.copy()))
            .map_err(|e| StoreError::Internal(e.to_string()))?;
        Ok(Self {
            orders: Some(orders),
            shared,
            thread: Some(thread),
        })
    }

    /// Has the log copied soon.
    pub(super) fn order(&self) {
        if let Some(orders) = &self.orders {
            // One that waits already will do.
            let _ = orders.try_send(());
        }
    }

    /// Keeps the thread from copying for as long as the answer is held; `None` while it copies.
    pub(super) fn stop(&self) -> Option<MutexGuard<'_, ()>> {
        match self.shared.at_work.try_lock() {
            Ok(guard) => Some(guard),
            Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        }
    }

    /// The same, after the copy that runs.
    pub(super) fn wait(&self) -> MutexGuard<'_, ()> {
        self.shared.lock()
    }

    /// Whether a copy could not be synced since this was last asked.
    pub(super) fn take_doubt(&self) -> bool {
        self.shared.in_doubt.swap(false, Ordering::SeqCst)
    }
}

impl Drop for Copier {
    fn drop(&mut self) {
        self.orders = None;
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

/// What went wrong with a copy.
enum Fault {
    Sqlite(rusqlite::Error),
    Sync(io::Error),
    Open(StoreError),
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, ()> {
        self.at_work.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn copy(&self) {
        let _at_work = self.lock();
        match self.try_to_copy() {
            Ok(()) => {}
            Err(Fault::Open(error)) => tracing::error!(%error, "the log could not be opened to be copied"),
            Err(Fault::Sync(error)) => {
                tracing::error!(%error, "what was copied from the log could not be synced");
                self.in_doubt.store(true, Ordering::SeqCst);
            }
            Err(Fault::Sqlite(error)) => {
                tracing::error!(%error, "the log could not be copied into the database's file");
                if error.sqlite_error_code() == Some(ErrorCode::SystemIoFailure) {
                    self.in_doubt.store(true, Ordering::SeqCst);
                }
            }
        }
    }

    /// A connection of its own for each copy: nothing has to be opened anew after a fault.
    fn try_to_copy(&self) -> Result<(), Fault> {
        let connection = connect_for_work(&self.path, Access::Write).map_err(Fault::Open)?;
        let copied = copy_log(&connection, "PRAGMA wal_checkpoint = PASSIVE").map_err(Fault::Sqlite);
        abandon(connection);
        copied?;
        // SQLite syncs the file only when it has copied all; under load there is always something newer.
        self.file.sync_data().map_err(Fault::Sync)
    }
}

/// Asks about the log, or copies it: whether others were in the way, how many pages it has, and how many of them the
/// file has too.
pub(super) fn copy_log(connection: &rusqlite::Connection, pragma: &str) -> rusqlite::Result<(bool, i64, i64)> {
    connection
        .prepare_cached(pragma)?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}

/// Copies the whole log, syncs the file, and sees to it that the old log is gone from the disk too: a part of it that
/// appeared again after a power cut would hide newer pages.
pub(super) fn empty_log(connection: &rusqlite::Connection, path: &Path) -> Result<(), StoreError> {
    let (busy, ..) = copy_log(connection, "PRAGMA wal_checkpoint = TRUNCATE").map_err(|e| fault(&e))?;
    if busy {
        return Err(StoreError::Storage(
            "a sync to disk failed, and another program uses the database".into(),
        ));
    }
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    std::fs::File::open(PathBuf::from(log))
        .and_then(|log| log.sync_all())
        .map_err(|e| StoreError::Storage(e.to_string()))
}
