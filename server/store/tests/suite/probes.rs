//! What a server finds out about its database: whether it can write, and whether the secret is the right one.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
    mpsc::sync_channel,
};

use huika_domain::Fen;
use huika_store::{
    Context, Store, StoreConfig, StoreError, Tx, adopt_secret,
    db::secret::Secret,
    params,
    retention::forget_old,
    secret_fits,
    testing::{NOON, SetClock, context, fresh_postgres, postgres_for_tests},
};

use crate::shop::{Shop, on_both_engines};

fn probe(store: &Store, server: &str) -> Result<(), StoreError> {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.expect("a runtime").block_on(store.probe(server))
}

fn probes(shop: &Shop) -> i64 {
    shop.read(|tx| tx.value("SELECT COUNT(*) FROM lease WHERE name LIKE 'probe:%'", params![]))
}

#[test]
fn each_server_shows_in_a_row_of_its_own_that_it_can_write_and_is_forgotten_after_a_day() {
    on_both_engines(|shop| {
        for server in ["one", "two", "one"] {
            probe(&shop.store, server).expect("the database works");
        }
        assert_eq!(probes(shop), 2);
        shop.clock.advance_secs(25 * 3600);
        probe(&shop.store, "two").expect("the database works");
        while shop.write(|tx| forget_old(tx, 100)).expect("the database works") > 0 {}
        assert_eq!(probes(shop), 1);
    });
}

#[test]
fn a_server_that_stopped_in_the_middle_of_its_probe_makes_no_other_one_wait() {
    let Some(base) = postgres_for_tests() else {
        return;
    };
    let shop = Shop::at(&fresh_postgres(&base).expect("a database can be made"), None);
    probe(&shop.store, "paused").expect("the database works");
    let other = Store::open(StoreConfig::new(&shop.url, context(SetClock::at(NOON), 2))).expect("opens");
    let (go, wait) = sync_channel::<()>(0);
    let (wait, holds) = (std::sync::Mutex::new(wait), Arc::new(AtomicBool::new(false)));
    let held = Arc::clone(&holds);
    let paused = std::thread::spawn(move || {
        other.write_blocking(move |tx: &mut Tx<'_>| -> Result<(), StoreError> {
            tx.exec("UPDATE lease SET done_at = 1 WHERE name = 'probe:paused'", params![])?;
            held.store(true, Ordering::SeqCst);
            // Its transaction stays open until the test has seen enough.
            let _over = wait.lock().expect("the lock").recv();
            Ok(())
        })
    });
    while !holds.load(Ordering::SeqCst) {
        std::thread::yield_now();
    }
    probe(&shop.store, "beside").expect("the other one is in nobody's way");
    assert!(!paused.is_finished());
    drop(go);
    paused.join().expect("no panic").expect("it goes on");
}

/// The context of a shop with another secret.
fn with_secret(byte: u8) -> Context {
    Context {
        secret: Secret::new(&[byte; 32]),
        ..context(SetClock::at(NOON), 3)
    }
}

#[test]
fn books_know_the_secret_that_they_were_sealed_with() {
    on_both_engines(|shop| {
        // The shop's own is made of sevens. A member's device is sealed with it before anybody asks.
        shop.member_with("13800139001", Fen::new(500_00));
        assert!(
            !secret_fits(&shop.url, &with_secret(8)).expect("can be asked"),
            "by the member's key"
        );
        for _ in 0..2 {
            assert!(secret_fits(&shop.url, &with_secret(7)).expect("can be asked"));
            assert!(!secret_fits(&shop.url, &with_secret(8)).expect("can be asked"));
        }
        adopt_secret(&shop.url, &with_secret(8)).expect("can be written");
        assert!(secret_fits(&shop.url, &with_secret(8)).expect("can be asked"));
        assert!(!secret_fits(&shop.url, &with_secret(7)).expect("can be asked"));
    });
}
