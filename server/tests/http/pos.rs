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

    /// The same, and waits when it has asked too often.
    async fn post_patiently(&mut self, path: &str, key: &str, body: Value) -> (StatusCode, Value) {
        loop {
            let answer = self.post(path, key, body.clone()).await;
            if answer.0 != StatusCode::TOO_MANY_REQUESTS {
                return answer;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    async fn get_patiently(&mut self, path: &str) -> (StatusCode, Value) {
        loop {
            let answer = self.get(path).await;
            if answer.0 != StatusCode::TOO_MANY_REQUESTS {
                return answer;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
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
            till.get("/pos/v1/sales?limit=1").await.1["sales"][0]["receipt_number"],
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

/// Sells for cash by the member's phone number, which identifies and earns; answers the receipt's number.
async fn sell_for_cash(till: &mut Till, fen: i64, key: &str) -> String {
    let (status, opened) = till.scan_patiently(json!({ "code": PHONE })).await;
    assert_eq!(status, StatusCode::CREATED, "{opened}");
    let bill = json!({
        "session": opened["session"], "amount_fen": fen, "payment": "outside", "outside_channel": "cash"
    });
    let (status, receipt) = till.post_patiently("/pos/v1/sales", key, bill).await;
    assert_eq!(status, StatusCode::CREATED, "{receipt}");
    receipt["receipt_number"].as_str().unwrap().to_owned()
}

fn numbers(page: &Value) -> Vec<String> {
    let sales = page["sales"].as_array().unwrap().iter();
    sales
        .map(|sale| sale["receipt_number"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sales_are_listed_page_by_page_while_more_are_made() {
    on_both_engines(async |app| {
        Member::join(app, PHONE).await;
        let mut till = Till::of_store(app, 1, "POS pages").await;
        let mut made = Vec::new();
        for number in 0..7 {
            made.push(sell_for_cash(&mut till, 100 + number, &format!("page-sale-{number}")).await);
        }
        made.reverse();
        let (_, first) = till.get_patiently("/pos/v1/sales?limit=3").await;
        assert_eq!(numbers(&first), made[..3]);
        // Others sell while this till reads: what it reads next is what it would have read.
        let later = sell_for_cash(&mut till, 999, "page-sale-later").await;
        let mut read = numbers(&first);
        let mut next = first["next"].as_str().map(str::to_owned);
        let mut pages = 1;
        while let Some(cursor) = next {
            let (status, page) = till
                .get_patiently(&format!("/pos/v1/sales?limit=3&cursor={cursor}"))
                .await;
            assert_eq!(status, StatusCode::OK, "{page}");
            read.extend(numbers(&page));
            next = page["next"].as_str().map(str::to_owned);
            pages += 1;
        }
        assert_eq!(
            (read, pages),
            (made.clone(), 3),
            "each once, the newest first, three pages"
        );
        let (_, whole) = till.get_patiently("/pos/v1/sales?limit=8").await;
        assert_eq!(
            (numbers(&whole)[0].clone(), whole["next"].is_null()),
            (later, true),
            "eight of eight: no page follows"
        );
        let (_, yesterday) = till.get_patiently("/pos/v1/sales?day=2001-01-01").await;
        assert_eq!((numbers(&yesterday), yesterday["next"].is_null()), (Vec::new(), true));

        let cursor = first["next"].as_str().unwrap().to_owned();
        let forged = format!("{}00", &cursor[..cursor.len() - 2]);
        for (query, code) in [
            ("limit=0".to_owned(), "bad-limit"),
            ("limit=101".to_owned(), "bad-limit"),
            ("limit=-1".to_owned(), "bad-limit"),
            ("limit=x".to_owned(), "malformed"),
            ("page=2".to_owned(), "malformed"),
            ("day=yesterday".to_owned(), "bad-day"),
            ("cursor=".to_owned(), "bad-cursor"),
            ("cursor=4711".to_owned(), "bad-cursor"),
            (format!("cursor={forged}"), "bad-cursor"),
            (format!("cursor={cursor}{cursor}{cursor}"), "bad-cursor"),
            (format!("day=2001-01-01&cursor={cursor}"), "bad-cursor"),
        ] {
            let (status, problem) = till.get_patiently(&format!("/pos/v1/sales?{query}")).await;
            assert_eq!(
                (status, problem["code"].as_str()),
                (StatusCode::BAD_REQUEST, Some(code)),
                "{query}"
            );
        }
        let mut elsewhere = Till::of_store(app, 2, "POS elsewhere").await;
        let (status, problem) = elsewhere.get_patiently(&format!("/pos/v1/sales?cursor={cursor}")).await;
        assert_eq!(
            (status, problem["code"].as_str()),
            (StatusCode::BAD_REQUEST, Some("bad-cursor"))
        );
        assert!(
            numbers(&elsewhere.get_patiently("/pos/v1/sales").await.1).is_empty(),
            "each store sees its own"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_number_is_looked_up_and_opens_nothing() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        member.client.post_form("/do/set_name", &[("name", "林小满")]).await;
        let card = app.home_of(PHONE).await.card.number.as_digits();
        let mut till = Till::of_store(app, 1, "POS numbers").await;
        let code = member.code(app).await;
        for number in [PHONE, &*card] {
            let (status, named) = till.post_patiently("/pos/v1/lookups", "", json!({ "number": number })).await;
            let expected = json!({
                "name": "林**", "phone": "136****6000", "card_tail": card[card.len() - 4..], "tier": "normal", "active": true
            });
            assert_eq!((status, &named), (StatusCode::OK, &expected), "{number}");
        }
        for (number, status, word) in [
            (&*code, StatusCode::UNPROCESSABLE_ENTITY, "not-a-number"),
            ("hello", StatusCode::UNPROCESSABLE_ENTITY, "not-a-number"),
            ("13600136999", StatusCode::NOT_FOUND, "unknown-number"),
        ] {
            let (answered, problem) = till.post_patiently("/pos/v1/lookups", "", json!({ "number": number })).await;
            assert_eq!((answered, problem["code"].as_str()), (status, Some(word)), "{number}");
        }
        let sessions: i64 = app.query(|tx| tx.value("SELECT COUNT(*) FROM till_session", &[])).await;
        assert_eq!(sessions, 0, "nothing was opened that a sale could use");
        let (status, _) = till.scan_patiently(json!({ "code": code })).await;
        assert_eq!(status, StatusCode::CREATED, "the code was not used up by looking");
        member.client.post_form("/do/change_card", &[("wish", "frozen")]).await;
        let (_, named) = till.post_patiently("/pos/v1/lookups", "", json!({ "number": card })).await;
        assert_eq!(named["active"], false);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_description_and_its_page_name_every_command() {
    let app = TestApp::new().await;
    let page = app.client().get("/pos/v1/docs").await.body;
    let description = app.client().get("/pos/v1/openapi.json").await.body;
    let description: Value = serde_json::from_str(&description).unwrap();
    for (method, path) in [
        ("post", "/pos/v1/scans"),
        ("post", "/pos/v1/lookups"),
        ("post", "/pos/v1/quotes"),
        ("get", "/pos/v1/sales"),
        ("post", "/pos/v1/sales"),
        ("post", "/pos/v1/returns"),
    ] {
        assert!(description["paths"][path][method].is_object(), "{method} {path}");
        assert!(
            page.contains(&format!("{} {path}", method.to_uppercase())),
            "{method} {path}"
        );
    }
    let parameters = description["paths"]["/pos/v1/sales"]["get"]["parameters"].to_string();
    for name in ["limit", "day", "cursor"] {
        assert!(parameters.contains(&format!("\"{name}\"")), "{name}");
    }
    assert!(
        page.contains("bad-cursor") || page.contains("next"),
        "the page tells how to go on"
    );
}
