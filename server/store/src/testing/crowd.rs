//! A shop of the size that benches work on: members with money and points, stores, open till sessions.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use crate::{
    Context, Store, StoreConfig, StoreError, Tx,
    db::secret::{Secret, SystemRng, Ticket},
    import::opening::{Opening, OpeningError, open_balance},
    ledger::Wallet,
    params,
    price::LineWanted,
    sale::Sell,
    settings::InForce,
    staff::Place,
};
use huika_domain::{Clock, Fen, GoodsId, MemberId, Millis, OperatorId, Points, Reason, ShopZone, StoreId};

/// Members of the shop that [`open`] makes.
pub const MEMBERS: i64 = 10_000;
/// Stores of every such shop.
pub const STORES: i64 = 100;

/// The machine's own clock.
struct Real;

impl Clock for Real {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that the others are given")]
    fn now(&self) -> Millis {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        Millis::new(i64::try_from(since.map_or(0, |time| time.as_millis())).unwrap_or(i64::MAX))
    }
}

/// The default rules in Shanghai by the machine's clock.
#[must_use]
pub fn context() -> Context {
    Context {
        clock: Arc::new(Real),
        rng: Arc::new(SystemRng),
        secret: Secret::new(&[7; 32]),
        zone: ShopZone::parse("Asia/Shanghai").expect("the zone is known"),
        rules: InForce::default(),
    }
}

/// Opens a database that has its shop already.
#[must_use]
pub fn open_again(url: &str, connections: usize) -> Store {
    let mut config = StoreConfig::new(url, context());
    config.connections = connections;
    Store::open(config).expect("the store opens")
}

/// Opens the database at `url` and gives it stores, but no members.
#[must_use]
pub fn open_empty(url: &str, connections: usize) -> Store {
    let store = open_again(url, connections);
    store.write_blocking(stores).expect("stores");
    store
}

/// The same with members.
#[must_use]
pub fn open(url: &str, connections: usize) -> Store {
    let store = open_empty(url, connections);
    for first in (1..=MEMBERS).step_by(500) {
        store
            .write_blocking(move |tx| members(tx, first, first + 500))
            .expect("members");
    }
    store
}

fn stores(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    for number in 1..=STORES {
        tx.exec(
            "INSERT INTO store (code, name, created_at) VALUES (?1, ?2, ?3)",
            params![format!("S{number}"), format!("Store {number}"), tx.now()],
        )?;
    }
    // Who brings in what the members have.
    tx.exec(
        "INSERT INTO operator (login, name, role, password_hash, created_at) VALUES ('bench', 'bench', 'headquarters', '', ?1)",
        params![tx.now()],
    )?;
    tx.exec(
        "INSERT INTO item (code, name, points, stock, member_limit) VALUES ('scarce', 'Scarce', 10, 100, 1)",
        params![],
    )?;
    Ok(())
}

fn members(tx: &mut Tx<'_>, first: i64, end: i64) -> Result<(), OpeningError> {
    for number in first..end {
        let id: i64 = tx.insert(
            "INSERT INTO member (phone, no_pin_limit_fen, joined_at) VALUES (?1, ?2, ?3)",
            params![format!("+86138{number:08}"), 1_000_000_000_i64, tx.now()],
            |id| id,
        )?;
        Wallet::open(tx, MemberId::new(id))?;
        open_balance(
            tx,
            &Opening {
                member: MemberId::new(id),
                principal: Fen::new(50_000_000),
                bonus: Fen::new(5_000_000),
                points: Points::new(100_000),
                points_expire_at: None,
                source: format!("bench:{id}"),
                reason: Reason::parse("bench").expect("a reason"),
                operator: OperatorId::new(1),
            },
        )?;
    }
    Ok(())
}

/// Till sessions that wait for their sale, and which of them comes next.
pub struct Tills {
    sales: Vec<Sell>,
    next: AtomicUsize,
}

impl Tills {
    /// Opens `count` sessions for the members 1 to `members` in turn, spread over `stores` stores.
    pub fn open(store: &Store, name: &str, count: usize, members: i64, stores: i64) -> Self {
        Self::open_at(store, name, count, members, |index| {
            (index as i64 % stores + 1, "1".into())
        })
    }

    /// The same at the store and till that `place` says of each session's number.
    pub fn open_at(
        store: &Store,
        name: &str,
        count: usize,
        members: i64,
        place: impl Fn(usize) -> (i64, String),
    ) -> Self {
        let mut sales: Vec<Sell> = (0..count).map(|index| sale(name, index, place(index))).collect();
        for chunk in sales.chunks(1000) {
            let rows: Vec<(String, i64, Place)> = chunk
                .iter()
                .map(|sale| {
                    // Session and key have one name here.
                    let member = member_of(&sale.key, members);
                    (sale.key.clone(), member, sale.place.clone())
                })
                .collect();
            store
                .write_blocking(move |tx| insert(tx, &rows))
                .expect("sessions can be opened");
        }
        let secret = &store.context().secret;
        for sale in &mut sales {
            sale.session = Some(secret.ticket(Ticket::TillSession, &sale.key));
        }
        Self {
            sales,
            next: AtomicUsize::new(0),
        }
    }

    /// The same sessions with these lines instead of an amount.
    #[must_use]
    pub fn with_lines(mut self, lines: &[LineWanted]) -> Self {
        for sale in &mut self.sales {
            sale.lines = lines.to_vec();
        }
        self
    }

    /// The next bill, or none when all sessions were used.
    pub fn next(&self) -> Option<Sell> {
        self.sales.get(self.next.fetch_add(1, Ordering::Relaxed)).cloned()
    }

    /// All bills, used or not.
    #[must_use]
    pub fn all(&self) -> &[Sell] {
        &self.sales
    }
}

fn insert(tx: &mut Tx<'_>, rows: &[(String, i64, Place)]) -> Result<(), StoreError> {
    let now = tx.now();
    for (token, member, place) in rows {
        tx.exec(
            "INSERT INTO till_session (token, member_id, store_id, till, rights, opened_at, expires_at, rules_version) \
             VALUES (?1, ?2, ?3, ?4, 'spend', ?5, ?6, ?7)",
            params![
                token,
                member,
                place.store,
                place.till,
                now,
                now.plus_secs(3600),
                tx.rules_version()
            ],
        )?;
    }
    Ok(())
}

/// Members in an order that looks random and repeats: a step that has no divisor in common with their number.
fn member_of(token: &str, members: i64) -> i64 {
    let index: i64 = token.rsplit('-').next().and_then(|text| text.parse().ok()).unwrap_or(0);
    nth_member(index, members)
}

/// The `index`th of that order, of so many members.
#[must_use]
pub fn nth_member(index: i64, members: i64) -> i64 {
    (index * 7_919) % members + 1
}

fn sale(name: &str, index: usize, (store, till): (i64, String)) -> Sell {
    let place = Place {
        store: StoreId::new(store),
        till,
        operator: None,
    };
    let key = format!("{name}-{index}");
    Sell::quick(Some(key.clone()), Fen::new(36_50), place, key)
}

/// So many different goods on sale at 9.90 each, for a bill of as many lines.
///
/// # Panics
/// The database cannot be written.
#[must_use]
pub fn goods(store: &Store, count: i64) -> Vec<GoodsId> {
    let made = store.write_blocking(move |tx| {
        (1..=count)
            .map(|number| {
                tx.insert(
                    "INSERT INTO goods (code, name, kind, unit, list_fen, sold_from, created_at, changed_at) \
                     VALUES (?1, ?2, 'goods', 'pc', 990, ?3, ?3, ?4)",
                    params![
                        format!("BENCH-{number}"),
                        format!("Tea {number}"),
                        tx.now(),
                        tx.now().get() + number,
                    ],
                    GoodsId::new,
                )
            })
            .collect::<Result<Vec<_>, StoreError>>()
    });
    made.expect("goods can be made")
}
