//! Money back: quoted with its arithmetic, asked for, and told at each state until it ended.

mod counter;

use huika_domain::{Fen, ShopZone};
use huika_pay::ChannelId;
use huika_store::refund::{RefundStatus, RefundView, refunds_of};
use serde_json::json;

use crate::{
    people::{Cashier, Member},
    test_app::{TestApp, on_both_engines},
};

const PHONE: &str = "13700137000";

async fn last_refund(app: &TestApp, number: &str) -> RefundView {
    let number = number.to_owned();
    let found = app.query(move |tx| refunds_of(tx, &number)).await;
    found.into_iter().next().expect("a refund was asked for")
}

async fn ended_as(app: &TestApp, number: &str, status: RefundStatus) -> RefundView {
    app.until("the refund ends", async || {
        last_refund(app, number).await.status == status
    })
    .await;
    last_refund(app, number).await
}

/// What the gateway paid back of an order.
async fn paid_back(app: &TestApp, number: &str) -> Vec<i64> {
    let trade = app.gateway_get(&format!("/control/wechat/trades/{number}")).await;
    let refunds = trade["refunds"].as_array().unwrap();
    refunds
        .iter()
        .map(|refund| refund["amount"].as_i64().unwrap())
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn three_thousand_with_a_thousand_bonus_after_3594_00_shows_304_50_with_its_arithmetic_and_pays_it_back_once() {
    on_both_engines(async |app| {
        app.set_rule("stored-value", r#"{"cap_fen": 100000000}"#).await;
        let mut member = Member::join(app, PHONE).await;
        app.arrange("UPDATE member SET no_pin_limit_fen = 100000000").await;
        let number = member.order_top_up("3000.00").await;
        app.arrange("UPDATE top_up SET bonus_fen = 100000").await;
        member.go_to_cashier(&number).await;
        app.gateway_post(&format!("/control/wechat/trades/{number}/pay"), json!({}))
            .await;
        app.until("the top-up is credited", async || {
            app.top_up_status(&number).await.is_paid()
        })
        .await;
        let mut cashier = Cashier::sign_in(app).await;
        cashier.sell(&member.code(app).await, "3594.00").await;

        let order = member.client.get(&format!("/top-up/{number}")).await;
        assert!(
            order.body.contains(&format!("/top-up/{number}/refund")),
            "{}",
            order.body
        );
        let page = member.client.get(&format!("/top-up/{number}/refund")).await;
        for shown in [
            "¥3,000.00",
            "−¥2,695.50",
            "3000.00 − 2695.50",
            "¥304.50",
            "−¥101.50",
            "赠金失效",
            "微信支付",
        ] {
            assert!(page.body.contains(shown), "{shown} in {}", page.body);
        }

        let key = page.field("key");
        let fields = [("number", &*number), ("key", &key)];
        for _ in 0..2 {
            let asked = member.client.post_form("/do/ask_refund", &fields).await;
            assert_eq!(asked.location(), format!("/top-up/{number}/refund"));
        }
        let refund = ended_as(app, &number, RefundStatus::Paid).await;
        assert_eq!((refund.amount, refund.by_member), (Fen::new(304_50), true));
        assert_eq!(paid_back(app, &number).await, [304_50]);
        assert_eq!(member.balance(app).await, Fen::ZERO);
        let done = member.client.get(&format!("/top-up/{number}/refund")).await;
        assert!(
            done.body.contains("已退款") && done.body.contains("¥304.50"),
            "{}",
            done.body
        );
        assert!(!done.body.contains("ask_refund"), "nothing is left to ask for");
        let statement = member.client.get("/statement").await;
        assert!(statement.body.contains("充值退款"), "{}", statement.body);
        for shown in ["充值退款到微信支付<", "−304.50", "赠金 −101.50"] {
            assert!(statement.body.contains(shown), "{shown} in {}", statement.body);
        }
        for internal in ["预留", "充值退款 0.00", "微信支付 充值退款", &*number] {
            assert!(!statement.body.contains(internal), "{internal} in {}", statement.body);
        }
        let entry = refund.entry.expect("it has ended").get();
        let receipt = member.client.get(&format!("/statement/{entry}")).await.body;
        let (above, folded) = receipt.split_once("<details").expect("the postings are folded away");
        for shown in ["充值退款到微信支付", "已退款", "退到", &*number, &*refund.number] {
            assert!(above.contains(shown), "{shown} in {above}");
        }
        assert!(folded.contains("预留本金") && !above.contains("预留"), "{receipt}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_refund_that_the_gateway_refuses_comes_back_to_the_card_and_may_be_asked_for_again() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        let number = member.top_up(app, "100.00").await;
        let before = member.balance(app).await;
        app.gateway_post("/control/policy", json!({ "refunds_end": "CLOSED" }))
            .await;
        let page = member.ask_refund(&number).await;
        assert!(
            page.body.contains("退款处理中") || page.body.contains("退款未成功"),
            "{}",
            page.body
        );
        let first = ended_as(app, &number, RefundStatus::Failed).await;
        assert_eq!(member.balance(app).await, before);
        let told = member.client.get(&format!("/top-up/{number}/refund")).await;
        assert!(
            told.body.contains("退款未成功") && told.body.contains("ask_refund"),
            "{}",
            told.body
        );

        app.gateway_post("/control/policy", json!({ "refunds_end": "SUCCESS" }))
            .await;
        member.ask_refund(&number).await;
        let second = ended_as(app, &number, RefundStatus::Paid).await;
        assert_ne!(first.number, second.number, "the first one has ended");
        assert_eq!(member.balance(app).await, Fen::ZERO);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_refund_whose_answer_was_lost_is_asked_for_again_under_its_number() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        let number = member.top_up(app, "100.00").await;
        let faults = json!([{ "kind": "lost-answer", "path": "refund/domestic", "times": 3 }]);
        app.gateway_post("/control/wechat/faults", faults).await;
        let page = member.ask_refund(&number).await;
        assert!(
            page.body.contains("退款处理中") || page.body.contains("已退款"),
            "{}",
            page.body
        );
        ended_as(app, &number, RefundStatus::Paid).await;
        assert_eq!(paid_back(app, &number).await, [100_00]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nobody_sees_or_refunds_anothers_top_up() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        let number = member.top_up(app, "100.00").await;
        let mut other = Member::join(app, "13700137001").await;
        assert_eq!(other.client.get(&format!("/top-up/{number}/refund")).await.status, 404);
        for form in ["/do/ask_refund", "/do/cancel_top_up"] {
            let fields = [("number", &*number), ("key", "k")];
            let answer = other.client.post_form(form, &fields).await;
            assert!(
                answer.location().contains("error=order-unknown"),
                "{}",
                answer.location()
            );
        }
        assert!(!other.client.get("/top-ups").await.body.contains(&number));
        assert_eq!(member.balance(app).await, Fen::new(112_00));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_history_pages_back_and_names_what_became_of_each() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        let late = member.order_top_up("60.00").await;
        member.go_to_cashier(&late).await;
        app.arrange("UPDATE top_up SET expires_at = opened_at - 60000").await;
        app.gateway_post(&format!("/control/wechat/trades/{late}/pay"), json!({}))
            .await;
        app.until("the late payment is credited", async || {
            app.top_up_status(&late).await.is_paid()
        })
        .await;
        let cancelled = member.order_top_up("70.00").await;
        member.go_to_cashier(&cancelled).await;
        let left = member
            .client
            .post_form("/do/cancel_top_up", &[("number", &*cancelled)])
            .await;
        assert_eq!(left.location(), format!("/top-up/{cancelled}"));
        assert!(member.client.get(left.location()).await.body.contains("已取消"));
        app.set_rule("top-up", r#"{"open_orders": 30}"#).await;
        let mut numbers = Vec::new();
        for _ in 0..20 {
            numbers.push(member.order_top_up("80.00").await);
        }
        let first = member.client.get("/top-ups").await;
        for number in &numbers {
            assert!(first.body.contains(number), "{number}");
        }
        assert!(!first.body.contains(&cancelled));
        let older = first
            .body
            .split("/top-ups?before=")
            .nth(1)
            .expect("there is an older page");
        let before: String = older.chars().take_while(char::is_ascii_digit).collect();
        let second = member.client.get(&format!("/top-ups?before={before}")).await;
        for (number, words) in [(&late, "迟到已入账"), (&cancelled, "已取消")] {
            assert!(
                second.body.contains(number) && second.body.contains(words),
                "{words}: {}",
                second.body
            );
        }
        assert!(!second.body.contains("?before="), "there is no older page");
        let told = member.client.get(&format!("/top-up/{late}")).await;
        assert!(told.body.contains("款项在订单过期后才到"), "{}", told.body);

        app.arrange("UPDATE top_up SET expires_at = opened_at - 60000 WHERE status = 'open'")
            .await;
        let expired = member.client.get(&format!("/top-up/{}", numbers[0])).await;
        assert!(expired.body.contains("订单已过期"), "{}", expired.body);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_came_through_three_channels_goes_back_to_each() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        for (channel, pay) in [
            ("wechat", "/control/wechat/trades/"),
            ("alipay", "/control/alipay/trades/"),
            ("stripe", "/control/stripe/orders/"),
        ] {
            let key = member.client.get("/top-up").await.field("key");
            let fields = [
                ("choice", "amount"),
                ("amount", "50"),
                ("channel", channel),
                ("key", &*key),
            ];
            let page = member
                .client
                .post_form("/do/top_up", &fields)
                .await
                .location()
                .to_owned();
            let number = page.strip_prefix("/top-up/").expect("an order").to_owned();
            let cashier = member.client.get(&format!("{page}/pay")).await.location().to_owned();
            if channel == "alipay" {
                // Alipay knows an order only once its cashier was opened.
                app.http.get(&cashier).send().await.unwrap();
            }
            app.gateway_post(&format!("{pay}{number}/pay"), json!({})).await;
            app.until("the top-up is credited", async || {
                app.top_up_status(&number).await.is_paid()
            })
            .await;
            member.ask_refund(&number).await;
            let refund = ended_as(app, &number, RefundStatus::Paid).await;
            assert_eq!((refund.channel.as_str(), refund.amount), (channel, Fen::new(50_00)));
        }
        assert_eq!(member.balance(app).await, Fen::ZERO);
        // By each gateway's own bill: one payment and one refund.
        let today = ShopZone::parse("Asia/Shanghai")
            .unwrap()
            .business_day(app.state.store.now());
        app.gateway_post("/control/clock", json!({ "advance_secs": 3 * 24 * 3600 }))
            .await;
        for channel in ChannelId::ALL {
            let report = app.state.gateways.reconcile(channel, today).await.unwrap();
            assert_eq!(
                (report.lines, report.matched),
                (2, 2),
                "{channel}: {:?}",
                report.mismatches
            );
            assert_eq!(
                (report.paid, report.refunded),
                (Fen::new(50_00), Fen::new(50_00)),
                "{channel}"
            );
        }
    })
    .await;
}
