//! Coupons at a till: refused with what is missing, used, given back with the goods; and codes that are tried in vain.

use http::StatusCode;
use huika_domain::{CouponCause, MemberId};
use huika_store::{
    Tx,
    coupon::{Cause, CouponError, coupon_kinds, give_coupon},
    params,
};
use serde_json::json;

use crate::people::Member;
use crate::test_app::{TestApp, on_both_engines};

use super::{PHONE, Till};

/// 20.00 off from 100.00 on, as the demo has it.
async fn give(app: &TestApp, member: MemberId) -> i64 {
    let given = app.state.store.write(move |tx: &mut Tx<'_>| {
        let kind = coupon_kinds(tx)?.into_iter().find(|kind| kind.code == "money-off");
        let kind = kind.ok_or(CouponError::NoKind)?;
        give_coupon(tx, kind.id, member, &Cause::of(CouponCause::Hand))
    });
    given.await.expect("is given").expect("there is no occasion").get()
}

async fn state(app: &TestApp, coupon: i64) -> String {
    app.query(move |tx| tx.value("SELECT state FROM coupon WHERE id = ?1", params![coupon]))
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_coupon_of_a_plain_amount_is_refused_with_what_is_missing_then_used_and_comes_back_with_all_of_it() {
    on_both_engines(async |app: &TestApp| {
        let member = Member::join(app, PHONE).await;
        let coupon = give(app, app.member_of(PHONE).await).await;
        let mut till = Till::of_store(app, 1, "coupons").await;
        let session = till.scan(&member.code(app).await).await;
        let bill = |fen: i64| {
            json!({
                "session": session,
                "lines": [{ "amount_fen": fen }],
                "coupons": "best",
                "payment": "outside",
                "outside_channel": "cash",
            })
        };
        let (status, quote) = till.post_patiently("/pos/v1/quotes", "", bill(80_00)).await;
        assert_eq!(status, StatusCode::OK, "{quote}");
        let why = &quote["not_used"][0];
        assert_eq!(
            (
                &why["offer"]["kind"],
                &why["offer"]["id"],
                &why["reason"],
                &why["missing_fen"]
            ),
            (
                &json!("coupon"),
                &json!(coupon),
                &json!("below-threshold"),
                &json!(20_00)
            )
        );
        let (_, quote) = till.post_patiently("/pos/v1/quotes", "", bill(120_00)).await;
        assert_eq!((&quote["due_fen"], &quote["not_used"]), (&json!(100_00), &json!([])));
        let (status, receipt) = till.post_patiently("/pos/v1/sales", "coupon-1", bill(120_00)).await;
        assert_eq!(status, StatusCode::CREATED, "{receipt}");
        assert_eq!(state(app, coupon).await, "used");
        let number = receipt["receipt_number"].as_str().expect("a number");
        let back = json!({ "receipt_number": number, "amount_fen": 120_00 });
        let (status, returned) = till.post_patiently("/pos/v1/returns", "coupon-2", back).await;
        assert_eq!(status, StatusCode::CREATED, "{returned}");
        assert_eq!(state(app, coupon).await, "held");
        app.books_hold().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_till_that_tries_codes_waits_before_it_finds_one() {
    on_both_engines(async |app: &TestApp| {
        let mut till = Till::of_store(app, 1, "guesses").await;
        let codes = ["ACDE-FGHJ-KMNP"; 20];
        let bill = json!({ "amount_fen": 1_00, "codes": codes, "payment": "outside", "outside_channel": "cash" });
        let mut waits = false;
        for _ in 0..10 {
            let (status, answer) = till.post_patiently("/pos/v1/quotes", "", bill.clone()).await;
            waits = status == StatusCode::UNPROCESSABLE_ENTITY && answer["code"] == "coupon-code-tries";
            if waits {
                assert!(answer["locked_until_ms"].is_i64(), "{answer}");
                break;
            }
            assert_eq!(status, StatusCode::OK, "{answer}");
        }
        assert!(waits);
        let without = json!({ "amount_fen": 1_00, "payment": "outside", "outside_channel": "cash" });
        let (status, _) = till.post_patiently("/pos/v1/quotes", "", without).await;
        assert_eq!(status, StatusCode::OK, "without a code nothing waits");
    })
    .await;
}
