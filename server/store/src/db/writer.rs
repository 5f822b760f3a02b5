//! Gathered commits. Whatever is waiting is run in one transaction and made durable by one commit; then everybody is
//! answered. A failed job rolls back alone: when one has left something, the batch is run again with a savepoint for each
//! job. A lone job waits for nobody.
//!
//! Where several connections write, each one member's or item's trouble stays apart from the others: a job that finds a row locked for longer
//! than a moment moves to connections that wait for rows and do nothing else (`writer/lanes.rs`).

mod figures;
mod job;
mod lanes;
mod worker;

use std::{
    sync::{Arc, atomic::Ordering},
    thread::JoinHandle,
};

use crossbeam_channel::{Sender, TrySendError};
pub use figures::WriterFigures;
use tokio::sync::oneshot;

use crate::{
    Context, Live, StoreError,
    db::{
        health::Health,
        tx::{Connection, Tx},
        watcher::Renewal,
        writer::{
            job::{Job, UseCase},
            lanes::{Lane, lanes},
            worker::Worker,
        },
    },
};

pub(crate) struct Writer {
    queue: Option<Sender<Box<dyn Job>>>,
    /// Ends when this is dropped; who mends a connection looks at it.
    stop: Option<Sender<()>>,
    threads: Vec<JoinHandle<()>>,
    pub(crate) figures: Arc<WriterFigures>,
}

/// The connections that a writer makes for itself.
pub(crate) struct Connectors<F> {
    /// Those that do the work.
    pub(crate) working: Vec<F>,
    /// Those that wait for rows which others hold; none where there is one writer.
    pub(crate) waiting: Vec<F>,
}

impl Writer {
    /// Starts one thread per connection, all fed by one bounded queue.
    pub(crate) fn start<C: Connection + 'static>(
        connectors: Connectors<impl FnOnce() -> Result<C, StoreError> + Send + 'static>,
        queue_limit: usize,
        batch_limit: usize,
        live: &Live,
        context: &Arc<Context>,
        renewal: Renewal,
    ) -> Result<Self, StoreError> {
        let (queue, jobs) = crossbeam_channel::bounded::<Box<dyn Job>>(queue_limit);
        let (stop, stopped) = crossbeam_channel::bounded::<()>(0);
        let figures = Arc::new(WriterFigures::default());
        let Connectors { working, waiting } = connectors;
        let writers = working.len();
        let (work, wait) = lanes(jobs, waiting.len());
        let mut writer = Self {
            queue: Some(queue),
            stop: Some(stop),
            threads: Vec::with_capacity(writers + waiting.len()),
            figures: Arc::clone(&figures),
        };
        let of_lane = |lane: &Lane, connections: usize| {
            let (lane, health, stopped) = (lane.clone(), Health::of(connections), stopped.clone());
            let (live, figures, context) = (live.clone(), Arc::clone(&figures), Arc::clone(context));
            move |connection: C| Worker {
                connection,
                lane: lane.clone(),
                health: health.clone(),
                stop: stopped.clone(),
                context: Arc::clone(&context),
                renewal,
                live: live.clone(),
                figures: Arc::clone(&figures),
                writers,
                batch_limit,
            }
        };
        writer.start_lane("huika-writer", working, of_lane(&work, writers))?;
        // They end when those that work have ended: then nothing more is set aside.
        drop(work);
        if let Some(wait) = wait {
            let count = waiting.len();
            writer.start_lane("huika-waiting", waiting, of_lane(&wait, count))?;
        }
        Ok(writer)
    }

    fn start_lane<C: Connection + 'static>(
        &mut self,
        name: &str,
        connectors: Vec<impl FnOnce() -> Result<C, StoreError> + Send + 'static>,
        worker: impl Fn(C) -> Worker<C> + Clone + Send + 'static,
    ) -> Result<(), StoreError> {
        for (index, connect) in connectors.into_iter().enumerate() {
            let (ready, started) = std::sync::mpsc::channel();
            let worker = worker.clone();
            let thread = std::thread::Builder::new()
                .name(format!("{name}-{index}"))
                .spawn(move || {
                    // Nothing of the others is held on to by who has not begun, or has ended.
                    let opened = connect().map(&worker);
                    drop(worker);
                    match opened {
                        Ok(worker) => {
                            drop(ready.send(Ok(())));
                            worker.run();
                        }
                        Err(error) => drop(ready.send(Err(error))),
                    }
                })
                .map_err(|e| StoreError::Internal(e.to_string()))?;
            self.threads.push(thread);
            started
                .recv()
                .map_err(|_| StoreError::Internal("a writer thread did not start".into()))??;
        }
        Ok(())
    }

    /// Puts a use case into the queue. It may run more than once, so it has no effect but through its transaction.
    pub(crate) fn submit<T, E, F>(&self, use_case: F) -> oneshot::Receiver<Result<T, E>>
    where
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let job = Box::new(UseCase::new(use_case, reply));
        let refused = match &self.queue {
            Some(queue) => queue.try_send(job).err(),
            None => return answer,
        };
        match refused {
            None => {}
            Some(TrySendError::Full(job)) => {
                self.figures.busy.fetch_add(1, Ordering::Relaxed);
                job.answer(Err(StoreError::Busy));
            }
            Some(TrySendError::Disconnected(job)) => {
                job.answer(Err(StoreError::Internal("the writer has stopped".into())));
            }
        }
        answer
    }

    /// Jobs that are waiting now.
    pub(crate) fn depth(&self) -> usize {
        self.queue.as_ref().map_or(0, Sender::len)
    }
}

impl Drop for Writer {
    /// Work that was accepted is finished before the program ends.
    fn drop(&mut self) {
        self.queue = None;
        self.stop = None;
        for thread in self.threads.drain(..) {
            if thread.join().is_err() {
                tracing::error!("a writer thread panicked");
            }
        }
    }
}
