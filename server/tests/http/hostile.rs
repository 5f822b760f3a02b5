//! Clients that take places, memory or time from others. `cargo xtask soak hostile` does the same for a minute, against a whole program.

use std::time::{Duration, Instant};

use futures::StreamExt;
use futures::future::join_all;
use futures::stream::FuturesUnordered;
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::people::Member;
use crate::test_app::TestApp;

const PHONE: &str = "13300133070";

async fn raw(app: &TestApp, bytes: &[u8]) -> TcpStream {
    let address = app.base.trim_start_matches("http://").replace("localhost", "127.0.0.1");
    let mut stream = TcpStream::connect(address).await.expect("the server accepts");
    // It may have been sent away already.
    let _sent = stream.write_all(bytes).await;
    stream
}

/// What comes until the server ends the connection; nothing when it does not.
async fn until_its_end(stream: &mut TcpStream, patience: Duration) -> Option<String> {
    let mut text = Vec::new();
    match tokio::time::timeout(patience, stream.read_to_end(&mut text)).await {
        // A reset is an end too.
        Ok(_) => Some(String::from_utf8_lossy(&text).into_owned()),
        Err(_) => None,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn half_requests_are_ended_and_take_no_place_from_a_member() {
    let app = TestApp::with(&[
        ("HUIKA_SERVER_CONNECTIONS", "64"),
        ("HUIKA_SERVER_HEADER_TIMEOUT_SECS", "2"),
    ])
    .await;
    let mut member = Member::join(&app, PHONE).await;
    let half = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ";
    let mut streams: FuturesUnordered<_> = (0..300)
        .map(|place| {
            let (app, bytes) = (&app, if place % 10 == 0 { &b""[..] } else { &half[..] });
            async move { until_its_end(&mut raw(app, bytes).await, Duration::from_mins(1)).await }
        })
        .collect();
    // There is room for 64: all have come when the others were sent away.
    for _ in 0..300 - 64 {
        assert!(streams.next().await.flatten().is_some(), "half a request makes no room");
    }
    for _ in 0..5 {
        assert_eq!(member.client.get("/").await.status, StatusCode::OK);
    }
    while let Some(end) = streams.next().await {
        assert!(end.is_some(), "half a request is still open");
    }
    assert_eq!(member.client.get("/").await.status, StatusCode::OK);
    let metrics = app.get_directly("/metrics").await.body;
    assert!(
        metrics.contains("huika_connections_ended_total{reason=\"crowded\"}"),
        "{metrics}"
    );
}

/// A slow client is one that sends something now and then.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn headers_that_come_one_by_one_have_a_deadline_all_the_same() {
    let app = TestApp::with(&[("HUIKA_SERVER_HEADER_TIMEOUT_SECS", "1")]).await;
    let mut stream = raw(&app, b"GET / HTTP/1.1\r\nHost: localhost\r\n").await;
    let began = Instant::now();
    while stream.write_all(b"X-More: 1\r\n").await.is_ok() {
        assert!(began.elapsed() < Duration::from_secs(30), "it goes on for ever");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_connection_that_rests_is_ended_after_its_time_and_not_before() {
    let app = TestApp::with(&[
        ("HUIKA_SERVER_HEADER_TIMEOUT_SECS", "1"),
        ("HUIKA_SERVER_IDLE_TIMEOUT_SECS", "3"),
    ])
    .await;
    let request = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let mut stream = raw(&app, request).await;
    let mut answer = [0; 4096];
    assert!(stream.read(&mut answer).await.unwrap() > 0);
    // Longer than headers may take: it waits for nothing but the next request.
    tokio::time::sleep(Duration::from_millis(1500)).await;
    stream.write_all(request).await.unwrap();
    assert!(stream.read(&mut answer).await.unwrap() > 0, "it was kept");
    let end = until_its_end(&mut stream, Duration::from_secs(30)).await;
    assert_eq!(end.as_deref(), Some(""));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn too_many_headers_or_too_long_ones_are_refused_and_nothing_else_happens() {
    let app = TestApp::new().await;
    for flood in ["X-A: 1\r\n".repeat(2_000), format!("X-A: {}\r\n", "a".repeat(100_000))] {
        let request = format!("GET / HTTP/1.1\r\nHost: localhost\r\n{flood}\r\n");
        let mut stream = raw(&app, request.as_bytes()).await;
        let end = until_its_end(&mut stream, Duration::from_secs(30))
            .await
            .expect("it is ended");
        assert!(end.is_empty() || end.starts_with("HTTP/1.1 431"), "{end}");
    }
    assert_eq!(app.client().get("/join").await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_method_that_a_client_invents_is_no_label() {
    let app = TestApp::new().await;
    let mut client = app.client();
    for number in 0..40 {
        let method = Method::from_bytes(format!("BREW{number}{}", "X".repeat(4_000)).as_bytes()).unwrap();
        client.request(method, "/join", HeaderMap::new(), Vec::new()).await;
    }
    let metrics = app.get_directly("/metrics").await.body;
    assert!(
        metrics.contains("method=\"other\"") && !metrics.contains("BREW"),
        "{metrics}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_session_has_a_few_event_streams_and_gets_a_place_back_when_one_ends() {
    let app = TestApp::with(&[("HUIKA_SERVER_STREAMS_PER_SESSION", "3")]).await;
    let mut member = Member::join(&app, PHONE).await;
    let mut open = Vec::new();
    for _ in 0..3 {
        open.push(member.client.listen("/events").await);
    }
    let mut headers = HeaderMap::new();
    headers.insert("accept", HeaderValue::from_static("text/event-stream"));
    let refused = member.client.request(Method::GET, "/events", headers, Vec::new()).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.header("retry-after"), "60");
    let mut other = Member::join(&app, "13300133071").await;
    let _theirs = other.client.listen("/events").await;
    open.pop();
    app.until("the place of the stream that ended is free", async || {
        let streams = &app.state.streams;
        let token = member.client.cookie("huika").expect("a session");
        streams.open(token, 3).is_some()
    })
    .await;
    let _again = member.client.listen("/events").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn parallel_sign_ins_wait_for_their_turn_or_are_told_that_it_is_busy() {
    let app = TestApp::new().await;
    let tries = (0..120).map(|_| {
        let mut client = app.client();
        async move {
            let fields = [("login", "nobody"), ("password", "not-the-password")];
            client
                .post_form("/do/staff_sign_in", &fields)
                .await
                .location()
                .to_owned()
        }
    });
    let answers = join_all(tries).await;
    let count = |code: &str| {
        answers
            .iter()
            .filter(|to| to.ends_with(&format!("error={code}")))
            .count()
    };
    // Five strangers' tries at one log-in are looked at; the others hear that it is locked, or that it is busy.
    assert_eq!(
        count("wrong-password") + count("locked") + count("busy"),
        120,
        "{answers:?}"
    );
    assert_eq!(count("wrong-password"), 5, "{answers:?}");
    let fields = [("login", "xuhui"), ("password", "huika-demo")];
    let right = app.client().post_form("/do/staff_sign_in", &fields).await;
    assert_eq!(right.location(), "/counter");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn events_ask_proxies_not_to_keep_them() {
    let app = TestApp::new().await;
    let member = Member::join(&app, PHONE).await;
    let cookie = format!("huika={}", member.client.cookie("huika").expect("a session"));
    let request = app.http.get(format!("{}/events", app.base)).header("cookie", cookie);
    let response = request.send().await.unwrap();
    assert_eq!(response.headers()["x-accel-buffering"], "no");
}
