//! Disks that fail under a running server. Each fault gets a clear answer at the till and on the phone, `/readyz` says
//! so, nothing acknowledged is lost, and when the disk works again the server goes on by itself.

mod scene;

use std::{sync::Arc, time::Duration};

use huika_store::{StoreError, Tx, Value};
use scene::Scene;

use crate::{
    books,
    counter::{Counter, field},
    kills::look,
    shim::{ALL, Disk, EACCES, EIO, ENOSPC, EROFS, FILE, Fault, LOG},
    shop::Shop,
    work::{Dice, Silence, Work, read},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_disk_that_cannot_be_written_refuses_clearly_and_the_work_goes_on_when_it_can() {
    let faults = [
        (
            "no space in the log",
            Fault {
                files: LOG,
                write: ENOSPC,
                ..Fault::default()
            },
        ),
        (
            "no space anywhere",
            Fault {
                files: ALL,
                write: ENOSPC,
                ..Fault::default()
            },
        ),
        (
            "half a page, then no space",
            Fault {
                files: ALL,
                write: ENOSPC,
                short: true,
                ..Fault::default()
            },
        ),
        (
            "errors while writing",
            Fault {
                files: ALL,
                write: EIO,
                ..Fault::default()
            },
        ),
        (
            "read-only",
            Fault {
                files: ALL,
                write: EROFS,
                open: EROFS,
                ..Fault::default()
            },
        ),
    ];
    let mut scene = Scene::open().await;
    let mut dice = Dice::new(1);
    for (name, fault) in faults {
        println!("{name}");
        scene.work_for(Duration::from_millis(150), &mut dice).await;
        let mut refused = vec![scene.scanned().await, scene.redeem(), scene.redeem()];
        let (hits, entries) = (scene.disk.hits(), scene.work.answers());
        scene.disk.set(fault);
        for command in &refused {
            scene.is_refused(command, &["storage"]).await;
        }
        scene.status_is("/readyz", 503, Duration::from_secs(3)).await;
        scene.status_is("/healthz", 200, Duration::from_secs(1)).await;
        scene.the_phone_says(&["storage"]).await;
        let more = scene.redeem();
        scene.is_refused(&more, &["storage"]).await;
        refused.push(more);
        assert!(scene.disk.hits() > hits, "the fault was met");
        assert_eq!(scene.work.answers(), entries, "nothing was acknowledged meanwhile");
        scene.recovers(refused, &mut dice).await;
    }
    scene.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_sync_that_fails_leaves_one_answer_open_and_nothing_is_written_until_syncs_work() {
    let mut scene = Scene::open().await;
    let mut dice = Dice::new(2);
    for files in [LOG, ALL] {
        scene.work_for(Duration::from_millis(150), &mut dice).await;
        let first = scene.scanned().await;
        scene.disk.set(Fault {
            files,
            sync: EIO,
            ..Fault::default()
        });
        assert_eq!(scene.is_refused(&first, &["unknown-outcome"]).await, "unknown-outcome");
        // From here on it is known that the disk cannot be trusted.
        let refused = [scene.redeem(), scene.redeem()];
        for command in &refused {
            scene.is_refused(command, &["storage"]).await;
        }
        scene.status_is("/readyz", 503, Duration::from_secs(3)).await;
        scene.the_phone_says(&["storage"]).await;
        scene
            .recovers([vec![first], refused.to_vec()].concat(), &mut dice)
            .await;
    }
    scene.end().await;
}

/// Nobody at the counter knows whether the money was taken, and pressing once more must neither take it twice nor hide that it was.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_sale_at_the_counter_whose_outcome_was_not_known_ends_at_its_receipt_and_is_made_once() {
    let scene = Scene::open().await;
    let mut counter = Counter::sign_in(&scene.work.base).await;
    let (member, code) = {
        let phone = &scene.work.people.phones[0];
        (phone.member, phone.code().expect("a code that was not shown"))
    };
    let page = counter.post("/do/scan", &[("scanned", &code)]).await;
    let session = page.trim_start_matches("/counter/sale/").to_owned();
    let bill = counter.get(&format!("{page}?amount=30")).await.expect("the bill");
    let key = field(&bill, "key");
    let fields = [("session", &*session), ("amount", "30.00"), ("key", &*key)];
    scene.disk.set(Fault {
        files: LOG,
        sync: EIO,
        ..Fault::default()
    });
    let again = counter.post("/do/sell", &fields).await;
    assert_eq!(again, format!("{page}?amount=30.00&error=unknown-outcome"));
    scene.disk.set(Fault::default());
    scene.status_is("/readyz", 200, Duration::from_secs(10)).await;

    // Either it was not made: the bill comes back with the key that it was sent with. Or it was: here is its receipt.
    let receipt = match counter.get(&again).await {
        Ok(bill) => {
            assert!(bill.contains("不确定这次有没有办成"), "{bill}");
            assert_eq!(field(&bill, "key"), key);
            counter.post("/do/sell", &fields).await
        }
        Err(receipt) => receipt,
    };
    assert!(receipt.starts_with("/counter/receipt/"), "{receipt}");
    let number = receipt.trim_end_matches("?done=before").to_owned();
    assert_eq!(counter.get(&again).await, Err(format!("{number}?done=before")));
    assert_eq!(counter.post("/do/sell", &fields).await, number);
    let shown = counter
        .get(&format!("{number}?done=before"))
        .await
        .expect("the receipt");
    assert!(shown.contains("没有再收") && shown.contains("30.00"), "{shown}");
    let sold = look(&scene.shop, &scene.work, move |shop, _| {
        let sold = shop
            .store()
            .write_blocking(move |tx: &mut Tx<'_>| -> Result<i64, StoreError> {
                tx.value(
                    "SELECT COUNT(*) FROM sale WHERE member_id = ?1 AND gross_fen = 3000",
                    &[Value::Int(member.get())],
                )
            });
        sold.expect("the books can be read")
    });
    assert_eq!(sold.await, 1);
    look(&scene.shop, &scene.work, books::hold).await;
    look(&scene.shop, &scene.work, |shop, _| shop.check()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_disk_that_cannot_be_read_shows_that_and_never_an_empty_balance() {
    let mut scene = Scene::open().await;
    let mut dice = Dice::new(3);
    scene.work_for(Duration::from_millis(150), &mut dice).await;
    scene.disk.set(Fault {
        files: FILE | LOG,
        read: EIO,
        ..Fault::default()
    });
    scene.status_is("/readyz", 503, Duration::from_secs(3)).await;
    for (language, words) in [("zh-CN", "暂时无法显示"), ("en", "Not available right now")] {
        let page = scene
            .work
            .page("/", 0, language)
            .send()
            .await
            .expect("the server answers");
        assert_eq!(page.status().as_u16(), 503);
        let body = page.text().await.expect("a page");
        assert!(body.contains(words) && !body.contains("0.00"), "{body}");
    }
    let asked = crate::work::http()
        .get(format!("{}/pos/v1/sales", scene.work.base))
        .bearer_auth(&scene.work.people.tills[0]);
    let silence = read(asked).await.expect_err("nothing can be read");
    assert!(
        matches!(&silence, Silence::Unavailable(code) if code == "storage"),
        "{silence:?}"
    );
    scene.recovers(Vec::new(), &mut dice).await;
    scene.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn writes_that_are_cut_short_are_written_on() {
    let scene = Scene::open().await;
    let mut dice = Dice::new(4);
    scene.disk.set(Fault {
        files: ALL,
        short: true,
        ..Fault::default()
    });
    scene.work_for(Duration::from_millis(500), &mut dice).await;
    assert!(scene.disk.hits() > 100 && scene.work.answers() > 10);
    scene.disk.set(Fault::default());
    scene.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_log_that_cannot_be_copied_into_the_file_stops_nobody_and_is_copied_later() {
    let mut scene = Scene::open().await;
    let mut dice = Dice::new(5);
    scene.disk.set(Fault {
        files: FILE,
        write: ENOSPC,
        ..Fault::default()
    });
    let hands = scene.work.begin(4, &mut dice);
    scene.is_met(0).await;
    let answered = scene.work.answers();
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(scene.work.answers() > answered, "the work goes on");
    assert!(
        scene.work.refused.lock().expect("no panic").is_empty(),
        "nobody is refused"
    );
    scene.disk.set(Fault::default());
    scene.work.stop();
    Work::join(hands).await;
    scene.work.finish().await;
    scene.recovers(Vec::new(), &mut dice).await;

    // A copy whose sync fails is another matter: what was copied before may be lost, so everything is opened anew.
    scene.disk.set(Fault {
        files: FILE,
        sync: EIO,
        ..Fault::default()
    });
    let hits = scene.disk.hits();
    let hands = scene.work.begin(4, &mut dice);
    scene.is_met(hits).await;
    // Or busy, in the moment in which all connections are closed.
    let refused = scene.refuses_soon(&["storage", "busy"]).await;
    scene.disk.set(Fault::default());
    scene.status_is("/readyz", 200, Duration::from_secs(10)).await;
    scene.work.stop();
    Work::join(hands).await;
    scene.work.finish().await;
    scene.recovers(vec![refused], &mut dice).await;
    assert!(
        scene.shop.last_words().contains("opened anew"),
        "{}",
        scene.shop.last_words()
    );
    scene.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_server_that_starts_on_such_a_disk_says_why_it_does_not() {
    let mut scene = Scene::open().await;
    let mut dice = Dice::new(6);
    scene.work_for(Duration::from_millis(150), &mut dice).await;
    scene.server.kill();
    for fault in [
        Fault {
            files: ALL,
            write: ENOSPC,
            ..Fault::default()
        },
        Fault {
            files: ALL,
            write: EROFS,
            open: EROFS,
            ..Fault::default()
        },
        Fault {
            files: ALL,
            open: EACCES,
            ..Fault::default()
        },
        Fault {
            files: ALL,
            read: EIO,
            ..Fault::default()
        },
    ] {
        scene.disk.set(fault);
        let shop = Arc::clone(&scene.shop);
        let (status, words) = tokio::task::spawn_blocking(move || (shop.start().ended(), shop.last_words()))
            .await
            .expect("no panic");
        assert_eq!(status.code(), Some(2), "{fault:?}: {words}");
        assert!(words.contains("huika: database: storage fault"), "{fault:?}: {words}");
        scene.disk.set(Fault::default());
        scene.server = scene.shop.open().await;
        scene.recovers(Vec::new(), &mut dice).await;
        scene.server.kill();
    }
    scene.server = scene.shop.open().await;
    scene.end().await;
}

#[test]
fn a_database_that_is_made_on_a_full_disk_is_made_when_there_is_room() {
    for fault in [
        Fault {
            files: ALL,
            write: ENOSPC,
            ..Fault::default()
        },
        Fault {
            files: ALL,
            write: ENOSPC,
            short: true,
            ..Fault::default()
        },
        Fault {
            files: LOG,
            write: ENOSPC,
            ..Fault::default()
        },
        Fault {
            files: ALL,
            sync: EIO,
            ..Fault::default()
        },
        Fault {
            files: ALL,
            open: EROFS,
            ..Fault::default()
        },
    ] {
        let mut shop = Shop::on_sqlite();
        let disk = Disk::under(&mut shop);
        disk.set(fault);
        for command in ["migrate", "seed-demo"] {
            let refused = shop.run(&[command]);
            let words = String::from_utf8_lossy(&refused.stderr).into_owned();
            assert_eq!(refused.status.code(), Some(2), "{fault:?}: {words}");
            assert!(
                words.contains("storage fault") || words.contains("not known whether this was committed"),
                "{fault:?}: {words}"
            );
        }
        disk.set(Fault::default());
        let made = shop.run(&["seed-demo"]);
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        shop.check();
    }
}
