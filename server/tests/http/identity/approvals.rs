//! A spend that the phone has to approve, between counter and phone.

use crate::people::{Cashier, Member};
use crate::test_app::on_both_engines;

use super::{PHONE, PIN, words_of};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_counter_waits_for_the_phone_and_goes_on_to_the_receipt() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        member.top_up(app, "1000").await;
        let before = app.home_of(PHONE).await.balance;
        let mut phone = member.client.clone();
        let mut events = phone.listen("/events?asked=").await;
        let mut cashier = Cashier::sign_in(app).await;
        let waiting = cashier.sell(&member.code(app).await, "300").await;
        assert!(waiting.ends_with("/wait"), "{waiting}");
        let session = waiting.split('/').nth(3).unwrap().to_owned();
        let page = cashier.client.get(&waiting).await;
        assert!(page.body.contains("请会员在手机上确认") && page.body.contains("http-equiv=\"refresh\""));

        assert_eq!(
            events.header("x-accel-buffering"),
            "no",
            "a proxy does not hold it back"
        );
        let event = events.next_event().await;
        assert!(
            event.contains("event: asked") && event.contains("徐汇店请你确认付款 ¥300.00"),
            "{event}"
        );
        for path in ["/", "/me", "/mall", "/statement", "/code", "/top-up"] {
            let page = member.client.get(path).await.body;
            assert!(page.contains("徐汇店请你确认付款 ¥300.00"), "{path} shows the question");
        }
        let page = member.client.get("/approve").await;
        assert!(
            page.body.contains("请先设置"),
            "without a PIN the page says where to set one"
        );
        // The way back from there is to the question.
        let set = member
            .client
            .post_form("/do/set_pin", &[("pin", PIN), ("again", PIN)])
            .await;
        assert_eq!(set.location(), "/approve");
        let token = member.client.get("/approve").await.field("token");
        let wrong = [("token", &*token), ("answer", "yes"), ("pin", "000001")];
        let refused = member.client.post_form("/do/decide", &wrong).await;
        assert!(words_of(&mut member.client, &refused).await.contains("还可以试 4 次"));
        assert!(
            cashier.client.get(&waiting).await.status.is_success(),
            "the till still waits"
        );

        let mut stranger = Member::join(app, "13700137001").await;
        stranger.set_pin(PIN).await;
        let yes = [("token", &*token), ("answer", "yes"), ("pin", PIN)];
        let refused = stranger.client.post_form("/do/decide", &yes).await;
        assert!(refused.location().contains("error=approval-unknown"));

        let mut counter = cashier.client.clone();
        let mut decided = counter.listen(&format!("/events/sale/{session}")).await;
        assert_eq!(member.client.post_form("/do/decide", &yes).await.location(), "/approve");
        assert!(decided.next_event().await.contains("decided"));
        let receipt = cashier.client.get(&waiting).await.location().to_owned();
        assert!(receipt.starts_with("/counter/receipt/S"), "{receipt}");
        // Whatever was pressed twice finds the one sale.
        assert_eq!(
            cashier.take_payment(&format!("/counter/sale/{session}"), "300").await,
            receipt
        );
        member.client.post_form("/do/decide", &yes).await;
        assert_eq!(app.home_of(PHONE).await.balance.get(), before.get() - 30_000);
        let receipt = events.next_event().await;
        assert!(receipt.contains("在徐汇店消费\ndata: −300.00"), "{receipt}");
        assert!(
            receipt.ends_with("data: 20000"),
            "what was approved leaves the daily limit: {receipt}"
        );
        let gone = events.next_event().await;
        assert!(
            gone.contains("event: asked\ndata: \ndata:"),
            "the notice goes: {gone:?}"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_refused_a_withdrawn_and_a_late_question_spend_nothing_and_say_so_on_both_sides() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        member.top_up(app, "1000").await;
        member.set_pin(PIN).await;
        let entries = app.entries().await;
        let mut cashier = Cashier::sign_in(app).await;
        let waiting = cashier.sell(&member.code(app).await, "300").await;
        let session = waiting.split('/').nth(3).unwrap().to_owned();
        let token = member.client.get("/approve").await.field("token");
        member
            .client
            .post_form("/do/decide", &[("token", &*token), ("answer", "no")])
            .await;
        assert!(cashier.client.get(&waiting).await.body.contains("会员拒绝了"));
        assert!(member.client.get("/approve").await.body.contains("你已拒绝"));

        cashier
            .client
            .post_form("/do/ask_again", &[("session", &session)])
            .await;
        assert!(cashier.client.get(&waiting).await.body.contains("请会员在手机上确认"));
        cashier.client.post_form("/do/withdraw", &[("session", &session)]).await;
        assert!(cashier.client.get(&waiting).await.body.contains("已撤回"));
        assert!(member.client.get("/approve").await.body.contains("收银台已撤回"));

        cashier
            .client
            .post_form("/do/ask_again", &[("session", &session)])
            .await;
        let token = member.client.get("/approve").await.field("token");
        app.arrange("UPDATE approval SET expires_at = asked_at WHERE status = 'waiting'")
            .await;
        let late = [("token", &*token), ("answer", "yes"), ("pin", PIN)];
        assert_eq!(
            member.client.post_form("/do/decide", &late).await.location(),
            "/approve"
        );
        assert!(member.client.get("/approve").await.body.contains("已超时"));
        assert!(cashier.client.get(&waiting).await.body.contains("没有及时确认"));
        let again = cashier
            .client
            .post_form("/do/ask_again", &[("session", &session)])
            .await;
        assert!(
            words_of(&mut cashier.client, &again).await.contains("重新扫码"),
            "three times is enough"
        );
        assert_eq!(app.entries().await, entries);
    })
    .await;
}
