//! Texts of a till, which are kept whole or refused.

use http::StatusCode;
use serde_json::json;

use crate::people::Member;
use crate::test_app::on_both_engines;

use super::{PHONE, Till};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_lines_that_differ_after_a_hundred_signs_are_refused_and_not_taken_for_each_other() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        member.top_up(app, "100").await;
        let mut till = Till::of_store(app, 1, "lines").await;
        let session = till.scan(&member.code(app).await).await;
        let bill = json!({ "session": session, "amount_fen": 3000 });
        let (_, receipt) = till.post("/pos/v1/sales", "lines-sale", bill).await;
        let back =
            |line: &str| json!({ "receipt_number": receipt["receipt_number"], "amount_fen": 1000, "line": line });
        let hundred = "货".repeat(100);
        for end in ["甲", "乙"] {
            let (status, refused) = till
                .post("/pos/v1/returns", "lines-too-long", back(&format!("{hundred}{end}")))
                .await;
            assert_eq!(
                (status, refused["code"].as_str(), refused["most"].as_i64()),
                (StatusCode::UNPROCESSABLE_ENTITY, Some("too-long"), Some(100)),
                "{refused}"
            );
        }
        let (status, returned) = till.post("/pos/v1/returns", "lines-whole", back(&hundred)).await;
        assert_eq!(status, StatusCode::CREATED, "{returned}");
        let (_, again) = till.post("/pos/v1/returns", "lines-again", back(&hundred)).await;
        assert_eq!(again["code"], "line-returned");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn money_outside_of_the_card_comes_in_by_a_tender_of_the_shops_list() {
    on_both_engines(async |app| {
        Member::join(app, PHONE).await;
        let mut till = Till::of_store(app, 1, "tenders").await;
        let session = till.scan(PHONE).await;
        let entries = app.entries().await;
        for (tender, code) in [
            ("", "no-tender"),
            ("wechat", "unknown-tender"),
            ("alipay", "unknown-tender"),
            ("stripe", "unknown-tender"),
            ("bank", "unknown-tender"),
            ("unheard-of", "unknown-tender"),
            (&"a".repeat(41), "too-long"),
        ] {
            let bill = json!({ "session": session, "amount_fen": 1_000_000_000, "payment": "outside", "outside_channel": tender });
            for path in ["/pos/v1/quotes", "/pos/v1/sales"] {
                let (status, refused) = till.post_patiently(path, "tender-key", bill.clone()).await;
                assert_eq!(
                    (status, refused["code"].as_str()),
                    (StatusCode::UNPROCESSABLE_ENTITY, Some(code)),
                    "{path} {tender}"
                );
            }
        }
        assert_eq!(app.entries().await, entries);
        let bill = json!({ "session": session, "amount_fen": 1000, "payment": "outside", "outside_channel": "wechat-pos" });
        let (status, receipt) = till.post("/pos/v1/sales", "tender-good", bill).await;
        assert_eq!(status, StatusCode::CREATED, "{receipt}");
    })
    .await;
}
