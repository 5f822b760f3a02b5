//! Faults of the disk: a clear error, nothing acknowledged is lost, and work goes on without repair once there is room.

use std::os::unix::fs::PermissionsExt as _;

use crate::shop::{Shop, on_both_engines};
use huika_domain::Fen;
use huika_store::{Store, StoreConfig, StoreError, params, testing::context};

#[test]
fn a_full_disk_is_a_clear_error_and_work_goes_on_when_there_is_room_again() {
    let shop = Shop::on_sqlite();
    shop.member_with("13800138500", Fen::new(100_00));
    // SQLite's own limit gives the same error as a full disk, at the same places.
    let pages: i64 = shop.read(|tx| tx.value("SELECT page_count FROM pragma_page_count", params![]));
    let limited = format!("PRAGMA max_page_count = {}", pages + 2);
    set_page_limit(&shop, limited);
    let file = || {
        shop.write(|tx| {
            tx.exec(
                "INSERT INTO bill_file (channel, day, kind, digest, fetched_at, content) \
                 SELECT 'wechat', 20261122, 'trade', hex(randomblob(8)), 0, randomblob(400)",
                params![],
            )
        })
    };
    let mut acknowledged = 0;
    let fault = loop {
        match file() {
            Ok(_) => acknowledged += 1,
            Err(error) => break error,
        }
        assert!(acknowledged < 10_000, "the disk never filled");
    };
    assert_eq!(fault.code(), "storage", "{fault}");
    let files = || shop.read(|tx| tx.value::<i64>("SELECT COUNT(*) FROM bill_file", params![]));
    assert_eq!(files(), acknowledged);
    shop.books_hold();
    set_page_limit(&shop, "PRAGMA max_page_count = 1000000".to_owned());
    file().expect("there is room again");
    assert_eq!(files(), acknowledged + 1);
    shop.books_hold();
}

fn set_page_limit(shop: &Shop, pragma: String) {
    shop.write(move |tx| tx.one(&pragma, params![], |row| row.get::<i64>("max_page_count")))
        .expect("the limit can be set");
}

#[test]
fn books_that_may_not_be_written_are_refused_with_a_clear_error_and_open_again_afterwards() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("books").join("shop.db");
    std::fs::create_dir(path.parent().expect("a folder")).expect("can be made");
    let url = format!("sqlite:{}", path.display());
    let shop = Shop::at(&url, None);
    shop.member_with("13800138501", Fen::new(100_00));
    drop(shop);
    // Root may write anywhere, so the folder is taken away rather than its permission.
    let away = folder.path().join("away");
    std::fs::rename(path.parent().expect("a folder"), &away).expect("can be moved");
    let config = StoreConfig::new(
        &url,
        context(huika_store::testing::SetClock::at(huika_store::testing::NOON), 1),
    );
    let refused = Store::open(config).map(drop).expect_err("nothing is there");
    assert!(matches!(refused, StoreError::Storage(_)), "{refused}");
    std::fs::rename(&away, path.parent().expect("a folder")).expect("can be moved back");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).expect("permissions");
    let config = StoreConfig::new(
        &url,
        context(huika_store::testing::SetClock::at(huika_store::testing::NOON), 1),
    );
    let shop = Shop::around(Store::open(config).expect("opens without repair"), &url);
    shop.books_hold();
    shop.member_with("13800138502", Fen::new(100_00));
}

#[test]
fn a_schema_that_is_newer_than_the_program_is_refused() {
    on_both_engines(|shop| {
        shop.exec(
            "INSERT INTO schema_version (version, name, fingerprint, applied_at) VALUES (1000, 'future', 'x', 0)",
        );
        shop.exec("UPDATE setting SET value = '1000' WHERE key = 'schema-serves-from'");
        let config = StoreConfig::new(&shop.url, context(shop.clock.clone(), 1));
        let refused = Store::open(config).map(drop).expect_err("a newer program is needed");
        assert!(matches!(refused, StoreError::Schema(_)), "{refused}");
    });
}

#[test]
fn a_full_queue_says_busy_and_does_nothing() {
    let shop = Shop::on_sqlite();
    let (hold, held) = std::sync::mpsc::channel::<()>();
    let (running, runs) = std::sync::mpsc::channel::<()>();
    let (held, running) = (std::sync::Mutex::new(held), std::sync::Mutex::new(running));
    let store = shop.store.clone();
    let blocker = std::thread::spawn(move || {
        store.write_blocking(move |_| {
            running.lock().expect("no panic").send(()).expect("somebody listens");
            let _released = held.lock().expect("no panic").recv();
            Ok::<_, StoreError>(())
        })
    });
    runs.recv().expect("the writer is busy now");
    let mut waiting: Vec<_> = (0..5000)
        .map(|_| {
            Box::pin(
                shop.store
                    .write(|tx| tx.exec("UPDATE item SET position = position + 1 WHERE id = 1", params![])),
            )
        })
        .collect();
    // Looked at once each, outside of a runtime, which would make one wait after so many answers: it stands in the queue
    // now, or was told that there is no room.
    let busy = waiting
        .iter_mut()
        .map(|one| poll_once(one.as_mut()))
        .filter(|seen| matches!(seen, std::task::Poll::Ready(Err(StoreError::Busy))))
        .count();
    drop(hold);
    blocker.join().expect("no panic").expect("the first job ends well");
    assert!(
        (900..1000).contains(&busy),
        "{busy} of 5000 were told to try again; 4096 fit"
    );
    shop.books_hold();
}

fn poll_once<F: Future>(future: std::pin::Pin<&mut F>) -> std::task::Poll<F::Output> {
    future.poll(&mut std::task::Context::from_waker(std::task::Waker::noop()))
}
