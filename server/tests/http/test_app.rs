//! A whole server for one story: its own database, its own gateway, a port of its own.

use std::net::SocketAddr;
use std::sync::Arc;

use huika_gateway::{Gateway, Options};
use huika_server::config::{Config, Source};
use huika_server::{jobs, web};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::client::{Answer, Client};

pub struct TestApp {
    pub base: String,
    pub state: web::AppState,
    pub gateway: Gateway,
    stop: watch::Sender<bool>,
    server: JoinHandle<()>,
    _folder: TempDir,
}

impl TestApp {
    /// On SQLite.
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = format!("sqlite:{}", folder.path().join("huika.db").display());
        Self::start(folder, database).await
    }

    async fn start(folder: TempDir, database: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let data = folder.path().join("gateway");
        let options = Options {
            listen: "127.0.0.1:0".parse().unwrap(),
            portal: base.clone(),
            data: data.clone(),
            time_scale: 100.0,
        };
        let gateway = Gateway::start(options).await.unwrap();
        let (stop, stopping) = watch::channel(false);
        let state = web::AppState::open(Arc::new(config(&base, &data, &database)), stopping).unwrap();
        jobs::start(&state);
        let app = web::router(&state).into_make_service_with_connect_info::<SocketAddr>();
        let server = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self {
            base,
            state,
            gateway,
            stop,
            server,
            _folder: folder,
        }
    }

    pub fn client(&self) -> Client {
        Client::new(&self.base)
    }

    /// A request without a proxy between.
    pub async fn from_this_machine(&self, path: &str) -> Answer {
        let response = reqwest::get(format!("{}{path}", self.base)).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        Answer {
            status,
            headers,
            body: response.text().await.unwrap(),
        }
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.stop.send_replace(true);
        self.server.abort();
    }
}

/// The gateway's own settings file, as a newcomer would use it, and this story's database.
fn config(base: &str, gateway: &std::path::Path, database: &str) -> Config {
    let source = Source {
        file: Some(gateway.join("huika.toml")),
        variables: vec![
            ("HUIKA_SERVER_PUBLIC_URL".to_owned(), base.to_owned()),
            ("HUIKA_SERVER_TRUSTED_PROXIES".to_owned(), "[\"127.0.0.1\"]".to_owned()),
            ("HUIKA_SERVER_SECRET".to_owned(), "42".repeat(32)),
        ],
        database: Some(database.to_owned()),
    };
    source.load().unwrap()
}
