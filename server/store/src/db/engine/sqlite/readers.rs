//! The connections that read, while one of them writes. There are never more than readers at one time.

use std::{
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError, RwLock, RwLockWriteGuard, TryLockError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use crate::StoreError;

/// How often, and how many times, it is looked whether the last reader has gone: two seconds.
const PAUSE: Duration = Duration::from_millis(5);
const LOOKS: u32 = 400;

pub(crate) struct Readers<C> {
    path: PathBuf,
    open: fn(&Path) -> Result<C, StoreError>,
    close: fn(C),
    /// Connections that nobody uses at this moment.
    idle: Mutex<Vec<C>>,
    /// Held by each reader for as long as it reads.
    at_work: RwLock<()>,
    /// Somebody waits for all readers to go, so no new one begins.
    closed: AtomicBool,
}

impl<C> Readers<C> {
    pub(super) fn new(path: &Path, open: fn(&Path) -> Result<C, StoreError>, close: fn(C)) -> Self {
        Self {
            path: path.to_owned(),
            open,
            close,
            idle: Mutex::new(Vec::new()),
            at_work: RwLock::default(),
            closed: AtomicBool::new(false),
        }
    }

    /// Lends a connection that nobody else uses meanwhile.
    pub(crate) fn lend<T, E: From<StoreError>>(&self, read: impl FnOnce(&mut C) -> Result<T, E>) -> Result<T, E> {
        if self.closed.load(Ordering::SeqCst) {
            return Err(E::from(being_opened_anew()));
        }
        let _at_work = match self.at_work.try_read() {
            Ok(guard) => guard,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return Err(E::from(being_opened_anew())),
        };
        let waiting = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut connection = match waiting {
            Some(connection) => connection,
            None => (self.open)(&self.path)?,
        };
        let outcome = read(&mut connection);
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(connection);
        outcome
    }

    /// Waits until nobody reads and closes every connection; as long as the answer is held, no new one is opened. `None`
    /// when somebody reads for longer than one can wait.
    pub(super) fn send_away(&self) -> Option<RwLockWriteGuard<'_, ()>> {
        self.closed.store(true, Ordering::SeqCst);
        let alone = (0..LOOKS).find_map(|_| match self.at_work.try_write() {
            Ok(guard) => Some(guard),
            Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) => {
                std::thread::sleep(PAUSE);
                None
            }
        });
        self.closed.store(false, Ordering::SeqCst);
        if alone.is_some() {
            let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
            for reader in idle.drain(..) {
                (self.close)(reader);
            }
        }
        alone
    }
}

fn being_opened_anew() -> StoreError {
    StoreError::Unavailable("the database is being opened anew".into())
}
