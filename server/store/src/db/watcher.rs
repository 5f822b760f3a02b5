//! Keeps the snapshot of a server up to date with what others write.

use std::{thread::JoinHandle, time::Duration};

use crossbeam_channel::{Receiver, Sender};

use crate::{
    db::{error::StoreError, tx::Tx},
    rules::InForce,
};

/// How often the highest number is looked at: the safety net on PostgreSQL, whose servers tell each other, and the only way to hear
/// of a command beside a server on SQLite. Twice a second keeps the promise of one second.
const EVERY: Duration = Duration::from_millis(500);

/// How a server's copy of the rules is kept: whoever opens the store says it, because what the rows are is no matter of this room.
#[derive(Clone, Copy)]
pub(crate) struct Renewal {
    /// Whether the database has others than those that were read: one statement.
    pub is_old: fn(&mut Tx<'_>, &InForce) -> Result<bool, StoreError>,
    /// Reads them again when there are newer ones; answers whether there were.
    pub renew: fn(&mut Tx<'_>, &InForce) -> Result<bool, StoreError>,
}

/// A thread that looks, at intervals and when it is woken. It ends when this is dropped, before the readers that it uses are.
pub(crate) struct Watcher {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Watcher {
    /// Starts looking. `look` renews the snapshot when there is something new.
    pub(crate) fn start(
        woken: Receiver<()>,
        look: impl Fn() -> Result<(), StoreError> + Send + 'static,
    ) -> Result<Self, StoreError> {
        let (stop, stopped) = crossbeam_channel::bounded::<()>(0);
        let thread = std::thread::Builder::new()
            .name("huika-rules".into())
            .spawn(move || run(&woken, &stopped, &look))
            .map_err(|e| StoreError::Internal(e.to_string()))?;
        Ok(Self {
            stop: Some(stop),
            thread: Some(thread),
        })
    }
}

fn run(woken: &Receiver<()>, stopped: &Receiver<()>, look: &impl Fn() -> Result<(), StoreError>) {
    let mut failed = false;
    loop {
        crossbeam_channel::select! {
            recv(stopped) -> _ => return,
            recv(woken) -> word => if word.is_err() {
                return;
            },
            default(EVERY) => {}
        }
        match look() {
            Ok(()) => failed = false,
            // Once, and not twice a second for as long as the database is away.
            Err(error) if !failed => {
                failed = true;
                tracing::warn!(%error, "the rules could not be looked at; those that were read last stay in force");
            }
            Err(_) => {}
        }
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        self.stop = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the thread that looks at the rules panicked");
        }
    }
}
