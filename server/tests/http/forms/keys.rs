//! The key of a form belongs to what was sent with it: the same form twice is one request, another content is another request.

use http::StatusCode;

use super::reader::Form;
use crate::people::{Cashier, Member};
use crate::test_app::{TestApp, on_both_engines};
use crate::world::give_points;

const PHONE: &str = "13400134020";

async fn count(app: &TestApp, sql: &'static str) -> i64 {
    app.query(move |tx| tx.value(sql, &[])).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn back_and_another_amount_is_another_top_up_and_the_same_again_is_the_first_one() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        let key = member.client.get("/top-up").await.field("key");
        let mut order = async |amount: &str| {
            let fields = [
                ("choice", "amount"),
                ("amount", amount),
                ("channel", "wechat"),
                ("key", &*key),
            ];
            member
                .client
                .post_form("/do/top_up", &fields)
                .await
                .location()
                .to_owned()
        };
        let (first, other) = (order("100").await, order("250").await);
        assert!(
            first.starts_with("/top-up/T") && other.starts_with("/top-up/T"),
            "{first} {other}"
        );
        assert_ne!(first, other);
        assert_eq!((order("100").await, order("250").await), (first, other));
        assert_eq!(count(app, "SELECT COUNT(*) FROM top_up").await, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_click_more_redeems_nothing_more_and_another_item_is_redeemed() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        give_points(app, app.member_of(PHONE).await).await;
        let items = app.query(|tx| {
            tx.all("SELECT id FROM item WHERE stock > 1 ORDER BY id LIMIT 2", &[], |row| {
                row.get::<i64>("id")
            })
        });
        let [one, two] = items.await[..] else {
            panic!("two items")
        };
        let key = member.client.get(&format!("/mall/{one}")).await.field("key");
        let mut redeem = async |item: i64| {
            let fields = [("item", &*item.to_string()), ("key", &*key)];
            member
                .client
                .post_form("/do/redeem", &fields)
                .await
                .location()
                .to_owned()
        };
        let (first, again, other) = (redeem(one).await, redeem(one).await, redeem(two).await);
        assert_eq!(first, again);
        assert!(other.starts_with("/orders/") && other != first, "{first} {other}");
        assert_eq!(count(app, "SELECT COUNT(*) FROM redemption").await, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_click_more_refunds_nothing_more_and_another_top_up_is_refunded() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        let mut numbers = Vec::new();
        for _ in 0..4 {
            numbers.push(member.top_up(app, "50").await);
        }
        let key = member
            .client
            .get(&format!("/top-up/{}/refund", numbers[0]))
            .await
            .field("key");
        for number in [&numbers[0], &numbers[0], &numbers[1]] {
            let asked = member
                .client
                .post_form("/do/ask_refund", &[("number", number), ("key", &key)])
                .await;
            assert_eq!(asked.location(), format!("/top-up/{number}/refund"));
        }
        assert_eq!(count(app, "SELECT COUNT(*) FROM refund").await, 2);

        let mut boss = Cashier::sign_in_as(app, "hq").await;
        let key = boss
            .client
            .get(&format!("/office/refunds?q={}", numbers[2]))
            .await
            .field("key");
        for number in [&numbers[2], &numbers[2], &numbers[3]] {
            let fields = [("number", &**number), ("session", ""), ("key", &*key)];
            let paid = boss.client.post_form("/do/refund_top_up", &fields).await;
            assert_eq!(paid.location(), format!("/office/refunds?q={number}"));
        }
        assert_eq!(count(app, "SELECT COUNT(*) FROM refund").await, 4);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_click_more_sells_nothing_more_and_another_amount_after_the_sale_needs_another_scan() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        member.top_up(app, "200").await;
        let mut cashier = Cashier::sign_in(app).await;
        let page = cashier.scan(&member.code(app).await).await;
        let session = page.trim_start_matches("/counter/sale/").to_owned();
        let key = cashier.client.get(&format!("{page}?amount=30")).await.field("key");
        let mut sell = async |amount: &str| {
            let fields = [("session", &*session), ("amount", amount), ("key", &*key)];
            cashier
                .client
                .post_form("/do/sell", &fields)
                .await
                .location()
                .to_owned()
        };
        let (first, again, other) = (sell("30.00").await, sell("30.00").await, sell("31.00").await);
        assert!(first.starts_with("/counter/receipt/"), "{first}");
        assert_eq!(first, again);
        // Whoever comes back to a scan that was paid is shown what was paid, and that it was not paid again.
        assert_eq!(other, format!("{first}?done=before"));
        let page = cashier.client.get(&page).await;
        assert_eq!(page.location(), other);
        let receipt = cashier.client.get(&other).await.body;
        assert!(receipt.contains("没有再收") && receipt.contains("30.00"), "{receipt}");
        assert_eq!(count(app, "SELECT COUNT(*) FROM sale").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_click_more_replaces_no_second_card_neither_on_the_phone_nor_at_the_desk() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        member.set_pin("274913").await;
        member.top_up(app, "50").await;
        let key = member.client.get("/card/replaced").await.field("key");
        for _ in 0..2 {
            let replaced = member
                .client
                .post_form("/do/new_card", &[("pin", "274913"), ("key", &key)])
                .await;
            assert!(
                replaced.location().starts_with("/card/receipt/"),
                "{}",
                replaced.location()
            );
        }
        assert_eq!(count(app, "SELECT COUNT(*) FROM card").await, 2);

        let mut cashier = Cashier::sign_in(app).await;
        let desk = cashier
            .client
            .post_form("/do/find_card", &[("typed", PHONE)])
            .await
            .location()
            .to_owned();
        let who = desk.trim_start_matches("/counter/cards/").to_owned();
        let page = cashier.client.get(&desk).await;
        let forms = Form::all(&page.body);
        let form = forms
            .iter()
            .find(|form| form.sends("wish") == ["replaced"])
            .expect("the form");
        let key = form.sends("key").remove(0);
        let fields = [
            ("who", &*who),
            ("wish", "replaced"),
            ("document", "passport"),
            ("fee", "balance"),
            ("key", &*key),
        ];
        for _ in 0..2 {
            let replaced = cashier.client.post_form("/do/serve_card", &fields).await;
            assert!(
                replaced.location().starts_with("/counter/cards/receipt/"),
                "{}",
                replaced.location()
            );
        }
        assert_eq!(count(app, "SELECT COUNT(*) FROM card").await, 3);
    })
    .await;
}

/// A refusal may mean that nobody knows whether it was done: whoever sends the form again, as it came back, sends the same request.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_refused_form_comes_back_with_the_key_that_it_was_sent_with() {
    let app = TestApp::new().await;
    let mut member = Member::join(&app, PHONE).await;
    let key = member.client.get("/top-up").await.field("key");
    let fields = [
        ("choice", "amount"),
        ("amount", "9999"),
        ("channel", "wechat"),
        ("key", &*key),
    ];
    let refused = member
        .client
        .post_form("/do/top_up", &fields)
        .await
        .location()
        .to_owned();
    let page = member.client.get(&refused).await;
    assert_eq!((page.status, page.field("key")), (StatusCode::OK, key.clone()));
    assert_ne!(
        member.client.get("/top-up").await.field("key"),
        key,
        "the next form is a new one"
    );
}

/// The same holds for what is typed again, of which nothing but the key is kept: settings, and one's own sign-in at the counter.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_form_of_secrets_that_was_refused_keeps_its_key_and_nothing_else() {
    let app = TestApp::new().await;
    let mut member = Member::join(&app, PHONE).await;
    member.set_pin("274913").await;
    let mut cashier = Cashier::sign_in(&app).await;
    let wrong = "not-the-password";
    let cases = [
        (
            true,
            "/me/pin",
            "/do/change_pin",
            vec![("old", "000001"), ("pin", "385024"), ("again", "385024")],
        ),
        (
            false,
            "/counter/security/pin",
            "/do/set_counter_pin",
            vec![("password", wrong), ("pin", "385024"), ("again", "385024")],
        ),
        (
            false,
            "/counter/security/app",
            "/do/start_totp",
            vec![("password", wrong)],
        ),
        (
            false,
            "/counter/security/codes",
            "/do/new_recovery_codes",
            vec![("password", wrong)],
        ),
        (
            false,
            "/counter/security/password",
            "/do/change_password",
            vec![
                ("password", wrong),
                ("new", "a sentence that nobody knows"),
                ("again", "a sentence that nobody knows"),
            ],
        ),
    ];
    for (is_member, path, target, mut fields) in cases {
        let client = if is_member {
            &mut member.client
        } else {
            &mut cashier.client
        };
        let key = client.get(path).await.field("key");
        assert!(!key.is_empty(), "{path}");
        fields.push(("key", &key));
        let refused = client.post_form(target, &fields).await.location().to_owned();
        assert!(refused.contains("error="), "{target} leads to {refused}");
        let page = client.get(&refused).await;
        assert_eq!(page.field("key"), key, "{target}");
        assert!(!page.body.contains("385024") && !page.body.contains(wrong), "{target}");
        assert_ne!(client.get(path).await.field("key"), key, "{path} is a new form");
    }
}
