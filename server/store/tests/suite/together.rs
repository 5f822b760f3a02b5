//! Statements that travel together, servers that hear of each other, and look-ups: what saves round trips to the database.

use std::time::{Duration, Instant};

use crate::shop::{Shop, on_both_engines};
use huika_domain::{Fen, MemberId};
use huika_store::{
    Store, StoreConfig, StoreError, Tx, params,
    testing::{NOON, SetClock, context, fresh_postgres, postgres_for_tests},
};

fn settings(tx: &mut Tx<'_>) -> Result<Vec<(String, String)>, StoreError> {
    tx.all(
        "SELECT key, value FROM setting WHERE key LIKE 'together%' ORDER BY key",
        params![],
        |row| Ok((row.get("key")?, row.get("value")?)),
    )
}

fn set(tx: &mut Tx<'_>, key: &str, value: &str) -> Result<(), StoreError> {
    tx.later("INSERT INTO setting (key, value) VALUES (?1, ?2)", params![key, value])
}

#[test]
fn what_is_written_later_is_seen_by_whatever_follows_it() {
    on_both_engines(|shop| {
        let seen = shop.write(|tx| {
            set(tx, "together-1", "a")?;
            set(tx, "together-2", "a")?;
            // Two changes of one row: the second sees the first.
            for _ in 0..2 {
                tx.later(
                    "UPDATE setting SET value = value || ?2 WHERE key = ?1",
                    params!["together-1", "b"],
                )?;
            }
            tx.later("DELETE FROM setting WHERE key = ?1", params!["together-2"])?;
            settings(tx)
        });
        let expected = vec![("together-1".to_owned(), "abb".to_owned())];
        assert_eq!(seen.expect("is written"), expected);
        assert_eq!(shop.read(settings), expected);
    });
}

#[test]
fn a_refused_use_case_leaves_nothing_of_what_it_wanted_later() {
    on_both_engines(|shop| {
        let refused = shop.write(|tx| {
            set(tx, "together-1", "a")?;
            Err::<(), _>(StoreError::Internal("refused".into()))
        });
        refused.expect_err("is refused");
        // The first key is there already when the commit comes: the use case learns of it although it did not wait for it.
        let twice = shop.write(|tx| {
            set(tx, "together-2", "a")?;
            set(tx, "together-2", "b")
        });
        assert!(matches!(twice, Err(StoreError::Constraint(_))), "{twice:?}");
        assert_eq!(shop.read(settings), []);
        shop.write(|tx| set(tx, "together-3", "c"))
            .expect("the next one is not disturbed");
        assert_eq!(shop.read(settings).len(), 1);
    });
}

#[test]
fn numbers_fetched_ahead_are_the_numbers_of_the_rows() {
    on_both_engines(|shop| {
        let ids = shop.write(|tx| {
            tx.number_ahead(&["store", "outbox"])?;
            let text = "INSERT INTO store (code, name, created_at) VALUES (?1, ?2, ?3)";
            let first: i64 = tx.insert_later("store", text, params!["T1", "One", tx.now()], |id| id)?;
            let second: i64 = tx.insert_later("store", text, params!["T2", "Two", tx.now()], |id| id)?;
            Ok::<_, StoreError>((first, second))
        });
        let (first, second) = ids.expect("rows are inserted");
        assert!(first < second, "rows are numbered in their order");
        let found = shop.read(|tx| {
            tx.all(
                "SELECT id FROM store WHERE code IN ('T1', 'T2') ORDER BY code",
                params![],
                |row| row.get::<i64>("id"),
            )
        });
        assert_eq!(found, [first, second]);
    });
}

#[test]
fn a_look_up_has_one_query() {
    on_both_engines(|shop| {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .expect("a runtime");
        let one = |tx: &mut Tx<'_>| tx.value::<i64>("SELECT COUNT(*) FROM store", params![]);
        let found = runtime.block_on(shop.store.look_up(one)).expect("one query");
        assert!(found > 0);
        let two = runtime.block_on(shop.store.look_up(move |tx: &mut Tx<'_>| {
            one(tx)?;
            one(tx)
        }));
        assert!(matches!(two, Err(StoreError::Internal(_))), "{two:?}");
        assert_eq!(runtime.block_on(shop.store.look_up(one)).expect("goes on"), found);
    });
}

/// A spend on one server wakes the member's pages on the other, and nobody else's.
#[test]
fn a_change_on_one_server_wakes_the_pages_on_another() {
    let Some(base) = postgres_for_tests() else { return };
    let url = fresh_postgres(&base).expect("a database can be made");
    let here = Shop::at(&url, None);
    let there = Store::open(StoreConfig::new(&url, context(SetClock::at(NOON), 2))).expect("the books open");
    let member = here.join("13800138120");
    let pages = there.live().subscribe(member.id);
    let others = there.live().subscribe(MemberId::new(member.id.get() + 1000));
    // Both connections of the two servers come up by themselves; until then a change may be told to nobody.
    let asked = Instant::now();
    for round in 0.. {
        let order = here
            .open_top_up(&member, Fen::new(100_00), &format!("t{round}"))
            .expect("opens");
        here.pay(&order, Fen::new(100_00));
        let waited = Instant::now();
        while waited.elapsed() < Duration::from_secs(1) && !pages.has_changed().expect("the hub lives") {
            std::thread::sleep(Duration::from_millis(10));
        }
        if pages.has_changed().expect("the hub lives") {
            break;
        }
        assert!(
            asked.elapsed() < Duration::from_secs(20),
            "the other server never heard of it"
        );
    }
    assert!(!others.has_changed().expect("the hub lives"));
}
