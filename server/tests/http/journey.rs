//! The main job, from joining to the statement.

use huika_domain::Fen;
use serde_json::json;

use crate::people::{Cashier, Member};
use crate::test_app::on_both_engines;

const PHONE: &str = "13800138000";

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_member_joins_tops_up_pays_and_redeems_and_the_statement_tells_it_all() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        let home = member.client.get("/").await;
        assert!(home.body.contains("¥0.00"), "{}", home.body);

        member.top_up(app, "100.00").await;
        let topped_up = app.home_of(PHONE).await;
        assert_eq!(topped_up.principal, Fen::new(10_000));

        let mut cashier = Cashier::sign_in(app).await;
        let receipt = cashier.sell(&member.code(app).await, "36.50").await;
        assert!(receipt.starts_with("/counter/receipt/"), "{receipt}");
        assert!(cashier.client.get(&receipt).await.body.contains("36.50"));
        let after = app.home_of(PHONE).await;
        assert_eq!(after.balance.get(), topped_up.balance.get() - 36_50);
        assert!(after.points.is_positive(), "points were earned");

        let item: i64 = app
            .query(|tx| tx.value("SELECT id FROM item WHERE code = 'welcome-sweet'", &[]))
            .await;
        let page = member.client.get(&format!("/mall/{item}")).await;
        let fields = [("item", &*item.to_string()), ("key", &*page.field("key"))];
        let ordered = member.client.post_form("/do/redeem", &fields).await;
        assert!(ordered.location().starts_with("/orders/"), "{}", ordered.location());
        assert_eq!(app.home_of(PHONE).await.points.get(), after.points.get() - 10);
        let stock = app
            .query(|tx| tx.value::<i64>("SELECT stock FROM item WHERE code = 'welcome-sweet'", &[]))
            .await;
        assert_eq!(stock, 199);

        let statement = member.client.get("/statement").await.body;
        for figure in [&*topped_up.balance.signed(), "−36.50", "桂花糖"] {
            assert!(statement.contains(figure), "{figure} in {statement}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_sale_appears_on_the_members_phone_by_itself_and_after_a_tunnel() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        member.top_up(app, "100.00").await;
        let mut stream = member.client.listen("/events?after=1000000").await;
        let top_up = app.home_of(PHONE).await.recent[0].clone();
        let seen = top_up.entry;
        let mut behind = member.client.listen(&format!("/events?after={}", seen.get() - 1)).await;
        let missed = behind.next_event().await;
        assert!(
            missed.contains(&top_up.money.signed()),
            "what was missed is told first: {missed}"
        );
        drop(stream);
        stream = member.client.listen(&format!("/events?after={seen}")).await;

        let mut cashier = Cashier::sign_in(app).await;
        cashier.sell(&member.code(app).await, "36.50").await;
        for listener in [&mut stream, &mut behind] {
            let event = listener.next_event().await;
            assert!(event.contains("id: ") && event.contains("−36.50"), "{event}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn mistake_2_ten_notifications_at_once_credit_once() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        let number = member.top_up(app, "100.00").await;
        let balance = member.balance(app).await;
        let again = json!({ "number": number, "forgery": "none", "copies": 10 });
        let answered = app.gateway_post("/control/wechat/notify", again).await;
        let statuses = answered["statuses"].as_array().unwrap().clone();
        assert!(
            statuses.len() == 10 && statuses.iter().all(|status| status == 200),
            "{statuses:?}"
        );
        assert_eq!(member.balance(app).await, balance);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_payment_of_which_no_notification_comes_is_found_by_asking() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        let number = member.order_top_up("100.00").await;
        member.go_to_cashier(&number).await;
        app.gateway_post("/control/wechat/policy", json!({ "drop_next": 1000 }))
            .await;
        app.gateway_post(&format!("/control/wechat/trades/{number}/pay"), json!({}))
            .await;
        // Whoever comes back from the cashier sees the money at once.
        let back = member.client.get(&format!("/top-up/{number}")).await;
        assert!(app.top_up_status(&number).await.is_paid(), "{}", back.body);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_form_sent_twice_opens_one_order() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        let key = member.client.get("/top-up").await.field("key");
        let fields = [("choice", "amount"), ("amount", "100"), ("key", &*key)];
        let first = member
            .client
            .post_form("/do/top_up", &fields)
            .await
            .location()
            .to_owned();
        let second = member
            .client
            .post_form("/do/top_up", &fields)
            .await
            .location()
            .to_owned();
        assert_eq!(first, second);
        let orders: i64 = app.query(|tx| tx.value("SELECT COUNT(*) FROM top_up", &[])).await;
        assert_eq!(orders, 1);
    })
    .await;
}
