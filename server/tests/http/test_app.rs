//! A whole server for one story: its own database, its own gateway, a port of its own.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use huika_domain::{MemberId, Phone};
use huika_gateway::{Gateway, Options};
use huika_server::config::{Config, Source};
use huika_server::listen::{self, Limits};
use huika_server::{jobs, web};
use huika_store::{
    StoreError, Tx,
    books::prove,
    demo,
    member::{Home, home},
    testing,
    top_up::{TopUpStatus, order_by_number},
};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::client::{Answer, Client};

pub struct TestApp {
    pub base: String,
    pub state: web::AppState,
    pub gateway: Gateway,
    pub http: reqwest::Client,
    stop: watch::Sender<bool>,
    server: JoinHandle<()>,
    /// The number of the last SMS to each phone that a story has read.
    pub messages_read: Mutex<HashMap<String, u64>>,
    /// Settings and address of the database, for another server on it.
    config: Config,
    folder: TempDir,
}

/// One more server of the same shop, beside the first one.
pub struct AnotherServer {
    pub base: String,
    stop: watch::Sender<bool>,
    server: JoinHandle<()>,
}

impl Drop for AnotherServer {
    fn drop(&mut self) {
        self.stop.send_replace(true);
        self.server.abort();
    }
}

/// Runs a story on both engines, and proves the books after it. PostgreSQL is left out where there is none to test on.
pub async fn on_both_engines(story: impl AsyncFn(&TestApp)) {
    let mut urls = vec![None];
    urls.extend(testing::postgres_for_tests().map(|base| Some(testing::migrated_postgres(&base).unwrap())));
    for url in urls {
        let app = TestApp::on(url, &[]).await;
        story(&app).await;
        app.books_hold().await;
    }
}

/// The same on databases in which nobody has opened a shop yet.
pub async fn on_both_engines_before_opening(story: impl AsyncFn(&TestApp)) {
    let mut urls = vec![None];
    urls.extend(testing::postgres_for_tests().map(|base| Some(testing::migrated_postgres(&base).unwrap())));
    for url in urls {
        let app = TestApp::before_opening(url, &[]).await;
        story(&app).await;
        app.books_hold().await;
    }
}

impl TestApp {
    /// On SQLite.
    pub async fn new() -> Self {
        Self::on(None, &[]).await
    }

    /// On SQLite, with settings of its own, named as the environment names them.
    pub async fn with(settings: &[(&str, &str)]) -> Self {
        Self::on(None, settings).await
    }

    async fn on(postgres: Option<String>, settings: &[(&str, &str)]) -> Self {
        let app = Self::before_opening(postgres, settings).await;
        app.state
            .store
            .write(|tx: &mut Tx<'_>| demo::open_shop(tx))
            .await
            .unwrap();
        app
    }

    /// Without a shop.
    async fn before_opening(postgres: Option<String>, settings: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir_in(testing::folder_for_databases()).unwrap();
        let database = postgres.unwrap_or_else(|| testing::migrated_sqlite(folder.path(), "huika.db").unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        // A name and no number, so that passkeys are possible.
        let base = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        let data = folder.path().join("gateway");
        let options = Options {
            listen: "127.0.0.1:0".parse().unwrap(),
            portal: base.clone(),
            data: data.clone(),
            time_scale: 100.0,
        };
        let gateway = Gateway::start(options).await.unwrap();
        let (stop, stopping) = watch::channel(false);
        let config = config(&base, &data, &database, settings);
        let state = web::AppState::open(Arc::new(config.clone()), stopping).unwrap();
        jobs::start(&state);
        let server = serve(listener, &state);
        let http = reqwest::Client::builder().build().unwrap();
        Self {
            base,
            state,
            gateway,
            http,
            stop,
            server,
            messages_read: Mutex::default(),
            config,
            folder,
        }
    }

    /// Another server on the same database; on PostgreSQL alone, since an SQLite file has one server.
    pub async fn another_server(&self) -> AnotherServer {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let (stop, stopping) = watch::channel(false);
        let state = web::AppState::open(Arc::new(self.config.clone()), stopping).unwrap();
        jobs::start(&state);
        let server = serve(listener, &state);
        AnotherServer { base, stop, server }
    }

    /// Another program of the same shop: `huika COMMAND …`, on the same database and gateway.
    pub fn huika(&self, words: &[&str]) -> std::process::Command {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_huika"));
        command
            .env_clear()
            .args(words)
            .arg("--config")
            .arg(self.folder.path().join("gateway/huika.toml"))
            .args(["--database", self.config.store.url.expose()])
            .env("HUIKA_SERVER_PUBLIC_URL", &self.base)
            .env("HUIKA_SERVER_SECRET", "42".repeat(32));
        command
    }

    pub fn is_on_postgres(&self) -> bool {
        huika_store::is_postgres(self.config.store.url.expose())
    }

    /// The ids and secrets that the gateway gave to the shop.
    pub fn gateway_account(&self) -> serde_json::Value {
        let text = std::fs::read(self.folder.path().join("gateway/account.json")).unwrap();
        serde_json::from_slice(&text).unwrap()
    }

    /// The gateway goes down.
    pub fn stop_gateway(&self) {
        self.gateway.stop();
    }

    /// And comes back at the same address, with everything that it knew.
    pub async fn restart_gateway(&self) -> Gateway {
        let options = Options {
            listen: self.gateway.address,
            portal: self.base.clone(),
            data: self.folder.path().join("gateway"),
            time_scale: 100.0,
        };
        for _ in 0..100 {
            if let Ok(gateway) = Gateway::start(options.clone()).await {
                return gateway;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("the gateway's address does not become free");
    }

    pub fn client(&self) -> Client {
        Client::new(&self.base)
    }

    /// A request without a proxy between.
    pub async fn get_directly(&self, path: &str) -> Answer {
        let response = self.http.get(format!("{}{path}", self.base)).send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        Answer {
            status,
            headers,
            body: response.text().await.unwrap(),
        }
    }

    pub async fn books_hold(&self) {
        let store = self.state.store.clone();
        let proof = tokio::task::spawn_blocking(move || store.scan(prove))
            .await
            .unwrap()
            .unwrap();
        assert!(proof.holds(), "{:?}", proof.findings);
    }

    /// How many entries the books hold: a refusal must not add one.
    pub async fn entries(&self) -> i64 {
        self.query(|tx| tx.value("SELECT COUNT(*) FROM entry", &[])).await
    }

    pub async fn top_up_status(&self, number: &str) -> TopUpStatus {
        let number = number.to_owned();
        self.query(move |tx| order_by_number(tx, &number))
            .await
            .expect("the order exists")
            .status
    }

    /// What the first page of a member shows.
    pub async fn home_of(&self, phone: &str) -> Home {
        let member = self.member_of(phone).await;
        self.query(move |tx| home(tx, member)).await.expect("the member exists")
    }

    pub async fn member_of(&self, phone: &str) -> MemberId {
        let phone = Phone::parse(phone).unwrap();
        let found = self.query(move |tx| {
            let params = [huika_store::Value::Text(phone.as_str())];
            tx.one("SELECT id FROM member WHERE phone = ?1", &params, |row| row.get("id"))
        });
        found.await.expect("the member exists")
    }

    pub async fn query<T: Send + 'static>(
        &self,
        query: impl Fn(&mut Tx<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> T {
        self.state.store.read(query).await.unwrap()
    }

    /// Changes values of the chain's rule, given as JSON, from now on.
    pub async fn set_rule(&self, area: &'static str, values: &'static str) {
        let store = self.state.store.clone();
        let set = move || testing::set_rule(&store, area, huika_domain::settings::Scope::Chain, values);
        tokio::task::spawn_blocking(set)
            .await
            .unwrap()
            .expect("the rule is right");
    }

    /// Arranges what a story needs and no page can do.
    pub async fn arrange(&self, sql: &'static str) {
        let done = self
            .state
            .store
            .write(move |tx: &mut Tx<'_>| -> Result<u64, StoreError> { tx.exec(sql, &[]) });
        assert!(done.await.unwrap() > 0, "{sql} changed nothing");
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.stop.send_replace(true);
        self.server.abort();
    }
}

/// As `huika serve` does, with as many files as the system gives.
fn serve(listener: TcpListener, state: &web::AppState) -> JoinHandle<()> {
    let limits = Limits::new(&state.config.server, listen::raise_open_files());
    tokio::spawn(listen::serve(
        listener,
        web::router(state),
        limits,
        state.stopping.clone(),
    ))
}

/// The gateway's own settings file, as a newcomer would use it, and this story's database.
fn config(base: &str, gateway: &Path, database: &str, settings: &[(&str, &str)]) -> Config {
    let secret = "42".repeat(32);
    let usual = [
        ("HUIKA_SERVER_PUBLIC_URL", base),
        ("HUIKA_SERVER_TRUSTED_PROXIES", "[\"127.0.0.1\"]"),
        ("HUIKA_SERVER_SECRET", &secret),
    ];
    let named = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let source = Source {
        file: Some(gateway.join("huika.toml")),
        variables: usual.iter().chain(settings).map(named).collect(),
        database: Some(database.to_owned()),
    };
    source.load().unwrap()
}
