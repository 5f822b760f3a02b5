//! A till of another store asks for everything that the tills' interface knows.

use http::{HeaderMap, Method, StatusCode};
use huika_server::web::pos;
use serde_json::json;

use crate::client::Answer;
use crate::test_app::{TestApp, on_both_engines};
use crate::world::{OWNER, World, learnt, nobodys, state, with};

/// The address and the body of a till's request about a thing.
type Asked<'a> = Box<dyn Fn(&str) -> (String, serde_json::Value) + 'a>;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn mistake_10_a_till_of_another_store_finds_neither_session_nor_receipt() {
    on_both_engines(async |app| {
        let world = World::make(app).await;
        let before = state(app).await;
        let opened = call(app, &world.key_here, Method::POST, "/pos/v1/scans", json!({ "code": OWNER })).await;
        assert_eq!(opened.status, StatusCode::CREATED, "{}", opened.body);
        let opened: serde_json::Value = serde_json::from_str(&opened.body).expect("JSON");
        let session = opened["session"].as_str().expect("a session").to_owned();
        let bill = |session: &str| json!({ "session": session, "amount_fen": 100, "payment": "outside", "outside_channel": "cash" });
        let back = |receipt: &str| json!({ "receipt_number": receipt, "amount_fen": 100, "line": "matrix" });
        let description = serde_json::to_value(pos::description()).expect("a description");
        for (path, methods) in description["paths"].as_object().expect("paths") {
            for method in methods.as_object().expect("methods").keys() {
                let method: Method = method.to_uppercase().parse().expect("a method");
                let (own, request): (&str, Asked<'_>) =
                    match (method.as_str(), path.as_str()) {
                        ("GET", "/pos/v1/sessions/{session}") => (&session, Box::new(|id| (with(path, id), json!({})))),
                        ("GET", "/pos/v1/sales/{receipt_number}" | "/pos/v1/sales/{receipt_number}/lines") => {
                            (&world.receipt, Box::new(|id| (with(path, id), json!({}))))
                        }
                        ("POST", "/pos/v1/quotes" | "/pos/v1/approvals" | "/pos/v1/sales") => {
                            (&session, Box::new(|id| (path.clone(), bill(id))))
                        }
                        ("POST", "/pos/v1/returns" | "/pos/v1/returns/quotes") => (&world.receipt, Box::new(|id| (path.clone(), back(id)))),
                        // Every till of the chain recognises every member and reads all goods, and lists its own store's sales.
                        ("POST", "/pos/v1/scans" | "/pos/v1/lookups") | ("GET", "/pos/v1/sales" | "/pos/v1/goods") => continue,
                        _ => panic!("{method} {path} has no entry: whose is what it names?"),
                    };
                let nobodys = nobodys(own);
                let mut learnt_of = Vec::new();
                for id in [own, &nobodys] {
                    let (address, body) = request(id);
                    let answer = call(app, &world.key_there, method.clone(), &address, body).await;
                    assert!(answer.status.is_client_error(), "{method} {path}: {} {}", answer.status, answer.body);
                    learnt_of.push(learnt(&answer, id));
                }
                assert_eq!(learnt_of[0], learnt_of[1], "{method} {path}");
            }
        }
        let after = state(app).await;
        let sessions = |line: &str| line.split(' ').nth(5).and_then(|count| count.parse::<i64>().ok()).expect("a count");
        assert_eq!(sessions(&after), sessions(&before) + 1, "the one that was opened here");
        assert_eq!(after.split(' ').next(), before.split(' ').next(), "nothing was booked");
    })
    .await;
}

/// A request of a till, sent again when it was told to wait.
async fn call(app: &TestApp, key: &str, method: Method, path: &str, body: serde_json::Value) -> Answer {
    loop {
        let mut headers = HeaderMap::new();
        headers.insert("authorization", format!("Bearer {key}").parse().expect("a header"));
        headers.insert("content-type", "application/json".parse().expect("a header"));
        let once = format!("matrix-{}", path.len() + body.to_string().len());
        headers.insert("idempotency-key", format!("{once}-key").parse().expect("a header"));
        let answer = app
            .client()
            .request(method.clone(), path, headers, body.to_string().into_bytes())
            .await;
        if answer.status != StatusCode::TOO_MANY_REQUESTS {
            return answer;
        }
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
}
