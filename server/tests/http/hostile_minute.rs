//! All kinds of hostile clients at once, for some seconds, against the program itself, whose memory can be read. Meanwhile a member opens
//! pages, and afterwards everything is as before.
//!
//! The short version is a test; `cargo xtask soak hostile` sets `HUIKA_HOSTILE_SECONDS` for the long one, which also holds the member's
//! time against its limit: here the machine may be busy with other tests.

use std::future::Future;
use std::time::{Duration, Instant};

use futures::future::join_all;
use huika_server::listen::raise_open_files;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use crate::client::Client;
use crate::kills::Shop;

const MAX_BYTES: u64 = 150 * 1024 * 1024;
const MAX_TIME: Duration = Duration::from_secs(1);
/// From here on it is the long version.
const LONG_SECS: u64 = 30;

/// So many of each kind at one time.
const HALF_OPEN: usize = 1_100;
const HEADER_FLOODS: usize = 200;
const METHODS: usize = 4;
const SIGN_INS: usize = 60;
const STREAMS: usize = 150;

fn secs() -> u64 {
    std::env::var("HUIKA_HOSTILE_SECONDS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(3)
}

/// A figure of `/proc/PID/status` in bytes.
fn memory(process: u32, figure: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with(figure)).unwrap();
    let kib: u64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    kib * 1024
}

/// The pages of the program's own file, of one that is not optimised: it has three times as many as the one that is shipped, of which nothing is taken off.
fn own_pages(process: u32) -> u64 {
    if cfg!(debug_assertions) {
        memory(process, "RssFile")
    } else {
        0
    }
}

/// Sends bytes on a connection of its own and keeps it until the server ends it.
async fn send_and_stay(address: &str, bytes: &[u8]) {
    let Ok(mut stream) = TcpStream::connect(address).await else {
        return;
    };
    let mut answer = [0; 1024];
    if stream.write_all(bytes).await.is_ok() {
        while stream.read(&mut answer).await.is_ok_and(|n| n > 0) {}
    }
}

/// Does it again and again until the time is over, with a pause that leaves the machine to the others.
async fn until<F: Future<Output = ()>>(end: Instant, act: impl Fn() -> F) {
    while let Some(left) = end.checked_duration_since(Instant::now()) {
        let _cut_off = timeout(left, act()).await;
        sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn hostile_clients_cost_little_memory_and_a_member_is_served_meanwhile() {
    raise_open_files();
    let shop = Shop::open(None).await;
    let address = shop.base().trim_start_matches("http://");
    let cookie = shop.member.cookie("huika").expect("the member is signed in").to_owned();
    let end = Instant::now() + Duration::from_secs(secs());

    let half = "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ";
    let headers = format!(
        "GET / HTTP/1.1\r\nHost: localhost\r\n{}",
        format!("X-A: {}\r\n", "a".repeat(240)).repeat(90)
    );
    let stream = format!("GET /events HTTP/1.1\r\nHost: localhost\r\nCookie: huika={cookie}\r\n\r\n");
    let half_open = join_all((0..HALF_OPEN).map(|_| until(end, || send_and_stay(address, half.as_bytes()))));
    let floods = join_all((0..HEADER_FLOODS).map(|_| until(end, || send_and_stay(address, headers.as_bytes()))));
    let streams = join_all((0..STREAMS).map(|_| until(end, || send_and_stay(address, stream.as_bytes()))));
    let methods = join_all((0..METHODS).map(|kind| {
        until(end, move || {
            let number = end.saturating_duration_since(Instant::now()).as_nanos();
            let request = format!("BREW{kind}{number} / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            async move { send_and_stay(address, request.as_bytes()).await }
        })
    }));
    let sign_ins = join_all((0..SIGN_INS).map(|_| {
        until(end, || async {
            let fields = [("login", "nobody"), ("password", "not-the-password")];
            let mut client = Client::new(shop.base());
            client.post_form("/do/staff_sign_in", &fields).await;
        })
    }));
    let mut member = shop.member.clone();
    let honest = async {
        let mut took = Vec::new();
        while Instant::now() < end || took.is_empty() {
            let began = Instant::now();
            assert!(member.get("/").await.status.is_success());
            took.push(began.elapsed());
            sleep(Duration::from_millis(20)).await;
        }
        took.sort_unstable();
        took
    };
    let (took, ..) = tokio::join!(honest, half_open, floods, streams, methods, sign_ins);

    let p99 = took[(took.len() * 99 / 100).min(took.len() - 1)];
    let most = memory(shop.process(), "VmHWM").saturating_sub(own_pages(shop.process()));
    for (name, value, unit) in [
        ("pages", took.len() as f64, ""),
        ("page.p99", p99.as_secs_f64() * 1000.0, "ms"),
        ("memory.most", most as f64 / 1024.0 / 1024.0, "MB"),
    ] {
        println!(
            "\n{}",
            json!({ "name": format!("hostile.{name}"), "value": value, "unit": unit })
        );
    }
    assert!(most <= MAX_BYTES, "{most} bytes of memory");
    assert!(secs() < LONG_SECS || p99 <= MAX_TIME, "a member's page took {p99:?}");
    everything_is_as_before(&shop, member).await;
}

async fn everything_is_as_before(shop: &Shop, mut member: Client) {
    let http = reqwest::Client::builder().build().unwrap();
    let mut metrics = String::new();
    for _ in 0..1_200 {
        let answer = http.get(format!("{}/metrics", shop.base())).send().await.unwrap();
        metrics = answer.text().await.unwrap();
        let open = metrics.lines().find_map(|line| line.strip_prefix("huika_connections "));
        if open.is_some_and(|count| count.parse::<f64>().unwrap() < 60.0) {
            break;
        }
        metrics.clear();
        sleep(Duration::from_millis(50)).await;
    }
    assert!(!metrics.is_empty(), "the connections do not end");
    assert!(
        metrics.contains("method=\"other\"") && !metrics.contains("BREW"),
        "{metrics}"
    );
    assert!(metrics.len() < 200_000, "{} bytes of figures", metrics.len());
    let ready = http.get(format!("{}/readyz", shop.base())).send().await.unwrap();
    assert!(ready.status().is_success(), "{}", ready.text().await.unwrap());
    assert!(member.get("/").await.status.is_success());
    // The stream of a page opens again.
    member.listen("/events").await;
    let fields = [("login", "xuhui"), ("password", "huika-demo")];
    let signed_in = Client::new(shop.base()).post_form("/do/staff_sign_in", &fields).await;
    assert_eq!(signed_in.location(), "/counter");
}
