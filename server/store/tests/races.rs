//! Races: many hands reach for one thing at the same moment, and exactly one gets it. On SQLite, and on PostgreSQL with
//! two servers. `HUIKA_RACE_ROUNDS` says how many rounds each race runs; `cargo xtask soak races` asks for 10,000.

use std::sync::Arc;

use huika_domain::{
    Clock as _, Fen, GiftRule, ItemId, MemberId, OperatorId, PayWith, Points, PointsWanted, Reason, StoreId,
};
use huika_store::{
    Store, StoreConfig, StoreError, Tx,
    books::prove,
    gifts::{Gift, give},
    mall::{Redeem, redeem},
    openings::{Opening, open_balance},
    params,
    returns::{ReturnGoods, return_goods},
    secret::SystemRng,
    testing::{NOON, SetClock, context, fresh_postgres, postgres_for_tests},
    till::{Place, Sell, sell},
};

/// Rounds in the short version.
const SHORT: u64 = 25;

/// Hands that reach at once.
const HANDS: usize = 8;

fn rounds() -> u64 {
    let asked = std::env::var("HUIKA_RACE_ROUNDS").ok();
    asked.and_then(|text| text.parse().ok()).unwrap_or(SHORT)
}

/// One or two servers on the same books.
struct Servers {
    stores: Vec<Store>,
    clock: Arc<SetClock>,
    _folder: Option<tempfile::TempDir>,
}

impl Servers {
    fn open(url: &str, count: usize, folder: Option<tempfile::TempDir>) -> Self {
        let clock = SetClock::at(NOON);
        let open = || {
            let mut context = context(clock.clone(), 1);
            context.rng = Arc::new(SystemRng);
            context.rules.gift = GiftRule {
                allowed: true,
                per_day: Points::new(i64::MAX),
            };
            let mut config = StoreConfig::new(url, context);
            config.connections = 3;
            Store::open(config).expect("the books open")
        };
        let stores: Vec<Store> = (0..count).map(|_| open()).collect();
        stores[0]
            .write_blocking(huika_store::demo::open_shop)
            .expect("a shop opens");
        Self {
            stores,
            clock,
            _folder: folder,
        }
    }

    fn first(&self) -> &Store {
        &self.stores[0]
    }

    /// Everybody at once, alternately at each server; answers how many got it.
    fn race<T, E>(
        &self,
        hands: usize,
        attempt: impl Fn(&mut Tx<'_>, usize) -> Result<T, E> + Copy + Send + Sync + 'static,
    ) -> usize
    where
        T: Send + 'static,
        E: From<StoreError> + Send + std::fmt::Debug + 'static,
    {
        std::thread::scope(|scope| {
            let tries: Vec<_> = (0..hands)
                .map(|hand| {
                    let store = &self.stores[hand % self.stores.len()];
                    scope.spawn(move || store.write_blocking(move |tx| attempt(tx, hand)).is_ok())
                })
                .collect();
            tries
                .into_iter()
                .filter(|_| true)
                .map(|one| one.join().expect("no panic"))
                .filter(|won| *won)
                .count()
        })
    }

    fn books_hold(&self) {
        let proof = self.first().scan(prove).expect("the books can be read");
        assert!(proof.holds(), "{:#?}", proof.findings);
    }
}

/// Runs a race on SQLite, and on PostgreSQL with two servers.
fn on_both(story: impl Fn(&Servers)) {
    let memory = std::path::Path::new("/dev/shm");
    let folder = if memory.is_dir() {
        tempfile::tempdir_in(memory)
    } else {
        tempfile::tempdir()
    };
    let folder = folder.expect("a folder can be made");
    let url = format!("sqlite:{}", folder.path().join("race.db").display());
    story(&Servers::open(&url, 1, Some(folder)));
    if let Some(base) = postgres_for_tests() {
        story(&Servers::open(&fresh_postgres(&base).expect("a database"), 2, None));
    }
}

/// A member with so much money and so many points.
fn newcomer(tx: &mut Tx<'_>, serial: u64, fen: i64, points: i64) -> Result<MemberId, StoreError> {
    let member: MemberId = tx.value(
        "INSERT INTO member (phone, no_pin_limit_fen, joined_at) VALUES (?1, ?2, ?3) RETURNING id",
        params![format!("+86138{serial:08}"), 1_000_000_000_i64, tx.now()],
    )?;
    tx.exec("INSERT INTO wallet (member_id) VALUES (?1)", params![member])?;
    if fen + points > 0 {
        let opening = Opening {
            member,
            principal: Fen::new(fen),
            bonus: Fen::ZERO,
            points: Points::new(points),
            points_expire_at: None,
            source: format!("race:{serial}"),
            reason: Reason::parse("race").expect("a reason"),
            operator: OperatorId::new(1),
        };
        open_balance(tx, &opening).map_err(|error| StoreError::Internal(error.to_string()))?;
    }
    Ok(member)
}

fn place() -> Place {
    Place {
        store: StoreId::new(1),
        till: "1".into(),
        operator: None,
    }
}

fn bill(session: String, key: String) -> Sell {
    Sell {
        session,
        gross: Fen::new(100_00),
        points: PointsWanted::None,
        pay_with: PayWith::Balance,
        outside_channel: "cash".into(),
        place: place(),
        key,
    }
}

fn session(tx: &mut Tx<'_>, token: &str, member: MemberId) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO till_session (token, member_id, store_id, till, rights, opened_at, expires_at) \
         VALUES (?1, ?2, 1, '1', 'spend', ?3, ?4)",
        params![token, member, tx.now(), tx.now().plus_secs(300)],
    )?;
    Ok(())
}

fn balance(store: &Store, member: MemberId) -> (i64, i64) {
    store
        .scan(|tx| {
            tx.one(
                "SELECT principal_fen + bonus_fen, points FROM wallet WHERE member_id = ?1",
                params![member],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
        })
        .expect("can be read")
        .expect("a wallet")
}

#[test]
fn parallel_spends_of_one_balance_have_one_winner() {
    on_both(|servers| {
        for round in 0..rounds() {
            let member = servers
                .first()
                .write_blocking(move |tx| {
                    let member = newcomer(tx, round, 100_00, 0)?;
                    for hand in 0..HANDS {
                        session(tx, &format!("{round}-{hand}"), member)?;
                    }
                    Ok::<_, StoreError>(member)
                })
                .expect("a member");
            let won = servers.race(HANDS, move |tx, hand| {
                sell(tx, &bill(format!("{round}-{hand}"), format!("{round}-{hand}")))
            });
            assert_eq!((won, balance(servers.first(), member).0), (1, 0), "round {round}");
        }
        servers.books_hold();
    });
}

#[test]
fn parallel_gifts_of_all_points_give_them_once() {
    on_both(|servers| {
        for round in 0..rounds() {
            let (a, b) = servers
                .first()
                .write_blocking(move |tx| {
                    Ok::<_, StoreError>((newcomer(tx, 2 * round, 0, 100)?, newcomer(tx, 2 * round + 1, 0, 0)?))
                })
                .expect("two members");
            let won = servers.race(HANDS, move |tx, hand| {
                let gift = Gift {
                    giver: a,
                    taker: b,
                    points: Points::new(100),
                    message: String::new(),
                    key: format!("{round}-{hand}"),
                };
                give(tx, &gift)
            });
            let after = (balance(servers.first(), a).1, balance(servers.first(), b).1);
            assert_eq!((won, after), (1, (0, 100)), "round {round}");
        }
        servers.books_hold();
    });
}

#[test]
fn parallel_refunds_of_one_line_pay_it_back_once() {
    on_both(|servers| {
        for round in 0..rounds() {
            let (member, receipt) = servers
                .first()
                .write_blocking(move |tx| {
                    let member = newcomer(tx, round, 100_00, 0)?;
                    session(tx, &format!("s{round}"), member)?;
                    let sale = sell(tx, &bill(format!("s{round}"), format!("s{round}")))
                        .map_err(|error| StoreError::Internal(error.to_string()))?;
                    Ok::<_, StoreError>((member, sale.receipt_number))
                })
                .expect("a sale");
            let receipt: &'static str = Box::leak(receipt.into_boxed_str());
            let won = servers.race(HANDS, move |tx, hand| {
                let request = ReturnGoods {
                    receipt_number: receipt.to_owned(),
                    gross: Fen::new(40_00),
                    line: "2".into(),
                    place: place(),
                    key: format!("{round}-{hand}"),
                };
                return_goods(tx, &request)
            });
            assert_eq!((won, balance(servers.first(), member).0), (1, 40_00), "round {round}");
        }
        servers.books_hold();
    });
}

#[test]
fn parallel_redemptions_of_the_last_piece_have_one_winner() {
    on_both(|servers| {
        let now = servers.clock.now();
        for round in 0..rounds() {
            let (members, item) = servers
                .first()
                .write_blocking(move |tx| {
                    let mut members = Vec::new();
                    for hand in 0..HANDS as u64 {
                        members.push(newcomer(tx, round * HANDS as u64 + hand, 0, 10)?);
                    }
                    let item: ItemId = tx.value(
                        "INSERT INTO item (code, name, points, stock) VALUES (?1, 'last', 10, 1) RETURNING id",
                        params![format!("last-{round}")],
                    )?;
                    Ok::<_, StoreError>((members, item))
                })
                .expect("members and a piece");
            let members: &'static [MemberId] = Box::leak(members.into_boxed_slice());
            let won = servers.race(HANDS, move |tx, hand| {
                let wish = Redeem {
                    member: members[hand],
                    item,
                    key: "once".into(),
                };
                redeem(tx, &wish)
            });
            let stock: i64 = servers
                .first()
                .scan(|tx| tx.value::<i64>("SELECT stock FROM item WHERE id = ?1", params![item]))
                .expect("can be read");
            assert_eq!((won, stock), (1, 0), "round {round}");
        }
        assert_eq!(servers.clock.now(), now);
        servers.books_hold();
    });
}
