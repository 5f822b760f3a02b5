//! A server, work for it, and a disk that can be told to fail.

use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

use crate::{
    books,
    kills::look,
    people::let_in,
    shim::{Disk, Fault},
    shop::{Server, Shop},
    work::{Command, Dice, Silence, Work, leads_to, read},
};

/// A running server on a disk that does what it is told.
pub struct Scene {
    pub shop: Arc<Shop>,
    pub work: Arc<Work>,
    pub disk: Arc<Disk>,
    pub server: Server,
    pub before: HashMap<i64, (i64, i64)>,
    pub next: u32,
}

impl Scene {
    pub async fn open() -> Self {
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
    pub async fn work_for(&self, time: Duration, dice: &mut Dice) {
        let hands = self.work.begin(4, dice);
        tokio::time::sleep(time).await;
        self.work.stop();
        Work::join(hands).await;
        self.work.finish().await;
    }

    pub fn redeem(&mut self) -> Command {
        self.next += 1;
        Command::Redeem {
            key: format!("by-hand-{:08}", self.next),
            phone: usize::try_from(self.next % 12).unwrap_or(0),
        }
    }

    /// A sale whose scan was made while the disk worked.
    pub async fn scanned(&mut self) -> Command {
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
    pub async fn is_refused(&self, command: &Command, codes: &[&str]) -> String {
        match self.work.send(command).await {
            Err(Silence::Unavailable(code)) if codes.contains(&code.as_str()) => code,
            other => panic!(
                "{command:?} was answered {other:?} and not refused by {codes:?}\n{}",
                self.shop.last_words()
            ),
        }
    }

    /// Asks for redemptions until one is refused by one of these, which must be soon; answers it. What is answered before the server has
    /// noticed is done, and counted.
    pub async fn refuses_soon(&mut self, codes: &[&str]) -> Command {
        let since = Instant::now();
        loop {
            let command = self.redeem();
            match self.work.send(&command).await {
                Ok(answer) if since.elapsed() < Duration::from_secs(10) => self.work.note(command, answer),
                Err(Silence::Unavailable(code)) if codes.contains(&code.as_str()) => return command,
                other => panic!(
                    "{command:?} was answered {other:?} and not refused by {codes:?}\n{}",
                    self.shop.last_words()
                ),
            }
        }
    }

    /// Waits until the fault has hit something more.
    pub async fn is_met(&self, hits: u32) {
        let since = Instant::now();
        while self.disk.hits() == hits {
            assert!(since.elapsed() < Duration::from_mins(1), "the fault was never met");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    pub async fn status_is(&self, path: &str, wanted: u16, within: Duration) {
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
    pub async fn the_phone_says(&mut self, codes: &[&str]) {
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
    pub async fn recovers(&mut self, refused: Vec<Command>, dice: &mut Dice) {
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
    pub async fn end(mut self) {
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
