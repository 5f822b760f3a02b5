//! Work that takes much of the machine on purpose or by nature: a few at a time, a short queue, and then "busy".
//!
//! Argon2id takes 19 MB and 20 ms of a core for each password, so that guessing is dear. Without a bound, whoever sends a hundred
//! sign-ins at once takes the memory that everybody else needs.

use std::sync::{
    LazyLock,
    atomic::{AtomicUsize, Ordering},
};

use tokio::sync::Semaphore;

use crate::StoreError;

/// Comparisons that may wait for each one that runs: a second or so of patience.
const WAITING_EACH: usize = 32;

/// One core is left for everybody else.
static HASHING: LazyLock<Turns> = LazyLock::new(|| {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let at_once = cores.saturating_sub(1).max(1);
    Turns::new(at_once, at_once * WAITING_EACH)
});

static PROVING: LazyLock<Turns> = LazyLock::new(|| Turns::new(1, 0));

/// Hashes a password or PIN, or compares one, on a thread of its own when its turn has come.
///
/// # Errors
/// [`StoreError::Busy`] when too many wait already; nothing was done.
pub async fn hashing<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, StoreError> {
    HASHING.take(work).await
}

/// Proves the books, which reads every posting there is: one at a time.
///
/// # Errors
/// [`StoreError::Busy`] while another proof runs.
pub async fn proving<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, StoreError> {
    PROVING.take(work).await
}

static EXPORTING: LazyLock<Turns> = LazyLock::new(|| Turns::new(2, 8));

/// Makes a file while somebody waits for it: two at a time, each with its rows in memory.
///
/// # Errors
/// [`StoreError::Busy`] when too many wait already.
pub async fn exporting<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, StoreError> {
    EXPORTING.take(work).await
}

static COPYING: LazyLock<Turns> = LazyLock::new(|| Turns::new(4, 16));

/// Writes a file while somebody takes it, who may be slow: apart from those of the office, which nobody's slow phone holds up.
///
/// # Errors
/// [`StoreError::Busy`] when too many wait already.
pub async fn copying<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, StoreError> {
    COPYING.take(work).await
}

static READING: LazyLock<Turns> = LazyLock::new(|| Turns::new(1, 8));

/// Reads a file that somebody sent, such as a picture, which may take much memory: one at a time. Its turn lasts until the work has ended,
/// also when whoever sent it has gone.
///
/// # Errors
/// [`StoreError::Busy`] when too many wait already.
pub async fn reading<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, StoreError> {
    READING.take(work).await
}

struct Turns {
    free: Semaphore,
    most: usize,
    /// Those that work, and those that wait for their turn.
    present: AtomicUsize,
}

impl Turns {
    fn new(at_once: usize, waiting: usize) -> Self {
        Self {
            free: Semaphore::new(at_once),
            most: at_once + waiting,
            present: AtomicUsize::new(0),
        }
    }

    async fn take<T: Send + 'static>(
        &'static self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, StoreError> {
        let present = Present::enter(self)?;
        let turn = self
            .free
            .acquire()
            .await
            .map_err(|e| StoreError::Internal(e.to_string()))?;
        // Whoever asked may go away meanwhile: the work goes on, and its turn lasts until it has ended.
        let done = tokio::task::spawn_blocking(move || {
            let _held = (turn, present);
            work()
        });
        done.await
            .map_err(|_| StoreError::Internal("work in a turn panicked".into()))
    }
}

struct Present(&'static Turns);

impl Present {
    fn enter(turns: &'static Turns) -> Result<Self, StoreError> {
        let before = turns.present.fetch_add(1, Ordering::SeqCst);
        let present = Self(turns);
        if before < turns.most {
            Ok(present)
        } else {
            Err(StoreError::Busy)
        }
    }
}

impl Drop for Present {
    fn drop(&mut self) {
        self.0.present.fetch_sub(1, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::mpsc::sync_channel, time::Duration};

    use super::{Ordering, StoreError, Turns};

    #[test]
    fn a_few_work_a_few_wait_and_the_next_one_is_told_at_once_that_it_is_busy() {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .expect("a runtime");
        runtime.block_on(async {
            let turns: &'static Turns = Box::leak(Box::new(Turns::new(2, 3)));
            let (go, wait) = sync_channel::<()>(0);
            let wait = std::sync::Arc::new(std::sync::Mutex::new(wait));
            let tasks: Vec<_> = (0..5)
                .map(|_| {
                    let wait = wait.clone();
                    tokio::spawn(turns.take(move || {
                        // Until the test lets it go on.
                        let _over = wait.lock().expect("the lock").recv();
                    }))
                })
                .collect();
            while turns.present.load(Ordering::SeqCst) < 5 {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            let refused = turns.take(|| ()).await;
            assert!(matches!(refused, Err(StoreError::Busy)), "{refused:?}");
            drop(go);
            for task in tasks {
                task.await.expect("no panic").expect("its turn came");
            }
            assert!(turns.take(|| ()).await.is_ok(), "and everything is as before");
        });
    }

    #[test]
    fn work_that_panics_gives_its_turn_back() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(async {
            let turns: &'static Turns = Box::leak(Box::new(Turns::new(1, 0)));
            for _ in 0..3 {
                let ended = turns.take(|| panic!("on purpose")).await;
                assert!(matches!(ended, Err(StoreError::Internal(_))), "{ended:?}");
            }
            assert!(turns.take(|| ()).await.is_ok());
        });
    }
}
