//! Backup beside running work, restore with proof, from either engine to either.

use std::{
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use crate::shop::{Shop, on_both_engines};
use huika_domain::{Fen, PayWith, PointsWanted};
use huika_store::{
    Progress, Store, StoreConfig, StoreError,
    books::{
        backup::{backup, restore},
        check, prove,
    },
    db::lease,
    is_postgres, params,
    testing::{NOON, SetClock, context, fresh_postgres, postgres_for_tests},
};

/// Every place that a backup may be restored to.
fn places(folder: &Path) -> Vec<String> {
    let sqlite = format!("sqlite:{}", folder.join("restored.db").display());
    let postgres = postgres_for_tests().map(|base| fresh_postgres(&base).expect("a database can be made"));
    std::iter::once(sqlite).chain(postgres).collect()
}

#[test]
fn a_backup_made_beside_running_work_is_proved_and_restores_to_either_engine() {
    on_both_engines(|shop| {
        let folder = tempfile::tempdir().expect("a folder");
        let member = shop.member_with("13800138400", Fen::new(300_00));
        let file = folder.path().join("backup.huika");
        let done = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let done = &done;
            scope.spawn(move || {
                for sale in 0..200 {
                    if done.load(Ordering::SeqCst) {
                        break;
                    }
                    let key = format!("s{sale}");
                    shop.buy(&member, Fen::new(1_00), PointsWanted::None, PayWith::Balance, &key);
                }
            });
            let progress = Progress::default();
            backup(&shop.url, &file, shop.clock.as_ref(), &progress).expect("a backup can be made");
            done.store(true, Ordering::SeqCst);
            let unit = if is_postgres(&shop.url) { "rows" } else { "pages" };
            let reached = progress.reached().expect("it is told how far it is");
            assert!(reached.unit == unit && reached.total > 0, "{reached:?}");
            // The last pages are copied in the step that ends it.
            assert!(unit == "pages" || reached.done == reached.total, "{reached:?}");
        });
        let again =
            backup(&shop.url, &file, shop.clock.as_ref(), &Progress::default()).expect_err("nothing is overwritten");
        assert!(matches!(again, StoreError::Storage(_)), "{again}");
        let context = context(SetClock::at(NOON), 2);
        for url in places(folder.path()) {
            let progress = Progress::default();
            let proof = restore(&file, &url, &context, &progress).expect("can be restored");
            assert!(proof.holds() && proof.entries >= 1, "{:#?}", proof.findings);
            let reached = progress.reached().expect("it is told how far it is");
            assert!(
                reached.what == "proving the books" && reached.done == reached.total,
                "{reached:?}"
            );
            let store = Store::open(StoreConfig::new(&url, context.clone())).expect("opens");
            let restored = Shop::around(store, &url);
            restored.member_with("13800138401", Fen::new(100_00));
            restored.books_hold();
            let refused = restore(&file, &url, &context, &Progress::default()).expect_err("these books are in use");
            assert!(
                matches!(refused, StoreError::Storage(_) | StoreError::Schema(_)),
                "{refused}"
            );
            assert!(restored.store.scan(prove).expect("can be read").holds());
        }
    });
}

/// Nothing but these files stands in the folder.
fn holds_only(folder: &Path, wanted: &[&str]) {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .expect("the folder can be read")
        .map(|file| file.expect("a file").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert_eq!(names, wanted);
}

/// Each commit beside it made the copy begin again, and a shop that is open never pauses for as long as a large file takes.
#[test]
fn a_large_file_is_copied_though_sales_never_pause() {
    let shop = Shop::on_sqlite();
    for _ in 0..100 {
        shop.exec("INSERT INTO bill_file (channel, day, kind, digest, fetched_at, content) SELECT 'wechat', 20261122, 'trade', hex(randomblob(8)), 0, zeroblob(1048576)");
    }
    let member = shop.member_with("13800138402", Fen::new(300_00));
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("backup.huika");
    let (begun, done) = (AtomicBool::new(false), AtomicBool::new(false));
    let sold = std::thread::scope(|scope| {
        let (shop, begun, done) = (&shop, &begun, &done);
        let seller = scope.spawn(move || {
            let until = Instant::now() + Duration::from_secs(30);
            let mut sold = 0;
            while !done.load(Ordering::SeqCst) {
                if Instant::now() > until {
                    return None;
                }
                shop.clock.advance_secs(1);
                let taken = shop.write(|tx| lease::take(tx, "work", "a", 1));
                taken.expect("the database works");
                begun.store(true, Ordering::SeqCst);
                sold += 1;
            }
            Some(sold)
        });
        while !begun.load(Ordering::SeqCst) {
            std::thread::yield_now();
        }
        backup(&shop.url, &file, shop.clock.as_ref(), &Progress::default()).expect("a backup can be made");
        done.store(true, Ordering::SeqCst);
        seller.join().expect("the seller sells")
    });
    assert!(
        sold.is_some_and(|sold| sold > 0),
        "the copy came to no end while there was work"
    );
    let url = format!("sqlite:{}", folder.path().join("restored.db").display());
    let proof = restore(&file, &url, &context(SetClock::at(NOON), 2), &Progress::default()).expect("can be restored");
    assert!(proof.holds());
    let store = Store::open(StoreConfig::new(&url, context(SetClock::at(NOON), 2))).expect("opens");
    let restored = Shop::around(store, &url);
    assert_eq!(restored.balance(&member), shop.balance(&member));
}

/// SQLite would read the log of the file that stood there before into the new one.
#[test]
fn nothing_is_restored_beside_the_log_of_an_earlier_file() {
    let shop = Shop::on_sqlite();
    let folder = tempfile::tempdir().expect("a folder");
    let (file, target) = (folder.path().join("backup.huika"), folder.path().join("huika.db"));
    backup(&shop.url, &file, shop.clock.as_ref(), &Progress::default()).expect("a backup can be made");
    let url = format!("sqlite:{}", target.display());
    let context = context(SetClock::at(NOON), 2);
    for left in [
        "huika.db-wal",
        "huika.db-shm",
        "huika.db-journal",
        "huika.db",
        "huika.db.partial",
    ] {
        std::fs::write(folder.path().join(left), b"left").expect("a file can be written");
        let refused = restore(&file, &url, &context, &Progress::default()).expect_err("it is not overwritten");
        assert!(refused.to_string().contains(left), "{refused}");
        holds_only(folder.path(), &["backup.huika", left]);
        std::fs::remove_file(folder.path().join(left)).expect("it is still there");
    }
    assert!(
        restore(&file, &url, &context, &Progress::default())
            .expect("can be restored")
            .holds()
    );
    holds_only(folder.path(), &["backup.huika", "huika.db"]);
}

#[test]
fn a_store_that_is_closed_leaves_one_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite:{}", folder.path().join("shop.db").display());
    let shop = Shop::at(&url, None);
    shop.member_with("13800138403", Fen::new(300_00));
    shop.books_hold();
    drop(shop);
    holds_only(folder.path(), &["shop.db"]);
}

#[test]
fn what_is_no_backup_is_refused_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("backup.huika");
    let context = context(SetClock::at(NOON), 2);
    let mut places = places(folder.path());
    for content in [
        &b""[..],
        b"not a database, but long enough to be looked at as if it were one",
    ] {
        std::fs::write(&file, content).expect("a file can be written");
        for url in &mut places {
            assert!(restore(&file, url, &context, &Progress::default()).is_err());
            holds_only(folder.path(), &["backup.huika"]);
        }
    }
}

#[test]
fn a_server_that_was_only_started_is_no_reason_not_to_restore() {
    on_both_engines(|shop| {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("backup.huika");
        shop.member_with("13800138404", Fen::new(300_00));
        backup(&shop.url, &file, shop.clock.as_ref(), &Progress::default()).expect("a backup can be made");
        let Some(base) = postgres_for_tests() else { return };
        let url = fresh_postgres(&base).expect("a database can be made");
        let context = context(SetClock::at(NOON), 2);
        let store = Store::open(StoreConfig::new(&url, context.clone())).expect("opens");
        store
            .write_blocking(|tx: &mut huika_store::Tx<'_>| -> Result<(), StoreError> {
                lease::take(tx, "proof", "started", 60)?;
                tx.exec(
                    "INSERT INTO proof (id, at, entries, postings, differences, took_ms) VALUES (1, 0, 0, 0, 0, 0)",
                    params![],
                )?;
                Ok(())
            })
            .expect("the database works");
        drop(store);
        assert!(huika_store::secret_fits(&url, &context).expect("can be asked"));
        assert!(
            restore(&file, &url, &context, &Progress::default())
                .expect("can be restored")
                .holds()
        );
    });
}

#[test]
fn what_only_looks_at_books_makes_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let mistyped = folder.path().join("huiak.db");
    let config = StoreConfig::new(
        &format!("sqlite:{}", mistyped.display()),
        context(SetClock::at(NOON), 2),
    );
    assert!(Store::open_as_they_are(config).is_err() && !mistyped.exists());
    if let Some(base) = postgres_for_tests() {
        let url = fresh_postgres(&base).expect("a database can be made");
        let refused = Store::open_as_they_are(StoreConfig::new(&url, context(SetClock::at(NOON), 2)));
        assert!(refused.is_err_and(|error| matches!(error, StoreError::Schema(_))));
    }
}

/// Every bit of a backup counts, be it one that the engine would take for a name.
#[test]
fn a_backup_in_which_a_single_bit_has_flipped_is_refused() {
    let shop = Shop::on_sqlite();
    shop.member_with("13800138405", Fen::new(300_00));
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("backup.huika");
    backup(&shop.url, &file, shop.clock.as_ref(), &Progress::default()).expect("a backup can be made");
    let whole = std::fs::read(&file).expect("can be read");
    let context = context(SetClock::at(NOON), 2);
    let url = format!("sqlite:{}", folder.path().join("restored.db").display());
    for flip in 0..40 {
        let mut damaged = whole.clone();
        // Spread over the whole file, each time another bit of a byte.
        let place = (whole.len() - 60) * flip / 40 + flip;
        damaged[place] ^= 1 << (flip % 8);
        std::fs::write(&file, &damaged).expect("can be written");
        let refused = restore(&file, &url, &context, &Progress::default());
        assert!(refused.is_err(), "a bit of byte {place} of {}", whole.len());
        let told = check(&format!("sqlite:{}", file.display()), &context, &Progress::default());
        assert!(told.is_err(), "and the proof says so as well");
        holds_only(folder.path(), &["backup.huika"]);
    }
    std::fs::write(&file, &whole).expect("can be written");
    let proof = check(&format!("sqlite:{}", file.display()), &context, &Progress::default()).expect("can be proved");
    assert!(proof.holds());
    holds_only(folder.path(), &["backup.huika"]);
    assert_eq!(
        std::fs::read(&file).expect("can be read"),
        whole,
        "what is looked at stays as it is"
    );
    assert!(
        restore(&file, &url, &context, &Progress::default())
            .expect("can be restored")
            .holds()
    );
}

#[test]
fn a_page_that_cannot_be_read_is_found_by_the_proof_and_keeps_a_server_from_starting() {
    for table in ["member", "card", "top_up", "sale", "entry", "device"] {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("shop.db");
        let url = format!("sqlite:{}", path.display());
        let shop = Shop::at(&url, None);
        let member = shop.member_with("13800138406", Fen::new(300_00));
        shop.buy(&member, Fen::new(10_00), PointsWanted::None, PayWith::Balance, "k");
        let page: i64 = shop.read(|tx| {
            tx.value(
                "SELECT rootpage FROM sqlite_master WHERE type = 'table' AND name = ?1",
                params![table],
            )
        });
        let backed_up = folder.path().join("older.huika");
        drop(shop);
        let mut bytes = std::fs::read(&path).expect("can be read");
        // A backup of an earlier version is the file alone.
        let from = (usize::try_from(page).expect("a page") - 1) * 4096;
        bytes[from..from + 4096].fill(0);
        std::fs::write(&path, &bytes).expect("can be written");
        std::fs::write(&backed_up, &bytes).expect("can be written");
        let context = context(SetClock::at(NOON), 2);
        let proof = check(&url, &context, &Progress::default()).expect("can be looked at");
        assert!(
            !proof.holds() && proof.findings.iter().any(|finding| finding.what == "unreadable"),
            "{table}: {:#?}",
            proof.findings
        );
        let started = Store::open(StoreConfig::new(&url, context.clone())).map(drop);
        assert!(matches!(started, Err(StoreError::Unfit(_))), "{table}: {started:?}");
        let into = format!("sqlite:{}", folder.path().join("restored.db").display());
        let restored = restore(&backed_up, &into, &context, &Progress::default());
        assert!(restored.is_err(), "{table}");
    }
}
