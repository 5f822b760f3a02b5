//! Every route for its owner and for somebody else: another member, a till of another store. Whoever asks about what is not theirs is
//! answered as if there were no such thing, and nothing changes. The lists come from the route table: a page, a form, a command of the
//! tills or a machine's address without an entry here fails. `roles.rs` has the kinds of callers.

use http::{HeaderMap, Method, StatusCode};
use huika_domain::{MemberId, OperatorId, Points, Reason, StoreId};
use huika_server::web::{form_targets, machine_paths, page_paths, pos};
use huika_store::identity::{devices, make_till_key};
use huika_store::openings::{Opening, OpeningError, open_balance};
use huika_store::{StoreError, Tx};
use serde_json::json;

use crate::client::{Answer, Client};
use crate::headers::carries_the_policy;
use crate::people::{Cashier, Member};
use crate::test_app::{TestApp, on_both_engines};

const OWNER: &str = "13400134000";
const OTHER: &str = "13400134001";

/// Whose something is.
enum Whose {
    /// Nobody's in particular: it has no id in it, or one that is the same for everybody.
    Nobodys,
    /// Whoever holds the address has been given it: the address itself is sealed or random.
    Holders,
    /// The owner's: the id of theirs, and one of the same form that nobody has.
    Owners(String, String),
    /// That of the till in the first store.
    Tills(String, String),
}

/// The address and the body of a till's request about a thing.
type Asked<'a> = Box<dyn Fn(&str) -> (String, serde_json::Value) + 'a>;

/// One of everything.
struct World {
    owner: Member,
    other: Member,
    here: Cashier,
    there: Cashier,
    top_up: String,
    open_order: String,
    entry: String,
    order: String,
    device: String,
    approval: String,
    session: String,
    receipt: String,
    who: String,
    key_here: String,
    key_there: String,
}

/// The same text with another end, so that it has the form of what exists and does not.
fn nobodys(own: &str) -> String {
    let last = if own.ends_with('1') { '2' } else { '1' };
    let mut other = own.to_owned();
    other.pop();
    other.push(last);
    other
}

impl World {
    async fn make(app: &TestApp) -> Self {
        let mut owner = Member::join(app, OWNER).await;
        owner.set_pin("274913").await;
        let other = Member::join(app, OTHER).await;
        app.arrange("UPDATE one_time_code SET sent_at = 0").await;
        // A second phone of the owner: its code is another one, and it can be ended.
        let second = Member::sign_in(app, OWNER).await;
        let top_up = owner.top_up(app, "1000").await;
        let open_order = owner.order_top_up("50").await;
        let id = app.member_of(OWNER).await;
        give_points(app, id).await;
        let item: i64 = app.query(|tx| tx.value("SELECT MIN(id) FROM item", &[])).await;
        let page = owner.client.get(&format!("/mall/{item}")).await;
        let (key, item) = (page.field("key"), item.to_string());
        let mut fields = vec![("item", &*item), ("key", &*key)];
        let points = page.body.contains("name=\"points\"").then(|| page.field("points"));
        if let Some(points) = &points {
            fields.push(("points", points));
        }
        let redeemed = owner
            .client
            .post_form("/do/redeem", &fields)
            .await
            .location()
            .to_owned();
        let order = redeemed
            .strip_prefix("/orders/")
            .unwrap_or_else(|| panic!("{redeemed}"))
            .to_owned();

        let (mut here, there) = (Cashier::sign_in(app).await, Cashier::sign_in_as(app, "jingan").await);
        let receipt = here.sell(&second.code(app).await, "1").await;
        let receipt = receipt
            .strip_prefix("/counter/receipt/")
            .unwrap_or_else(|| panic!("{receipt}"))
            .to_owned();
        let waiting = here.sell(&owner.code(app).await, "300").await;
        assert!(waiting.ends_with("/wait"), "{waiting}");
        let session = waiting.split('/').nth(3).expect("a session").to_owned();
        let approval = owner.client.get("/approve").await.field("token");
        let found = here
            .client
            .post_form("/do/find_card", &[("typed", OWNER)])
            .await
            .location()
            .to_owned();
        let device = app.query(move |tx| devices(tx, id)).await[0].id.to_string();
        let entry = app.home_of(OWNER).await.recent[0].entry.to_string();
        Self {
            key_here: till_key(app, 1).await,
            key_there: till_key(app, 2).await,
            who: found.trim_start_matches("/counter/cards/").to_owned(),
            owner,
            other,
            here,
            there,
            top_up,
            open_order,
            entry,
            order,
            device,
            approval,
            session,
            receipt,
        }
    }

    /// Whose the parameter of a page is.
    fn of_page(&self, path: &str) -> Whose {
        let owners = |own: &str| Whose::Owners(own.to_owned(), nobodys(own));
        let tills = |own: &str| Whose::Tills(own.to_owned(), nobodys(own));
        match path {
            path if !path.contains('{') => Whose::Nobodys,
            // The wish is a word, and the item is the shop's.
            "/card/{wish}" | "/mall/{item}" => Whose::Nobodys,
            "/pay/{token}" | "/card/receipt/{sealed}" | "/counter/cards/receipt/{sealed}" => Whose::Holders,
            "/top-up/{number}" | "/top-up/{number}/refund" => owners(&self.top_up),
            "/top-up/{number}/pay" | "/top-up/{number}/openid" => owners(&self.open_order),
            "/statement/{entry}" => Whose::Owners(self.entry.clone(), "99999".to_owned()),
            "/orders/{no}" => owners(&self.order),
            "/counter/sale/{session}" | "/counter/sale/{session}/wait" | "/counter/refunds/{session}" => {
                tills(&self.session)
            }
            "/counter/receipt/{no}" => tills(&self.receipt),
            "/counter/cards/{who}" => tills(&self.who),
            path => panic!("the page {path} has no entry: whose is what its address names?"),
        }
    }

    /// The field of a form that names somebody's thing.
    fn of_form(&self, target: &str) -> (&'static str, Whose) {
        let owners = |name, own: &str| (name, Whose::Owners(own.to_owned(), nobodys(own)));
        let tills = |name, own: &str| (name, Whose::Tills(own.to_owned(), nobodys(own)));
        match target.strip_prefix("/do/").unwrap_or(target) {
            "cancel_top_up" => owners("number", &self.open_order),
            "ask_refund" => owners("number", &self.top_up),
            "end_device" => ("device", Whose::Owners(self.device.clone(), "99999".to_owned())),
            "decide" | "ask_passkey_approval" | "approve_with_passkey" => owners("token", &self.approval),
            "remove_passkey" => ("passkey", Whose::Owners("1".to_owned(), "99999".to_owned())),
            "remove_staff_passkey" => ("passkey", Whose::Tills("1".to_owned(), "99999".to_owned())),
            "sell" | "withdraw" | "ask_again" | "refund_top_up" => tills("session", &self.session),
            "serve_card" | "correct_birthday" => tills("who", &self.who),
            // These name nothing, or the sender's own, or what the whole chain serves.
            "staff_code"
            | "ask_staff_passkey"
            | "staff_passkey"
            | "ask_new_staff_passkey"
            | "add_staff_passkey"
            | "start_totp"
            | "confirm_totp"
            | "remove_totp"
            | "new_recovery_codes"
            | "set_counter_pin"
            | "lock_counter"
            | "unlock_counter"
            | "send_code"
            | "send_code_again"
            | "enter_code"
            | "staff_sign_in"
            | "staff_sign_out"
            | "sign_out"
            | "set_language"
            | "ask_passkey_sign_in"
            | "passkey_sign_in"
            | "top_up"
            | "redeem"
            | "set_name"
            | "end_devices"
            | "device_key"
            | "set_pin"
            | "change_pin"
            | "send_pin_code"
            | "reset_pin"
            | "set_limit"
            | "ask_new_passkey"
            | "add_passkey"
            | "send_phone_code"
            | "change_phone"
            | "set_birthday"
            | "change_card"
            | "new_card"
            | "scan"
            | "find_card"
            | "enter_member"
            | "prove"
            | "settle_alarm"
            | "end_refund" => ("", Whose::Nobodys),
            name => panic!("the form {name} has no entry: whose is what it names?"),
        }
    }
}

async fn till_key(app: &TestApp, store: i64) -> String {
    let made = app
        .state
        .store
        .write(move |tx: &mut Tx<'_>| -> Result<String, StoreError> {
            make_till_key(tx, "matrix", StoreId::new(store), "matrix", None)
        });
    made.await.expect("a key is made")
}

async fn give_points(app: &TestApp, member: MemberId) {
    let opening = Opening {
        member,
        principal: huika_domain::Fen::ZERO,
        bonus: huika_domain::Fen::ZERO,
        points: Points::new(100_000),
        points_expire_at: None,
        source: "matrix".into(),
        reason: Reason::parse("from the old system").expect("a reason"),
        operator: OperatorId::new(1),
    };
    let opened = app
        .state
        .store
        .write(move |tx: &mut Tx<'_>| -> Result<_, OpeningError> { open_balance(tx, &opening) });
    opened.await.expect("points");
}

/// What a caller learns from an answer: everything but the id that they sent, and what is random in every answer.
fn learnt(answer: &Answer, id: &str) -> (StatusCode, String, String) {
    let policy = answer.header("content-security-policy").to_owned();
    let nonce = policy
        .split("'nonce-")
        .nth(1)
        .and_then(|rest| rest.split('\'').next())
        .unwrap_or("no nonce");
    let location = if answer.status.is_redirection() {
        answer.header("location")
    } else {
        ""
    };
    // Figures that belong to a refusal are sealed, differently each time.
    let location = location.split("&with=").next().unwrap_or_default();
    // A short number also stands in pictures and colours, where it says nothing.
    let clean = |text: &str| {
        let text = text.replace(nonce, "NONCE");
        if id.len() < 6 { text } else { text.replace(id, "ID") }
    };
    (answer.status, clean(location), clean(&answer.body))
}

/// What must not change: a line of figures over all that the world's people have.
async fn state(app: &TestApp) -> String {
    app.query(|tx| {
        let mut figures = Vec::new();
        for sql in [
            "SELECT COUNT(*) FROM entry",
            "SELECT COUNT(*) FROM top_up WHERE status = 'open'",
            "SELECT COUNT(*) FROM refund",
            "SELECT COUNT(*) FROM approval WHERE status = 'waiting'",
            "SELECT COUNT(*) FROM device WHERE ended_at IS NULL",
            "SELECT COUNT(*) FROM till_session WHERE ended_at IS NULL",
            "SELECT COUNT(*) FROM card_event",
            "SELECT COUNT(*) FROM member WHERE birthday IS NOT NULL OR status <> 'active'",
        ] {
            figures.push(tx.value::<i64>(sql, &[])?.to_string());
        }
        Ok(figures.join(" "))
    })
    .await
}

fn with(path: &str, id: &str) -> String {
    let parts = path
        .split('/')
        .map(|part| if part.starts_with('{') { id } else { part });
    parts.collect::<Vec<_>>().join("/")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_anothers_is_answered_as_if_there_were_no_such_thing() {
    on_both_engines(async |app| {
        let mut world = World::make(app).await;
        let before = state(app).await;
        let mut looked_at = 0;
        for path in page_paths() {
            let (own, nobodys, insider, outsider) = match world.of_page(&path) {
                Whose::Nobodys | Whose::Holders => continue,
                Whose::Owners(own, nobodys) => (own, nobodys, &mut world.owner.client, &mut world.other.client),
                Whose::Tills(own, nobodys) => (own, nobodys, &mut world.here.client, &mut world.there.client),
            };
            let about_own = outsider.get(&with(&path, &own)).await;
            let about_nothing = outsider.get(&with(&path, &nobodys)).await;
            assert_eq!(learnt(&about_own, &own), learnt(&about_nothing, &nobodys), "{path}");
            // And its owner is let in, or this would hold of a page that nobody ever sees.
            let seen = insider.get(&with(&path, &own)).await;
            assert_ne!(
                learnt(&seen, &own),
                learnt(&about_own, &own),
                "{path} says nothing to its owner"
            );
            looked_at += 1;
        }
        assert!(looked_at >= 10, "{looked_at} pages");
        assert_eq!(state(app).await, before);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_form_about_what_is_anothers_changes_nothing_and_tells_nothing() {
    on_both_engines(async |app| {
        let mut world = World::make(app).await;
        let before = state(app).await;
        let mut sent = 0;
        for target in form_targets() {
            let (name, whose) = world.of_form(&target);
            let (own, nobodys, outsider) = match whose {
                Whose::Nobodys | Whose::Holders => continue,
                Whose::Owners(own, nobodys) => (own, nobodys, &mut world.other.client),
                Whose::Tills(own, nobodys) => (own, nobodys, &mut world.there.client),
            };
            let mut answers = Vec::new();
            for (number, id) in [&own, &nobodys].into_iter().enumerate() {
                let key = format!("matrix-{target}-{number}");
                let fields = [
                    (name, id.as_str()),
                    ("key", &key),
                    ("pin", "274913"),
                    ("answer", "yes"),
                    ("amount", "1"),
                    ("number", if name == "number" { id } else { &world.top_up }),
                    ("wish", "lost"),
                    ("document", "id-card"),
                    ("birth[year]", "1990"),
                    ("birth[month]", "5"),
                    ("birth[day]", "17"),
                ];
                // Each name once: the first one counts.
                let mut once: Vec<(&str, &str)> = Vec::new();
                for field in fields {
                    if !once.iter().any(|(known, _)| *known == field.0) {
                        once.push(field);
                    }
                }
                let answer = outsider.post_form(&target, &once).await;
                answers.push(learnt(&answer, id));
            }
            assert_eq!(answers[0], answers[1], "{target}");
            assert_eq!(state(app).await, before, "{target} changed something of another's");
            sent += 1;
        }
        assert!(sent >= 10, "{sent} forms");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_till_of_another_store_finds_neither_session_nor_receipt() {
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
                        ("GET", "/pos/v1/sales/{receipt_number}") => {
                            (&world.receipt, Box::new(|id| (with(path, id), json!({}))))
                        }
                        ("POST", "/pos/v1/quotes" | "/pos/v1/approvals" | "/pos/v1/sales") => {
                            (&session, Box::new(|id| (path.clone(), bill(id))))
                        }
                        ("POST", "/pos/v1/returns") => (&world.receipt, Box::new(|id| (path.clone(), back(id)))),
                        // Every till of the chain recognises every member, and lists its own store's sales.
                        ("POST", "/pos/v1/scans" | "/pos/v1/lookups") | ("GET", "/pos/v1/sales") => continue,
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

/// Who is answered at an address that is no page's.
fn door_of_machine(path: &str) -> (StatusCode, &'static str) {
    match path {
        // Files and probes are for everybody; the figures for the machine itself, and these requests come by a proxy.
        "/pkg/{file}" | "/static/{*file}" | "/metrics" => (StatusCode::NOT_FOUND, "nobody"),
        "/healthz" | "/readyz" => (StatusCode::OK, "everybody"),
        // What a gateway says is believed by its signature: the answer to anything else is a refusal.
        "/notify/{channel}" => (StatusCode::NOT_FOUND, "a gateway that we have"),
        "/office/export/reconciliation" => (StatusCode::NOT_FOUND, "the office, about a day"),
        "/office/export/refunds" | "/office/export/bill/{id}" => (StatusCode::SEE_OTHER, "the office"),
        "/events" => (StatusCode::UNAUTHORIZED, "a member"),
        "/events/sale/{session}" => (StatusCode::UNAUTHORIZED, "a till"),
        path => panic!("{path} has no entry: who is answered there?"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_address_carries_the_policy_and_no_other_site_posts_anywhere() {
    let app = TestApp::new().await;
    let (mut member, mut stranger) = (Member::join(&app, OWNER).await, app.client());
    let description = serde_json::to_value(pos::description()).expect("a description");
    let mut all: Vec<(Method, String)> = page_paths().into_iter().map(|path| (Method::GET, path)).collect();
    all.extend(form_targets().into_iter().map(|path| (Method::POST, path)));
    for (path, methods) in description["paths"].as_object().expect("paths") {
        for method in methods.as_object().expect("methods").keys() {
            all.push((method.to_uppercase().parse().expect("a method"), path.clone()));
        }
    }
    for path in ["/pos/v1/openapi.json", "/pos/v1/docs"] {
        all.push((Method::GET, path.to_owned()));
    }
    for (method, path) in machine_paths() {
        let (status, who) = door_of_machine(path);
        let answer = ask(&mut stranger, &method, &with(path, "999999")).await;
        let kind = |status: StatusCode| status.as_u16() / 100;
        assert_eq!(
            kind(answer.status),
            kind(status),
            "{path} is for {who}: {}",
            answer.status
        );
        all.push((method, path.to_owned()));
    }
    for (method, path) in &all {
        let address = with(path, "999999");
        let what = format!("{method} {path}");
        carries_the_policy(&ask(&mut stranger, method, &address).await, &what);
        if !path.starts_with("/events") && path != "/do/sign_out" {
            carries_the_policy(&ask(&mut member.client, method, &address).await, &what);
        }
        // Tills and gateways carry a key or a signature and no cookie: there is nothing that another site's page could borrow.
        if !path.starts_with("/pos/") && !path.starts_with("/notify/") {
            let answer = member
                .client
                .post_form_from_elsewhere(&address, &[("key", "made-up-key")])
                .await;
            assert!(
                answer.status.is_client_error(),
                "POST {path} from elsewhere: {}",
                answer.status
            );
            carries_the_policy(&answer, &what);
        }
    }
    assert!(all.len() > 80, "{} addresses", all.len());
}

async fn ask(client: &mut Client, method: &Method, path: &str) -> Answer {
    if method == Method::POST {
        client.post_form(path, &[("key", "made-up-key")]).await
    } else {
        client.get(path).await
    }
}
