//! The connections that read, and what is read on them.
//!
//! On SQLite a query runs where it stands; on PostgreSQL each connection has a thread. A query that met a broken connection is run once more
//! when the connection is whole again, or on another one: nothing that only reads is refused because one connection of many has gone.

use std::{sync::Arc, thread::JoinHandle};

use crossbeam_channel::{Receiver, Sender};
use tokio::sync::oneshot;

use crate::{
    Context, StoreError,
    db::{
        engine::{
            postgres::{Kind, Postgres},
            sqlite::{self, Sqlite},
        },
        health::Health,
        run::{run_look_up, run_read},
        tx::Connection,
        watcher::Renewal,
    },
};

/// A query, type erased.
trait Job: Send {
    fn run(&mut self, connection: &mut dyn Connection);
    /// Hands over what the last run came to, or the error because of which there was none.
    fn answer(self: Box<Self>, error: Option<StoreError>);
    fn is_wanted(&self) -> bool;
}

struct Query<F, T, E> {
    run: F,
    context: Arc<Context>,
    outcome: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<F, T, E> Job for Query<F, T, E>
where
    F: Fn(&mut dyn Connection, &Context) -> Result<T, E> + Send,
    T: Send,
    E: From<StoreError> + Send,
{
    fn run(&mut self, connection: &mut dyn Connection) {
        self.outcome = Some((self.run)(connection, &self.context));
    }

    fn answer(self: Box<Self>, error: Option<StoreError>) {
        let answer = match (error, self.outcome) {
            (None, Some(outcome)) => outcome,
            (error, _) => Err(E::from(error.unwrap_or_else(stopped))),
        };
        // A caller that has gone away does not want it.
        drop(self.reply.send(answer));
    }

    fn is_wanted(&self) -> bool {
        !self.reply.is_closed()
    }
}

type Boxed = Box<dyn Job>;

/// See the module.
pub(super) enum Readers {
    Sqlite(Arc<sqlite::Readers<Sqlite>>),
    Postgres(Queue),
}

/// The queue of the connections to PostgreSQL, and their threads, which end when it is dropped.
pub(super) struct Queue {
    jobs: Sender<Boxed>,
    _stop: Sender<()>,
    _threads: Vec<JoinHandle<()>>,
}

/// What a look at the rules borrows a connection from.
enum Lender {
    Sqlite(Arc<sqlite::Readers<Sqlite>>),
    Postgres(Sender<Boxed>),
}

impl Readers {
    /// Runs a query on a connection that nobody else uses meanwhile.
    pub(super) async fn lend<T, E>(
        &self,
        context: &Arc<Context>,
        run: impl Fn(&mut dyn Connection, &Context) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        match self {
            Self::Sqlite(readers) => readers.lend(|connection| run(connection, context)),
            Self::Postgres(queue) => {
                let answer = ask(&queue.jobs, context, run)?;
                answer.await.unwrap_or_else(|_| Err(E::from(stopped())))
            }
        }
    }

    /// A look at the rules, by a connection that is lent for it.
    pub(super) fn look(
        &self,
        context: &Arc<Context>,
        renewal: Renewal,
    ) -> impl Fn() -> Result<(), StoreError> + Send + use<> {
        let context = Arc::clone(context);
        let lender = match self {
            Self::Sqlite(readers) => Lender::Sqlite(Arc::clone(readers)),
            Self::Postgres(queue) => Lender::Postgres(queue.jobs.clone()),
        };
        move || match &lender {
            Lender::Sqlite(readers) => readers.lend(|connection| look(connection, &context, renewal)),
            Lender::Postgres(jobs) => ask(jobs, &context, move |connection, context| {
                look(connection, context, renewal)
            })?
            .blocking_recv()
            .unwrap_or_else(|_| Err(stopped())),
        }
    }

    /// Opens so many connections to a PostgreSQL, each with a thread of its own.
    pub(super) fn postgres(url: &str, connections: usize, queue_limit: usize) -> Result<Self, StoreError> {
        let (jobs, queue) = crossbeam_channel::bounded::<Boxed>(queue_limit);
        let (stop, stopping) = crossbeam_channel::bounded::<()>(0);
        let back = crossbeam_channel::unbounded();
        let health = Health::of(connections);
        let mut threads = Vec::with_capacity(connections);
        for index in 0..connections {
            let (url, health, stop) = (url.to_owned(), health.clone(), stopping.clone());
            let (queue, back) = (queue.clone(), back.clone());
            let (ready, started) = std::sync::mpsc::channel();
            let thread = std::thread::Builder::new()
                .name(format!("huika-reader-{index}"))
                .spawn(move || match Postgres::open_as(&url, Kind::Requests) {
                    Ok(connection) => {
                        drop(ready.send(Ok(())));
                        Reader {
                            connection,
                            queue,
                            back,
                            health,
                            stop,
                        }
                        .run();
                    }
                    Err(error) => drop(ready.send(Err(error))),
                })
                .map_err(|e| StoreError::Internal(e.to_string()))?;
            started.recv().map_err(|_| stopped())??;
            threads.push(thread);
        }
        Ok(Self::Postgres(Queue {
            jobs,
            _stop: stop,
            _threads: threads,
        }))
    }
}

/// Puts a query into the queue.
fn ask<T, E>(
    jobs: &Sender<Boxed>,
    context: &Arc<Context>,
    run: impl Fn(&mut dyn Connection, &Context) -> Result<T, E> + Send + 'static,
) -> Result<oneshot::Receiver<Result<T, E>>, E>
where
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    let (reply, answer) = oneshot::channel();
    let job = Box::new(Query {
        run,
        context: Arc::clone(context),
        outcome: None,
        reply,
    });
    jobs.try_send(job).map_err(|_| E::from(StoreError::Busy))?;
    Ok(answer)
}

/// Reads the rules when there are newer ones; that there are none costs one statement.
fn look(connection: &mut dyn Connection, context: &Context, renewal: Renewal) -> Result<(), StoreError> {
    if run_look_up(connection, context, |tx| (renewal.is_old)(tx, &context.rules))? {
        run_read(connection, context, |tx| (renewal.renew)(tx, &context.rules))?;
    }
    Ok(())
}

struct Reader {
    connection: Postgres,
    queue: Receiver<Boxed>,
    /// Queries that one of the connections had and could not end. Each holds both ends.
    back: (Sender<Boxed>, Receiver<Boxed>),
    health: Health,
    stop: Receiver<()>,
}

impl Reader {
    fn run(mut self) {
        while let Some(mut job) = self.next() {
            if !job.is_wanted() {
                continue;
            }
            job.run(&mut self.connection);
            if self.connection.is_broken() {
                self.once_more(job);
            } else {
                // Prepared before the schema was changed: now it is prepared anew.
                if self.connection.was_stale() {
                    job.run(&mut self.connection);
                }
                job.answer(None);
            }
            if self.connection.is_broken() && !self.mend() {
                return;
            }
        }
    }

    fn next(&self) -> Option<Boxed> {
        crossbeam_channel::select! {
            recv(self.queue) -> job => job.ok().or_else(|| self.back.1.try_recv().ok()),
            recv(self.back.1) -> job => job.ok(),
        }
    }

    /// What a broken connection answered may be nothing but that.
    fn once_more(&mut self, mut job: Boxed) {
        match self.connection.revive() {
            Ok(()) => {
                job.run(&mut self.connection);
                job.answer(None);
            }
            Err(error) if self.health.has_another() => {
                if let Err(unsent) = self.back.0.send(job) {
                    unsent.into_inner().answer(Some(error));
                }
            }
            Err(error) => job.answer(Some(error)),
        }
    }

    fn mend(&mut self) -> bool {
        let (queue, back) = (&self.queue, &self.back.1);
        let answer_all = |error: &StoreError| {
            for job in back.try_iter().chain(queue.try_iter()) {
                job.answer(Some(error.clone()));
            }
        };
        let mended = self.health.mend(&mut self.connection, &self.stop, answer_all);
        if !mended {
            answer_all(&stopped());
        }
        mended
    }
}

/// What work hears that comes after the end.
pub(super) fn stopped() -> StoreError {
    StoreError::Internal("the store has stopped".into())
}
