//! A shop of the size that the benches work on: members with money and points, stores, open till sessions.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use huika_domain::{
    Clock, Fen, MemberId, Millis, OperatorId, PayWith, Points, PointsWanted, Reason, ShopZone, StoreId,
};
use huika_store::{
    Context, Rules, Store, StoreConfig, StoreError, Tx,
    openings::{Opening, OpeningError, open_balance},
    params,
    secret::{Secret, SystemRng},
    till::{Place, Sell},
};

pub const MEMBERS: i64 = 10_000;
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

pub fn context() -> Context {
    Context {
        clock: Arc::new(Real),
        rng: Arc::new(SystemRng),
        secret: Secret::new(&[7; 32]),
        zone: ShopZone::parse("Asia/Shanghai").expect("the zone is known"),
        rules: Rules::default(),
    }
}

/// Opens `url` and fills it.
pub fn open(url: &str, connections: usize) -> Store {
    let mut config = StoreConfig::new(url, context());
    config.connections = connections;
    let store = Store::open(config).expect("the store opens");
    store.write_blocking(stores).expect("stores");
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
    tx.exec(
        "INSERT INTO item (code, name, points, stock, member_limit) VALUES ('scarce', 'Scarce', 10, 100, 1)",
        params![],
    )?;
    Ok(())
}

fn members(tx: &mut Tx<'_>, first: i64, end: i64) -> Result<(), OpeningError> {
    for number in first..end {
        let id: i64 = tx.value(
            "INSERT INTO member (phone, no_pin_limit_fen, joined_at) VALUES (?1, ?2, ?3) RETURNING id",
            params![format!("+86138{number:08}"), 1_000_000_000_i64, tx.now()],
        )?;
        tx.exec("INSERT INTO wallet (member_id) VALUES (?1)", params![id])?;
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
    /// Opens `count` sessions, each for another member, spread over `stores` stores.
    pub fn open(store: &Store, name: &str, count: usize, stores: i64) -> Self {
        let sales: Vec<Sell> = (0..count).map(|index| sale(name, index, stores)).collect();
        for chunk in sales.chunks(1000) {
            let rows: Vec<(String, i64, i64)> = chunk
                .iter()
                .map(|sale| (sale.session.clone(), member_of(&sale.session), sale.place.store.get()))
                .collect();
            store
                .write_blocking(move |tx| insert(tx, &rows))
                .expect("sessions can be opened");
        }
        Self {
            sales,
            next: AtomicUsize::new(0),
        }
    }

    /// The next bill, or none when all sessions were used.
    pub fn next(&self) -> Option<Sell> {
        self.sales.get(self.next.fetch_add(1, Ordering::Relaxed)).cloned()
    }

    pub fn all(&self) -> &[Sell] {
        &self.sales
    }
}

fn insert(tx: &mut Tx<'_>, rows: &[(String, i64, i64)]) -> Result<(), StoreError> {
    let now = tx.now();
    for (token, member, store) in rows {
        tx.exec(
            "INSERT INTO till_session (token, member_id, store_id, till, rights, opened_at, expires_at) \
             VALUES (?1, ?2, ?3, '1', 'spend', ?4, ?5)",
            params![token, member, store, now, now.plus_secs(3600)],
        )?;
    }
    Ok(())
}

/// Members in an order that looks random and repeats: a step that has no divisor in common with their number.
fn member_of(token: &str) -> i64 {
    let index: i64 = token.rsplit('-').next().and_then(|text| text.parse().ok()).unwrap_or(0);
    (index * 7_919) % MEMBERS + 1
}

fn sale(name: &str, index: usize, stores: i64) -> Sell {
    Sell {
        session: format!("{name}-{index}"),
        gross: Fen::new(36_50),
        points: PointsWanted::None,
        pay_with: PayWith::Balance,
        outside_channel: String::new(),
        place: Place {
            store: StoreId::new(index as i64 % stores + 1),
            till: "1".into(),
            operator: None,
        },
        key: format!("{name}-{index}"),
    }
}
