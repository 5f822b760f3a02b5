//! Where somebody wanted to go when they were asked who they are: the sign-in leads there, and nowhere else.

use http::StatusCode;

use crate::client::Client;
use crate::people::{Cashier, Member};
use crate::test_app::{TestApp, on_both_engines};

const PHONE: &str = "13600136200";

/// Signs in by the forms that a door's page has; answers where it leads.
async fn through(app: &TestApp, client: &mut Client, door: &str, phone: &str) -> String {
    let page = client.get(door).await;
    assert_eq!(page.status, StatusCode::OK, "{door}");
    let fields = [
        ("phone", phone.to_owned()),
        ("from", page.field("from")),
        ("by", page.field("by")),
        ("next", page.field("next")),
        ("key", page.field("key")),
    ];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    assert_eq!(
        client.post_form("/do/send_code", &fields).await.location(),
        "/join/code"
    );
    let code = app.next_sms_code(phone).await;
    client
        .post_form("/do/enter_code", &[("code", &code)])
        .await
        .location()
        .to_owned()
}

async fn source_of(app: &TestApp, phone: &str) -> String {
    let member = app.member_of(phone).await;
    app.query(move |tx| {
        let values = [huika_store::Value::Int(member.get())];
        tx.value("SELECT source FROM member WHERE id = ?1", &values)
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_deep_link_survives_the_sign_in() {
    on_both_engines(async |app| {
        for (number, (path, next)) in [
            ("/mall/1", "/mall/1"),
            ("/orders/R20261122000001", "/orders/R20261122000001"),
            ("/approve", "/approve"),
            ("/statement?before=12", "/statement?before=12"),
            ("/mall/1?from=singlemessage&isappinstalled=0", "/mall/1"),
        ]
        .into_iter()
        .enumerate()
        {
            let mut client = app.client();
            let door = client.get(path).await.location().to_owned();
            assert!(door.starts_with("/join?next="), "{path}: {door}");
            let end = through(app, &mut client, &door, &format!("136001362{number:02}")).await;
            assert_eq!(end, next, "{path}");
            // Who is signed in already goes on at once.
            assert_eq!(client.get(&door).await.location(), next);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_session_that_is_over_leads_back_to_the_page_too() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        app.arrange("UPDATE device SET ended_at = 1, ended_why = 'elsewhere'")
            .await;
        let told = member.client.get("/mall/1").await.location().to_owned();
        assert_eq!(told, "/signed-out?next=%2Fmall%2F1");
        let page = member.client.get(&told).await.body;
        assert!(page.contains("href=\"/join?next=%2Fmall%2F1\""), "{page}");
        let refused = member.client.post_form("/do/set_limit", &[("amount", "1")]).await;
        assert_eq!(refused.location(), "/join?next=%2Fme%2Flimit&error=signed-out");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_address_leads_out_of_the_site_nor_into_a_form() {
    on_both_engines(async |app| {
        for (number, next) in [
            "https%3A%2F%2Fevil.example%2F",
            "%2F%2Fevil.example",
            "%2F%5Cevil.example",
            "%2Fdo%2Fsign_out",
            "%2Fmall%2F..%2Fdo%2Fsign_out",
            "%2Fcounter%2Fcards",
            "javascript%3Aalert(1)",
        ]
        .into_iter()
        .enumerate()
        {
            let door = format!("/join?next={next}");
            let phone = format!("136001363{number:02}");
            assert_eq!(through(app, &mut app.client(), &door, &phone).await, "/", "{next}");
            let mut counter = app.client();
            let page = counter.get(&format!("/counter/sign-in?next={next}")).await.body;
            assert_eq!(page.contains("name=\"next\""), next.contains("counter"), "{next}");
            let next = next.replace("%2F", "/").replace("%3A", ":").replace("%5C", "\\");
            let fields = [("login", "xuhui"), ("password", "huika-demo"), ("next", &*next)];
            let end = counter
                .post_form("/do/staff_sign_in", &fields)
                .await
                .location()
                .to_owned();
            assert!(end == "/counter" || end == "/counter/cards", "{next}: {end}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn staff_come_back_to_the_page_that_they_wanted() {
    on_both_engines(async |app| {
        let mut client = app.client();
        let door = client.get("/office/payments?state=open").await.location().to_owned();
        assert_eq!(door, "/counter/sign-in?next=%2Foffice%2Fpayments%3Fstate%3Dopen");
        let next = client.get(&door).await.field("next");
        let wrong = [("login", "hq"), ("password", "wrong"), ("next", &*next)];
        let refused = client
            .post_form("/do/staff_sign_in", &wrong)
            .await
            .location()
            .to_owned();
        assert_eq!(refused, format!("{door}&error=wrong-password"));
        let right = [("login", "hq"), ("password", "huika-demo"), ("next", &*next)];
        let end = client
            .post_form("/do/staff_sign_in", &right)
            .await
            .location()
            .to_owned();
        assert_eq!(end, "/office/payments?state=open");
        assert_eq!(client.get("/counter/sign-in").await.location(), "/counter");
        // A counter that was left goes on where it was, too.
        let mut clerk = Cashier::sign_in(app).await.client;
        let fields = [("password", "huika-demo"), ("pin", "274913"), ("again", "274913")];
        clerk.post_form("/do/set_counter_pin", &fields).await;
        clerk.post_form("/do/lock_counter", &[]).await;
        let door = clerk.get("/counter/cards").await.location().to_owned();
        assert_eq!(door, "/counter/unlock?next=%2Fcounter%2Fcards");
        let next = clerk.get(&door).await.field("next");
        let opened = clerk
            .post_form("/do/unlock_counter", &[("pin", "274913"), ("next", &next)])
            .await;
        assert_eq!(opened.location(), "/counter/cards");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_posters_source_stays_when_wechat_adds_its_own() {
    on_both_engines(async |app| {
        for (number, (path, source)) in [
            ("/join?from=poster-7&from=singlemessage&isappinstalled=0", "poster-7"),
            ("/join?from=singlemessage&from=poster-7", "poster-7"),
            ("/join?from=groupmessage", "portal"),
            ("/mall/1?from=poster-8&from=timeline", "poster-8"),
        ]
        .into_iter()
        .enumerate()
        {
            let mut client = app.client();
            let answer = client.get(path).await;
            let door = if answer.status.is_redirection() {
                answer.location().to_owned()
            } else {
                path.to_owned()
            };
            let phone = format!("136001364{number:02}");
            through(app, &mut client, &door, &phone).await;
            assert_eq!(source_of(app, &phone).await, source, "{path}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_slash_at_the_end_leads_to_the_page_without_it() {
    let app = TestApp::new().await;
    let mut client = app.client();
    for (path, to) in [
        ("/mall/1/", "/mall/1"),
        (
            "/join/?from=poster-7&next=%2Fmall%2F1",
            "/join?from=poster-7&next=%2Fmall%2F1",
        ),
        ("/counter/sign-in/", "/counter/sign-in"),
        ("/nowhere/", "/nowhere"),
    ] {
        let answer = client.get(path).await;
        assert_eq!(answer.status, StatusCode::PERMANENT_REDIRECT, "{path}");
        assert_eq!(answer.location(), to, "{path}");
    }
    for path in ["//evil.example/", "/mall//evil.example/", "/%5Cevil.example/"] {
        let answer = client.get(path).await;
        let leads_out = answer.status.is_redirection() && !answer.location().starts_with("/%5C");
        assert!(!leads_out, "{path}: {} {}", answer.status, answer.header("location"));
    }
}
