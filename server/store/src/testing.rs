//! What tests of this and other crates share: fresh databases on both engines, a clock that is set, chance that repeats.

pub mod crowd;
pub mod record;

use std::{
    collections::BTreeMap,
    fs::{self, OpenOptions},
    io::Write as _,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
};

use huika_domain::{
    Clock, Millis, Reason, ShopZone,
    settings::{Area, Scope},
};

use crate::{
    Context, Progress, Store, StoreConfig, StoreError, Tx,
    db::{
        engine::{postgres::Postgres, sqlite::Sqlite},
        secret::{Rng, Secret, sha256},
        store::migrate_url,
        tx::Connection as _,
    },
    demo,
    settings::{By, Change, ChangeError, InForce, change_rule},
};

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub struct SetClock(AtomicI64);

impl SetClock {
    /// A clock that shows `now`.
    #[must_use]
    pub fn at(now: Millis) -> Arc<Self> {
        Arc::new(Self(AtomicI64::new(now.get())))
    }

    /// Lets time pass.
    pub fn advance_secs(&self, secs: i64) {
        self.0.fetch_add(secs * 1000, Ordering::SeqCst);
    }
}

impl Clock for SetClock {
    fn now(&self) -> Millis {
        Millis::new(self.0.load(Ordering::SeqCst))
    }
}

/// Chance that repeats: the same seed, the same numbers.
#[derive(Debug)]
pub struct SeededRng {
    seed: u64,
    drawn: AtomicU64,
}

impl SeededRng {
    /// The generator of a seed.
    #[must_use]
    pub fn new(seed: u64) -> Arc<Self> {
        Arc::new(Self {
            seed,
            drawn: AtomicU64::new(0),
        })
    }
}

impl Rng for SeededRng {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            let drawn = self.drawn.fetch_add(1, Ordering::SeqCst);
            let block = sha256(&[self.seed.to_be_bytes(), drawn.to_be_bytes()].concat());
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
    }
}

/// Noon of 22 November 2026 in Shanghai: where tests begin.
pub const NOON: Millis = Millis::new(1_795_320_000_000);

/// A context in Shanghai with the default rules.
#[must_use]
pub fn context(clock: Arc<dyn Clock>, seed: u64) -> Context {
    Context {
        clock,
        rng: SeededRng::new(seed),
        secret: Secret::new(&[7; 32]),
        zone: ShopZone::parse("Asia/Shanghai").expect("the zone is known"),
        rules: InForce::default(),
    }
}

/// The PostgreSQL to test on, when there is one: `HUIKA_TEST_POSTGRES_URL`, whose user may create databases.
#[must_use]
pub fn postgres_for_tests() -> Option<String> {
    std::env::var("HUIKA_TEST_POSTGRES_URL")
        .ok()
        .filter(|url| !url.is_empty())
}

/// Where the databases of tests lie that are not about surviving a crash: in memory, where there is plenty of it. A disk that syncs takes
/// longer than most of what is tested.
#[must_use]
pub fn folder_for_databases() -> PathBuf {
    const PLENTY_BYTES: u64 = 512 << 20;
    let memory = Path::new("/dev/shm");
    let free = rustix::fs::statvfs(memory).map_or(0, |system| system.f_bavail.saturating_mul(system.f_frsize));
    if free >= PLENTY_BYTES {
        memory.to_owned()
    } else {
        std::env::temp_dir()
    }
}

/// Writes an SQLite file with the schema of this program into `folder`, under this name, and answers its URL. All migrations are run once in
/// each process; each file is a copy.
pub fn migrated_sqlite(folder: &Path, name: &str) -> Result<String, StoreError> {
    static TEMPLATE: Mutex<Option<Arc<[u8]>>> = Mutex::new(None);
    let storage = |error: std::io::Error| StoreError::Storage(error.to_string());
    let path = folder.join(name);
    let mut template = TEMPLATE.lock().unwrap_or_else(PoisonError::into_inner);
    let bytes = if let Some(bytes) = template.as_ref() {
        Arc::clone(bytes)
    } else {
        let first = folder.join(format!("{name}.template"));
        migrate_url(
            &format!("sqlite:{}", first.display()),
            SetClock::at(NOON).as_ref(),
            &Progress::default(),
        )?;
        Sqlite::open_existing(&first)?.leave_wal()?;
        let bytes: Arc<[u8]> = fs::read(&first).map_err(storage)?.into();
        fs::remove_file(&first).map_err(storage)?;
        Arc::clone(template.insert(bytes))
    };
    drop(template);
    let mut copy = OpenOptions::new();
    copy.write(true).create_new(true).mode(0o600);
    copy.open(&path)
        .and_then(|mut file| file.write_all(&bytes))
        .map_err(storage)?;
    Ok(format!("sqlite:{}", path.display()))
}

/// Makes an empty database beside the one that `base` names and answers its URL.
pub fn fresh_postgres(base: &str) -> Result<String, StoreError> {
    make_database(base, "")
}

/// The same with the schema of this program in it, for tests that are about something else: copying it takes a tenth of the time that all
/// migrations take.
pub fn migrated_postgres(base: &str) -> Result<String, StoreError> {
    /// One of each server that this process tests on.
    static TEMPLATES: Mutex<BTreeMap<String, String>> = Mutex::new(BTreeMap::new());
    let template = {
        let mut templates = TEMPLATES.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(name) = templates.get(base) {
            name.clone()
        } else {
            let url = fresh_postgres(base)?;
            let migrated = url.clone();
            on_a_thread(move || {
                let clock = SetClock::at(NOON);
                migrate_url(&migrated, clock.as_ref(), &Progress::default()).map(drop)
            })?;
            let name = server_and_database(&url).1.to_owned();
            templates.insert(base.to_owned(), name.clone());
            name
        }
    };
    make_database(base, &format!(" TEMPLATE {template}"))
}

fn make_database(base: &str, how: &str) -> Result<String, StoreError> {
    let mut random = [0; 8];
    crate::db::secret::SystemRng.fill(&mut random);
    let name = format!("huika_test_{}", hex::encode(random));
    let (server, _) = server_and_database(base);
    on_postgres(base.to_owned(), format!("CREATE DATABASE {name}{how}"))?;
    Ok(format!("{server}/{name}"))
}

/// Removes a database that [`fresh_postgres`] made, with whatever is still connected to it.
pub fn drop_postgres(url: &str) -> Result<(), StoreError> {
    let (server, name) = server_and_database(url);
    on_postgres(
        format!("{server}/postgres"),
        format!("DROP DATABASE {name} WITH (FORCE)"),
    )
}

fn server_and_database(url: &str) -> (&str, &str) {
    url.rsplit_once('/').unwrap_or((url, ""))
}

fn on_postgres(url: String, sql: String) -> Result<(), StoreError> {
    on_a_thread(move || Postgres::open(&url)?.batch(&sql))
}

/// In a thread of its own, as tests call this from asynchronous code.
fn on_a_thread(work: impl FnOnce() -> Result<(), StoreError> + Send + 'static) -> Result<(), StoreError> {
    std::thread::spawn(work)
        .join()
        .map_err(|_| StoreError::Internal("a thread for PostgreSQL panicked".into()))?
}

/// Opens fresh books at `url` with the demo's shop but without its members.
pub fn open_shop(url: &str, clock: Arc<dyn Clock>, seed: u64) -> Result<Store, StoreError> {
    let mut config = StoreConfig::new(url, context(clock, seed));
    config.connections = 4;
    let store = Store::open(config)?;
    store.write_blocking(|tx: &mut Tx<'_>| demo::open_shop(tx))?;
    Ok(store)
}

/// Changes values of an area's rule for a scope from now on, as a command does: `values` is a JSON object, and what it does not name
/// stays as it holds there. Answers the rule's number.
pub fn set_rule(store: &Store, area: &str, scope: Scope, values: &str) -> Result<i64, ChangeError> {
    let area = Area::find(area).expect("there is such an area");
    let values: serde_json::Value = serde_json::from_str(values).expect("values are JSON");
    store.write_blocking(move |tx: &mut Tx<'_>| {
        let mut body = tx.rule_of(area, scope);
        for (name, value) in values.as_object().into_iter().flatten() {
            body[name] = value.clone();
        }
        let change = Change {
            area,
            scope,
            body: Some(body),
            from: None,
            seen: None,
            reason: Reason::parse("for a test").expect("a reason"),
            by: By::Command,
            key: String::new(),
        };
        change_rule(tx, &change).map(|changed| changed.id)
    })
}
