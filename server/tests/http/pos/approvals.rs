//! Bills above what the code alone may spend: the phone is asked.

use http::StatusCode;
use serde_json::json;

use crate::client::Client;
use crate::people::Member;
use crate::test_app::on_both_engines;

use super::{PHONE, Till};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn above_the_limit_the_phone_is_asked_and_its_yes_makes_the_sale_once() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        member.top_up(app, "1000").await;
        member.set_pin("274913").await;
        let before = app.home_of(PHONE).await.balance;
        let mut till = Till::of_store(app, 1, "POS 1").await;
        let session = till.scan(&member.code(app).await).await;
        let bill = json!({ "session": session, "amount_fen": 30_000 });
        for _ in 0..3 {
            let (status, asked) = till.post("/pos/v1/sales", "large-sale", bill.clone()).await;
            assert_eq!(
                (status, asked["status"].as_str(), asked["amount_fen"].as_i64()),
                (StatusCode::ACCEPTED, Some("waiting"), Some(30_000)),
                "{asked}"
            );
        }
        let (status, asked) = till.post("/pos/v1/approvals", "", bill.clone()).await;
        assert_eq!(
            (status, asked["status"].as_str()),
            (StatusCode::OK, Some("waiting")),
            "{asked}"
        );
        assert_eq!(
            till.get(&format!("/pos/v1/sessions/{session}")).await.1["approval"],
            "waiting"
        );

        let (token, entries) = (member.client.get("/approve").await.field("token"), app.entries().await);
        let yes = [("token", &*token), ("answer", "yes"), ("pin", "274913")];
        // Four fingers on one button, and the till that goes on asking.
        let mut fingers: Vec<Client> = (0..4).map(|_| member.client.clone()).collect();
        let clicks = fingers.iter_mut().map(|finger| finger.post_form("/do/decide", &yes));
        let (clicked, _) = futures::future::join(
            futures::future::join_all(clicks),
            till.post("/pos/v1/sales", "large-sale", bill.clone()),
        )
        .await;
        for click in &clicked {
            assert_eq!(click.location(), "/approve");
        }
        let (status, receipt) = till.post("/pos/v1/sales", "large-sale", bill.clone()).await;
        assert_eq!(status, StatusCode::CREATED, "{receipt}");
        assert_eq!(app.entries().await, entries + 1, "one sale");
        assert_eq!(app.home_of(PHONE).await.balance.get(), before.get() - 30_000);
        assert!(member.client.get("/approve").await.body.contains("已付款"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_no_on_the_phone_ends_the_sale_and_the_till_asks_again_only_when_it_says_so() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        member.top_up(app, "1000").await;
        let entries = app.entries().await;
        let mut till = Till::of_store(app, 1, "POS 1").await;
        let session = till.scan(&member.code(app).await).await;
        let bill = json!({ "session": session, "amount_fen": 30_000 });
        till.post("/pos/v1/sales", "large-sale", bill.clone()).await;
        let token = member.client.get("/approve").await.field("token");
        let no = [("token", &*token), ("answer", "no")];
        assert_eq!(member.client.post_form("/do/decide", &no).await.location(), "/approve");
        for _ in 0..2 {
            let (status, refused) = till.post("/pos/v1/sales", "large-sale", bill.clone()).await;
            assert_eq!(
                (status, refused["code"].as_str()),
                (StatusCode::CONFLICT, Some("approval-refused"))
            );
        }
        assert!(member.client.get("/approve").await.body.contains("你已拒绝"));
        let (_, asked) = till.post("/pos/v1/approvals", "", bill).await;
        assert_eq!(asked["status"], "waiting");
        assert_eq!(app.entries().await, entries);
    })
    .await;
}
