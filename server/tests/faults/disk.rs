//! Disks that fail under a running server. Each fault gets a clear answer at the till and on the phone, `/readyz` says
//! so, nothing acknowledged is lost, and when the disk works again the server goes on by itself.

use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

use crate::{
    books,
    kills::look,
    people::let_in,
    shim::{ALL, Disk, EACCES, EIO, ENOSPC, EROFS, FILE, Fault, LOG},
    shop::{Server, Shop},
    work::{Command, Dice, Silence, Work, leads_to, read},
};

/// A running server on a disk that does what it is told.
struct Scene {
    shop: Arc<Shop>,
    work: Arc<Work>,
    disk: Arc<Disk>,
    server: Server,
    before: HashMap<i64, (i64, i64)>,
    next: u32,
}

impl Scene {
    async fn open() -> Self {
        let (shop, people, disk) = tokio::task::spawn_blocking(|| {
            let mut shop = Shop::on_sqlite();
            let people = let_in(&shop.store(), 12, 4);
            let disk = Disk::under(&mut shop);
            (Arc::new(shop), people, Arc::new(disk))
        })
        .await
        .expect("the shop is made");
        let server = shop.open().await;
        let work = Work::new(shop.base(), None, people);
        let before = look(&shop, &work, books::wealth_of_all).await;
        Self {
            shop,
            work,
            disk,
            server,
            before,
            next: 0,
        }
    }

    /// Lets some hands work while the disk does.
    async fn work_for(&self, time: Duration, dice: &mut Dice) {
        let hands = self.work.begin(4, dice);
        tokio::time::sleep(time).await;
        self.work.stop();
        Work::join(hands).await;
        self.work.finish().await;
    }

    fn redeem(&mut self) -> Command {
        self.next += 1;
        Command::Redeem {
            key: format!("by-hand-{:08}", self.next),
            phone: usize::try_from(self.next % 12).unwrap_or(0),
        }
    }

    /// A sale whose scan was made while the disk worked.
    async fn scanned(&mut self) -> Command {
        self.next += 1;
        let phone = usize::try_from(self.next % 12).unwrap_or(0);
        let number = &self.work.people.phones[phone].number;
        let request = crate::work::http()
            .post(format!("{}/pos/v1/scans", self.work.base))
            .bearer_auth(&self.work.people.tills[0])
            .json(&serde_json::json!({ "code": number }));
        let (status, body) = read(request).await.expect("the server answers");
        assert_eq!(status, 201, "{body}");
        Command::Sale {
            key: format!("by-hand-{:08}", self.next),
            till: 0,
            session: body["session"].as_str().unwrap_or_default().to_owned(),
            phone,
            fen: 100,
            cash: true,
        }
    }

    /// The refusal of a command, which must be one of these.
    async fn is_refused(&self, command: &Command, codes: &[&str]) -> String {
        match self.work.send(command).await {
            Err(Silence::Unavailable(code)) if codes.contains(&code.as_str()) => code,
            other => panic!(
                "{command:?} was answered {other:?} and not refused by {codes:?}\n{}",
                self.shop.last_words()
            ),
        }
    }

    /// Waits until the fault has hit something more.
    async fn is_met(&self, hits: u32) {
        let since = Instant::now();
        while self.disk.hits() == hits {
            assert!(since.elapsed() < Duration::from_mins(1), "the fault was never met");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn status_is(&self, path: &str, wanted: u16, within: Duration) {
        let since = Instant::now();
        loop {
            let asked = crate::work::http()
                .get(format!("{}{path}", self.shop.base()))
                .send()
                .await;
            let status = asked.map(|answer| answer.status().as_u16()).ok();
            if status == Some(wanted) {
                return;
            }
            assert!(
                since.elapsed() < within,
                "{path} answers {status:?} and not {wanted}\n{}",
                self.shop.last_words()
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// What the phone shows after a form was refused, in both languages.
    async fn the_phone_says(&mut self, codes: &[&str]) {
        let Command::Redeem { key, phone } = self.redeem() else {
            unreachable!("a redemption was made")
        };
        let item = self.work.people.item.to_string();
        let form = self.work.form("/do/redeem", phone, &[("item", &item), ("key", &key)]);
        let address = leads_to(form).await.expect("the server answers");
        let code = address.split_once("error=").map(|(_, code)| code.to_owned());
        let code = code.unwrap_or_else(|| panic!("not refused: {address}"));
        assert!(codes.contains(&code.as_str()), "{address}");
        for (language, words) in [("zh-CN", words(&code).0), ("en", words(&code).1)] {
            let page = self
                .work
                .page(&address, phone, language)
                .send()
                .await
                .expect("the server answers");
            assert_eq!(page.status().as_u16(), 200);
            let body = page.text().await.expect("a page");
            assert!(
                body.contains("role=\"alert\"") && body.contains(words),
                "{code} in {language}: {body}"
            );
        }
    }

    /// Lets the disk work again and looks whether everything goes on without help.
    async fn recovers(&mut self, refused: Vec<Command>, dice: &mut Dice) {
        self.disk.set(Fault::default());
        self.status_is("/readyz", 200, Duration::from_secs(10)).await;
        assert!(
            self.server.lives(),
            "the server is the same\n{}",
            self.shop.last_words()
        );
        for command in refused {
            let answer = self.work.send(&command).await;
            let answer = answer.unwrap_or_else(|silence| panic!("{command:?} was answered {silence:?}"));
            let again = self.work.send(&command).await.expect("the same answer");
            assert_eq!(answer, again);
            self.work.note(command, answer);
        }
        self.work_for(Duration::from_millis(200), dice).await;
        look(&self.shop, &self.work, books::hold).await;
        look(&self.shop, &self.work, |shop, _| shop.check()).await;
    }

    /// Everything adds up now, and after a kill.
    async fn end(mut self) {
        let before = self.before;
        look(&self.shop, &self.work, books::hold).await;
        look(&self.shop, &self.work, move |shop, work| {
            books::add_up(shop, work, &before);
        })
        .await;
        self.server.kill();
        look(&self.shop, &self.work, |shop, _| shop.check()).await;
        look(&self.shop, &self.work, books::hold).await;
    }
}

/// A few of the words that belong to a code, in Chinese and English.
fn words(code: &str) -> (&'static str, &'static str) {
    match code {
        "storage" => ("系统暂时无法记账", "Nothing can be recorded at the moment"),
        "unknown-outcome" => ("不确定这次有没有办成", "we do not know whether this was done"),
        _ => panic!("no words for {code}"),
    }
}

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
    let refused = scene.redeem();
    // Or busy, in the moment in which all connections are closed.
    scene.is_refused(&refused, &["storage", "busy"]).await;
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
