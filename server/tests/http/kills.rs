//! The server is killed at every step of a top-up and of a refund: after each commit, and while the gateway is at work on each call.
//! After a restart the order ends as if nothing had happened: nothing is lost, nothing is done twice, and the books are right.
//!
//! Here the server is the program itself, so that SIGKILL leaves nothing behind but what is on disk.

use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use huika_gateway::{Gateway, Options};
use huika_store::testing::{SetClock, context, migrated_postgres, postgres_for_tests};
use huika_store::{Store, StoreConfig, StoreError, Tx, demo};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::client::Client;

pub struct Shop {
    base: String,
    port: u16,
    pub database: String,
    gateway: Gateway,
    http: reqwest::Client,
    server: Option<Child>,
    pub member: Client,
    pub folder: TempDir,
    /// More of the program's environment.
    pub variables: Vec<(String, String)>,
}

impl Drop for Shop {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Where in a top-up or in a refund the server is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Killed {
    /// The order is committed, and the gateway has not heard of it.
    AfterOrder,
    /// The gateway has announced it, and its answer has not arrived.
    DuringPrepay,
    /// The answer is kept.
    AfterPrepay,
    /// The payer has paid, and the notification meets nobody.
    DuringNotification,
    /// The gateway is being asked.
    DuringQuery,
    /// The money is on the card.
    AfterCredit,
    /// The amount is set aside, and the gateway has not heard of it.
    AfterHold,
    /// The gateway has taken the refund, and its answer has not arrived.
    DuringRefund,
    /// The gateway is being asked how the refund stands.
    DuringRefundQuery,
    /// The money is back with the payer, and the notification meets nobody.
    DuringRefundNotification,
}

const STEPS: [Killed; 10] = [
    Killed::AfterOrder,
    Killed::DuringPrepay,
    Killed::AfterPrepay,
    Killed::DuringNotification,
    Killed::DuringQuery,
    Killed::AfterCredit,
    Killed::AfterHold,
    Killed::DuringRefund,
    Killed::DuringRefundQuery,
    Killed::DuringRefundNotification,
];

impl Shop {
    pub async fn open(database: Option<String>) -> Self {
        let folder = TempDir::new().unwrap();
        let database = database.unwrap_or_else(|| format!("sqlite:{}", folder.path().join("huika.db").display()));
        // Bound and released again: nobody else here takes a port that was just given out.
        let port = std::net::TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let base = format!("http://127.0.0.1:{port}");
        let gateway = Gateway::start(Options {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            portal: base.clone(),
            data: folder.path().join("gateway"),
            time_scale: 100.0,
        })
        .await
        .unwrap();
        let member = Client::new(&base);
        let mut shop = Self {
            base,
            port,
            database,
            gateway,
            http: reqwest::Client::builder().build().unwrap(),
            server: None,
            member,
            folder,
            variables: Vec::new(),
        };
        shop.while_it_is_down(demo::open_shop).await;
        shop.start().await;
        shop.join().await;
        shop
    }

    pub fn base(&self) -> &str {
        &self.base
    }

    /// The process of the server that runs.
    pub fn process(&self) -> u32 {
        self.server.as_ref().expect("the server runs").id()
    }

    pub fn program(&self, command: &str) -> Command {
        let mut program = Command::new(env!("CARGO_BIN_EXE_huika"));
        program
            .env_clear()
            .arg(command)
            .arg("--config")
            .arg(self.folder.path().join("gateway/huika.toml"))
            .args(["--database", &self.database])
            .env("HUIKA_SERVER_LISTEN", format!("127.0.0.1:{}", self.port))
            .env("HUIKA_SERVER_PUBLIC_URL", &self.base)
            .env("HUIKA_SERVER_TRUSTED_PROXIES", "[\"127.0.0.1\"]")
            .env("HUIKA_SERVER_SECRET", "42".repeat(32))
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        program
    }

    async fn start(&mut self) {
        self.server = Some(self.program("serve").spawn().unwrap());
        let ready = format!("{}/readyz", self.base);
        for _ in 0..400 {
            if self
                .http
                .get(&ready)
                .send()
                .await
                .is_ok_and(|answer| answer.status().is_success())
            {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("the server does not start");
    }

    /// SIGKILL.
    pub fn kill(&mut self) {
        if let Some(mut server) = self.server.take() {
            server.kill().unwrap();
            server.wait().unwrap();
        }
    }

    /// Works on the books while no server does.
    async fn while_it_is_down(&self, work: fn(&mut Tx<'_>) -> Result<(), StoreError>) {
        self.ask(work).await;
    }

    /// Asks the database itself.
    pub async fn ask<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Tx<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> T {
        let config = StoreConfig::new(&self.database, context(SetClock::at(huika_store::testing::NOON), 1));
        tokio::task::spawn_blocking(move || Store::open(config).unwrap().write_blocking(work))
            .await
            .unwrap()
            .unwrap()
    }

    /// Waits until the server has died by itself.
    pub async fn died(&mut self, where_: impl std::fmt::Debug) {
        for _ in 0..600 {
            let server = self.server.as_mut().expect("the server runs");
            if server.try_wait().unwrap().is_some() {
                self.server = None;
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("the server lives on: {where_:?}");
    }

    /// Killed, and whatever waits is due when it is back: time passes while it is down.
    pub async fn killed_for_long(&mut self) {
        self.kill();
        self.while_it_is_down(|tx| {
            tx.exec("UPDATE top_up SET poll_at = 0 WHERE poll_at IS NOT NULL", &[])?;
            tx.exec("UPDATE outbox SET due_at = 0 WHERE due_at IS NOT NULL", &[])?;
            Ok(())
        })
        .await;
        self.control("/control/wechat/faults", json!([])).await;
        self.start().await;
    }

    pub async fn control(&self, path: &str, body: Value) -> Value {
        let request = self.http.post(format!("{}{path}", self.gateway.base())).json(&body);
        serde_json::from_str(&request.send().await.unwrap().text().await.unwrap()).unwrap()
    }

    /// The gateway's view of an order, once it knows it.
    pub async fn at_gateway(&self, number: &str) -> Option<Value> {
        let address = format!("{}/control/wechat/trades/{number}", self.gateway.base());
        let answer = self.http.get(address).send().await.unwrap();
        let known = answer.status().is_success();
        let text = answer.text().await.unwrap();
        known.then(|| serde_json::from_str(&text).unwrap())
    }

    pub async fn refunds_at_gateway(&self, number: &str) -> usize {
        let trade = self.at_gateway(number).await.unwrap_or_default();
        trade["refunds"].as_array().map_or(0, Vec::len)
    }

    pub async fn until(&self, what: &str, holds: impl AsyncFn() -> bool) {
        for _ in 0..600 {
            if holds().await {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("in vain: {what}");
    }

    pub async fn until_page(&mut self, path: &str, words: &str) {
        for _ in 0..300 {
            if self.member.get(path).await.body.contains(words) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{path} does not say {words}");
    }

    async fn join(&mut self) {
        const PHONE: &str = "13100131000";
        self.member.post_form("/do/send_code", &[("phone", PHONE)]).await;
        let address = format!("{}/control/sms?phone={PHONE}&wait_ms=10000", self.gateway.base());
        let sms: Value =
            serde_json::from_str(&self.http.get(address).send().await.unwrap().text().await.unwrap()).unwrap();
        let code = sms["code"].as_str().unwrap().to_owned();
        let entered = self.member.post_form("/do/enter_code", &[("code", &code)]).await;
        assert_eq!(entered.location(), "/");
    }

    /// The server is asked for something that it will not live to answer.
    pub fn ask_in_vain(&self, path: String) {
        tokio::spawn(self.member.clone().get_in_vain(path));
    }

    /// The same with a form.
    pub fn post_in_vain(&self, path: &'static str, fields: &[(&str, &str)]) {
        let fields: Vec<(String, String)> = fields
            .iter()
            .map(|(name, value)| ((*name).into(), (*value).into()))
            .collect();
        tokio::spawn(self.member.clone().post_in_vain(path, fields));
    }

    /// The next calls to this path are answered late.
    async fn slow(&self, path: &str) {
        self.control(
            "/control/wechat/faults",
            json!([{ "kind": "slow", "path": path, "times": 100, "delay_ms": 5_000 }]),
        )
        .await;
    }

    async fn top_up(&mut self, killed: Killed) -> String {
        let key = self.member.get("/top-up").await.field("key");
        let fields = [
            ("choice", "amount"),
            ("amount", "10"),
            ("channel", "wechat"),
            ("key", &*key),
        ];
        let page = self.member.post_form("/do/top_up", &fields).await.location().to_owned();
        let number = page.strip_prefix("/top-up/").unwrap().to_owned();
        let pay = format!("{page}/pay");
        if killed == Killed::AfterOrder {
            self.killed_for_long().await;
        }
        if killed == Killed::DuringPrepay {
            self.slow("transactions/h5").await;
            self.ask_in_vain(pay.clone());
            self.until("the gateway announces it", async || {
                self.at_gateway(&number).await.is_some()
            })
            .await;
            self.killed_for_long().await;
        }
        assert!(self.member.get(&pay).await.location().contains("prepay_id="));
        if killed == Killed::AfterPrepay {
            self.killed_for_long().await;
        }
        let drops = matches!(killed, Killed::DuringNotification | Killed::DuringQuery);
        self.control("/control/policy", json!({ "drop_next": if drops { 1_000 } else { 0 } }))
            .await;
        if killed == Killed::DuringNotification {
            self.kill();
            self.control(&format!("/control/wechat/trades/{number}/pay"), json!({}))
                .await;
            self.killed_for_long().await;
        } else {
            self.control(&format!("/control/wechat/trades/{number}/pay"), json!({}))
                .await;
        }
        if killed == Killed::DuringQuery {
            self.slow("out-trade-no").await;
            self.ask_in_vain(page.clone());
            tokio::time::sleep(Duration::from_millis(300)).await;
            self.killed_for_long().await;
        }
        self.until_page(&page, "充值成功").await;
        if killed == Killed::AfterCredit {
            self.killed_for_long().await;
            self.until_page(&page, "充值成功").await;
        }
        self.control("/control/policy", json!({})).await;
        number
    }

    async fn refund(&mut self, number: &str, killed: Killed) {
        let page = format!("/top-up/{number}/refund");
        let key = self.member.get(&page).await.field("key");
        let fields = [("number", number), ("key", &*key)];
        match killed {
            Killed::DuringRefund => self.slow("refund/domestic").await,
            Killed::DuringRefundQuery => {
                self.control(
                    "/control/policy",
                    json!({ "drop_next": 1_000, "refunds_end": "PROCESSING" }),
                )
                .await;
            }
            Killed::DuringRefundNotification => {
                self.control("/control/policy", json!({ "drop_next": 1_000 })).await;
            }
            _ => {}
        }
        assert_eq!(self.member.post_form("/do/ask_refund", &fields).await.location(), page);
        if killed != Killed::AfterHold {
            self.until("the gateway takes it", async || {
                self.refunds_at_gateway(number).await == 1
            })
            .await;
        }
        if killed == Killed::DuringRefundQuery {
            self.killed_for_long().await;
            self.slow("refund/domestic").await;
            tokio::time::sleep(Duration::from_millis(800)).await;
        }
        self.killed_for_long().await;
        if killed == Killed::DuringRefundQuery {
            // The gateway works on it still.
            self.until_page(&page, "退款处理中").await;
        } else {
            self.until_page(&page, "已退款").await;
        }
        self.control("/control/policy", json!({})).await;
        assert_eq!(self.refunds_at_gateway(number).await, 1, "{killed:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_server_that_is_killed_at_any_step_loses_nothing_and_does_nothing_twice() {
    let mut databases = vec![None];
    databases.extend(postgres_for_tests().map(|base| Some(migrated_postgres(&base).unwrap())));
    for database in databases {
        let mut shop = Shop::open(database).await;
        for killed in STEPS {
            let number = shop.top_up(killed).await;
            let of_a_refund = matches!(
                killed,
                Killed::AfterHold | Killed::DuringRefund | Killed::DuringRefundQuery | Killed::DuringRefundNotification
            );
            if of_a_refund {
                shop.refund(&number, killed).await;
            }
        }
        // Six top-ups of 10.00 stay, three went back, one is set aside.
        let home = shop.member.get("/").await;
        assert!(home.body.contains("¥60.00"), "{}", home.body);
        shop.kill();
        let check = shop.program("check").status().unwrap();
        assert!(check.success(), "the books are right");
    }
}
