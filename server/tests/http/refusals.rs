//! What must not work: each a message in the user's words, and not one entry more in the books.

use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use serde_json::json;

use crate::client::Client;
use crate::people::{Cashier, Member};
use crate::test_app::{TestApp, on_both_engines};

const PHONE: &str = "13900139000";

/// Follows a refusal to the page that explains it and answers its words.
async fn words_of(client: &mut Client, location: &str) -> String {
    assert!(location.contains("error="), "{location} refuses nothing");
    let page = client.get(location).await;
    assert_eq!(page.status, StatusCode::OK, "{location}");
    page.alert()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_wrong_sms_code_opens_nothing_and_five_of_them_burn_the_right_one() {
    on_both_engines(async |app| {
        let mut client = app.client();
        client.post_form("/do/send_code", &[("phone", PHONE)]).await;
        let right = app.sms_code(PHONE).await;
        let wrong = if right == "000000" { "000001" } else { "000000" };
        for _ in 0..5 {
            let refused = client.post_form("/do/enter_code", &[("code", wrong)]).await;
            let words = words_of(&mut client, refused.location()).await;
            assert!(words.contains("验证码"), "{words}");
        }
        let burnt = client.post_form("/do/enter_code", &[("code", &right)]).await;
        assert!(burnt.location().contains("error=no-code"), "{}", burnt.location());
        assert_eq!(client.get("/").await.location(), "/join");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_amount_that_nobody_can_top_up_is_named_in_words() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        for amount in [
            "0",
            "-1",
            "1000000000000",
            "1e12",
            "0.001",
            "",
            "一百",
            "99999999999999999999",
        ] {
            let key = member.client.get("/top-up").await.field("key");
            let fields = [("choice", "amount"), ("amount", amount), ("key", &*key)];
            let refused = member.client.post_form("/do/top_up", &fields).await;
            let words = words_of(&mut member.client, refused.location()).await;
            assert!(!words.is_empty(), "{amount}");
        }
        let orders: i64 = app.query(|tx| tx.value("SELECT COUNT(*) FROM top_up", &[])).await;
        assert_eq!((orders, app.entries().await), (0, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_forged_notification_is_refused_and_credits_nothing() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        let number = member.order_top_up("100").await;
        member.go_to_cashier(&number).await;
        app.gateway_post("/control/wechat/policy", json!({ "drop_next": 1000 }))
            .await;
        app.gateway_post(&format!("/control/wechat/trades/{number}/pay"), json!({}))
            .await;
        let forgeries = [
            "flipped-byte",
            "flipped-signature",
            "stale",
            "from-the-future",
            "wrong-serial",
            "foreign-key",
            "sign-test",
            "unsigned",
            "no-timestamp",
            "other-seal",
        ];
        for forgery in forgeries {
            let order = json!({ "number": number, "forgery": forgery });
            let answered = app.gateway_post("/control/wechat/notify", order).await;
            let status = answered["statuses"][0].as_u64().unwrap();
            assert!(status >= 400, "{forgery} was answered with {status}");
            assert!(!app.top_up_status(&number).await.is_paid(), "{forgery} credited");
        }
        // Signed by the gateway and yet not what was ordered.
        for forgery in ["other-amount", "other-currency", "other-merchant", "other-app"] {
            app.gateway_post(
                "/control/wechat/notify",
                json!({ "number": number, "forgery": forgery }),
            )
            .await;
            assert!(!app.top_up_status(&number).await.is_paid(), "{forgery} credited");
        }
        assert_eq!(app.entries().await, 0);
        app.gateway_post("/control/wechat/notify", json!({ "number": number, "forgery": "none" }))
            .await;
        assert!(
            app.top_up_status(&number).await.is_paid(),
            "the genuine one still counts"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn anybody_may_post_to_the_gateways_address_and_is_not_believed() {
    let app = TestApp::new().await;
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    let mut client = app.client();
    for body in [&b"{}"[..], b"", b"\xff\xfe", &[b'x'; 10_000]] {
        let answer = client
            .request(Method::POST, "/notify/wechat", headers.clone(), body.to_vec())
            .await;
        assert!(
            answer.status.is_server_error() || answer.status.is_client_error(),
            "{}",
            answer.status
        );
        assert!(answer.body.contains("\"FAIL\""), "{}", answer.body);
    }
    let answer = client
        .request(Method::POST, "/notify/nobody", headers, Vec::new())
        .await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn mistake_9_a_code_scanned_twice_is_told_when_and_where_it_was_used() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        member.top_up(app, "100").await;
        let mut cashier = Cashier::sign_in(app).await;
        let code = member.code(app).await;
        cashier.sell(&code, "10").await;
        let entries = app.entries().await;
        let refused = cashier.scan(&code).await;
        let words = words_of(&mut cashier.client, &refused).await;
        assert!(words.contains("徐汇店") && words.contains("用过"), "{words}");
        assert_eq!(app.entries().await, entries);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn digits_that_are_no_code_and_a_code_of_nobody_open_nothing() {
    let app = TestApp::new().await;
    let mut cashier = Cashier::sign_in(&app).await;
    for digits in ["", "123", "88123456789123456789", "<script>", &"9".repeat(500)] {
        let refused = cashier.scan(digits).await;
        assert!(!words_of(&mut cashier.client, &refused).await.is_empty(), "{digits}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_sale_above_the_balance_says_what_is_missing_and_takes_nothing() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        member.top_up(app, "100").await;
        let (balance, entries) = (member.balance(app).await, app.entries().await);
        let mut cashier = Cashier::sign_in(app).await;
        let page = cashier.scan(&member.code(app).await).await;
        let quote = cashier.client.get(&format!("{page}?amount=999.00")).await;
        assert!(quote.alert().contains("余额不足"), "{}", quote.alert());
        let refused = cashier.take_payment(&page, "999.00").await;
        assert!(refused.contains("error="), "{refused}");
        assert_eq!((member.balance(app).await, app.entries().await), (balance, entries));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_redemption_without_points_or_without_stock_changes_nothing() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        let item: i64 = app
            .query(|tx| tx.value("SELECT id FROM item WHERE code = 'mug'", &[]))
            .await;
        let item = item.to_string();
        let refused = member
            .client
            .post_form("/do/redeem", &[("item", &*item), ("key", "without-points")])
            .await;
        assert!(
            words_of(&mut member.client, refused.location())
                .await
                .contains("积分不够")
        );
        assert_eq!(app.entries().await, 0);

        member.top_up(app, "100").await;
        Cashier::sign_in(app).await.sell(&member.code(app).await, "36.50").await;
        let sweet: i64 = app
            .query(|tx| tx.value("SELECT id FROM item WHERE code = 'welcome-sweet'", &[]))
            .await;
        app.arrange("UPDATE item SET stock = 0 WHERE code = 'welcome-sweet'")
            .await;
        let entries = app.entries().await;
        let fields = [("item", &*sweet.to_string()), ("key", "without-stock")];
        let refused = member.client.post_form("/do/redeem", &fields).await;
        assert!(words_of(&mut member.client, refused.location()).await.contains("兑完"));
        assert_eq!(app.entries().await, entries);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn mistake_10_what_belongs_to_one_member_is_not_found_by_another() {
    on_both_engines(async |app| {
        let mut owner = Member::join(app, PHONE).await;
        let number = owner.top_up(app, "100").await;
        let entry = app.home_of(PHONE).await.recent[0].entry;
        let mut other = Member::join(app, "13700137000").await;
        let mut stranger = app.client();
        for path in [
            format!("/top-up/{number}"),
            format!("/top-up/{number}/pay"),
            format!("/statement/{entry}"),
        ] {
            assert!(owner.client.get(&path).await.status != StatusCode::NOT_FOUND, "{path}");
            assert_eq!(other.client.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
            let away = stranger.get(&path).await;
            assert!(
                away.location().starts_with("/join?next="),
                "{path}: {}",
                away.location()
            );
        }
        let mut none = HeaderMap::new();
        none.insert(ACCEPT, HeaderValue::from_static("text/event-stream"));
        let events = stranger.request(Method::GET, "/events", none, Vec::new()).await;
        assert_eq!(events.status, StatusCode::UNAUTHORIZED);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_member_is_no_cashier_and_a_cashier_no_member() {
    let app = TestApp::new().await;
    let mut member = Member::join(&app, PHONE).await;
    for (path, door) in [
        ("/counter", "/counter/sign-in"),
        ("/office", "/counter/sign-in?next=%2Foffice"),
    ] {
        assert_eq!(member.client.get(path).await.location(), door, "{path}");
    }
    let refused = member
        .client
        .post_form("/do/scan", &[("scanned", "88123456789123456789")])
        .await;
    assert!(refused.location().starts_with("/counter"), "{}", refused.location());
    let mut cashier = Cashier::sign_in(&app).await;
    assert_eq!(cashier.client.get("/").await.location(), "/join");
}
