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

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_phone_and_the_till_are_told_the_whole_bill_and_the_yes_pays_no_other() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        member.top_up(app, "1000").await;
        member.set_pin("274913").await;
        app.give_points(PHONE, 50_000).await;
        let before = app.home_of(PHONE).await;
        let mut events = member.client.clone().listen("/events?asked=").await;
        let mut till = Till::of_store(app, 1, "POS 1").await;
        let session = till.scan(&member.code(app).await).await;
        let plain = json!({ "session": session, "amount_fen": 40_000 });
        let with_points = json!({ "session": session, "amount_fen": 79_000, "points": "most" });
        let (status, asked) = till.post("/pos/v1/approvals", "", plain.clone()).await;
        assert_eq!(
            (status, &asked["gross_fen"], &asked["amount_fen"], &asked["points"]),
            (StatusCode::OK, &json!(40_000), &json!(40_000), &json!(0))
        );
        assert!(events.next_event().await.contains("徐汇店请你确认付款 ¥400.00"));
        let page = member.client.get("/approve").await;
        let yes = [("token", &*page.field("token")), ("answer", "yes"), ("pin", "274913")];
        assert_eq!(member.client.post_form("/do/decide", &yes).await.location(), "/approve");
        assert!(
            events.next_event().await.contains("event: asked\ndata: \n"),
            "the notice goes"
        );

        // The yes was to 400.00; 790.00 with points is asked about anew, and the phone says all that would leave the card.
        let (status, asked) = till.post("/pos/v1/sales", "the-other-bill", with_points.clone()).await;
        assert_eq!(status, StatusCode::ACCEPTED, "{asked}");
        assert_eq!(
            (
                &asked["gross_fen"],
                &asked["amount_fen"],
                &asked["points"],
                &asked["points_fen"]
            ),
            (&json!(79_000), &json!(39_500), &json!(39_500), &json!(39_500))
        );
        let news = events.next_event().await;
        assert!(news.contains("¥395.00 和 39,500 积分"), "{news}");
        let page = member.client.get("/approve").await.body;
        for words in ["¥790.00", "¥395.00", "39,500", "徐汇店", "POS 1"] {
            assert!(page.contains(words), "{words}: {page}");
        }
        let (status, sold) = till.post("/pos/v1/sales", "the-bill", plain).await;
        assert_eq!(status, StatusCode::CREATED, "{sold}");
        let after = app.home_of(PHONE).await;
        assert_eq!(before.balance.get() - after.balance.get(), 40_000);
        assert!(after.points >= before.points, "no points were taken");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_bill_that_takes_nothing_from_the_card_is_not_asked_about() {
    on_both_engines(async |app| {
        let member = Member::join(app, PHONE).await;
        let mut till = Till::of_store(app, 1, "POS 1").await;
        let session = till.scan(&member.code(app).await).await;
        let bill = json!({ "session": session, "amount_fen": 40_000, "payment": "outside", "outside_channel": "cash" });
        let (status, refused) = till.post("/pos/v1/approvals", "", bill).await;
        assert_eq!(
            (status, refused["code"].as_str()),
            (StatusCode::UNPROCESSABLE_ENTITY, Some("nothing-to-approve"))
        );
    })
    .await;
}
