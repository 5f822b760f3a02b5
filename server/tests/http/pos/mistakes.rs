//! The mistakes of others that a till could make (RULES, "Mistakes that others made").

use futures::future::join_all;
use http::StatusCode;
use huika_domain::{CouponCause, Fen, Points};
use huika_store::{
    StoreError, Tx,
    coupon::{Cause, CouponError, coupon_kinds, give_coupon},
    points::expiry::expire,
};
use serde_json::{Value, json};

use crate::people::Member;
use crate::test_app::{TestApp, on_both_engines};

use super::{PHONE, Till};

/// The same request twenty times at once, each under a key of its own; answers how many were carried out.
async fn at_once(till: &Till, path: &'static str, body: &Value) -> usize {
    let tries = (0..20).map(|place| {
        let mut till = Till {
            client: till.client.clone(),
            key: till.key.clone(),
        };
        async move {
            let key = format!("at-once-{place:04}");
            till.post_patiently(path, &key, body.clone()).await
        }
    });
    let answers = join_all(tries).await;
    answers
        .iter()
        .filter(|(status, _)| *status == StatusCode::CREATED)
        .count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn mistakes_1_and_4_twenty_spends_of_one_balance_and_twenty_refunds_of_one_sale_have_one_winner_each() {
    on_both_engines(async |app: &TestApp| {
        let mut member = Member::join(app, PHONE).await;
        member.top_up(app, "100").await;
        let before = member.balance(app).await;
        let mut till = Till::of_store(app, 1, "at once").await;
        let session = till.scan(&member.code(app).await).await;
        let bill = json!({ "session": session, "amount_fen": 60_00 });
        assert_eq!(at_once(&till, "/pos/v1/sales", &bill).await, 1);
        let after = member.balance(app).await;
        assert_eq!(after.get(), before.get() - 60_00);
        let number: String = app.query(|tx| tx.value("SELECT receipt_number FROM sale", &[])).await;
        let all = json!({ "receipt_number": number, "amount_fen": 60_00 });
        assert_eq!(at_once(&till, "/pos/v1/returns", &all).await, 1);
        assert_eq!(member.balance(app).await, before);
    })
    .await;
}

/// A sale in cash that earns; answers its receipt's number.
async fn earn(till: &mut Till, fen: i64, key: &str) -> String {
    let session = till.scan(PHONE).await;
    let cash = json!({ "session": session, "amount_fen": fen, "payment": "outside", "outside_channel": "cash" });
    let (status, receipt) = till.post_patiently("/pos/v1/sales", key, cash).await;
    assert_eq!(status, StatusCode::CREATED, "{receipt}");
    receipt["receipt_number"].as_str().expect("a number").to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn mistakes_4_and_5_points_that_were_spent_before_the_goods_came_back_are_owed_and_repaid_by_the_next() {
    on_both_engines(async |app: &TestApp| {
        let member = Member::join(app, PHONE).await;
        let mut till = Till::of_store(app, 1, "shortfall").await;
        let number = earn(&mut till, 100_00, "owed-0001").await;
        assert_eq!(app.home_of(PHONE).await.points, Points::new(100));
        // 1.20, half of it in points: 40 are left.
        let session = till.scan(&member.code(app).await).await;
        let spend = json!({ "session": session, "amount_fen": 1_20, "points": "most", "payment": "outside", "outside_channel": "cash" });
        let (status, receipt) = till.post_patiently("/pos/v1/sales", "owed-0002", spend).await;
        assert_eq!((status, &receipt["points_fen"]), (StatusCode::CREATED, &json!(60)), "{receipt}");
        let back = json!({ "receipt_number": number, "amount_fen": 100_00 });
        for _ in 0..2 {
            let (status, returned) = till.post_patiently("/pos/v1/returns", "owed-0003", back.clone()).await;
            assert_eq!(status, StatusCode::CREATED, "{returned}");
        }
        let home = app.home_of(PHONE).await;
        assert_eq!((home.points, home.shortfall), (Points::ZERO, Points::new(-60)));
        earn(&mut till, 70_00, "owed-0004").await;
        let home = app.home_of(PHONE).await;
        assert_eq!((home.points, home.shortfall), (Points::new(10), Points::ZERO));
    })
    .await;
}

/// The points that somebody has are over, and nothing has noted it.
async fn points_are_over(app: &TestApp) {
    app.arrange("UPDATE point_lot SET expires_at = 1").await;
    app.arrange("UPDATE open_point_lot SET expires_at = 1").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn mistake_7_what_was_spent_does_not_expire_as_well() {
    on_both_engines(async |app: &TestApp| {
        let member = Member::join(app, PHONE).await;
        app.give_points(PHONE, 100).await;
        let mut till = Till::of_store(app, 1, "expiry").await;
        let session = till.scan(&member.code(app).await).await;
        let spend = json!({ "session": session, "amount_fen": 1_20, "points": "most", "payment": "outside", "outside_channel": "cash" });
        let (status, receipt) = till.post_patiently("/pos/v1/sales", "expiry-0001", spend).await;
        assert_eq!((status, &receipt["points_fen"]), (StatusCode::CREATED, &json!(60)), "{receipt}");
        points_are_over(app).await;
        let run = async || {
            let done = app
                .state
                .store
                .write(|tx: &mut Tx<'_>| -> Result<u64, StoreError> { expire(tx, 10, &[]) });
            done.await.expect("it runs")
        };
        run().await;
        assert_eq!(run().await, 0, "twice is once");
        let home = app.home_of(PHONE).await;
        assert_eq!((home.points, home.shortfall), (Points::ZERO, Points::ZERO));
        assert_eq!(home.recent[0].points, Points::new(-40), "and not the hundred that were earned");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn mistake_8_points_and_a_coupon_whose_time_is_over_spend_nothing_though_no_job_ran() {
    on_both_engines(async |app: &TestApp| {
        let member = Member::join(app, PHONE).await;
        app.give_points(PHONE, 100).await;
        let id = app.member_of(PHONE).await;
        let given = app.state.store.write(move |tx: &mut Tx<'_>| {
            let kind = coupon_kinds(tx)?.into_iter().find(|kind| kind.code == "money-off");
            let kind = kind.ok_or(CouponError::NoKind)?;
            give_coupon(tx, kind.id, id, &Cause::of(CouponCause::Hand))
        });
        let coupon = given.await.expect("is given").expect("there is no occasion").get();
        points_are_over(app).await;
        app.arrange("UPDATE coupon SET valid_from = 0, valid_until = 1").await;
        let mut till = Till::of_store(app, 1, "over").await;
        let session = till.scan(&member.code(app).await).await;
        let bill = |more: Value| {
            let mut bill =
                json!({ "session": session, "amount_fen": 200_00, "payment": "outside", "outside_channel": "cash" });
            let (Some(all), Some(more)) = (bill.as_object_mut(), more.as_object()) else {
                panic!("both are objects");
            };
            all.extend(more.clone());
            bill
        };
        let exactly = bill(json!({ "points": { "exactly": 100 } }));
        let refused = till.post_patiently("/pos/v1/sales", "over-0001", exactly).await;
        assert_eq!(refused.0, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.1);
        let these = bill(json!({ "coupons": { "these": [coupon] } }));
        let refused = till.post_patiently("/pos/v1/sales", "over-0002", these).await;
        assert_eq!(refused.0, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.1);
        let whatever = bill(json!({ "points": "most", "coupons": "best" }));
        let (status, receipt) = till.post_patiently("/pos/v1/sales", "over-0003", whatever).await;
        assert_eq!(
            (status, &receipt["outside_fen"]),
            (StatusCode::CREATED, &json!(200_00)),
            "{receipt}"
        );
        assert_eq!(member.balance(app).await, Fen::ZERO);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn mistake_6_what_was_given_earns_nothing_and_points_pay_no_more_than_their_part_of_a_bill() {
    on_both_engines(async |app: &TestApp| {
        let mut member = Member::join(app, PHONE).await;
        // 1,000.00 and what the shop gives with it earn nothing when they are topped up.
        member.top_up(app, "1000").await;
        let points = app.home_of(PHONE).await.points;
        app.give_points(PHONE, 500).await;
        assert_eq!(app.home_of(PHONE).await.points.get(), points.get() + 500, "a present earns no points itself");
        let mut till = Till::of_store(app, 1, "rewards").await;
        let session = till.scan(&member.code(app).await).await;
        let most = json!({ "session": session, "amount_fen": 4_00, "points": "most", "payment": "outside", "outside_channel": "cash" });
        let (status, receipt) = till.post_patiently("/pos/v1/sales", "rewards-01", most).await;
        assert_eq!(status, StatusCode::CREATED, "{receipt}");
        assert_eq!(
            (&receipt["points_fen"], &receipt["outside_fen"], &receipt["points_earned"]),
            (&json!(2_00), &json!(2_00), &json!(2)),
            "half of the bill, and points on the other half alone: {receipt}"
        );
    })
    .await;
}
