//! Several servers on one PostgreSQL, and what goes wrong around them: rows that are held, connections that are gone, newer programs,
//! other people's settings, and books beside books.

use std::{
    sync::{Arc, Mutex, mpsc::sync_channel},
    time::{Duration, Instant},
};

use huika_domain::{Fen, MemberId, StoreId};
use huika_store::{Progress, is_postgres};
use huika_store::{
    Store, StoreConfig, StoreError, Tx,
    books::{
        backup::{backup, restore},
        check,
    },
    db::{lease, secret::SystemRng},
    migrate_url, params,
    staff::Place,
    testing::{NOON, SetClock, context, fresh_postgres, open_shop, postgres_for_tests},
};
use tokio::runtime::Runtime;

use crate::shop::{Shop, on_both_engines};

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(4)
        .enable_all()
        .build()
        .expect("a runtime")
}

fn server(url: &str) -> Store {
    let mut context = context(SetClock::at(NOON), 2);
    context.rng = Arc::new(SystemRng);
    Store::open(StoreConfig::new(url, context)).expect("the books open")
}

/// A fresh shop on PostgreSQL, where there is one.
fn on_postgres(story: impl Fn(&Shop)) {
    if let Some(base) = postgres_for_tests() {
        story(&Shop::at(&fresh_postgres(&base).expect("a database can be made"), None));
    }
}

/// Takes one wallet, and counts in it that it was taken.
fn take(tx: &mut Tx<'_>, member: MemberId) -> Result<(), StoreError> {
    tx.lock(
        "SELECT visits FROM wallet WHERE member_id = ?1",
        params![member],
        |row| row.get::<i64>("visits"),
    )?;
    tx.exec(
        "UPDATE wallet SET visits = visits + 1 WHERE member_id = ?1",
        params![member],
    )?;
    Ok(())
}

fn wallet(shop: &Shop, serial: i64) -> MemberId {
    shop.write(move |tx| -> Result<_, StoreError> {
        let member: MemberId = tx.value(
            "INSERT INTO member (phone, no_pin_limit_fen, joined_at) VALUES (?1, 0, ?2) RETURNING id",
            params![format!("+861380{serial:07}"), tx.now()],
        )?;
        tx.exec("INSERT INTO wallet (member_id) VALUES (?1)", params![member])?;
        Ok(member)
    })
    .expect("a member")
}

/// The slowest of so many writes of somebody who has nothing to do with it.
fn slowest(store: &Store, member: MemberId, writes: usize) -> Duration {
    (0..writes)
        .map(|_| {
            let begun = Instant::now();
            store
                .write_blocking(move |tx: &mut Tx<'_>| take(tx, member))
                .expect("nobody is in the way");
            begun.elapsed()
        })
        .max()
        .unwrap_or_default()
}

/// Another server has stopped in the middle of a member's sale: it holds the wallet and says nothing more.
#[test]
fn one_members_row_that_is_held_costs_the_others_nothing_and_is_given_up_within_seconds() {
    on_postgres(|shop| {
        let (held, other) = (wallet(shop, 1), wallet(shop, 2));
        let calm = slowest(&shop.store, other, 50);
        let paused = server(&shop.url);
        let (go, wait) = sync_channel::<()>(0);
        let (wait, (holds, is_held)) = (Mutex::new(wait), sync_channel::<()>(1));
        let stopped = std::thread::spawn(move || {
            paused.write_blocking(move |tx: &mut Tx<'_>| {
                take(tx, held)?;
                let _first = holds.try_send(());
                let _over = wait.lock().expect("the lock").recv();
                Ok::<_, StoreError>(())
            })
        });
        is_held.recv().expect("the wallet is held");
        let begun = Instant::now();
        // A till that sends the same sale again and again, four times as often as there are connections.
        let runtime = runtime();
        let repeated: Vec<_> = (0..16)
            .map(|_| {
                let store = shop.store.clone();
                runtime.spawn(async move { store.write(move |tx: &mut Tx<'_>| take(tx, held)).await })
            })
            .collect();
        // Those that work have looked at the row by then, a quarter of a second for each; now all sixteen wait elsewhere.
        std::thread::sleep(Duration::from_secs(2));
        let beside = slowest(&shop.store, other, 20);
        assert!(begun.elapsed() < Duration::from_secs(4), "it was held all the time");
        assert!(
            beside <= (2 * calm).max(Duration::from_millis(250)),
            "{beside:?} beside the held row, {calm:?} without"
        );
        assert!(shop.store.figures().set_aside >= 16, "{:?}", shop.store.figures());
        // The database ends the transaction of who says nothing for five seconds; then everybody gets their turn.
        let served = repeated
            .into_iter()
            .filter_map(|one| runtime.block_on(one).expect("no panic").ok())
            .count();
        assert_eq!(served, 16, "after {:?}", begun.elapsed());
        assert!(begun.elapsed() < Duration::from_secs(11), "{:?}", begun.elapsed());
        drop(go);
        // It goes on, finds its transaction gone, and does it again; or it says that it does not know.
        let went_on = stopped.join().expect("no panic");
        assert!(matches!(went_on, Ok(()) | Err(StoreError::Unknown(_))), "{went_on:?}");
        let taken: i64 = shop.read(move |tx| tx.value("SELECT visits FROM wallet WHERE member_id = ?1", params![held]));
        assert_eq!(taken, 16 + i64::from(went_on.is_ok()), "each once");
    });
}

/// Whoever closes a store's day keeps everybody out of that day, and stops in the middle of it.
#[test]
fn a_store_whose_day_somebody_holds_costs_the_other_stores_nothing_and_sells_when_it_is_let_go() {
    on_postgres(|shop| {
        let member = shop.join("13800138602");
        let at = |store| Place {
            store: StoreId::new(store),
            till: "1".into(),
            operator: None,
        };
        shop.sell_for(&member, &at(2), 5_00, "card").expect("sold");
        let closing = server(&shop.url);
        let (holds, is_held) = sync_channel::<()>(1);
        let stopped = std::thread::spawn(move || {
            closing.write_blocking(move |tx: &mut Tx<'_>| {
                tx.exec("UPDATE store SET day_held_at = 1 WHERE id = 1", params![])?;
                let _first = holds.try_send(());
                // Less than the database lets somebody hold something and say nothing.
                std::thread::sleep(Duration::from_secs(3));
                Ok::<_, StoreError>(())
            })
        });
        is_held.recv().expect("the day is held");
        let begun = Instant::now();
        for _ in 0..5 {
            shop.sell_for(&member, &at(2), 5_00, "card")
                .expect("nobody is in the way");
        }
        assert!(
            begun.elapsed() < Duration::from_secs(2),
            "{:?} beside the held day",
            begun.elapsed()
        );
        shop.sell_for(&member, &at(1), 5_00, "card")
            .expect("it gets its turn when the day is let go");
        stopped.join().expect("no panic").expect("it goes on");
        shop.books_hold();
    });
}

#[test]
fn what_nobody_waits_for_any_more_is_not_begun() {
    on_postgres(|shop| {
        let held = wallet(shop, 1);
        let runtime = runtime();
        let (go, wait) = sync_channel::<()>(0);
        let (wait, (holds, is_held)) = (Mutex::new(wait), sync_channel::<()>(1));
        let holder = server(&shop.url);
        let holding = std::thread::spawn(move || {
            holder.write_blocking(move |tx: &mut Tx<'_>| {
                take(tx, held)?;
                let _first = holds.try_send(());
                let _over = wait.lock().expect("the lock").recv_timeout(Duration::from_secs(3));
                Ok::<_, StoreError>(())
            })
        });
        is_held.recv().expect("the wallet is held");
        let store = shop.store.clone();
        let gone = runtime.block_on(async move {
            let write = store.write(move |tx: &mut Tx<'_>| take(tx, held));
            tokio::time::timeout(Duration::from_millis(700), write).await
        });
        assert!(gone.is_err(), "the client went away");
        // Longer than one try for the row lasts that was under way then.
        std::thread::sleep(Duration::from_millis(800));
        drop(go);
        holding.join().expect("no panic").expect("it is done");
        std::thread::sleep(Duration::from_millis(1500));
        let taken: i64 = shop.read(move |tx| tx.value("SELECT visits FROM wallet WHERE member_id = ?1", params![held]));
        assert_eq!(taken, 1, "the holder's alone");
    });
}

/// As after a failover, or when an administrator ends them.
fn end_connections(shop: &Shop, at_most: i64) -> i64 {
    let other = server(&shop.url);
    let ended = other.write_blocking(move |tx: &mut Tx<'_>| -> Result<i64, StoreError> {
        tx.value(
            "SELECT COUNT(*) FROM (SELECT pg_terminate_backend(pid) FROM (SELECT pid FROM pg_stat_activity \
             WHERE datname = current_database() AND application_name LIKE 'huika%' AND pid <> pg_backend_pid() \
             ORDER BY backend_start LIMIT ?1) oldest) ended",
            params![at_most],
        )
    });
    ended.expect("they can be ended")
}

#[test]
fn connections_that_are_gone_take_no_work_and_fail_nobody() {
    on_postgres(|shop| {
        let member = wallet(shop, 1);
        let runtime = runtime();
        for (round, at_most) in [3, 1000].into_iter().enumerate() {
            assert!(end_connections(shop, at_most) >= 3);
            let asked = (0..40).map(|asked| {
                let store = shop.store.clone();
                runtime.spawn(async move {
                    match asked % 3 {
                        0 => store.write(move |tx: &mut Tx<'_>| take(tx, member)).await,
                        1 => store
                            .read(move |tx: &mut Tx<'_>| tx.value::<i64>("SELECT COUNT(*) FROM wallet", params![]))
                            .await
                            .map(drop),
                        _ => store
                            .look_up(move |tx: &mut Tx<'_>| tx.value::<i64>("SELECT COUNT(*) FROM member", params![]))
                            .await
                            .map(drop),
                    }
                })
            });
            let asked: Vec<_> = asked.collect();
            for one in asked {
                let answer = runtime.block_on(one).expect("no panic");
                assert!(answer.is_ok(), "in round {round}: {answer:?}");
            }
        }
    });
}

#[test]
fn a_statement_that_was_prepared_before_a_newer_program_changed_its_table_is_prepared_anew() {
    on_postgres(|shop| {
        let runtime = runtime();
        let all = |tx: &mut Tx<'_>| {
            tx.all("SELECT * FROM gate WHERE name = 'x'", params![], |row| {
                row.get::<String>("name")
            })
        };
        let everywhere = |what: &str| {
            for _ in 0..30 {
                let read = runtime.block_on(shop.store.read(all));
                assert!(read.is_ok(), "{what}: {read:?}");
                let written = shop.store.write_blocking(all);
                assert!(written.is_ok(), "{what}: {written:?}");
            }
        };
        everywhere("before");
        shop.exec("ALTER TABLE gate ADD COLUMN newer BIGINT NOT NULL DEFAULT 0");
        everywhere("after");
    });
}

#[test]
fn a_program_serves_beside_the_next_version_as_long_as_that_says_so() {
    on_both_engines(|shop| {
        let runtime = runtime();
        let probe = || runtime.block_on(shop.store.probe("a"));
        probe().expect("it is this program's schema");
        shop.exec(
            "INSERT INTO schema_version (version, name, fingerprint, applied_at) VALUES (1000, '1000_adds', 'x', 0)",
        );
        probe().expect("the newer step only adds");
        shop.member_with("13800138600", Fen::new(100_00));
        let again = Store::open(StoreConfig::new(&shop.url, context(shop.clock.clone(), 1)));
        assert!(again.is_ok(), "and it can be started again: {:?}", again.err());
        drop(again);
        shop.exec("UPDATE setting SET value = '1000' WHERE key = 'schema-serves-from'");
        let refused = probe();
        assert!(matches!(refused, Err(StoreError::Schema(_))), "{refused:?}");
        let again = Store::open(StoreConfig::new(&shop.url, context(shop.clock.clone(), 1))).map(drop);
        assert!(matches!(again, Err(StoreError::Schema(_))), "{again:?}");
    });
}

#[test]
fn an_answer_is_on_disk_whatever_the_database_or_the_role_has_been_set_to() {
    on_postgres(|shop| {
        let name = shop.url.rsplit('/').next().expect("a name").to_owned();
        shop.write(move |tx| {
            tx.exec(
                &format!("ALTER DATABASE {name} SET synchronous_commit = off"),
                params![],
            )
        })
        .expect("it can be set");
        let store = server(&shop.url);
        for _ in 0..10 {
            // Somebody else's session, as behind a pooler.
            let set: String = store
                .write_blocking(|tx: &mut Tx<'_>| -> Result<String, StoreError> {
                    tx.value("SELECT set_config('synchronous_commit', 'off', false)", params![])
                })
                .expect("it can be set");
            assert_eq!(set, "off");
            let shown: String = store
                .write_blocking(|tx: &mut Tx<'_>| -> Result<String, StoreError> {
                    tx.value("SHOW synchronous_commit", params![])
                })
                .expect("can be read");
            assert_eq!(shown, "on");
        }
    });
}

/// Who migrates owns the tables; who serves may read and write rows, and no more.
#[test]
fn who_serves_needs_no_right_to_make_or_change_tables() {
    on_postgres(|shop| {
        let name = shop.url.rsplit('/').next().expect("a name").to_owned();
        let role = format!("{name}_serves");
        let statements = [
            format!("CREATE ROLE {role} LOGIN"),
            "REVOKE CREATE ON SCHEMA public FROM PUBLIC".to_owned(),
            format!("GRANT USAGE ON SCHEMA public TO {role}"),
            format!("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}"),
            format!("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}"),
        ];
        for statement in statements {
            let told = statement.clone();
            shop.write(move |tx| tx.exec(&statement, params![]))
                .unwrap_or_else(|error| panic!("{told}: {error}"));
        }
        let (scheme, rest) = shop.url.split_once("://").expect("a URL");
        let url = format!(
            "{scheme}://{role}@{}",
            rest.split_once('@').map_or(rest, |(_, place)| place)
        );
        let served = Shop::around(server(&url), &url);
        served.member_with("13800138601", Fen::new(100_00));
        runtime().block_on(served.store.probe("a")).expect("it is ready");
        served.books_hold();
        let refused = served.write(|tx| tx.exec("CREATE TABLE mine (id BIGINT)", params![]));
        assert!(refused.is_err(), "it may make no table");
        drop(served);
        let gone = format!("DROP OWNED BY {role}");
        shop.write(move |tx| tx.exec(&gone, params![])).expect("its rights go");
        let gone = format!("DROP ROLE {role}");
        shop.write(move |tx| tx.exec(&gone, params![])).expect("it goes");
    });
}

/// Two brands, each with books of its own, in two schemas of one database.
#[test]
fn two_sets_of_books_lie_side_by_side_in_two_schemas_and_know_nothing_of_each_other() {
    let Some(base) = postgres_for_tests() else { return };
    let database = fresh_postgres(&base).expect("a database can be made");
    let plain = Shop::at(&database, None);
    for schema in ["CREATE SCHEMA brand1", "CREATE SCHEMA brand2"] {
        plain.exec(schema);
    }
    let of = |brand: &str| format!("{database}?options=-c%20search_path%3D{brand}");
    let clock = SetClock::at(NOON);
    let brands = ["brand1", "brand2"].map(|brand| {
        let url = of(brand);
        migrate_url(&url, clock.as_ref(), &Progress::default()).expect("can be migrated");
        Shop::around(open_shop(&url, clock.clone(), 1).expect("opens"), &url)
    });
    // The same number in each: whoever listens to one brand is not woken by the other.
    let members = [
        brands[0].member_with("13800138602", Fen::new(100_00)),
        brands[1].member_with("13800138602", Fen::new(300_00)),
    ];
    assert_eq!(members[0].id, members[1].id);
    let first_balance = brands[0].balance(&members[0]);
    assert!(first_balance >= Fen::new(100_00) && brands[1].balance(&members[1]) > first_balance);
    let listens = [server(&brands[0].url), server(&brands[1].url)];
    let mut woken = listens.each_ref().map(|store| store.live().subscribe(members[0].id));
    let runtime = runtime();
    // Until both hear: a connection that listens is made beside the first requests.
    let hears = |woken: &mut tokio::sync::watch::Receiver<u64>, millis: u64| {
        woken.mark_unchanged();
        let member = members[0].id;
        brands[0]
            .write(move |tx| -> Result<(), StoreError> {
                tx.announce(member);
                tx.exec(
                    "UPDATE wallet SET visits = visits WHERE member_id = ?1",
                    params![member],
                )?;
                Ok(())
            })
            .expect("it is announced");
        runtime.block_on(async {
            tokio::time::timeout(Duration::from_millis(millis), woken.changed())
                .await
                .is_ok()
        })
    };
    let [first, second] = &mut woken;
    let heard = (0..20).any(|_| hears(first, 500));
    assert!(heard, "the brand's own servers hear of it");
    assert!(!hears(second, 500), "the other brand's do not");

    for brand in &brands {
        let taken = brand
            .write(|tx| lease::take(tx, "proof", "a", 600))
            .expect("the database works");
        assert!(taken.is_some(), "each brand has leases of its own");
        let proof = check(&brand.url, &context(clock.clone(), 1), &Progress::default()).expect("can be proved");
        assert!(proof.holds() && proof.members == 1, "{:#?}", proof.findings);
    }
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("brand1.huika");
    backup(&brands[0].url, &file, clock.as_ref(), &Progress::default()).expect("a backup can be made");
    plain.exec("CREATE SCHEMA brand3");
    let url = of("brand3");
    let proof = restore(&file, &url, &context(clock.clone(), 2), &Progress::default()).expect("can be restored");
    assert!(proof.holds() && proof.members == 1);
    let third = Shop::around(open_as_it_is(&url, clock.clone()), &url);
    assert_eq!(third.balance(&members[0]), first_balance);
    plain.books_hold();
}

fn open_as_it_is(url: &str, clock: Arc<SetClock>) -> Store {
    Store::open(StoreConfig::new(url, context(clock, 3))).expect("opens")
}

#[test]
fn a_server_knows_how_far_its_clock_is_from_the_databases() {
    on_both_engines(|shop| {
        let ahead = runtime().block_on(shop.store.clock_ahead()).expect("can be asked");
        assert_eq!(ahead.is_some(), is_postgres(&shop.url));
        if let Some(before) = ahead {
            shop.clock.advance_secs(86_400);
            let after = runtime().block_on(shop.store.clock_ahead()).expect("can be asked");
            let moved = after.expect("a clock") - before;
            assert!((86_390_000..=86_400_100).contains(&moved), "{moved} ms");
        }
    });
}

/// Two servers named in one address, of which the first is not there: as after a failover.
#[test]
fn an_address_of_two_servers_leads_to_the_one_that_is_there() {
    let Some(base) = postgres_for_tests() else { return };
    let url = fresh_postgres(&base).expect("a database can be made");
    let (before, place) = url.rsplit_once('@').unwrap_or((url.as_str(), ""));
    // Nobody listens at the first port of all.
    let two = format!("{before}@127.0.0.1:1,{place}?target_session_attrs=read-write");
    let shop = Shop::at(&two, None);
    shop.member_with("13800138603", Fen::new(100_00));
    shop.books_hold();
}
