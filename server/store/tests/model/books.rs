//! Real books for sequences to be played on, each with members of its own.

use std::{
    fmt::Debug,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use huika_domain::{Fen, GiftRule, ItemId, MemberId, Points, settings::Rules};
use huika_store::{
    Store, StoreConfig, StoreError, Tx,
    books::prove,
    params,
    settings::InForce,
    testing::{NOON, SetClock, context, drop_postgres, folder_for_databases, migrated_postgres, migrated_sqlite},
};

use crate::{
    command::{Command, MEMBERS},
    play::{GIFTS_A_DAY, PIECE_COSTS, Play},
};

/// Where the books are kept.
pub enum Place {
    Sqlite,
    Postgres(String),
}

/// Real books, used for many sequences with members of their own each.
pub struct Books {
    pub store: Store,
    pub clock: Arc<SetClock>,
    sequences: AtomicU64,
    reading: tokio::runtime::Runtime,
    _folder: Option<tempfile::TempDir>,
    /// Dropped after the store, which holds connections to it.
    _database: Option<Database>,
}

/// A database of PostgreSQL that goes when its books are laid aside: thousands of them would fill a disk.
struct Database(String);

impl Drop for Database {
    fn drop(&mut self) {
        if let Err(error) = drop_postgres(&self.0) {
            println!("a database could not be dropped: {error}");
        }
    }
}

impl Books {
    pub fn open(place: &Place) -> Self {
        // Nothing here is about surviving a crash, so memory is as good as a disk where it can be had.
        let (url, folder) = match place {
            Place::Sqlite => {
                let folder = tempfile::tempdir_in(folder_for_databases()).expect("a folder can be made");
                let url = migrated_sqlite(folder.path(), "model.db").expect("a database can be made");
                (url, Some(folder))
            }
            Place::Postgres(base) => (migrated_postgres(base).expect("a database can be made"), None),
        };
        let database = folder.is_none().then(|| Database(url.clone()));
        let clock = SetClock::at(NOON);
        let mut context = context(clock.clone(), 1);
        let mut rules = Rules::default();
        rules.tiers.tiers.truncate(1);
        rules.gifts = GiftRule {
            allowed: true,
            per_day: Points::new(GIFTS_A_DAY),
        };
        rules.stored_value.cap_fen = Fen::new(100_000_000_000);
        context.rules = InForce::of(rules);
        context.rng = Arc::new(huika_store::db::secret::SystemRng);
        let mut config = StoreConfig::new(&url, context);
        config.connections = 1;
        let store = Store::open(config).expect("the books open");
        store
            .write_blocking(huika_store::demo::open_shop)
            .expect("a shop opens");
        Self {
            store,
            clock,
            sequences: AtomicU64::new(0),
            reading: tokio::runtime::Builder::new_current_thread()
                .build()
                .expect("a runtime starts"),
            _folder: folder,
            _database: database,
        }
    }

    /// On a connection that is open already, which a scan's is not.
    pub fn read<T: Send + 'static>(
        &self,
        query: impl Fn(&mut Tx<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.reading.block_on(self.store.read(query))
    }

    /// Plays a sequence; the error says what differed.
    pub fn play(&self, sequence: &[(Command, bool)]) -> Result<(), String> {
        let number = self.sequences.fetch_add(1, Ordering::SeqCst);
        let (members, item) = self
            .store
            .write_blocking(move |tx| newcomers(tx, number))
            .map_err(show)?;
        let mut play = Play::new(self, number, members, item);
        for (index, (command, twice)) in sequence.iter().enumerate() {
            play.step = index;
            play.command(command, *twice)
                .and_then(|()| play.compare())
                .map_err(|difference| format!("step {index}: {difference}"))?;
        }
        let proof = self.store.scan(prove).map_err(show)?;
        if proof.holds() {
            Ok(())
        } else {
            Err(format!("the proof fails: {:#?}", proof.findings))
        }
    }
}

fn newcomers(tx: &mut Tx<'_>, number: u64) -> Result<(Vec<MemberId>, ItemId), StoreError> {
    let mut members = Vec::new();
    let card_type: i64 = tx.value("SELECT MIN(id) FROM card_type", params![])?;
    for index in 0..MEMBERS as u64 {
        let serial = number * 10 + index;
        let id: MemberId = tx.value(
            "INSERT INTO member (phone, no_pin_limit_fen, joined_at) VALUES (?1, ?2, ?3) RETURNING id",
            params![format!("+861380{serial:07}"), 1_000_000_000_000_i64, tx.now()],
        )?;
        tx.exec("INSERT INTO wallet (member_id) VALUES (?1)", params![id])?;
        tx.exec(
            "INSERT INTO card (number, member_id, card_type_id, issued_at) VALUES (?1, ?2, ?3, ?4)",
            params![format!("c{serial}"), id, card_type, tx.now()],
        )?;
        members.push(id);
    }
    let item = tx.value(
        "INSERT INTO item (code, name, points, stock) VALUES (?1, ?1, ?2, 3) RETURNING id",
        params![format!("item-{number}"), PIECE_COSTS],
    )?;
    Ok((members, item))
}

/// An error as a difference.
pub fn show(error: impl Debug) -> String {
    format!("{error:?}")
}
