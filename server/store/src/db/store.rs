//! The door to the books: opens the engine that the URL names, runs use cases and queries in transactions.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use huika_domain::{Clock, Millis};

use crate::{
    Context, Live, Progress, StoreError,
    db::{
        engine::{
            postgres::{self, Kind, Postgres},
            sqlite::{self, Sqlite},
        },
        lease, migrate,
        readers::{Readers, stopped},
        run::{run_look_up, run_read},
        tx::{Connection, Tx},
        watcher::{Renewal, Watcher},
        writer::{Connectors, Writer, WriterFigures},
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

/// Connections that wait for rows which others hold. Jobs take turns on them, so one held row keeps none of them for itself.
const WAITING_CONNECTIONS: usize = 2;

/// How long a start looks at a file for damage.
const LOOK_AT_START: Duration = Duration::from_millis(200);

/// The books. Cheap to clone; the last clone that is dropped finishes accepted work and closes them.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    /// Dropped first: it reads by the readers.
    _watcher: Watcher,
    /// Dropped before the writer: SQLite deletes its log when a connection that writes is the last that is closed.
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
    /// Changes that went to wait for a row that somebody else held.
    pub set_aside: u64,
    /// Changes that were not begun because nobody waited for them any more.
    pub dropped: u64,
}

impl Store {
    /// Opens the books and brings their schema up to date. The rules in them are kept as `renewal` says.
    pub(crate) fn open_current(config: StoreConfig, renewal: Renewal) -> Result<Self, StoreError> {
        outside_of_runtime(move || {
            require_usable(&config.url)?;
            migrate_url(&config.url, config.context.clock.as_ref(), &Progress::default())?;
            Self::start(config, renewal)
        })
    }

    /// Opens books that are there with the schema of this program, and neither makes nor changes any.
    pub(crate) fn open_unchanged(config: StoreConfig, renewal: Renewal) -> Result<Self, StoreError> {
        outside_of_runtime(move || {
            if is_postgres(&config.url) {
                postgres::require_own_sessions(&config.url)?;
                migrate::require_current(&mut Postgres::open(&config.url)?, &migrate::POSTGRES)?;
            } else {
                let mut books = Sqlite::open(&sqlite::path_of(&config.url), true)?;
                migrate::require_current(&mut books, &migrate::SQLITE)?;
            }
            Self::start(config, renewal)
        })
    }

    fn start(config: StoreConfig, renewal: Renewal) -> Result<Self, StoreError> {
        let context = Arc::new(config.context.of_a_store());
        let (wake, woken) = crossbeam_channel::bounded(1);
        let (live, writer, readers) = if is_postgres(&config.url) {
            run_read(&mut Postgres::open(&config.url)?, &context, |tx| {
                (renewal.renew)(tx, &context.rules)
            })?;
            let live = Live::beside(postgres::tell(&config.url)?, wake);
            let connections = |kind: Kind, count: usize| {
                let url = config.url.clone();
                let one = move |_| {
                    let url = url.clone();
                    move || Postgres::open_as(&url, kind)
                };
                (0..count).map(one).collect()
            };
            let connectors = Connectors {
                working: connections(Kind::Requests, config.connections.max(1)),
                waiting: connections(Kind::Waiting, WAITING_CONNECTIONS),
            };
            let writer = Writer::start(
                connectors,
                config.queue_limit,
                config.batch_limit,
                &live,
                &context,
                renewal,
            )?;
            listen(&config.url, &live)?;
            let readers = Readers::postgres(&config.url, config.connections.max(1), config.queue_limit)?;
            (live, writer, readers)
        } else {
            // One SQLite file has one server: nobody else has to be told.
            let live = Live::alone(wake);
            let path = sqlite::path_of(&config.url);
            let readers = Arc::new(Sqlite::readers(&path));
            let beside = Arc::clone(&readers);
            let connectors = Connectors {
                working: vec![move || Sqlite::open_for_work(&path, &beside)],
                waiting: Vec::new(),
            };
            let writer = Writer::start(
                connectors,
                config.queue_limit,
                config.batch_limit,
                &live,
                &context,
                renewal,
            )?;
            (live, writer, Readers::Sqlite(readers))
        };
        if let Readers::Sqlite(readers) = &readers {
            readers.lend(|connection| run_read(connection, &context, |tx| (renewal.renew)(tx, &context.rules)))?;
        }
        let watcher = Watcher::start(woken, readers.look(&context, renewal))?;
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
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.lend_reader(move |connection, context| run_read(connection, context, &query))
            .await
    }

    /// A query of one statement, such as whose session a token is: it shows a consistent state by itself, and costs one round trip
    /// to the database where [`Store::read`] costs three. A second statement is refused.
    pub async fn look_up<T, E, F>(&self, query: F) -> Result<T, E>
    where
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.lend_reader(move |connection, context| run_look_up(connection, context, &query))
            .await
    }

    async fn lend_reader<T, E>(
        &self,
        run: impl Fn(&mut dyn Connection, &Context) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.0.readers.lend(&self.0.context, run).await
    }

    /// A query that reads much, such as an export or the proof: on a connection and a thread of its own, and on the read
    /// replica when there is one, so that nobody waits for it. To be called outside of asynchronous code (`spawn_blocking`).
    pub fn scan<T, E>(&self, query: impl FnOnce(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E>
    where
        E: From<StoreError>,
    {
        match &self.0.readers {
            Readers::Sqlite(readers) => readers.lend(|connection| run_read(connection, &self.0.context, query)),
            Readers::Postgres(_) => run_read(&mut Postgres::open(&self.0.scan_url)?, &self.0.context, query),
        }
    }

    /// Whether the books can be read, and changed durably, at this moment by `server`, and whether a newer program has not made them other
    /// than this one knows: found out by doing it, the writing in a row of its own. A full queue is no fault: whoever waits in it will be
    /// answered.
    pub async fn probe(&self, server: &str) -> Result<(), StoreError> {
        let server = server.to_owned();
        let steps = match &self.0.readers {
            Readers::Sqlite(_) => &migrate::SQLITE,
            Readers::Postgres(_) => &migrate::POSTGRES,
        };
        self.lend_reader(move |connection, _| migrate::still_fits(connection, steps))
            .await?;
        let written = self.write(move |tx: &mut Tx<'_>| lease::touch(tx, &server)).await;
        match written {
            Ok(()) | Err(StoreError::Busy) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// How far this server's clock is ahead of the database's, in milliseconds, and negative where it is behind. `None` where the
    /// database has no clock of its own. All servers on one database compare themselves with the same clock.
    pub async fn clock_ahead(&self) -> Result<Option<i64>, StoreError> {
        self.lend_reader(|connection, context| {
            let before = context.clock.now().get();
            let theirs = connection.clock()?;
            let after = context.clock.now().get();
            Ok(theirs.map(|theirs| before.midpoint(after) - theirs.get()))
        })
        .await
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
            set_aside,
            dropped,
        } = self.0.writer.figures.as_ref();
        StoreFigures {
            waiting: self.0.writer.depth(),
            commits: commits.load(Ordering::Relaxed),
            changes: jobs.load(Ordering::Relaxed),
            busy: busy.load(Ordering::Relaxed),
            retries: retries.load(Ordering::Relaxed),
            set_aside: set_aside.load(Ordering::Relaxed),
            dropped: dropped.load(Ordering::Relaxed),
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

/// Refuses a way to PostgreSQL on which answers would be lost, and a file in which a short look finds damage. PostgreSQL looks after its own.
fn require_usable(url: &str) -> Result<(), StoreError> {
    if is_postgres(url) {
        return postgres::require_own_sessions(url);
    }
    let path = sqlite::path_of(url);
    if !path.exists() {
        return Ok(());
    }
    match sqlite::first_damage(&path, LOOK_AT_START)? {
        None => Ok(()),
        Some(what) => Err(StoreError::Unfit(format!(
            "{} is damaged ({what}): `huika check` says where; bring the last backup back, or copy what can be read of it",
            path.display()
        ))),
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

/// Hears from the other servers on the same PostgreSQL whose pages to wake, for as long as the hub has users.
fn listen(url: &str, live: &Live) -> Result<(), StoreError> {
    let (url, live) = (url.to_owned(), live.clone());
    std::thread::Builder::new()
        .name("huika-live".into())
        .spawn(move || postgres::hear(&url, &live))
        .map(drop)
        .map_err(|e| StoreError::Internal(e.to_string()))
}
