//! One connection that writes, and how it goes through the jobs that wait.

use std::{
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};

use crossbeam_channel::Receiver;

use super::{WriterFigures, job::Job, lanes::Lane};
use crate::{
    Context, Live, StoreError,
    db::{health::Health, live::Topic, run::run_read, tx::Connection, watcher::Renewal},
};

/// How often a job is tried again by itself after a conflict with another server.
const TRIES: u32 = 8;

/// A conflict that took so long was a row that somebody else held, and not a matter of a moment.
const HELD: Duration = Duration::from_millis(200);

pub(super) struct Worker<C> {
    pub(super) connection: C,
    pub(super) lane: Lane,
    pub(super) health: Health,
    /// Comes to its end when the writer does.
    pub(super) stop: Receiver<()>,
    pub(super) context: Arc<Context>,
    pub(super) renewal: Renewal,
    pub(super) live: Live,
    pub(super) figures: Arc<WriterFigures>,
    pub(super) writers: usize,
    pub(super) batch_limit: usize,
}

impl<C: Connection> Worker<C> {
    pub(super) fn run(mut self) {
        let mut batch = Vec::with_capacity(self.batch_limit);
        while let Some(first) = self.lane.next() {
            if let Some(first) = self.wanted(first) {
                if self.lane.is_for_waiting() {
                    self.run_alone(first);
                } else {
                    batch.push(first);
                    self.run_batch(&mut batch);
                }
                self.connection.tidy();
            }
            if self.connection.is_broken() && !self.mend() {
                return;
            }
        }
    }

    /// Nothing is begun for who does not wait for it any more.
    fn wanted(&self, job: Box<dyn Job>) -> Option<Box<dyn Job>> {
        if job.is_wanted() {
            return Some(job);
        }
        self.figures.dropped.fetch_add(1, Ordering::Relaxed);
        None
    }

    fn mend(&mut self) -> bool {
        let lane = &self.lane;
        let mended = self
            .health
            .mend(&mut self.connection, &self.stop, |error| lane.answer_all(error));
        if !mended {
            lane.answer_all(&StoreError::Unavailable("the server stops".into()));
        }
        mended
    }

    /// Runs a job and whatever arrives meanwhile in one transaction. When one of them has to be taken back alone, the batch
    /// is run again with a savepoint each; when the transaction itself is lost, each is run again by itself.
    fn run_batch(&mut self, batch: &mut Vec<Box<dyn Job>>) {
        let begun = Instant::now();
        let outcome = match self.attempt(batch, Savepoints::None) {
            Ok(None) => {
                self.connection.rollback();
                self.attempt(batch, Savepoints::Each)
            }
            outcome => outcome,
        };
        match outcome {
            Ok(announced) => {
                self.count(batch.len());
                self.announce(announced.unwrap_or_default());
                batch.drain(..).for_each(|job| job.answer(Ok(())));
            }
            Err(Lost::BeforeCommit(error)) => {
                self.figures.retries.fetch_add(1, Ordering::Relaxed);
                self.connection.rollback();
                if is_held(&error, begun) && self.lane.has_aside() {
                    return self.run_past_held(batch);
                }
                if self.connection.is_broken()
                    && let Err(error) = self.connection.revive()
                {
                    return batch.drain(..).for_each(|job| self.hand_on(job, error.clone()));
                }
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
    fn attempt(&mut self, batch: &mut Vec<Box<dyn Job>>, savepoints: Savepoints) -> Result<Option<Vec<Topic>>, Lost> {
        self.connection.begin_write().map_err(Lost::BeforeCommit)?;
        // Several writers share what is waiting, so that one does not take all the work and leave the others idle.
        let share = if self.writers == 1 {
            self.batch_limit
        } else {
            (self.lane.len() / self.writers + 1).min(self.batch_limit)
        };
        let mut announced = Vec::new();
        let (mut ran_jobs, mut kept_jobs) = (0, 0);
        let mut locks = Locks::None;
        while ran_jobs < share {
            if ran_jobs == batch.len() {
                match self.lane.try_next() {
                    Some(job) => batch.extend(self.wanted(job)),
                    None => break,
                }
                if ran_jobs == batch.len() {
                    continue;
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
        if self.connection.is_broken() {
            // It broke under a job before this one, and could not be made whole.
            return self.hand_on(job, StoreError::Unavailable("the connection is gone".into()));
        }
        for attempt in 1.. {
            let begun = Instant::now();
            match self.attempt_alone(job.as_mut(), Patience::Usual) {
                Ok(announced) => {
                    self.count(1);
                    self.announce(announced);
                    return job.answer(Ok(()));
                }
                Err(Lost::BeforeCommit(error)) if error.is_retryable() && attempt < TRIES && !job.is_late() => {
                    self.figures.retries.fetch_add(1, Ordering::Relaxed);
                    self.connection.rollback();
                    if is_held(&error, begun) && self.lane.has_aside() {
                        return self.set_aside(job);
                    }
                    if self.connection.is_broken()
                        && let Err(error) = self.connection.revive()
                    {
                        return self.hand_on(job, error);
                    }
                    // Two servers that met must not meet again at once; the writer's number of tries sets them apart.
                    std::thread::sleep(Duration::from_millis(u64::from(attempt * attempt)));
                }
                Err(Lost::BeforeCommit(error) | Lost::AtCommit(error)) => {
                    self.connection.rollback();
                    return job.answer(Err(error));
                }
            }
        }
    }

    /// A row that one of the jobs wants is held for longer than a moment. It costs these jobs a short look each, and nobody after them anything:
    /// those that do not want it are done, the others are set aside.
    fn run_past_held(&mut self, batch: &mut Vec<Box<dyn Job>>) {
        if batch.len() == 1 {
            return batch.drain(..).for_each(|job| self.set_aside(job));
        }
        for mut job in batch.drain(..) {
            let ran = if self.connection.is_broken() {
                Err(Lost::BeforeCommit(StoreError::Conflict))
            } else {
                self.attempt_alone(job.as_mut(), Patience::Brief)
            };
            match ran {
                Ok(announced) => {
                    self.count(1);
                    self.announce(announced);
                    job.answer(Ok(()));
                }
                Err(Lost::BeforeCommit(error)) if error.is_retryable() => {
                    self.connection.rollback();
                    self.set_aside(job);
                }
                Err(Lost::BeforeCommit(error) | Lost::AtCommit(error)) => {
                    self.connection.rollback();
                    job.answer(Err(error));
                }
            }
        }
    }

    /// Nothing of the job is in the books: another connection may do it.
    fn hand_on(&self, job: Box<dyn Job>, error: StoreError) {
        if self.health.has_another() {
            self.lane.hand_on(job);
        } else {
            job.answer(Err(error));
        }
    }

    fn set_aside(&self, job: Box<dyn Job>) {
        if !self.lane.is_for_waiting() {
            self.figures.set_aside.fetch_add(1, Ordering::Relaxed);
        }
        if job.is_wanted() {
            self.lane.set_aside(job);
        }
    }

    fn attempt_alone(&mut self, job: &mut dyn Job, patience: Patience) -> Result<Vec<Topic>, Lost> {
        self.connection.begin_write().map_err(Lost::BeforeCommit)?;
        if patience == Patience::Brief {
            self.connection.wait_briefly().map_err(Lost::BeforeCommit)?;
        }
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
            let (context, renewal) = (Arc::clone(&self.context), self.renewal);
            if let Err(error) = run_read(&mut self.connection, &context, |tx| (renewal.renew)(tx, &context.rules)) {
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

/// How long a lone job waits for a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Patience {
    Usual,
    Brief,
}

/// Whether a job was in vain because somebody else held a row for long.
fn is_held(error: &StoreError, begun: Instant) -> bool {
    matches!(error, StoreError::Conflict) && begun.elapsed() >= HELD
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
