//! What a till does all day, and how it is refused.

use http::StatusCode;
use serde_json::json;

use crate::people::Member;
use crate::test_app::on_both_engines;

use super::{PHONE, Till};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_till_scans_quotes_sells_and_takes_back() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        member.top_up(app, "100").await;
        let before = app.home_of(PHONE).await;
        let mut till = Till::of_store(app, 1, "POS 1").await;
        let session = till.scan(&member.code(app).await).await;

        let (status, seen) = till.get(&format!("/pos/v1/sessions/{session}")).await;
        assert_eq!(
            (status, seen["member"]["phone"].as_str()),
            (StatusCode::OK, Some("136****6000"))
        );
        assert_eq!(seen["member"]["balance_fen"], before.balance.get());

        let bill = json!({ "session": session, "amount_fen": 3650 });
        let (status, quote) = till.post("/pos/v1/quotes", "", bill.clone()).await;
        assert_eq!((status, &quote["due_fen"]), (StatusCode::OK, &json!(3650)), "{quote}");
        assert!(quote["lines"].as_array().unwrap().len() >= 4);

        let (status, receipt) = till.post("/pos/v1/sales", "sale-0001", bill.clone()).await;
        assert_eq!(status, StatusCode::CREATED, "{receipt}");
        assert_eq!(receipt["points_earned"], quote["points_earned"]);
        let (_, again) = till.post("/pos/v1/sales", "sale-0001", bill).await;
        assert_eq!(again, receipt, "the same key is answered as it was");
        let other = json!({ "session": session, "amount_fen": 3651 });
        let (status, refused) = till.post("/pos/v1/sales", "sale-0001", other).await;
        assert_eq!(
            (status, refused["code"].as_str()),
            (StatusCode::UNPROCESSABLE_ENTITY, Some("key-reused"))
        );
        assert_eq!(app.home_of(PHONE).await.balance.get(), before.balance.get() - 3650);

        let number = receipt["receipt_number"].as_str().unwrap().to_owned();
        assert_eq!(till.get(&format!("/pos/v1/sales/{number}")).await.1, receipt);
        assert_eq!(
            till.get("/pos/v1/sales?limit=1").await.1["sales"][0]["receipt_number"],
            number.as_str()
        );

        let back = json!({ "receipt_number": number, "amount_fen": 3650, "line": "all" });
        let (status, returned) = till.post("/pos/v1/returns", "return-0001", back).await;
        assert_eq!(status, StatusCode::CREATED, "{returned}");
        let after = app.home_of(PHONE).await;
        assert_eq!(
            (after.balance, after.points, after.tier.counted),
            (before.balance, before.points, before.tier.counted)
        );
        let more = json!({ "receipt_number": number, "amount_fen": 1 });
        let (status, _) = till.post("/pos/v1/returns", "return-0002", more).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn refusals_say_a_code_and_the_figures() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        member.top_up(app, "100").await;
        let mut till = Till::of_store(app, 1, "POS 1").await;
        let code = member.code(app).await;
        let session = till.scan(&code).await;
        let entries = app.entries().await;
        let again = json!({ "code": format!("]Q1{code}\r\n") });
        let (status, same) = till.post("/pos/v1/scans", "", again).await;
        assert_eq!(
            (status, same["session"].as_str()),
            (StatusCode::CREATED, Some(session.as_str())),
            "the same scan again by the same till"
        );

        let mut other_till = Till::of_store(app, 1, "POS 2").await;
        let (status, used) = other_till.post("/pos/v1/scans", "", json!({ "code": code })).await;
        assert_eq!(
            (status, used["code"].as_str()),
            (StatusCode::UNPROCESSABLE_ENTITY, Some("used"))
        );
        assert_eq!(
            (used["used_store"].as_str(), used["used_till"].as_str()),
            (Some("徐汇店"), Some("POS 1"))
        );

        let number = app.home_of(PHONE).await.card.number.as_digits();
        member.client.post_form("/do/change_card", &[("wish", "frozen")]).await;
        let (_, frozen) = till.post("/pos/v1/scans", "", json!({ "code": number })).await;
        assert_eq!(
            (frozen["code"].as_str(), frozen["card_status"].as_str()),
            (Some("not-active"), Some("frozen"))
        );
        assert!(frozen["title"].as_str().unwrap().contains("unfreezes"), "{frozen}");
        member
            .client
            .post_form("/do/change_card", &[("wish", "unfrozen")])
            .await;

        let bill = |fen: i64| json!({ "session": session, "amount_fen": fen });
        let (_, short) = till.post("/pos/v1/quotes", "", bill(99_900)).await;
        assert!(
            short["missing_fen"].as_i64().is_some_and(|missing| missing > 0),
            "{short}"
        );
        for fen in [0, -1, i64::MAX, i64::MIN] {
            let (status, refused) = till.post("/pos/v1/sales", "never-sold", bill(fen)).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{fen}: {refused}");
        }
        let (status, _) = till.post("/pos/v1/sales", "", bill(100)).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "a sale wants a key");
        let (status, refused) = till.post("/pos/v1/sales", "some-key-1", json!({ "amount": 1 })).await;
        assert_eq!(
            (status, refused["code"].as_str()),
            (StatusCode::UNPROCESSABLE_ENTITY, Some("malformed"))
        );
        let (status, _) = till
            .post(
                "/pos/v1/sales",
                "some-key-2",
                json!({ "session": "none", "amount_fen": 1 }),
            )
            .await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert_eq!(app.entries().await, entries);
    })
    .await;
}
