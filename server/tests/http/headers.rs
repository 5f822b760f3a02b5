//! What every answer carries, whatever made it.

use http::{HeaderMap, Method, StatusCode};

use crate::client::Answer;
use crate::test_app::TestApp;

/// What every answer carries, whatever made it.
pub fn carries_the_policy(answer: &Answer, what: &str) {
    let policy = answer.header("content-security-policy");
    for part in [
        "default-src 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
        "base-uri 'none'",
        "script-src 'nonce-",
    ] {
        assert!(policy.contains(part), "{what}: {policy}");
    }
    assert!(
        !policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"),
        "{policy}"
    );
    assert_eq!(answer.header("x-content-type-options"), "nosniff", "{what}");
    assert_eq!(answer.header("referrer-policy"), "same-origin", "{what}");
    assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{what}");
    assert!(answer.header("permissions-policy").contains("geolocation=()"), "{what}");
    assert!(answer.header("x-request-id").len() >= 8, "{what}");
    assert_eq!(
        answer.header("strict-transport-security"),
        "",
        "{what}: this server is not on https"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_answer_carries_the_policy_and_its_companions() {
    let app = TestApp::new().await;
    let mut client = app.client();
    for (method, path) in [
        (Method::GET, "/"),
        (Method::GET, "/join"),
        (Method::GET, "/counter/sign-in"),
        (Method::GET, "/no-such-page"),
        (Method::GET, "/healthz"),
        (Method::GET, "/readyz"),
        (Method::GET, "/metrics"),
        (Method::GET, "/events"),
        (Method::GET, "/pkg/none.js"),
        (Method::POST, "/do/no_such_function"),
        (Method::POST, "/notify/wechat"),
        (Method::DELETE, "/join"),
    ] {
        let answer = client.request(method.clone(), path, HeaderMap::new(), Vec::new()).await;
        carries_the_policy(&answer, &format!("{method} {path}"));
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_nonce_in_a_page_is_the_one_in_its_policy_and_never_the_same_twice() {
    let app = TestApp::new().await;
    let mut client = app.client();
    let (first, second) = (client.get("/join").await, client.get("/join").await);
    let nonce_of = |policy: &str| {
        policy
            .split("'nonce-")
            .nth(1)
            .unwrap()
            .split('\'')
            .next()
            .unwrap()
            .to_owned()
    };
    let nonces = [&first, &second].map(|answer| nonce_of(answer.header("content-security-policy")));
    assert_ne!(nonces[0], nonces[1]);
    assert!(
        first.body.contains(&format!("nonce=\"{}\"", nonces[0])),
        "{}",
        first.body
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_form_of_another_site_is_refused_whatever_it_posts_to() {
    let app = TestApp::new().await;
    let mut client = app.client();
    for target in huika_server::web::form_targets() {
        let answer = client
            .post_form_from_elsewhere(&target, &[("phone", "13800138000")])
            .await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{target}");
    }
    let same_origin = client.post_form("/do/no_such_function", &[]).await;
    assert_ne!(same_origin.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_body_beyond_the_limit_is_refused() {
    let app = TestApp::new().await;
    let huge = "x".repeat(100_000);
    let answer = app.client().post_form("/do/no_such_function", &[("a", &huge)]).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_probes_answer_and_the_metrics_name_routes_but_no_values() {
    let app = TestApp::new().await;
    let mut client = app.client();
    assert_eq!(client.get("/healthz").await.body, "ok\n");
    assert_eq!(client.get("/readyz").await.body, "ready\n");
    client.get("/top-up/T20261122000001").await;
    // Behind a proxy the page does not exist; this machine itself sees it.
    assert_eq!(client.get("/metrics").await.status, StatusCode::NOT_FOUND);
    let metrics = app.get_directly("/metrics").await;
    assert_eq!(metrics.status, StatusCode::OK);
    assert!(
        metrics
            .body
            .contains("huika_http_requests_total{route=\"/top-up/{number}\""),
        "{}",
        metrics.body
    );
    assert!(metrics.body.contains("huika_store_commits_total"), "{}", metrics.body);
    assert!(metrics.body.contains("\nhuika_ready 1\n"), "{}", metrics.body);
    assert!(!metrics.body.contains("T20261122000001"));
    let (version, commit) = (huika_server::version::VERSION, huika_server::version::COMMIT);
    let build = format!("huika_build_info{{version=\"{version}\",commit=\"{commit}\",changed=");
    assert!(metrics.body.contains(&build), "{}", metrics.body);
}
