//! The sign-in of staff: second step, recovery codes, passkeys, the counter's PIN, and what each role may do.

use huika_domain::Millis;
use huika_store::staff::totp_at;
use serde_json::Value;

use crate::{
    client::{Answer, Client},
    people::{Cashier, Member},
    soft_key::SoftKey,
    test_app::{TestApp, on_both_engines},
};

const PASSWORD: &str = "huika-demo";
const PIN: &str = "274913";
const SECURITY: &str = "/counter/security";

/// Follows a refusal to the page that explains it and answers its words.
async fn words_of(client: &mut Client, answer: &Answer) -> String {
    let location = answer.location().to_owned();
    assert!(location.contains("error="), "{location} refuses nothing");
    client.get(&location).await.alert()
}

/// The texts of all elements with a class, or of all items of a list with one.
fn texts(page: &str, opening: &str, closing: &str) -> Vec<String> {
    page.split(opening)
        .skip(1)
        .filter_map(|rest| Some(rest.split_once('>')?.1.split(closing).next()?.to_owned()))
        .collect()
}

/// RFC 4648 without padding, written for this test.
fn from_base32(text: &str) -> Vec<u8> {
    let (mut bits, mut count, mut bytes) = (0_u32, 0, Vec::new());
    for c in text.bytes().filter(u8::is_ascii_alphanumeric) {
        let digit = if c.is_ascii_digit() { c - b'2' + 26 } else { c - b'A' };
        (bits, count) = (bits << 5 | u32::from(digit), count + 5);
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xFF).unwrap());
        }
    }
    bytes
}

/// A phone with an authenticator app.
struct App(Vec<u8>);

impl App {
    /// What it shows so many steps from now.
    fn code(&self, app: &TestApp, steps: i64) -> String {
        totp_at(&self.0, Millis::new(app.state.clock.now().get() + steps * 30_000))
    }
}

/// Sets an authenticator app up; answers it, and the recovery codes that were shown.
async fn enrol(app: &TestApp, client: &mut Client) -> (App, Vec<String>) {
    let started = client.post_form("/do/start_totp", &[("password", PASSWORD)]).await;
    assert_eq!(started.location(), "/counter/security/app");
    let page = client.get("/counter/security/app").await;
    let secret = texts(&page.body, "class=\"secret\"", "</p>").remove(0);
    let phone = App(from_base32(&secret));
    assert_eq!(phone.0.len(), 20);
    let confirmed = client
        .post_form("/do/confirm_totp", &[("code", &phone.code(app, 0))])
        .await;
    assert_eq!(confirmed.location(), "/counter/security/codes");
    let shown = client.get("/counter/security/codes").await;
    let list = shown
        .body
        .split("class=\"secrets\"")
        .nth(1)
        .expect("the codes are shown")
        .to_owned();
    let codes = texts(list.split("</ul>").next().unwrap(), "<li", "</li>");
    assert_eq!(codes.len(), 10);
    let again = client.get("/counter/security/codes").await;
    assert!(!again.body.contains(&codes[0]), "they are shown once");
    (phone, codes)
}

async fn password(client: &mut Client, login: &str) -> String {
    let fields = [("login", login), ("password", PASSWORD)];
    let entered = client.post_form("/do/staff_sign_in", &fields).await;
    entered.location().to_owned()
}

async fn type_code(client: &mut Client, code: &str) -> Answer {
    client.post_form("/do/staff_code", &[("code", code)]).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_password_alone_is_not_enough_once_an_authenticator_app_is_set_up() {
    on_both_engines(async |app| {
        let mut clerk = Cashier::sign_in(app).await.client;
        let refused = clerk.post_form("/do/start_totp", &[("password", "wrong")]).await;
        assert!(words_of(&mut clerk, &refused).await.contains("密码不对"));
        let (phone, codes) = enrol(app, &mut clerk).await;

        let mut thief = app.client();
        assert_eq!(password(&mut thief, "xuhui").await, "/counter/second-step");
        assert_eq!(
            thief.get("/counter").await.location(),
            "/counter/sign-in",
            "nothing is open yet"
        );
        let refused = type_code(&mut thief, "000000").await;
        assert!(words_of(&mut thief, &refused).await.contains("还可以试 4 次"));

        // The code that confirmed the app was its one use; the next one is another's.
        let mut clerk = app.client();
        password(&mut clerk, "xuhui").await;
        let refused = type_code(&mut clerk, &phone.code(app, 0)).await;
        assert!(
            refused.location().contains("error=second-wrong"),
            "a step works once: {}",
            refused.location()
        );
        assert_eq!(type_code(&mut clerk, &phone.code(app, 1)).await.location(), "/counter");
        assert!(clerk.get("/counter").await.body.contains("会员码"));
        let over = type_code(&mut thief, &phone.code(app, 1)).await;
        assert!(
            over.location().contains("error=second-over"),
            "the newer password ended the older step"
        );

        // The phone is gone: a recovery code signs in once, however it is typed.
        let typed = codes[0].to_lowercase().replace('-', " ");
        for (where_to, tries) in [("/counter", 1), ("/counter/second-step?error=second-wrong", 2)] {
            let mut elsewhere = app.client();
            password(&mut elsewhere, "xuhui").await;
            let entered = type_code(&mut elsewhere, &typed).await;
            assert!(
                entered.location().starts_with(where_to),
                "try {tries}: {}",
                entered.location()
            );
        }

        // Removed, the password is enough again.
        let removed = clerk.post_form("/do/remove_totp", &[("password", PASSWORD)]).await;
        assert_eq!(removed.location(), "/counter/security?done=app-removed");
        assert_eq!(password(&mut app.client(), "xuhui").await, "/counter");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn five_wrong_codes_lock_the_second_step_for_every_browser() {
    on_both_engines(async |app| {
        let mut clerk = Cashier::sign_in(app).await.client;
        let (phone, codes) = enrol(app, &mut clerk).await;
        for _ in 0..5 {
            let mut thief = app.client();
            password(&mut thief, "xuhui").await;
            type_code(&mut thief, "000000").await;
        }
        let mut clerk = app.client();
        password(&mut clerk, "xuhui").await;
        for right in [phone.code(app, 1), codes[0].clone()] {
            let refused = type_code(&mut clerk, &right).await;
            assert!(
                refused.location().contains("error=second-locked"),
                "{}",
                refused.location()
            );
        }
        let refused = type_code(&mut clerk, "1").await;
        assert!(words_of(&mut clerk, &refused).await.contains("错误次数过多"));
        app.arrange("UPDATE operator_factor SET locked_until = 0").await;
        assert_eq!(type_code(&mut clerk, &phone.code(app, 1)).await.location(), "/counter");
    })
    .await;
}

async fn asked(client: &mut Client, path: &str, fields: &[(&str, &str)]) -> Value {
    let answer = client.ask(path, fields).await;
    let said: String = serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("{path}: {}", answer.body));
    serde_json::from_str(&said).unwrap_or_else(|_| panic!("{path} refused: {said}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_passkey_is_the_second_step_and_a_members_is_none() {
    on_both_engines(async |app| {
        let mut clerk = Cashier::sign_in(app).await.client;
        let options = asked(&mut clerk, "/do/ask_new_staff_passkey", &[("password", PASSWORD)]).await;
        let (mut key, signed) = SoftKey::make(&options, &app.base);
        let added = clerk.post_form("/do/add_staff_passkey", &[("signed", &signed)]).await;
        assert_eq!(
            added.location(),
            "/counter/security/codes",
            "the first one brings recovery codes"
        );

        let mut clerk = app.client();
        assert_eq!(password(&mut clerk, "xuhui").await, "/counter/second-step");
        assert!(
            clerk
                .get("/counter/second-step")
                .await
                .body
                .contains("/do/staff_passkey")
        );
        let options = asked(&mut clerk, "/do/ask_staff_passkey", &[]).await;
        assert_eq!(options["publicKey"]["allowCredentials"][0]["id"], key.name());
        let signed = key.sign(&options);
        let entered = clerk.post_form("/do/staff_passkey", &[("signed", &signed)]).await;
        assert_eq!(entered.location(), "/counter");

        // Neither kind of key serves on the other side, nor without the password.
        let mut member = Member::join(app, "13700137201").await;
        let options = asked(&mut member.client, "/do/ask_new_passkey", &[]).await;
        let (mut members_key, signed) = SoftKey::make(&options, &app.base);
        member.client.post_form("/do/add_passkey", &[("signed", &signed)]).await;
        let mut thief = app.client();
        password(&mut thief, "xuhui").await;
        let options = asked(&mut thief, "/do/ask_staff_passkey", &[]).await;
        let signed = members_key.sign(&options);
        let refused = thief.post_form("/do/staff_passkey", &[("signed", &signed)]).await;
        assert_eq!(refused.location(), "/counter/second-step?error=passkey-unknown");
        let mut stranger = app.client();
        let options = asked(&mut stranger, "/do/ask_passkey_sign_in", &[]).await;
        let signed = key.sign(&options);
        let refused = stranger.post_form("/do/passkey_sign_in", &[("signed", &signed)]).await;
        assert_eq!(refused.location(), "/join?error=passkey-unknown");

        let id = clerk.get("/counter/security/passkeys").await;
        let id = id
            .body
            .split("name=\"passkey\" value=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned();
        let refused = clerk
            .post_form("/do/remove_staff_passkey", &[("passkey", &id), ("proof", "wrong")])
            .await;
        assert!(refused.location().contains("error=password-again"));
        let removed = clerk
            .post_form("/do/remove_staff_passkey", &[("passkey", &id), ("proof", PASSWORD)])
            .await;
        assert_eq!(removed.location(), "/counter/security/passkeys?done=removed");
        assert_eq!(password(&mut app.client(), "xuhui").await, "/counter");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn where_a_second_step_is_required_nothing_else_is_open_before() {
    let app = TestApp::with(&[("HUIKA_RULES_STAFF_SECOND_FACTOR", "required")]).await;
    let mut clerk = app.client();
    assert_eq!(password(&mut clerk, "hq").await, "/counter");
    for (page, next) in [
        ("/counter", ""),
        ("/counter/cards", "?next=%2Fcounter%2Fcards"),
        ("/office", "?next=%2Foffice"),
        ("/office/refunds", "?next=%2Foffice%2Frefunds"),
        ("/office/refunds?state=open", "?next=%2Foffice%2Frefunds%3Fstate%3Dopen"),
    ] {
        assert_eq!(clerk.get(page).await.location(), format!("{SECURITY}{next}"), "{page}");
    }
    let export = clerk
        .get("/office/reports/findings.csv?channel=wechat&day=2026-11-20&kind=")
        .await;
    assert!(export.status.is_redirection(), "{}", export.status);
    let refused = clerk.post_form("/do/prove", &[]).await;
    assert!(words_of(&mut clerk, &refused).await.contains("先设置第二步验证"));
    enrol(&app, &mut clerk).await;
    assert!(clerk.get("/office").await.status.is_success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_has_set_the_required_step_up_goes_on_to_the_page_that_was_wanted() {
    let app = TestApp::with(&[("HUIKA_RULES_STAFF_SECOND_FACTOR", "required")]).await;
    let mut clerk = app.client();
    password(&mut clerk, "hq").await;
    let wanted = "/office/refunds?state=open";
    let first = clerk.get(wanted).await.location().to_owned();
    let page = clerk.get(&first).await;
    assert!(
        !page.body.contains(&format!("href=\"{wanted}\"")),
        "nothing leads past the step"
    );
    let set_up = "/counter/security/app?next=%2Foffice%2Frefunds%3Fstate%3Dopen";
    assert!(page.body.contains(&format!("href=\"{set_up}\"")), "{}", page.body);
    let next = clerk.get(set_up).await.field("next");
    assert_eq!(next, wanted);

    let wrong = clerk
        .post_form("/do/start_totp", &[("password", "wrong"), ("next", &next)])
        .await;
    assert_eq!(wrong.location(), format!("{set_up}&error=password-again"));
    let started = clerk
        .post_form("/do/start_totp", &[("password", PASSWORD), ("next", &next)])
        .await;
    assert_eq!(started.location(), set_up);
    let page = clerk.get(set_up).await;
    let phone = App(from_base32(&texts(&page.body, "class=\"secret\"", "</p>").remove(0)));
    let fields = [("code", &*phone.code(&app, 0)), ("next", &*next)];
    let confirmed = clerk.post_form("/do/confirm_totp", &fields).await;
    let codes = clerk.get(confirmed.location()).await;
    assert!(codes.body.contains("class=\"secrets\""), "{}", codes.body);
    assert!(codes.body.contains(&format!("href=\"{wanted}\"")), "{}", codes.body);
    assert!(clerk.get(wanted).await.status.is_success());
    // Nobody is led to another site, nor to what is no page.
    for elsewhere in ["https://evil.example/office", "//evil.example", "/do/prove"] {
        let fields = [("password", PASSWORD), ("next", elsewhere)];
        let led = clerk.post_form("/do/start_totp", &fields).await;
        assert!(
            led.location().starts_with("/counter/security/app") && !led.location().contains("next="),
            "{}",
            led.location()
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_counter_that_was_left_asks_for_the_pin_before_the_next_scan() {
    on_both_engines(async |app| {
        let member = Member::join(app, "13700137202").await;
        let mut clerk = Cashier::sign_in(app).await;
        let fields = [("password", PASSWORD), ("pin", PIN), ("again", PIN)];
        let set = clerk.client.post_form("/do/set_counter_pin", &fields).await;
        assert_eq!(set.location(), "/counter/security?done=pin");
        assert!(clerk.scan(&member.code(app).await).await.starts_with("/counter/sale/"));

        // Sixteen minutes later, on a new day, and when the cashier says so.
        let left: [&'static str; 3] = [
            "UPDATE staff_session SET last_seen_at = last_seen_at - 960000",
            "UPDATE staff_session SET last_seen_at = last_seen_at - 86400000",
            "UPDATE staff_session SET last_seen_at = 0",
        ];
        for sql in left {
            let (code, sessions) = (member.code(app).await, "SELECT COUNT(*) FROM till_session");
            app.arrange(sql).await;
            let before: i64 = app.query(move |tx| tx.value(sessions, &[])).await;
            assert_eq!(clerk.scan(&code).await, "/counter/unlock?error=counter-locked");
            assert_eq!(clerk.client.get("/counter").await.location(), "/counter/unlock");
            assert_eq!(
                clerk.client.get(SECURITY).await.location(),
                "/counter/unlock?next=%2Fcounter%2Fsecurity"
            );
            let after: i64 = app.query(move |tx| tx.value(sessions, &[])).await;
            assert_eq!(before, after, "nothing was opened");
            let refused = clerk.client.post_form("/do/unlock_counter", &[("pin", "000001")]).await;
            assert!(words_of(&mut clerk.client, &refused).await.contains("还可以试 4 次"));
            let opened = clerk.client.post_form("/do/unlock_counter", &[("pin", PIN)]).await;
            assert_eq!(opened.location(), "/counter");
            assert!(
                clerk.client.get("/counter").await.status.is_success(),
                "the session stayed"
            );
        }

        clerk.client.post_form("/do/lock_counter", &[]).await;
        for _ in 0..4 {
            clerk.client.post_form("/do/unlock_counter", &[("pin", "000001")]).await;
        }
        let over = clerk.client.post_form("/do/unlock_counter", &[("pin", "000001")]).await;
        assert_eq!(over.location(), "/counter/sign-in?error=counter-pin-over");
        assert_eq!(clerk.client.get("/counter").await.location(), "/counter/sign-in");
        let mut again = Cashier::sign_in(app).await.client;
        again.post_form("/do/lock_counter", &[]).await;
        let opened = again.post_form("/do/unlock_counter", &[("pin", PIN)]).await;
        assert_eq!(opened.location(), "/counter", "a whole sign-in forgives wrong PINs");
    })
    .await;
}

/// What the office's page says was sold today.
async fn sold_today(client: &mut Client) -> String {
    let page = client.get("/office").await.body;
    let figures = texts(&page, "<dd", "</dd>");
    figures
        .into_iter()
        .find(|text| text.contains('笔') && !text.contains("¥0.00"))
        .unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn each_role_does_its_own_and_an_auditor_changes_nothing() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, "13700137203").await;
        member.top_up(app, "500").await;
        let mut clerk = Cashier::sign_in_as(app, "jingan").await;
        app.arrange("UPDATE operator SET role = 'auditor', store_id = NULL WHERE login = 'jingan'").await;
        let entries = app.entries().await;
        assert_eq!(clerk.scan(&member.code(app).await).await, "/office", "an auditor sells nothing");
        for (form, fields) in [
            ("/do/sell", vec![("session", "x"), ("amount", "1"), ("key", "k")]),
            ("/do/find_card", vec![("query", "13700137203")]),
            ("/do/serve_card", vec![("who", "x"), ("wish", "lost"), ("document", "passport")]),
            ("/do/refund_top_up", vec![("number", "T1"), ("key", "k")]),
            ("/do/end_refund", vec![("number", "F1"), ("how", "bank"), ("reason", "a reason")]),
        ] {
            let answer = clerk.client.post_form(form, &fields).await;
            let to = answer.location();
            assert!(to == "/office" || to.contains("error="), "{form}: {to}");
        }
        assert_eq!(app.entries().await, entries);
        for page in ["/office", "/office/refunds", "/office/reconciliation"] {
            let shown = clerk.client.get(page).await;
            assert!(shown.status.is_success(), "{page}");
        }
        assert!(sold_today(&mut clerk.client).await.contains("500.00"), "an auditor sees the whole shop");

        // A region sees what happened in its stores: nothing online, and nothing of a store that is not its own.
        let mut first = Cashier::sign_in(app).await;
        let receipt = first.sell(&member.code(app).await, "36.50").await;
        assert!(receipt.starts_with("/counter/receipt/"), "{receipt}");
        app.arrange("UPDATE operator SET role = 'region' WHERE login = 'jingan'").await;
        assert_eq!(sold_today(&mut clerk.client).await, "", "a region without stores sees nothing");
        app.arrange("INSERT INTO operator_store (operator_id, store_id) SELECT o.id, s.id FROM operator o, store s WHERE o.login = 'jingan' AND s.code = 'JA'").await;
        assert_eq!(sold_today(&mut clerk.client).await, "", "nor another region's");
        app.arrange("INSERT INTO operator_store (operator_id, store_id) SELECT o.id, s.id FROM operator o, store s WHERE o.login = 'jingan' AND s.code = 'XH'").await;
        let seen = sold_today(&mut clerk.client).await;
        assert!(seen.contains("36.50"), "{seen}");
    })
    .await;
}
