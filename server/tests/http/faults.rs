//! A gateway that is down, slow, or wrong: the member sees what happened and what to do, nothing hangs, and the order ends well later.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::people::Member;
use crate::test_app::{TestApp, on_both_engines};

const PHONE: &str = "13400134000";

/// Tries to pay while something is wrong; answers the words of the page and how long it took.
async fn tried(member: &mut Member, number: &str) -> (String, Duration) {
    let begun = Instant::now();
    let away = member.client.get(&format!("/top-up/{number}/pay")).await;
    let page = away.location().to_owned();
    assert!(page.starts_with(&format!("/top-up/{number}?error=")), "{page}");
    let words = member.client.get(&page).await.alert();
    (words, begun.elapsed())
}

/// The gateway is well again: the same order is paid after all.
async fn ends_well(app: &TestApp, member: &mut Member, number: &str) {
    app.gateway_post("/control/wechat/faults", json!([])).await;
    member.go_to_cashier(number).await;
    app.gateway_post(&format!("/control/wechat/trades/{number}/pay"), json!({}))
        .await;
    app.until("the top-up is credited", async || {
        app.top_up_status(number).await.is_paid()
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whatever_is_wrong_with_the_gateway_the_member_is_told_and_pays_later() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        for kind in [
            "error500",
            "error503",
            "too-many",
            "bad-signature",
            "unsigned",
            "half",
            "lost-answer",
        ] {
            let number = member.order_top_up("10.00").await;
            let faults = json!([{ "kind": kind, "path": "transactions/h5", "times": 100 }]);
            app.gateway_post("/control/wechat/faults", faults).await;
            let (words, took) = tried(&mut member, &number).await;
            assert!(words.contains("没有扣款"), "{kind}: {words}");
            assert!(took < Duration::from_secs(5), "{kind} took {took:?}");
            ends_well(app, &mut member, &number).await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_gateway_that_takes_too_long_is_not_waited_for() {
    let app = TestApp::new().await;
    let mut member = Member::join(&app, PHONE).await;
    let number = member.order_top_up("10.00").await;
    let faults = json!([{ "kind": "slow", "path": "transactions/h5", "times": 100, "delay_ms": 60_000 }]);
    app.gateway_post("/control/wechat/faults", faults).await;
    let (words, took) = tried(&mut member, &number).await;
    assert!(words.contains("没有响应"), "{words}");
    assert!(took < Duration::from_secs(14), "{took:?}");
    ends_well(&app, &mut member, &number).await;
    app.books_hold().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_gateway_that_is_down_costs_nobody_money_and_the_order_is_found_paid_when_it_is_back() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        let paid = member.order_top_up("10.00").await;
        member.go_to_cashier(&paid).await;
        app.gateway_post("/control/policy", json!({ "drop_next": 1000 })).await;
        app.gateway_post(&format!("/control/wechat/trades/{paid}/pay"), json!({}))
            .await;
        app.stop_gateway();

        // The page of an order opens all the same, and says what is known.
        let page = member.client.get(&format!("/top-up/{paid}")).await;
        assert!(page.body.contains("等待付款"), "{}", page.body);
        let number = member.order_top_up("20.00").await;
        let (words, took) = tried(&mut member, &number).await;
        assert!(
            words.contains("没有响应") && took < Duration::from_secs(5),
            "{words} {took:?}"
        );
        let cancelled = member
            .client
            .post_form("/do/cancel_top_up", &[("number", &*number)])
            .await;
        assert!(
            cancelled.location().contains("error=gateway-unavailable"),
            "{}",
            cancelled.location()
        );

        let _again = app.restart_gateway().await;
        app.arrange("UPDATE top_up SET poll_at = 0 WHERE status = 'open'").await;
        app.until("the payment is found", async || {
            app.top_up_status(&paid).await.is_paid()
        })
        .await;
        app.gateway_post("/control/policy", json!({})).await;
        ends_well(app, &mut member, &number).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_query_that_is_answered_wrongly_credits_nothing_and_the_next_one_does() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        let number = member.order_top_up("10.00").await;
        member.go_to_cashier(&number).await;
        app.gateway_post("/control/policy", json!({ "drop_next": 1000 })).await;
        app.gateway_post(&format!("/control/wechat/trades/{number}/pay"), json!({}))
            .await;
        for kind in ["bad-signature", "unsigned", "half", "lost-answer", "error500"] {
            let faults = json!([{ "kind": kind, "path": "out-trade-no", "times": 100 }]);
            app.gateway_post("/control/wechat/faults", faults).await;
            let page = member.client.get(&format!("/top-up/{number}")).await;
            assert!(page.body.contains("等待付款"), "{kind}");
            assert!(!app.top_up_status(&number).await.is_paid(), "{kind} credited");
        }
        app.gateway_post("/control/wechat/faults", json!([])).await;
        let page = member.client.get(&format!("/top-up/{number}")).await;
        assert!(page.body.contains("充值成功"), "{}", page.body);
    })
    .await;
}
