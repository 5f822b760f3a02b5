//! Storms: every order is notified many times at once, out of order and by several servers, and credited once. And forgeries of every
//! kind: none is credited, each is logged, and no log line tells a secret.
//!
//! The short version is a test; `cargo xtask soak storm` sets `HUIKA_TEST_STORM_ORDERS` for the long one.

use std::time::Duration;

use futures::StreamExt;
use futures::stream;
use huika_domain::Fen;
use serde_json::json;

use crate::log::Log;
use crate::people::Member;
use crate::test_app::{TestApp, on_both_engines};

const MEMBERS: usize = 8;

fn orders() -> usize {
    std::env::var("HUIKA_TEST_STORM_ORDERS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(12)
}

/// 1 to 100, the same each time.
fn copies(order: usize) -> u32 {
    let mixed = (order as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 33;
    u32::try_from(mixed % 100).unwrap_or(0) + 1
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn in_a_storm_of_notifications_each_order_is_credited_once() {
    let count = orders();
    on_both_engines(async |app| {
        app.set_rule("stored-value", r#"{"cap_fen": 100000000000}"#).await;
        app.set_rule("top-up", r#"{"open_orders": 10000, "orders_an_hour": 10000}"#)
            .await;
        let mut servers = vec![app.base.clone()];
        let mut others = Vec::new();
        if app.is_on_postgres() {
            for _ in 0..2 {
                let server = app.another_server().await;
                servers.push(server.base.clone());
                others.push(server);
            }
        }
        let mut members = Vec::new();
        for place in 0..MEMBERS {
            members.push(Member::join(app, &format!("133001330{place:02}")).await);
        }
        app.gateway_post("/control/policy", json!({ "drop_next": 1_000_000 }))
            .await;
        let mut numbers = Vec::with_capacity(count);
        for order in 0..count {
            let member = &mut members[order % MEMBERS];
            let number = member.order_top_up("10.00").await;
            member.go_to_cashier(&number).await;
            numbers.push(number);
        }
        // Nobody asks: what is credited is credited by a notification.
        app.arrange("UPDATE top_up SET poll_at = NULL").await;

        // In three parts to whichever server, the parts of all orders mixed up.
        let mut parts: Vec<(usize, usize)> = (0..count)
            .flat_map(|order| (0..3).map(move |part| (order, part)))
            .collect();
        parts.sort_by_key(|(order, part)| copies(order * 7 + part * 13));
        let sent: Vec<u64> = stream::iter(parts.into_iter().map(|(order, part)| {
            let (number, url) = (
                &numbers[order],
                format!("{}/notify/wechat", servers[(order + part) % servers.len()]),
            );
            let copies = (copies(order) + 2 - u32::try_from(part).unwrap()) / 3;
            async move {
                if copies == 0 {
                    return 0;
                }
                // Whoever comes first finds it unpaid at the gateway; paying twice is refused there.
                let paid = app
                    .http
                    .post(format!("{}/control/wechat/trades/{number}/pay", app.gateway.base()))
                    .json(&json!({}));
                let _first_or_again = paid.send().await.unwrap();
                let order = json!({ "number": number, "forgery": "none", "copies": copies, "url": url });
                let answered = app.gateway_post("/control/wechat/notify", order).await;
                let statuses = answered["statuses"].as_array().unwrap();
                // None is refused; one that is not answered in time (0) is told again by a gateway, as below.
                let taken = statuses.iter().all(|status| status == 200 || status == 0);
                assert!(taken, "{number}: {statuses:?}");
                statuses.len() as u64
            }
        }))
        .buffer_unordered(12)
        .collect()
        .await;
        let sent: u64 = sent.into_iter().sum();
        for number in &numbers {
            if !app.top_up_status(number).await.is_paid() {
                let again = json!({ "number": number, "forgery": "none" });
                app.gateway_post("/control/wechat/notify", again).await;
            }
        }

        let (entries, credited): (i64, i64) = app
            .query(|tx| {
                let entries = tx.value("SELECT COUNT(*) FROM entry WHERE kind = 'top-up'", &[])?;
                let paid = tx.value("SELECT COUNT(*) FROM top_up WHERE status = 'paid'", &[])?;
                Ok((entries, paid))
            })
            .await;
        let count = i64::try_from(count).unwrap();
        assert_eq!((entries, credited), (count, count), "of {sent} notifications");
        let total: Fen = app
            .query(|tx| tx.value("SELECT CAST(SUM(principal_fen) AS BIGINT) FROM wallet", &[]))
            .await;
        assert_eq!(total.get(), count * 10_00);
        println!(
            "{count} orders, {sent} notifications, {} servers: each credited once",
            servers.len()
        );
    })
    .await;
}

/// How long the portal takes for a notification that credits, when two hundred arrive each second. The stand-in measures, as the gateway
/// would. `cargo xtask bench notify` reads the printed figures of a release build.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_hundred_notifications_a_second_are_all_credited_and_their_time_is_measured() {
    const A_SECOND: usize = 200;
    let secs: usize = std::env::var("HUIKA_TEST_NOTIFY_SECS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(1);
    on_both_engines(async |app| {
        app.set_rule("stored-value", r#"{"cap_fen": 100000000000}"#).await;
        app.set_rule("top-up", r#"{"open_orders": 10000, "orders_an_hour": 10000}"#)
            .await;
        let mut members = Vec::new();
        for place in 0..MEMBERS {
            members.push(Member::join(app, &format!("133001331{place:02}")).await);
        }
        let mut numbers = Vec::new();
        for order in 0..secs * A_SECOND {
            let number = members[order % MEMBERS].order_top_up("10.00").await;
            members[order % MEMBERS].go_to_cashier(&number).await;
            numbers.push(number);
        }
        app.arrange("UPDATE top_up SET poll_at = NULL").await;
        // By the clock, whether or not earlier ones were answered.
        let mut ticks = tokio::time::interval(Duration::from_secs(1) / u32::try_from(A_SECOND).unwrap());
        for number in &numbers {
            ticks.tick().await;
            let paid = app
                .http
                .post(format!("{}/control/wechat/trades/{number}/pay", app.gateway.base()))
                .json(&json!({}));
            tokio::spawn(paid.send());
        }
        let count = i64::try_from(numbers.len()).unwrap();
        app.until("all are credited", async || {
            app.query(|tx| tx.value::<i64>("SELECT COUNT(*) FROM top_up WHERE status = 'paid'", &[]))
                .await
                == count
        })
        .await;
        let mut took_ms = Vec::new();
        for number in &numbers {
            let notices = app.gateway_get(&format!("/control/notifications/{number}")).await;
            for delivery in notices
                .as_array()
                .unwrap()
                .iter()
                .flat_map(|one| one["deliveries"].as_array().unwrap())
            {
                assert_eq!(delivery["status"], 200, "{number}");
                took_ms.push(delivery["took_ms"].as_u64().unwrap());
            }
        }
        took_ms.sort_unstable();
        let engine = if app.is_on_postgres() { "postgres" } else { "sqlite" };
        for (name, per_mille) in [("p50", 500), ("p99", 990)] {
            let value = took_ms[(took_ms.len() * per_mille / 1000).min(took_ms.len() - 1)];
            println!(
                "\n{}",
                json!({ "name": format!("{engine}.notify.200.{name}"), "value": value, "unit": "ms" })
            );
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_forgery_is_credited_each_is_logged_and_the_log_tells_no_secret() {
    let log = Log::of_this_process();
    let app = TestApp::new().await;
    let phone = "13300133099";
    let mut member = Member::join(&app, phone).await;
    app.gateway_post("/control/policy", json!({ "drop_next": 1_000_000 }))
        .await;
    let number = member.order_top_up("100.00").await;
    member.go_to_cashier(&number).await;
    app.arrange("UPDATE top_up SET poll_at = NULL").await;
    // What each is refused for, as the log says it.
    let unsigned = "a notification was not accepted";
    let misfit = "a payment does not fit its order";
    for (forgery, reason, words) in [
        ("flipped-byte", "the signature does not fit", unsigned),
        ("flipped-signature", "the signature does not fit", unsigned),
        ("foreign-key", "the signature does not fit", unsigned),
        ("stale", "the timestamp is not acceptable", unsigned),
        ("from-the-future", "the timestamp is not acceptable", unsigned),
        ("wrong-serial", "the signer's key is unknown", unsigned),
        ("sign-test", "the signature is not readable", unsigned),
        ("unsigned", "is missing", unsigned),
        ("no-timestamp", "is missing", unsigned),
        ("other-seal", "cannot be decrypted", unsigned),
        ("truncated", "the signature does not fit", unsigned),
        // Signed, and nothing that can be booked: it is answered, so that the gateway does not send it again.
        (
            "not-json",
            "cannot be read",
            "a notification that is not ours, or not complete",
        ),
        ("oversized", "413", "answered"),
        ("other-amount", &*number, misfit),
        ("other-currency", &*number, misfit),
        ("other-merchant", &*number, misfit),
        ("other-app", &*number, misfit),
        ("other-number", "", "a payment for an order that is not ours"),
    ] {
        let before = log.text().len();
        let order = json!({ "number": number, "forgery": forgery });
        app.gateway_post("/control/wechat/notify", order).await;
        // A busy machine answers the gateway before it has written its log.
        let mut tries = 0;
        loop {
            let said = log.text().split_off(before);
            if said.lines().any(|line| line.contains(words) && line.contains(reason)) {
                break;
            }
            tries += 1;
            assert!(
                tries < 200,
                "{forgery} is not logged as {words:?} {reason:?}, but:\n{said}"
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert!(!app.top_up_status(&number).await.is_paid(), "{forgery} credited");
    }
    // Genuine, but of another channel's address.
    let url = format!("{}/notify/alipay", app.base);
    let before = log.text().len();
    app.gateway_post(
        "/control/wechat/notify",
        json!({ "number": number, "forgery": "none", "url": url }),
    )
    .await;
    assert!(
        log.text().split_off(before).contains(unsigned),
        "replayed to another channel"
    );
    assert_eq!(app.entries().await, 0);

    let account = app.gateway_account();
    let whole = log.text();
    for secret in [
        "apiv3_key",
        "wechat_app_secret",
        "stripe_secret_key",
        "stripe_webhook_secret",
        "sms_token",
        "wechat_openid",
    ] {
        let value = account[secret].as_str().unwrap();
        assert!(!whole.contains(value), "the log tells {secret}");
    }
    let token = member.client.cookie("huika").unwrap();
    for personal in [phone, "ciphertext", "BEGIN PRIVATE KEY", token] {
        assert!(!whole.contains(personal), "the log tells {personal}");
    }
}
