//! What gateways take back by themselves, and what they tell that is not ours: nothing of it is spent, people are told, and no gateway is
//! answered with a failure for it.

use huika_domain::{BusinessDay, Fen, ShopZone};
use huika_pay::ChannelId;
use huika_store::{
    payment::open_alarms,
    reconciliation::{MismatchKind, Report},
    refund::{RefundStatus, refunds_of},
    top_up::{HeldReason, HeldTopUp, TopUpStatus, held_now, held_top_up},
};
use serde_json::{Value, json};

use crate::{
    people::{Cashier, Member},
    test_app::{TestApp, on_both_engines},
};

const PHONE: &str = "13700137300";
const CHANNELS: [ChannelId; 3] = [ChannelId::WeChat, ChannelId::Alipay, ChannelId::Stripe];

/// An order that the payer has gone to the cashier with.
async fn order(app: &TestApp, member: &mut Member, channel: ChannelId) -> String {
    let key = member.client.get("/top-up").await.field("key");
    let fields = [
        ("choice", "amount"),
        ("amount", "100"),
        ("channel", channel.as_str()),
        ("key", &*key),
    ];
    let opened = member.client.post_form("/do/top_up", &fields).await;
    let page = opened.location().to_owned();
    let cashier = member.client.get(&format!("{page}/pay")).await.location().to_owned();
    app.http
        .get(&cashier)
        .header("referer", &app.base)
        .send()
        .await
        .unwrap();
    page.strip_prefix("/top-up/").expect("an order").to_owned()
}

async fn pay(app: &TestApp, channel: ChannelId, number: &str) {
    let path = match channel {
        ChannelId::WeChat => "wechat/trades",
        ChannelId::Alipay => "alipay/trades",
        ChannelId::Stripe => "stripe/orders",
    };
    app.gateway_post(&format!("/control/{path}/{number}/pay"), json!({}))
        .await;
}

async fn paid(app: &TestApp, member: &mut Member, channel: ChannelId) -> String {
    let number = order(app, member, channel).await;
    pay(app, channel, &number).await;
    app.until("the top-up is credited", async || {
        app.top_up_status(&number).await.is_paid()
    })
    .await;
    number
}

async fn console_refund(app: &TestApp, channel: ChannelId, number: &str, fen: i64, notified: bool) {
    let path = format!("/control/{channel}/console-refund/{number}");
    app.gateway_post(&path, json!({ "amount": fen, "notified": notified }))
        .await;
}

async fn waiting(app: &TestApp) -> Vec<HeldTopUp> {
    app.query(|tx| {
        let sql = "SELECT id FROM held_top_up WHERE decided_at IS NULL ORDER BY id LIMIT 100";
        let ids = tx.all(sql, &[], |row| row.get::<i64>("id"))?;
        let held = ids.into_iter().map(|id| held_top_up(tx, id));
        held.filter_map(Result::transpose).collect()
    })
    .await
}

async fn until_held(app: &TestApp, count: i64) {
    app.until("the top-up is held", async || app.query(held_now).await == count)
        .await;
}

async fn reconciled(app: &TestApp, channel: ChannelId, day: BusinessDay) -> Report {
    app.state.gateways.reconcile(channel, day).await.unwrap()
}

fn today(app: &TestApp) -> BusinessDay {
    ShopZone::parse("Asia/Shanghai")
        .unwrap()
        .business_day(app.state.store.now())
}

async fn three_days_later(app: &TestApp) {
    app.gateway_post("/control/clock", json!({ "advance_secs": 3 * 24 * 3600 }))
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_dispute_is_shown_in_the_office_and_nothing_of_it_is_spent_until_headquarters_decide() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        let number = paid(app, &mut member, ChannelId::Stripe).await;
        let path = format!("/control/stripe/dispute/{number}");
        app.gateway_post(&path, json!({ "status": "needs_response" })).await;
        until_held(app, 1).await;
        assert_eq!(member.balance(app).await, Fen::ZERO);
        let told = member.client.get(&format!("/top-up/{number}")).await.body;
        assert!(told.contains("正在由门店核对"), "{told}");
        // No page says beside it that the money is there to be used or to be asked back.
        assert!(!told.contains("充值成功") && !told.contains("查看可退金额"), "{told}");
        let refund = member.client.get(&format!("/top-up/{number}/refund")).await.body;
        assert!(
            refund.contains("充值核对中") && !refund.contains("已经用完"),
            "{refund}"
        );
        let list = member.client.get("/top-ups").await.body;
        assert!(list.contains("核对中") && !list.contains("已到账"), "{list}");
        let metrics = app.get_directly("/metrics").await.body;
        assert!(metrics.contains("huika_held_top_ups 1"), "{metrics}");

        let mut boss = Cashier::sign_in_as(app, "hq").await;
        let list = boss.client.get("/office/payments").await.body;
        for words in ["暂扣的充值", "付款被拒付", "¥100.00", "¥12.00", &*number, "137****7300"] {
            assert!(list.contains(words), "{words} in {list}");
        }
        let held = waiting(app).await.remove(0);
        assert_eq!((held.reason, held.gone), (HeldReason::Dispute, Fen::new(100_00)));
        let one = boss.client.get(&format!("/office/payments?held={}", held.id)).await;
        assert!(
            one.body.contains("decide_held") && one.body.contains("从卡上扣回"),
            "{}",
            one.body
        );

        let id = held.id.to_string();
        let decide = async |who: &mut Cashier, how: &str, amount: &str, reason: &str| {
            let fields = [("held", &*id), ("how", how), ("amount", amount), ("reason", reason)];
            let answer = who.client.post_form("/do/decide_held", &fields).await;
            answer.location().to_owned()
        };
        let mut cashier = Cashier::sign_in(app).await;
        assert!(
            decide(&mut cashier, "release", "", "看过了")
                .await
                .contains("not-allowed")
        );
        assert!(decide(&mut boss, "take", "100.00", "").await.contains("reason-length"));
        assert!(
            decide(&mut boss, "take", "100.01", "银行判付款人胜诉")
                .await
                .contains("held-amount")
        );
        assert!(
            decide(&mut boss, "refund", "", "银行判付款人胜诉")
                .await
                .contains("held-reversed")
        );
        assert_eq!(
            decide(&mut boss, "take", "100.00", "银行判付款人胜诉").await,
            "/office/payments?done=settled"
        );
        assert!(decide(&mut boss, "release", "", "再看一次").await.contains("no-alarm"));
        assert_eq!((app.query(held_now).await, app.query(open_alarms).await), (0, 0));
        assert_eq!(member.balance(app).await, Fen::ZERO);
        let done = boss.client.get(&format!("/office/payments?held={id}")).await.body;
        assert!(done.contains("已扣回") && done.contains("银行判付款人胜诉"), "{done}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_refund_made_in_a_console_is_heard_on_every_channel_and_held_once() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        for (place, channel) in (1..).zip(CHANNELS) {
            let number = paid(app, &mut member, channel).await;
            console_refund(app, channel, &number, 30_00, true).await;
            until_held(app, place).await;
            let held = waiting(app).await.pop().unwrap();
            assert_eq!((held.number, held.gone), (number, Fen::new(30_00)), "{channel}");
            assert_eq!(held.reason, HeldReason::ConsoleRefund, "{channel}");
        }
        assert_eq!(member.balance(app).await, Fen::ZERO);
        // The day's bills name the same three: nothing is counted twice.
        let day = today(app);
        three_days_later(app).await;
        for channel in CHANNELS {
            reconciled(app, channel, day).await;
            let report = reconciled(app, channel, day).await;
            assert_eq!(
                (report.lines, report.matched),
                (2, 2),
                "{channel}: {:?}",
                report.mismatches
            );
        }
        let held = waiting(app).await;
        assert!(held.iter().all(|one| one.gone == Fen::new(30_00)), "{held:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_was_taken_back_and_never_told_is_found_on_the_days_bill() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        let mut numbers = Vec::new();
        for channel in CHANNELS {
            let number = paid(app, &mut member, channel).await;
            console_refund(app, channel, &number, 30_00, false).await;
            numbers.push(number);
        }
        let disputed = paid(app, &mut member, ChannelId::Stripe).await;
        let path = format!("/control/stripe/dispute/{disputed}");
        app.gateway_post(&path, json!({ "status": "lost", "notified": false }))
            .await;
        assert!(waiting(app).await.is_empty(), "nobody has told it");
        let day = today(app);
        three_days_later(app).await;
        for (channel, lines) in [(ChannelId::WeChat, 2), (ChannelId::Alipay, 2), (ChannelId::Stripe, 4)] {
            let report = reconciled(app, channel, day).await;
            assert_eq!(report.lines, lines, "{channel}");
            let theirs = |one: &&huika_store::reconciliation::Mismatch| one.kind == MismatchKind::TheirsOnly;
            assert_eq!(
                i64::try_from(report.mismatches.iter().filter(theirs).count()).unwrap(),
                lines / 2,
                "{channel}: {:?}",
                report.mismatches
            );
            let again = reconciled(app, channel, day).await;
            assert_eq!(
                (again.matched, again.mismatches),
                (lines, vec![]),
                "{channel}: it is known now"
            );
        }
        let held = waiting(app).await;
        let mut found: Vec<&str> = held.iter().map(|one| one.number.as_str()).collect();
        numbers.push(disputed);
        numbers.sort();
        found.sort_unstable();
        assert_eq!(found, numbers);
        assert_eq!(member.balance(app).await, Fen::ZERO);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_payment_that_went_back_before_anybody_heard_of_it_is_held_with_its_bonus() {
    on_both_engines(async |app| {
        app.gateway_post("/control/policy", json!({ "drop_next": 1000 })).await;
        let mut member = Member::join(app, PHONE).await;
        for (place, channel) in (1..).zip(CHANNELS) {
            let number = order(app, &mut member, channel).await;
            // Only the page that the payer comes back to asks.
            app.arrange("UPDATE top_up SET poll_at = NULL").await;
            pay(app, channel, &number).await;
            console_refund(app, channel, &number, 100_00, false).await;
            member.client.get(&format!("/top-up/{number}")).await;
            assert_eq!(app.top_up_status(&number).await, TopUpStatus::Paid, "{channel}");
            assert_eq!(app.query(held_now).await, place, "{channel}");
            assert_eq!(member.balance(app).await, Fen::ZERO, "{channel}");
        }
    })
    .await;
}

async fn said(app: &TestApp, channel: ChannelId, event: Value) -> u64 {
    let answer = app.gateway_post(&format!("/control/{channel}/event"), event).await;
    answer["status"].as_u64().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_not_ours_or_not_complete_is_acknowledged_and_counted_and_changes_nothing() {
    let app = TestApp::new().await;
    let mut member = Member::join(&app, PHONE).await;
    let number = order(&app, &mut member, ChannelId::Stripe).await;
    let event = |kind: &str, object: Value| {
        json!({
            "id": "evt_1", "object": "event", "type": kind, "livemode": false, "created": 1_795_000_000,
            "data": { "object": object },
        })
    };
    let others = "sub_1234567";
    let mut events = vec![
        // Another product's session has no total; a subscription's has no payment.
        event(
            "checkout.session.completed",
            json!({ "client_reference_id": null, "amount_total": null, "currency": null, "payment_status": "no_payment_required", "payment_intent": null }),
        ),
        event(
            "checkout.session.completed",
            json!({ "client_reference_id": others, "amount_total": null, "currency": "usd", "payment_status": "paid", "payment_intent": null }),
        ),
        event(
            "checkout.session.completed",
            json!({ "client_reference_id": number, "amount_total": null, "currency": null, "payment_status": "paid", "payment_intent": null }),
        ),
        event("checkout.session.completed", json!({ "client_reference_id": number })),
        event("checkout.session.completed", Value::Null),
        event("checkout.session.completed", json!("cs_1")),
        event("refund.updated", json!({ "id": "re_1" })),
        event(
            "refund.updated",
            json!({ "id": "re_1", "amount": 5, "currency": "usd", "created": 1, "status": null, "payment_intent": null, "metadata": null }),
        ),
        event(
            "charge.refunded",
            json!({ "amount": 1, "amount_refunded": 1, "currency": "usd" }),
        ),
        event(
            "charge.dispute.created",
            json!({ "id": "du_1", "amount": 5, "currency": "usd", "payment_intent": "pi_of_another", "status": "needs_response" }),
        ),
        event(
            "charge.dispute.created",
            json!({ "id": "du_1", "amount": 5, "currency": "usd", "payment_intent": null, "status": "needs_response" }),
        ),
        event("customer.subscription.updated", json!({})),
        json!({ "id": "evt_1", "type": "checkout.session.completed", "livemode": false, "created": 1 }),
        json!({ "id": "evt_1", "type": "checkout.session.completed", "livemode": false, "created": 1, "data": null }),
        // A thin event.
        json!({ "id": "evt_1", "object": "v2.core.event", "type": "v1.billing.meter.no_meter_found", "livemode": false, "created": "2026-11-28T12:00:00.000Z", "related_object": null }),
        json!({}),
        json!([1]),
    ];
    let mut live = event(
        "checkout.session.completed",
        json!({ "client_reference_id": number, "amount_total": 10_000, "currency": "cny", "payment_status": "paid", "payment_intent": "pi_live" }),
    );
    live["livemode"] = json!(true);
    events.push(live);
    for event in events {
        assert_eq!(said(&app, ChannelId::Stripe, event.clone()).await, 200, "{event}");
    }
    for (kind, plain) in [
        ("TRANSACTION.SUCCESS", json!({})),
        (
            "TRANSACTION.SUCCESS",
            json!({ "mchid": "1", "appid": "wx", "out_trade_no": "not-of-our-shape", "trade_state": "SUCCESS" }),
        ),
        (
            "TRANSACTION.SUCCESS",
            json!({ "mchid": "1", "appid": "wx", "out_trade_no": "T2026000000001", "trade_state": "SURPRISE" }),
        ),
        (
            "TRANSACTION.SUCCESS",
            json!({ "mchid": "1", "appid": "wx", "out_trade_no": "T2026000000001", "trade_state": "NOTPAY" }),
        ),
        (
            "REFUND.SUCCESS",
            json!({ "mchid": "1", "out_trade_no": "other/1", "out_refund_no": "other/2", "refund_status": "SUCCESS", "success_time": "2026-11-22T12:00:00+08:00", "amount": { "total": 1, "refund": 1 } }),
        ),
        ("REFUND.SUCCESS", json!({ "out_trade_no": "x" })),
        ("COMPLAINT.CREATE", json!({})),
    ] {
        let event = json!({ "event_type": kind, "plain": plain });
        assert_eq!(said(&app, ChannelId::WeChat, event).await, 200, "{kind} {plain}");
    }
    for fields in [
        json!({ "notify_id": "1", "notify_type": "trade_status_sync" }),
        json!({ "notify_id": "1", "notify_type": "servicemarket_order_notify" }),
        json!({ "notify_type": "trade_status_sync" }),
        json!({ "notify_id": "1", "notify_type": "trade_status_sync", "trade_status": "TRADE_PENDING", "out_trade_no": "1" }),
        json!({ "notify_id": "1", "notify_type": "trade_status_sync", "trade_status": "WAIT_BUYER_PAY", "out_trade_no": "another-program", "app_id": "1", "seller_id": "2" }),
    ] {
        assert_eq!(said(&app, ChannelId::Alipay, fields.clone()).await, 200, "{fields}");
    }
    assert_eq!(app.top_up_status(&number).await, TopUpStatus::Open);
    assert_eq!((app.entries().await, waiting(&app).await.len()), (0, 0));
    let metrics = app.get_directly("/metrics").await.body;
    for counted in [
        "huika_notifications_total{channel=\"stripe\",outcome=\"unreadable\"}",
        "huika_notifications_total{channel=\"wechat\",outcome=\"unreadable\"}",
        "huika_notifications_total{channel=\"alipay\",outcome=\"unreadable\"}",
        "huika_notifications_total{channel=\"stripe\",outcome=\"other\"}",
        "huika_refunds_heard_total{channel=\"wechat\",outcome=\"not-ours\"}",
        "huika_refunds_heard_total{channel=\"stripe\",outcome=\"not-ours\"}",
    ] {
        assert!(metrics.contains(counted), "{counted} in {metrics}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn news_of_a_refund_that_are_about_another_settle_nothing_and_are_shown() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        let number = paid(app, &mut member, ChannelId::WeChat).await;
        app.gateway_post("/control/policy", json!({ "refunds_end": "PROCESSING" }))
            .await;
        member.ask_refund(&number).await;
        let refund = || {
            let number = number.clone();
            async move { app.query(move |tx| refunds_of(tx, &number)).await.remove(0) }
        };
        let ours = refund().await.number;
        let mchid = app.state.gateways.channel(ChannelId::WeChat).unwrap().merchant().to_owned();
        let trade = app.gateway_get(&format!("/control/wechat/trades/{number}")).await;
        let right = json!({
            "mchid": mchid, "transaction_id": trade["trade"]["transaction_id"], "out_trade_no": number, "out_refund_no": ours,
            "refund_id": "50000", "refund_status": "SUCCESS", "success_time": "2026-11-22T12:00:00+08:00",
            "amount": { "total": 10_000, "refund": 10_000 },
        });
        let with = |field: &str, value: Value| {
            let mut wrong = right.clone();
            wrong[field] = value;
            wrong
        };
        let mut worst = with("out_trade_no", json!("T2026000000001"));
        worst["mchid"] = json!("1900000001");
        worst["amount"]["refund"] = json!(1);
        for wrong in [
            worst,
            with("mchid", json!("1900000001")),
            with("out_trade_no", json!("T2026000000001")),
            with("transaction_id", json!("4200000000")),
            with("amount", json!({ "total": 10_000, "refund": 1 })),
            with("amount", json!({ "total": 10_000, "refund": 10_000, "currency": "USD" })),
        ] {
            let event = json!({ "event_type": "REFUND.SUCCESS", "plain": wrong });
            assert_eq!(said(app, ChannelId::WeChat, event).await, 200, "{wrong}");
            assert_eq!(refund().await.status, RefundStatus::Open, "{wrong}");
        }
        let event = json!({
            "id": "evt_1", "type": "refund.updated", "livemode": false, "created": 1,
            "data": { "object": {
                "id": "re_1", "amount": 1, "currency": "usd", "created": 1, "status": "succeeded", "payment_intent": "pi_1",
                "metadata": { "number": number, "refund_number": ours },
            } },
        });
        assert_eq!(said(app, ChannelId::Stripe, event).await, 200);
        assert_eq!(refund().await.status, RefundStatus::Open, "a refund through another channel");
        let mut boss = Cashier::sign_in_as(app, "hq").await;
        let list = boss.client.get("/office/payments").await.body;
        assert!(list.contains("退款消息与退款单不符") && list.contains(&ours), "{list}");

        let event = json!({ "event_type": "REFUND.SUCCESS", "plain": right });
        assert_eq!(said(app, ChannelId::WeChat, event).await, 200);
        assert_eq!(refund().await.status, RefundStatus::Paid);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_refund_that_wechat_is_still_working_on_is_no_difference_of_the_fund_flow() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        let number = paid(app, &mut member, ChannelId::WeChat).await;
        app.gateway_post("/control/policy", json!({ "refunds_end": "PROCESSING" }))
            .await;
        member.ask_refund(&number).await;
        app.until("the gateway has it", async || {
            let trade = app.gateway_get(&format!("/control/wechat/trades/{number}")).await;
            trade["refunds"].as_array().is_some_and(|refunds| refunds.len() == 1)
        })
        .await;
        let day = today(app);
        three_days_later(app).await;
        let report = reconciled(app, ChannelId::WeChat, day).await;
        assert_eq!((report.matched, report.mismatches), (2, vec![]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_notification_of_alipay_with_an_empty_value_is_believed() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        let number = order(app, &mut member, ChannelId::Alipay).await;
        app.gateway_post("/control/policy", json!({ "drop_next": 1000 })).await;
        pay(app, ChannelId::Alipay, &number).await;
        let forged = json!({ "number": number, "forgery": "empty-value" });
        let answered = app.gateway_post("/control/alipay/notify", forged).await;
        assert_eq!(answered["statuses"], json!([200]));
        assert!(app.top_up_status(&number).await.is_paid());
        assert_eq!(member.balance(app).await, Fen::new(112_00));
    })
    .await;
}
