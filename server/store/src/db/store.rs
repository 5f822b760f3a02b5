//! The door to the books: opens the engine that the URL names, runs use cases and queries in transactions.

use std::{
    sync::{Arc, atomic::Ordering},
    thread::JoinHandle,
};

use crossbeam_channel::Sender;
use huika_domain::{Clock, Millis};
use tokio::sync::oneshot;

use crate::{
    Context, Live, Progress, StoreError,
    db::{
        engine::{
            postgres::{self, Postgres},
            sqlite::{self, Sqlite},
        },
        lease, migrate,
        tx::{Connection, Tx},
        watcher::Watcher,
        writer::{Writer, WriterFigures, run_look_up, run_read},
    },
};

/// Where the books are and how hard they may be worked.
#[derive(Clone)]
pub struct StoreConfig {
    /// `sqlite:huika.db` or `postgres://user@host/database`.
    pub url: String,
    /// Changes that may wait; one more is answered with [`StoreError::Busy`].
    pub queue_limit: usize,
    /// Changes that share one commit.
    pub batch_limit: usize,
    /// PostgreSQL connections that write, and as many again that read. SQLite has one writer by nature.
    pub connections: usize,
    /// A read replica of the same PostgreSQL for [`Store::scan`].
    pub replica_url: Option<String>,
    /// What every transaction knows besides its rows.
    pub context: Context,
}

impl StoreConfig {
    /// The defaults for `url`.
    #[must_use]
    pub fn new(url: &str, context: Context) -> Self {
        let batch_limit = if is_postgres(url) { 32 } else { 256 };
        Self {
            url: url.to_owned(),
            queue_limit: 4096,
            batch_limit,
            connections: 8,
            replica_url: None,
            context,
        }
    }
}

/// The books. Cheap to clone; the last clone that is dropped finishes accepted work and closes them.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    /// Dropped first: it reads by the readers.
    _watcher: Watcher,
    /// Dropped before the writer: SQLite gives up its log when a connection that writes is the last that is closed.
    readers: Readers,
    writer: Writer,
    live: Live,
    context: Arc<Context>,
    /// Where [`Store::scan`] reads.
    scan_url: String,
}

/// The queue's figures at one moment, for `/metrics`.
#[derive(Debug, Clone, Copy)]
pub struct StoreFigures {
    /// Changes that are waiting.
    pub waiting: usize,
    /// Durable commits since the start.
    pub commits: u64,
    /// Changes that were committed since the start.
    pub changes: u64,
    /// Changes refused because the queue was full.
    pub busy: u64,
    /// Transactions run again after a conflict.
    pub retries: u64,
}

impl Store {
    /// Opens the books and brings their schema up to date.
    pub fn open(config: StoreConfig) -> Result<Self, StoreError> {
        outside_of_runtime(move || {
            migrate_url(&config.url, config.context.clock.as_ref(), &Progress::default())?;
            Self::open_current(config)
        })
    }

    /// Opens books that are there with the schema of this program, and neither makes nor changes any: what looks at books must not
    /// bring forth those that it then finds right, nor change them under a server that runs.
    pub fn open_as_they_are(config: StoreConfig) -> Result<Self, StoreError> {
        outside_of_runtime(move || {
            if is_postgres(&config.url) {
                migrate::require_current(&mut Postgres::open(&config.url)?, &migrate::POSTGRES)?;
            } else {
                let mut books = Sqlite::open(&sqlite::path_of(&config.url), true)?;
                migrate::require_current(&mut books, &migrate::SQLITE)?;
            }
            Self::open_current(config)
        })
    }

    fn open_current(config: StoreConfig) -> Result<Self, StoreError> {
        let context = Arc::new(config.context.of_a_store());
        let (wake, woken) = crossbeam_channel::bounded(1);
        let (live, writer, readers) = if is_postgres(&config.url) {
            run_read(&mut Postgres::open(&config.url)?, &context, |tx| {
                context.renew_rules(tx)
            })?;
            let live = Live::beside(postgres::tell(&config.url)?, wake);
            let connectors = (0..config.connections.max(1))
                .map(|_| {
                    let url = config.url.clone();
                    move || Postgres::open_for_requests(&url)
                })
                .collect();
            let writer = Writer::start(connectors, config.queue_limit, config.batch_limit, &live, &context)?;
            listen(&config.url, &live)?;
            let readers = Readers::postgres(&config.url, config.connections.max(1), config.queue_limit)?;
            (live, writer, readers)
        } else {
            // One SQLite file has one server: nobody else has to be told.
            let live = Live::alone(wake);
            let path = sqlite::path_of(&config.url);
            let readers = Arc::new(Sqlite::readers(&path));
            let beside = Arc::clone(&readers);
            let connectors = vec![move || Sqlite::open_for_work(&path, &beside)];
            let writer = Writer::start(connectors, config.queue_limit, config.batch_limit, &live, &context)?;
            (live, writer, Readers::Sqlite(readers))
        };
        if let Readers::Sqlite(readers) = &readers {
            readers.lend(|connection| run_read(connection, &context, |tx| context.renew_rules(tx)))?;
        }
        let watcher = Watcher::start(woken, readers.look(&context))?;
        Ok(Self(Arc::new(Inner {
            _watcher: watcher,
            writer,
            readers,
            live,
            context,
            scan_url: config.replica_url.unwrap_or(config.url),
        })))
    }

    /// Runs a use case in one atomic transaction. It is durable when this answers `Ok`. The closure may be run again
    /// after a conflict with another server, so it has no effect but through its transaction.
    pub async fn write<T, E, F>(&self, use_case: F) -> Result<T, E>
    where
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.0
            .writer
            .submit(use_case)
            .await
            .unwrap_or_else(|_| Err(E::from(stopped())))
    }

    /// [`Store::write`] for threads outside of the runtime: command line, jobs, tests.
    pub fn write_blocking<T, E, F>(&self, use_case: F) -> Result<T, E>
    where
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.0
            .writer
            .submit(use_case)
            .blocking_recv()
            .unwrap_or_else(|_| Err(E::from(stopped())))
    }

    /// Runs a query on one consistent state of the books. On SQLite it runs where it stands: a few indexed rows cost
    /// less than handing them to another thread. It is for pages; what reads much belongs into [`Store::scan`].
    pub async fn read<T, E, F>(&self, query: F) -> Result<T, E>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.lend_reader(|connection, context| run_read(connection, context, query))
            .await
    }

    /// A query of one statement, such as whose session a token is: it shows a consistent state by itself, and costs one journey
    /// to the database where [`Store::read`] costs three. A second statement is refused.
    pub async fn look_up<T, E, F>(&self, query: F) -> Result<T, E>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.lend_reader(|connection, context| run_look_up(connection, context, query))
            .await
    }

    async fn lend_reader<T, E>(
        &self,
        run: impl FnOnce(&mut dyn Connection, &Context) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        match &self.0.readers {
            Readers::Sqlite(readers) => readers.lend(|connection| run(connection, &self.0.context)),
            Readers::Postgres { queue, .. } => {
                let (reply, answer) = oneshot::channel();
                let context = Arc::clone(&self.0.context);
                let job = Box::new(move |connection: &mut dyn Connection| {
                    let outcome = run(connection, &context);
                    let broken = outcome.is_err();
                    drop(reply.send(outcome));
                    broken
                });
                if queue.try_send(job).is_err() {
                    return Err(E::from(StoreError::Busy));
                }
                answer.await.unwrap_or_else(|_| Err(E::from(stopped())))
            }
        }
    }

    /// A query that reads much, such as an export or the proof: on a connection and a thread of its own, and on the read
    /// replica when there is one, so that nobody waits for it. To be called outside of asynchronous code (`spawn_blocking`).
    pub fn scan<T, E>(&self, query: impl FnOnce(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E>
    where
        E: From<StoreError>,
    {
        match &self.0.readers {
            Readers::Sqlite(readers) => readers.lend(|connection| run_read(connection, &self.0.context, query)),
            Readers::Postgres { .. } => run_read(&mut Postgres::open(&self.0.scan_url)?, &self.0.context, query),
        }
    }

    /// Whether the books can be read, and changed durably, at this moment by `server`: found out by doing both, the writing in a row of
    /// its own. A full queue is no fault: whoever waits in it will be answered.
    pub async fn probe(&self, server: &str) -> Result<(), StoreError> {
        let server = server.to_owned();
        self.read(|tx: &mut Tx<'_>| tx.value::<i64>("SELECT COUNT(*) FROM schema_version", &[]))
            .await?;
        let written = self.write(move |tx: &mut Tx<'_>| lease::touch(tx, &server)).await;
        match written {
            Ok(()) | Err(StoreError::Busy) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Who is told when something of a member changed.
    pub fn live(&self) -> &Live {
        &self.0.live
    }

    /// Clock, chance, secrets and rules, for work outside of a transaction.
    pub fn context(&self) -> &Context {
        &self.0.context
    }

    /// What time it is.
    pub fn now(&self) -> Millis {
        self.0.context.clock.now()
    }

    /// The queue's figures now.
    pub fn figures(&self) -> StoreFigures {
        let WriterFigures {
            commits,
            jobs,
            busy,
            retries,
        } = self.0.writer.figures.as_ref();
        StoreFigures {
            waiting: self.0.writer.depth(),
            commits: commits.load(Ordering::Relaxed),
            changes: jobs.load(Ordering::Relaxed),
            busy: busy.load(Ordering::Relaxed),
            retries: retries.load(Ordering::Relaxed),
        }
    }
}

/// Brings the schema of `url` up to date; answers the version that it has afterwards.
pub fn migrate_url(url: &str, clock: &dyn Clock, progress: &Progress) -> Result<i64, StoreError> {
    if is_postgres(url) {
        migrate::run(&mut Postgres::open(url)?, &migrate::POSTGRES, clock, progress)
    } else {
        let mut books = Sqlite::open(&sqlite::path_of(url), false)?;
        migrate::run(&mut books, &migrate::SQLITE, clock, progress)
    }
}

/// Whether `url` names a PostgreSQL; anything else is the path of an SQLite file.
#[must_use]
pub fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres://") || url.starts_with("postgresql://")
}

/// Blocking work that brings its own runtime must not stand inside another one.
pub(crate) fn outside_of_runtime<T: Send>(
    work: impl FnOnce() -> Result<T, StoreError> + Send,
) -> Result<T, StoreError> {
    std::thread::scope(|scope| scope.spawn(work).join())
        .unwrap_or_else(|_| Err(StoreError::Internal("opening the database panicked".into())))
}

fn stopped() -> StoreError {
    StoreError::Internal("the store has stopped".into())
}

/// A query, type erased; answers whether the connection should be looked at before it is used again.
type ReadJob = Box<dyn FnOnce(&mut dyn Connection) -> bool + Send>;

/// What a look at the rules borrows a connection from.
enum Lender {
    Sqlite(Arc<sqlite::Readers<Sqlite>>),
    Postgres(Sender<ReadJob>),
}

impl Lender {
    fn look(&self, context: &Arc<Context>) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(readers) => readers.lend(|connection| look(connection, context)),
            Self::Postgres(queue) => {
                let (reply, answer) = std::sync::mpsc::channel();
                let context = Arc::clone(context);
                let job = Box::new(move |connection: &mut dyn Connection| {
                    let outcome = look(connection, &context);
                    let broken = outcome.is_err();
                    drop(reply.send(outcome));
                    broken
                });
                queue.try_send(job).map_err(|_| StoreError::Busy)?;
                answer.recv().map_err(|_| stopped())?
            }
        }
    }
}

/// Reads the rules when there are newer ones; that there are none costs one statement.
fn look(connection: &mut dyn Connection, context: &Context) -> Result<(), StoreError> {
    if run_look_up(connection, context, |tx| context.rules_are_old(tx))? {
        run_read(connection, context, |tx| context.renew_rules(tx))?;
    }
    Ok(())
}

enum Readers {
    Sqlite(Arc<sqlite::Readers<Sqlite>>),
    Postgres {
        queue: Sender<ReadJob>,
        _threads: Vec<JoinHandle<()>>,
    },
}

impl Readers {
    /// A look at the rules, by a connection that is lent for it.
    fn look(&self, context: &Arc<Context>) -> impl Fn() -> Result<(), StoreError> + Send + use<> {
        let context = Arc::clone(context);
        let lender = match self {
            Self::Sqlite(readers) => Lender::Sqlite(Arc::clone(readers)),
            Self::Postgres { queue, .. } => Lender::Postgres(queue.clone()),
        };
        move || lender.look(&context)
    }

    fn postgres(url: &str, connections: usize, queue_limit: usize) -> Result<Self, StoreError> {
        let (queue, jobs) = crossbeam_channel::bounded::<ReadJob>(queue_limit);
        let mut threads = Vec::with_capacity(connections);
        for index in 0..connections {
            let (url, jobs) = (url.to_owned(), jobs.clone());
            let (ready, started) = std::sync::mpsc::channel();
            let thread = std::thread::Builder::new()
                .name(format!("huika-reader-{index}"))
                .spawn(move || {
                    let mut connection = match Postgres::open_for_requests(&url) {
                        Ok(connection) => connection,
                        Err(error) => return drop(ready.send(Err(error))),
                    };
                    drop(ready.send(Ok(())));
                    while let Ok(job) = jobs.recv() {
                        if job(&mut connection)
                            && let Err(error) = connection.revive()
                        {
                            tracing::warn!(%error, "a reader lost its connection");
                        }
                    }
                })
                .map_err(|e| StoreError::Internal(e.to_string()))?;
            started.recv().map_err(|_| stopped())??;
            threads.push(thread);
        }
        Ok(Self::Postgres {
            queue,
            _threads: threads,
        })
    }
}

/// Hears from the other servers on the same PostgreSQL whose pages to wake, for as long as the hub has users.
fn listen(url: &str, live: &Live) -> Result<(), StoreError> {
    let (url, live) = (url.to_owned(), live.clone());
    std::thread::Builder::new()
        .name("huika-live".into())
        .spawn(move || postgres::hear(&url, &live))
        .map(drop)
        .map_err(|e| StoreError::Internal(e.to_string()))
}
