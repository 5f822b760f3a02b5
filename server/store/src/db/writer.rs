//! Gathered commits. Whatever is waiting is run in one transaction and made durable by one commit; then everybody is
//! answered. A failed job rolls back alone: when one has left something, the batch is run again with a savepoint for each
//! job. A lone job waits for nobody.

mod job;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread::JoinHandle,
};

use crossbeam_channel::{Receiver, Sender, TrySendError};
use tokio::sync::oneshot;

use crate::{
    Context, Live, StoreError,
    db::{
        live::Topic,
        tx::{Connection, Tx},
        writer::job::{Job, UseCase},
    },
};

/// How often a job is tried again by itself after a conflict with another server.
const TRIES: u32 = 8;

/// What the queue has done, for `/metrics`.
#[derive(Debug, Default)]
pub struct WriterFigures {
    /// Durable commits.
    pub commits: AtomicU64,
    /// Jobs whose changes were committed.
    pub jobs: AtomicU64,
    /// Jobs that were refused because the queue was full.
    pub busy: AtomicU64,
    /// Transactions that were run again after a conflict.
    pub retries: AtomicU64,
}

pub(crate) struct Writer {
    queue: Option<Sender<Box<dyn Job>>>,
    threads: Vec<JoinHandle<()>>,
    pub(crate) figures: Arc<WriterFigures>,
}

impl Writer {
    /// Starts one thread per connection, all fed by one bounded queue.
    pub(crate) fn start<C: Connection + 'static>(
        connectors: Vec<impl FnOnce() -> Result<C, StoreError> + Send + 'static>,
        queue_limit: usize,
        batch_limit: usize,
        live: &Live,
        context: &Arc<Context>,
    ) -> Result<Self, StoreError> {
        let (sender, receiver) = crossbeam_channel::bounded::<Box<dyn Job>>(queue_limit);
        let figures = Arc::new(WriterFigures::default());
        let writers = connectors.len();
        let mut threads = Vec::with_capacity(writers);
        for (index, connect) in connectors.into_iter().enumerate() {
            let (ready, started) = std::sync::mpsc::channel();
            let (receiver, live, figures) = (receiver.clone(), live.clone(), Arc::clone(&figures));
            let context = Arc::clone(context);
            let thread = std::thread::Builder::new()
                .name(format!("huika-writer-{index}"))
                .spawn(move || match connect() {
                    Ok(connection) => {
                        drop(ready.send(Ok(())));
                        Worker {
                            connection,
                            context,
                            live,
                            figures,
                            writers,
                            batch_limit,
                        }
                        .run(&receiver);
                    }
                    Err(error) => drop(ready.send(Err(error))),
                })
                .map_err(|e| StoreError::Internal(e.to_string()))?;
            started
                .recv()
                .map_err(|_| StoreError::Internal("a writer thread did not start".into()))??;
            threads.push(thread);
        }
        Ok(Self {
            queue: Some(sender),
            threads,
            figures,
        })
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
        for thread in self.threads.drain(..) {
            if thread.join().is_err() {
                tracing::error!("a writer thread panicked");
            }
        }
    }
}

struct Worker<C> {
    connection: C,
    context: Arc<Context>,
    live: Live,
    figures: Arc<WriterFigures>,
    writers: usize,
    batch_limit: usize,
}

impl<C: Connection> Worker<C> {
    fn run(&mut self, queue: &Receiver<Box<dyn Job>>) {
        let mut batch = Vec::with_capacity(self.batch_limit);
        while let Ok(first) = queue.recv() {
            batch.push(first);
            self.run_batch(&mut batch, queue);
            self.connection.tidy();
        }
    }

    /// Runs a job and whatever arrives meanwhile in one transaction. When one of them has to be taken back alone, the batch
    /// is run again with a savepoint each; when the transaction itself is lost, each is run again by itself.
    fn run_batch(&mut self, batch: &mut Vec<Box<dyn Job>>, queue: &Receiver<Box<dyn Job>>) {
        let outcome = match self.attempt(batch, queue, Savepoints::None) {
            Ok(None) => {
                self.connection.rollback();
                self.attempt(batch, queue, Savepoints::Each)
            }
            outcome => outcome,
        };
        match outcome {
            Ok(announced) => {
                self.count(batch.len());
                self.announce(announced.unwrap_or_default());
                batch.drain(..).for_each(|job| job.answer(Ok(())));
            }
            Err(Lost::BeforeCommit(_)) => {
                self.figures.retries.fetch_add(1, Ordering::Relaxed);
                self.connection.rollback();
                batch.drain(..).for_each(|job| self.run_alone(job));
            }
            Err(Lost::AtCommit(error)) => {
                self.connection.rollback();
                batch.drain(..).for_each(|job| job.answer(Err(error.clone())));
            }
        }
    }

    /// The queue is looked at again after each job and only an empty one ends the batch: clients that were answered a
    /// moment ago come back while the first of them is served, so batches fill up and yet nobody is waited for. `None`
    /// says that a job has to be taken back alone, which only a savepoint can do.
    fn attempt(
        &mut self,
        batch: &mut Vec<Box<dyn Job>>,
        queue: &Receiver<Box<dyn Job>>,
        savepoints: Savepoints,
    ) -> Result<Option<Vec<Topic>>, Lost> {
        self.connection.begin_write().map_err(Lost::BeforeCommit)?;
        // Several writers share what is waiting, so that one does not take all the work and leave the others idle.
        let share = if self.writers == 1 {
            self.batch_limit
        } else {
            (queue.len() / self.writers + 1).min(self.batch_limit)
        };
        let mut announced = Vec::new();
        let (mut ran_jobs, mut kept_jobs) = (0, 0);
        let mut locks = Locks::None;
        while ran_jobs < share {
            if ran_jobs == batch.len() {
                match queue.try_recv() {
                    Ok(job) => batch.push(job),
                    Err(_) => break,
                }
            }
            if locks == Locks::OfOneJob {
                self.connection.wait_briefly().map_err(Lost::BeforeCommit)?;
            }
            locks = locks.and_of_one_more();
            match self.run_one(batch[ran_jobs].as_mut(), savepoints)? {
                One::Kept(woken) => {
                    announced.extend(woken);
                    kept_jobs += 1;
                }
                One::LeftNothing => {}
                One::LeftSomething if kept_jobs == 0 => {
                    self.connection.rollback();
                    self.connection.begin_write().map_err(Lost::BeforeCommit)?;
                    locks = Locks::None;
                }
                One::LeftSomething => return Ok(None),
            }
            ran_jobs += 1;
        }
        if kept_jobs == 0 {
            self.connection.rollback();
        } else {
            self.commit()?;
        }
        Ok(Some(announced))
    }

    /// Runs one job within the open transaction. Most refusals come before anything was written.
    fn run_one(&mut self, job: &mut dyn Job, savepoints: Savepoints) -> Result<One, Lost> {
        if savepoints == Savepoints::Each {
            self.control("SAVEPOINT job")?;
        }
        let ran = job.run(&mut self.connection, &self.context);
        let wrote = ran.wrote || ran.fault.is_some();
        if let Some(fault) = ran.fault.filter(StoreError::is_retryable) {
            return Err(Lost::BeforeCommit(fault));
        }
        if !self.connection.in_transaction() {
            let lost = StoreError::Storage("the transaction was lost".into());
            return Err(Lost::BeforeCommit(lost));
        }
        if savepoints == Savepoints::Each {
            if !ran.keep {
                self.control("ROLLBACK TO job")?;
            }
            self.control("RELEASE job")?;
        }
        Ok(match (ran.keep, savepoints) {
            (true, _) => One::Kept(ran.announced),
            (false, Savepoints::None) if wrote => One::LeftSomething,
            (false, _) => One::LeftNothing,
        })
    }

    fn control(&mut self, sql: &str) -> Result<(), Lost> {
        self.connection.execute(sql, &[]).map(drop).map_err(Lost::BeforeCommit)
    }

    fn run_alone(&mut self, mut job: Box<dyn Job>) {
        for attempt in 1.. {
            match self.attempt_alone(job.as_mut()) {
                Ok(announced) => {
                    self.count(1);
                    self.announce(announced);
                    return job.answer(Ok(()));
                }
                Err(Lost::BeforeCommit(error)) if error.is_retryable() && attempt < TRIES => {
                    self.figures.retries.fetch_add(1, Ordering::Relaxed);
                    self.connection.rollback();
                    // Two servers that met must not meet again at once; the writer's number of tries sets them apart.
                    std::thread::sleep(std::time::Duration::from_millis(u64::from(attempt * attempt)));
                    if let Err(error) = self.connection.revive() {
                        return job.answer(Err(error));
                    }
                }
                Err(Lost::BeforeCommit(error) | Lost::AtCommit(error)) => {
                    self.connection.rollback();
                    return job.answer(Err(error));
                }
            }
        }
    }

    fn attempt_alone(&mut self, job: &mut dyn Job) -> Result<Vec<Topic>, Lost> {
        self.connection.begin_write().map_err(Lost::BeforeCommit)?;
        let ran = job.run(&mut self.connection, &self.context);
        if let Some(fault) = ran.fault.filter(StoreError::is_retryable) {
            return Err(Lost::BeforeCommit(fault));
        }
        if !ran.keep {
            self.connection.rollback();
            return Ok(Vec::new());
        }
        self.commit()?;
        Ok(ran.announced)
    }

    /// A commit that met somebody else's was refused: nothing of it is in the books.
    fn commit(&mut self) -> Result<(), Lost> {
        self.connection.commit().map_err(|error| match error {
            StoreError::Conflict => Lost::BeforeCommit(error),
            error => Lost::AtCommit(error),
        })
    }

    /// Tells what was committed. Whoever changed a rule is answered when it is in force here.
    fn announce(&mut self, topics: Vec<Topic>) {
        if topics.contains(&Topic::Rules) {
            let context = Arc::clone(&self.context);
            if let Err(error) = run_read(&mut self.connection, &context, |tx| context.renew_rules(tx)) {
                tracing::warn!(%error, "the rules could not be read again yet");
            }
        }
        self.live.announce(topics);
    }

    fn count(&self, jobs: usize) {
        self.figures.commits.fetch_add(1, Ordering::Relaxed);
        self.figures.jobs.fetch_add(jobs as u64, Ordering::Relaxed);
    }
}

/// Whether each job of a batch can be taken back by itself. A savepoint costs two statements, and on SQLite a copy of each
/// page that the job changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Savepoints {
    None,
    Each,
}

/// Whose rows the open transaction may hold. Two batches that take the same rows in another sequence would wait for each
/// other, which one job's own sequence never does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Locks {
    /// Nobody's: the next job may wait for its turn.
    None,
    /// Those of a single job: before the next one runs, waiting becomes brief.
    OfOneJob,
    /// Those of several, and waiting is brief.
    OfSeveral,
}

impl Locks {
    const fn and_of_one_more(self) -> Self {
        match self {
            Self::None => Self::OfOneJob,
            Self::OfOneJob | Self::OfSeveral => Self::OfSeveral,
        }
    }
}

/// What one job of a batch left in the open transaction.
enum One {
    /// All it wrote, and whom to wake for it.
    Kept(Vec<Topic>),
    /// It was refused, and nothing of it is there.
    LeftNothing,
    /// It was refused after it had written something.
    LeftSomething,
}

/// A transaction that did not come to its end.
enum Lost {
    /// Nothing of it can be in the books: it may be run again.
    BeforeCommit(StoreError),
    /// The commit itself failed.
    AtCommit(StoreError),
}

/// Runs a query in a transaction that only reads.
pub(crate) fn run_read<T, E: From<StoreError>>(
    connection: &mut dyn Connection,
    context: &Context,
    query: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
) -> Result<T, E> {
    connection.begin_read()?;
    let outcome = catch_unwind(AssertUnwindSafe(|| query(&mut Tx::new(connection, context))))
        .unwrap_or_else(|_| Err(E::from(StoreError::Internal("a query panicked".into()))));
    connection.rollback();
    outcome
}

/// Runs the one statement of a query by itself.
pub(crate) fn run_look_up<T, E: From<StoreError>>(
    connection: &mut dyn Connection,
    context: &Context,
    query: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let outcome = catch_unwind(AssertUnwindSafe(|| query(&mut Tx::of_one_query(connection, context))))
        .unwrap_or_else(|_| Err(E::from(StoreError::Internal("a query panicked".into()))));
    connection.rollback();
    outcome
}
