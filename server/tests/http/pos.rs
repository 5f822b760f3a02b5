//! A till of another maker, by `/pos/v1`.

use std::time::Duration;

use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use huika_domain::{Payload, Prefix, Step, StoreId, code8, message_for};
use huika_store::cards::{By, CardAction, change_card};
use huika_store::identity::{give_code_key, make_till_key, session};
use huika_store::secret::hmac_sha256;
use huika_store::{StoreError, Tx};
use serde_json::{Value, json};

use crate::client::{Answer, Client};
use crate::people::Member;
use crate::test_app::{TestApp, on_both_engines};

const PHONE: &str = "13600136000";

struct Till {
    client: Client,
    key: String,
}

impl Till {
    async fn of_store(app: &TestApp, store: i64, till: &'static str) -> Self {
        let made = app
            .state
            .store
            .write(move |tx: &mut Tx<'_>| -> Result<String, StoreError> {
                make_till_key(tx, till, StoreId::new(store), till, None)
            });
        Self {
            client: app.client(),
            key: made.await.unwrap(),
        }
    }

    async fn post(&mut self, path: &str, idempotency_key: &str, body: Value) -> (StatusCode, Value) {
        let mut headers = self.headers();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if !idempotency_key.is_empty() {
            headers.insert("idempotency-key", idempotency_key.parse().unwrap());
        }
        read(
            &self
                .client
                .request(Method::POST, path, headers, body.to_string().into_bytes())
                .await,
        )
    }

    /// Scans, and waits when it has asked too often.
    async fn scan_patiently(&mut self, body: Value) -> (StatusCode, Value) {
        loop {
            let (status, answer) = self.post("/pos/v1/scans", "", body.clone()).await;
            if status != StatusCode::TOO_MANY_REQUESTS {
                return (status, answer);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    async fn get(&mut self, path: &str) -> (StatusCode, Value) {
        let headers = self.headers();
        read(&self.client.request(Method::GET, path, headers, Vec::new()).await)
    }

    fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, format!("Bearer {}", self.key).parse().unwrap());
        headers
    }

    async fn scan(&mut self, code: &str) -> String {
        let (status, session) = self.post("/pos/v1/scans", "", json!({ "code": code })).await;
        assert_eq!(status, StatusCode::CREATED, "{session}");
        session["session"].as_str().unwrap().to_owned()
    }
}

/// Refusals must be problem documents.
fn read(answer: &Answer) -> (StatusCode, Value) {
    let body: Value = serde_json::from_str(&answer.body).unwrap_or_else(|e| panic!("{e}: {}", answer.body));
    if !answer.status.is_success() {
        assert_eq!(answer.header("content-type"), "application/problem+json");
        assert_eq!(body["status"], answer.status.as_u16());
        assert!(body["type"].as_str().unwrap().ends_with(body["code"].as_str().unwrap()));
    }
    (answer.status, body)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_till_scans_quotes_sells_and_takes_back() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        member.top_up(app, "100").await;
        let before = app.home_of(PHONE).await;
        let mut till = Till::of_store(app, 1, "POS 1").await;
        let session = till.scan(&member.code(app).await).await;

        let (status, seen) = till.get(&format!("/pos/v1/sessions/{session}")).await;
        assert_eq!(
            (status, seen["member"]["phone"].as_str()),
            (StatusCode::OK, Some("136****6000"))
        );
        assert_eq!(seen["member"]["balance_fen"], before.balance.get());

        let bill = json!({ "session": session, "amount_fen": 3650 });
        let (status, quote) = till.post("/pos/v1/quotes", "", bill.clone()).await;
        assert_eq!((status, &quote["due_fen"]), (StatusCode::OK, &json!(3650)), "{quote}");
        assert!(quote["lines"].as_array().unwrap().len() >= 4);

        let (status, receipt) = till.post("/pos/v1/sales", "sale-0001", bill.clone()).await;
        assert_eq!(status, StatusCode::CREATED, "{receipt}");
        assert_eq!(receipt["points_earned"], quote["points_earned"]);
        let (_, again) = till.post("/pos/v1/sales", "sale-0001", bill).await;
        assert_eq!(again, receipt, "the same key is answered as it was");
        let other = json!({ "session": session, "amount_fen": 3651 });
        let (status, refused) = till.post("/pos/v1/sales", "sale-0001", other).await;
        assert_eq!(
            (status, refused["code"].as_str()),
            (StatusCode::UNPROCESSABLE_ENTITY, Some("key-reused"))
        );
        assert_eq!(app.home_of(PHONE).await.balance.get(), before.balance.get() - 3650);

        let number = receipt["receipt_number"].as_str().unwrap().to_owned();
        assert_eq!(till.get(&format!("/pos/v1/sales/{number}")).await.1, receipt);
        assert_eq!(
            till.get("/pos/v1/sales?limit=1").await.1[0]["receipt_number"],
            number.as_str()
        );

        let back = json!({ "receipt_number": number, "amount_fen": 3650, "line": "all" });
        let (status, returned) = till.post("/pos/v1/returns", "return-0001", back).await;
        assert_eq!(status, StatusCode::CREATED, "{returned}");
        let after = app.home_of(PHONE).await;
        assert_eq!(
            (after.balance, after.points, after.growth),
            (before.balance, before.points, before.growth)
        );
        let more = json!({ "receipt_number": number, "amount_fen": 1 });
        let (status, _) = till.post("/pos/v1/returns", "return-0002", more).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn refusals_say_a_code_and_the_figures() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        member.top_up(app, "100").await;
        let mut till = Till::of_store(app, 1, "POS 1").await;
        let code = member.code(app).await;
        let session = till.scan(&code).await;
        let entries = app.entries().await;

        let (status, used) = till.post("/pos/v1/scans", "", json!({ "code": code })).await;
        assert_eq!(
            (status, used["code"].as_str()),
            (StatusCode::UNPROCESSABLE_ENTITY, Some("used"))
        );
        assert_eq!(
            (used["used_store"].as_str(), used["used_till"].as_str()),
            (Some("徐汇店"), Some("POS 1"))
        );

        let bill = |fen: i64| json!({ "session": session, "amount_fen": fen });
        let (_, short) = till.post("/pos/v1/quotes", "", bill(99_900)).await;
        assert!(
            short["missing_fen"].as_i64().is_some_and(|missing| missing > 0),
            "{short}"
        );
        for fen in [0, -1, i64::MAX, i64::MIN] {
            let (status, refused) = till.post("/pos/v1/sales", "never-sold", bill(fen)).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{fen}: {refused}");
        }
        let (status, _) = till.post("/pos/v1/sales", "", bill(100)).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "a sale wants a key");
        let (status, refused) = till.post("/pos/v1/sales", "some-key-1", json!({ "amount": 1 })).await;
        assert_eq!(
            (status, refused["code"].as_str()),
            (StatusCode::UNPROCESSABLE_ENTITY, Some("malformed"))
        );
        let (status, _) = till
            .post(
                "/pos/v1/sales",
                "some-key-2",
                json!({ "session": "none", "amount_fen": 1 }),
            )
            .await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert_eq!(app.entries().await, entries);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_key_opens_its_own_store_and_till_and_nothing_else() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        member.top_up(app, "100").await;
        let mut till = Till::of_store(app, 1, "POS 1").await;
        let session = till.scan(&member.code(app).await).await;
        for mut other in [
            Till::of_store(app, 2, "POS 1").await,
            Till::of_store(app, 1, "POS 2").await,
        ] {
            let (status, _) = other.get(&format!("/pos/v1/sessions/{session}")).await;
            assert_eq!(status, StatusCode::NOT_FOUND);
            let bill = json!({ "session": session, "amount_fen": 100 });
            assert_eq!(
                other.post("/pos/v1/sales", "not-my-till", bill).await.0,
                StatusCode::NOT_FOUND
            );
        }
        // No key, a wrong one, and a member's cookie instead of one.
        let mut nobody = Till {
            client: app.client(),
            key: "hk_wrong".to_owned(),
        };
        assert_eq!(nobody.get("/pos/v1/sales").await.1["code"], "wrong-key");
        let answer = member
            .client
            .request(Method::GET, "/pos/v1/sales", HeaderMap::new(), Vec::new())
            .await;
        assert_eq!(read(&answer).0, StatusCode::UNAUTHORIZED);
        for _ in 0..20 {
            nobody.get("/pos/v1/sales").await;
        }
        assert_eq!(nobody.get("/pos/v1/sales").await.0, StatusCode::TOO_MANY_REQUESTS);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn above_the_limit_the_phone_is_asked_and_its_yes_makes_the_sale_once() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        member.top_up(app, "1000").await;
        member.set_pin("274913").await;
        let before = app.home_of(PHONE).await.balance;
        let mut till = Till::of_store(app, 1, "POS 1").await;
        let session = till.scan(&member.code(app).await).await;
        let bill = json!({ "session": session, "amount_fen": 30_000 });
        for _ in 0..3 {
            let (status, asked) = till.post("/pos/v1/sales", "large-sale", bill.clone()).await;
            assert_eq!(
                (status, asked["status"].as_str(), asked["amount_fen"].as_i64()),
                (StatusCode::ACCEPTED, Some("waiting"), Some(30_000)),
                "{asked}"
            );
        }
        let (status, asked) = till.post("/pos/v1/approvals", "", bill.clone()).await;
        assert_eq!(
            (status, asked["status"].as_str()),
            (StatusCode::OK, Some("waiting")),
            "{asked}"
        );
        assert_eq!(
            till.get(&format!("/pos/v1/sessions/{session}")).await.1["approval"],
            "waiting"
        );

        let (token, entries) = (member.client.get("/approve").await.field("token"), app.entries().await);
        let yes = [("token", &*token), ("answer", "yes"), ("pin", "274913")];
        // Four fingers on one button, and the till that goes on asking.
        let mut fingers: Vec<Client> = (0..4).map(|_| member.client.clone()).collect();
        let clicks = fingers.iter_mut().map(|finger| finger.post_form("/do/decide", &yes));
        let (clicked, _) = futures::future::join(
            futures::future::join_all(clicks),
            till.post("/pos/v1/sales", "large-sale", bill.clone()),
        )
        .await;
        for click in &clicked {
            assert_eq!(click.location(), "/approve");
        }
        let (status, receipt) = till.post("/pos/v1/sales", "large-sale", bill.clone()).await;
        assert_eq!(status, StatusCode::CREATED, "{receipt}");
        assert_eq!(app.entries().await, entries + 1, "one sale");
        assert_eq!(app.home_of(PHONE).await.balance.get(), before.get() - 30_000);
        assert!(member.client.get("/approve").await.body.contains("已付款"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_no_on_the_phone_ends_the_sale_and_the_till_asks_again_only_when_it_says_so() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        member.top_up(app, "1000").await;
        let entries = app.entries().await;
        let mut till = Till::of_store(app, 1, "POS 1").await;
        let session = till.scan(&member.code(app).await).await;
        let bill = json!({ "session": session, "amount_fen": 30_000 });
        till.post("/pos/v1/sales", "large-sale", bill.clone()).await;
        let token = member.client.get("/approve").await.field("token");
        let no = [("token", &*token), ("answer", "no")];
        assert_eq!(member.client.post_form("/do/decide", &no).await.location(), "/approve");
        for _ in 0..2 {
            let (status, refused) = till.post("/pos/v1/sales", "large-sale", bill.clone()).await;
            assert_eq!(
                (status, refused["code"].as_str()),
                (StatusCode::CONFLICT, Some("approval-refused"))
            );
        }
        assert!(member.client.get("/approve").await.body.contains("你已拒绝"));
        let (_, asked) = till.post("/pos/v1/approvals", "", bill).await;
        assert_eq!(asked["status"], "waiting");
        assert_eq!(app.entries().await, entries);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_replays_at_four_tills_open_one_session_a_step_and_none_after_a_loss_report() {
    /// Codes of steps further away would be guesses, which lock the handle.
    const AROUND: i64 = 20;
    const LANES: usize = 4;
    on_both_engines(async |app| {
        let member = Member::join(app, PHONE).await;
        let token = member.client.cookie("huika").unwrap().to_owned();
        let given = app.state.store.write(move |tx: &mut Tx<'_>| -> Result<_, StoreError> {
            let device = session(tx, &token)?.expect("signed in").device;
            give_code_key(tx, device)
        });
        let given = given.await.unwrap().expect("an open device");
        let code_of = |step: i64| {
            let mac = hmac_sha256(&given.key, &message_for(Step::new(step)));
            Payload::new(Prefix::default(), given.handle, code8(&mac)).compose()
        };
        // Each lane is four tills that take turns; one that asks more often than it may is told so, and waits.
        let mut lanes = Vec::new();
        for lane in ["A", "B", "C", "D"] {
            let mut tills = Vec::new();
            for till in 0..4_u8 {
                tills.push(Till::of_store(app, 1, format!("{lane}{till}").leak()).await);
            }
            lanes.push(tills);
        }
        let first = Step::at(app.state.clock.now()).get();
        let steps: Vec<i64> = (0..250).map(|n| first - AROUND + n % (2 * AROUND)).collect();
        let replays = lanes.iter_mut().map(async |tills| {
            let mut opened = Vec::new();
            for (n, step) in steps.iter().enumerate() {
                let body = json!({ "code": code_of(*step) });
                let (status, answer) = tills[n % 4].scan_patiently(body).await;
                match answer["code"].as_str() {
                    None if status == StatusCode::CREATED => opened.push(*step),
                    Some("used" | "out-of-time") => {}
                    _ => panic!("{status} {answer}"),
                }
            }
            opened
        });
        let mut opened: Vec<i64> = futures::future::join_all(replays).await.concat();
        let last = Step::at(app.state.clock.now()).get();
        assert_eq!(lanes.len(), LANES);
        opened.sort_unstable();
        let all = opened.len();
        opened.dedup();
        assert_eq!(opened.len(), all, "a step opened more than one session: {opened:?}");
        assert!(opened.contains(&first), "{opened:?}");
        assert!(
            opened.iter().all(|step| (first - 1..=last).contains(step)),
            "{opened:?}"
        );

        let id = app.member_of(PHONE).await;
        let lost = app
            .state
            .store
            .write(move |tx: &mut Tx<'_>| change_card(tx, id, CardAction::Lose, &By::Member));
        lost.await.unwrap();
        let now = Step::at(app.state.clock.now()).get();
        for (n, step) in (now - 2..now + 3).enumerate() {
            for tills in &mut lanes {
                let (_, refused) = tills[n % 4].scan_patiently(json!({ "code": code_of(step) })).await;
                assert_eq!(refused["code"], "unknown-code", "{refused}");
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_interface_describes_itself_to_programs_and_people() {
    let app = TestApp::new().await;
    let mut client = app.client();
    let document: Value = serde_json::from_str(&client.get("/pos/v1/openapi.json").await.body).unwrap();
    let paths = document["paths"].as_object().unwrap();
    for path in [
        "/pos/v1/scans",
        "/pos/v1/quotes",
        "/pos/v1/sales",
        "/pos/v1/returns",
        "/pos/v1/sales/{receipt_number}",
    ] {
        assert!(paths.contains_key(path), "{path} in {paths:?}");
    }
    assert!(document["components"]["securitySchemes"]["till_key"].is_object());
    let page = client.get("/pos/v1/docs").await;
    assert_eq!(page.status, StatusCode::OK);
    for words in [
        "Scan a member",
        "amount_fen",
        "Idempotency-Key",
        "/pos/v1/returns",
        "balance-first",
    ] {
        assert!(page.body.contains(words), "{words}");
    }
}
