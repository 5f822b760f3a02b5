//! `cargo xtask bench sales`: durable sales a second through `/pos/v1` on kept-alive connections, beside what an empty
//! handler behind the same layers of the same server answers. One JSON object a line.
//!
//! Usage: `bench_sales [--seconds 5] [--postgres URL]`.

mod load;
#[path = "../bench/run.rs"]
mod run;

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, routing::post};
use huika_domain::StoreId;
use huika_server::{
    config::Source,
    listen::{self, Limits},
    web::{self, AppState},
};
use huika_store::{StoreError, Tx, testing::crowd, till::make_till_key};
use tokio::{net::TcpListener, sync::watch};

use run::figure;

/// Tills, each with a key of its own: more than enough for none to meet its limit of requests a second.
const TILLS: usize = 2_000;

/// Sessions opened for each second that is measured.
const PLENTY_A_SECOND: usize = 20_000;

const CONNECTIONS: [usize; 2] = [64, 256];

fn main() {
    run::on_each_engine("--seconds", 5, async |engine, url, seconds| {
        let time = Duration::from_secs(u64::try_from(seconds).expect("a time is not below zero"));
        compare(engine, &url, time).await;
    });
}

/// Measures the empty handler and the sale in turns, so that both meet the same machine.
async fn compare(engine: &str, url: &str, time: Duration) {
    let shop = Shop::open(url, time).await;
    for connections in CONNECTIONS {
        let empty = load::run(shop.address, connections, time, |index| shop.nothing(index)).await;
        let sold = load::run(shop.address, connections, time, |index| shop.sale(connections, index)).await;
        let name = format!("{engine}.http.sale.{connections}");
        figure(&format!("{engine}.http.empty.{connections}"), empty.rate, "1/s", None);
        figure(&name, sold.rate, "1/s", Some(sold.rate / empty.rate));
        figure(&format!("{name}.p99"), sold.p99.as_secs_f64() * 1000.0, "ms", None);
    }
}

/// A server with members who stand at its tills.
struct Shop {
    address: SocketAddr,
    keys: Vec<String>,
    /// Sessions for each number of connections.
    sessions: Vec<(usize, Vec<String>)>,
    _stop: watch::Sender<bool>,
}

impl Shop {
    async fn open(url: &str, time: Duration) -> Self {
        let wanted = PLENTY_A_SECOND * usize::try_from(time.as_secs()).unwrap_or(60).max(1);
        let filled = url.to_owned();
        let (keys, sessions) = tokio::task::spawn_blocking(move || fill(&filled, wanted))
            .await
            .expect("the shop opens");
        let (stop, stopping) = watch::channel(false);
        let source = Source {
            file: None,
            variables: vec![
                ("HUIKA_SERVER_PUBLIC_URL".to_owned(), "http://127.0.0.1:3000".to_owned()),
                ("HUIKA_SERVER_SECRET".to_owned(), "07".repeat(32)),
            ],
            database: Some(url.to_owned()),
        };
        let config = Arc::new(source.load().expect("the settings are right"));
        let state = AppState::open(config, stopping).expect("the server opens");
        let app = web::router_with(&state, Router::new().route("/empty", post(async || ())));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let limits = Limits::new(&state.config.server, listen::raise_open_files());
        tokio::spawn(listen::serve(listener, app, limits, state.stopping.clone()));
        Self {
            address,
            keys,
            sessions,
            _stop: stop,
        }
    }

    /// A request that is answered without work, of the size of a sale.
    fn nothing(&self, index: usize) -> String {
        self.request("/empty", index, "none", &format!("none-{index}"))
    }

    fn sale(&self, connections: usize, index: usize) -> String {
        let of_these = self.sessions.iter().find(|(of, _)| *of == connections);
        let session = of_these
            .and_then(|(_, sessions)| sessions.get(index))
            .expect("more sales were made than sessions were opened");
        self.request("/pos/v1/sales", index, session, &format!("sale-{connections}-{index}"))
    }

    fn request(&self, path: &str, index: usize, session: &str, key: &str) -> String {
        let body = serde_json::json!({ "session": session, "amount_fen": 3650 }).to_string();
        format!(
            "POST {path} HTTP/1.1\r\nHost: 127.0.0.1:3000\r\nAuthorization: Bearer {}\r\nIdempotency-Key: {key}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.keys[index % TILLS],
            body.len()
        )
    }
}

/// Members, tills and sessions; answers the tills' keys and the sessions by number of connections.
fn fill(url: &str, sessions: usize) -> (Vec<String>, Vec<(usize, Vec<String>)>) {
    let store = crowd::open(url, 4);
    let keys = store
        .write_blocking(|tx: &mut Tx<'_>| {
            (0..TILLS)
                .map(|till| {
                    let (name, store) = (till_name(till), StoreId::new(store_of(till)));
                    make_till_key(tx, &name, store, &name, None)
                })
                .collect::<Result<Vec<_>, StoreError>>()
        })
        .expect("keys can be made");
    let opened = CONNECTIONS
        .map(|connections| {
            let name = format!("http-{connections}");
            let tills = crowd::Tills::open_at(&store, &name, sessions, crowd::MEMBERS, |index| {
                (store_of(index % TILLS), till_name(index % TILLS))
            });
            let tokens = tills.all().iter().map(|bill| bill.key.clone()).collect();
            (connections, tokens)
        })
        .into();
    (keys, opened)
}

fn store_of(till: usize) -> i64 {
    till as i64 % crowd::STORES + 1
}

fn till_name(till: usize) -> String {
    format!("{}", till as i64 / crowd::STORES + 1)
}
