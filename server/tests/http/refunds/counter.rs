//! Refunds that people end: at the counter, by a bank transfer, for a manager to allow.

use huika_domain::Fen;
use huika_store::refund::RefundStatus;
use serde_json::json;

use super::{PHONE, ended_as, last_refund, paid_back};
use crate::{
    people::{Cashier, Member},
    test_app::on_both_engines,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_no_gateway_pays_waits_at_the_counter_for_a_bank_transfer() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        let number = member.top_up(app, "100.00").await;
        app.gateway_post("/control/policy", json!({ "refunds_end": "ABNORMAL" }))
            .await;
        member.ask_refund(&number).await;
        let refund = ended_as(app, &number, RefundStatus::Counter).await;
        let told = member.client.get(&format!("/top-up/{number}/refund")).await;
        assert!(told.body.contains("请到门店办理"), "{}", told.body);
        assert_eq!(member.balance(app).await, Fen::ZERO, "it is set aside");

        let fields = |reason: &'static str| {
            [
                ("number", refund.number.clone()),
                ("how", "bank".into()),
                ("reason", reason.into()),
            ]
        };
        let send = async |who: &mut Cashier, reason: &'static str| {
            let fields = fields(reason);
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            who.client
                .post_form("/do/end_refund", &fields)
                .await
                .location()
                .to_owned()
        };
        let mut cashier = Cashier::sign_in(app).await;
        assert!(send(&mut cashier, "转账 8812").await.contains("not-allowed"));
        let mut boss = Cashier::sign_in_as(app, "hq").await;
        let list = boss.client.get("/office/refunds?state=counter").await;
        assert!(list.body.contains(&refund.number), "{}", list.body);
        assert!(
            boss.client
                .get(&format!("/office/refunds?number={}", refund.number))
                .await
                .body
                .contains("end_refund")
        );
        assert!(send(&mut boss, "").await.contains("reason-length"));
        for _ in 0..2 {
            assert_eq!(send(&mut boss, "转账 8812").await, "/office/refunds?done=bank");
        }
        let refund = last_refund(app, &number).await;
        assert!(refund.status == RefundStatus::Paid && refund.by_bank, "{refund:?}");
        assert_eq!(refund.reason, "转账 8812");
        let told = member.client.get(&format!("/top-up/{number}/refund")).await;
        assert!(told.body.contains("银行转账"), "{}", told.body);

        let list = boss.client.get("/office/refunds?state=paid").await.body;
        assert!(list.contains("/office/reports/refunds.csv?state=paid"), "{list}");
        let file = boss.client.get("/office/reports/refunds.csv?state=paid").await;
        assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
        let line = format!(
            "{},{number},137****7000,wechat,bank,paid,in-full,100.00,12.00,",
            refund.number
        );
        assert!(
            file.body.contains(&line) && file.body.contains(",转账 8812,member,"),
            "{}",
            file.body
        );
        let none = boss.client.get("/office/reports/refunds.csv?state=open").await.body;
        assert_eq!(none.lines().count(), 1, "the heading alone: {none}");
        for stranger in [&mut member.client, &mut cashier.client] {
            let sent_away = stranger.get("/office/reports/refunds.csv").await;
            assert_eq!(sent_away.location(), "/counter/sign-in");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_payment_beyond_the_gateways_time_limit_is_refunded_at_the_counter_and_never_sent() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        let number = member.top_up(app, "100.00").await;
        app.arrange("UPDATE top_up SET paid_at = paid_at - 34560000000").await;
        let page = member.ask_refund(&number).await;
        assert!(
            page.body.contains("请到门店办理") && page.body.contains("期限"),
            "{}",
            page.body
        );
        assert_eq!(last_refund(app, &number).await.status, RefundStatus::Counter);
        assert_eq!(paid_back(app, &number).await, [0_i64; 0]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn at_the_counter_the_quote_is_for_all_and_the_refund_for_a_manager() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        let number = member.top_up(app, "100.00").await;
        let mut cashier = Cashier::sign_in(app).await;
        let sale = cashier.scan(&member.code(app).await).await;
        let session = sale.trim_start_matches("/counter/sale/").to_owned();
        assert!(
            cashier
                .client
                .get(&sale)
                .await
                .body
                .contains(&format!("/counter/refunds/{session}"))
        );
        let page = format!("/counter/refunds/{session}?order={number}");
        let quoted = cashier.client.get(&page).await;
        assert!(
            quoted.body.contains("¥100.00") && quoted.body.contains("赠金作废"),
            "{}",
            quoted.body
        );
        assert!(!quoted.body.contains("refund_top_up"), "a cashier may only look");
        let fields = [("number", &*number), ("session", &*session), ("key", "k1")];
        let refused = cashier.client.post_form("/do/refund_top_up", &fields).await;
        assert!(refused.location().contains("not-allowed"), "{}", refused.location());

        app.arrange("UPDATE operator SET role = 'manager' WHERE login = 'xuhui'")
            .await;
        let key = cashier.client.get(&page).await.field("key");
        let fields = [("number", &*number), ("session", &*session), ("key", &*key)];
        let refused = cashier.client.post_form("/do/refund_top_up", &fields).await;
        assert!(
            refused.location().contains("not-allowed"),
            "a member of no store is headquarters' matter"
        );
        app.arrange("UPDATE member SET home_store_id = 1").await;
        let key = cashier.client.get(&page).await.field("key");
        let fields = [("number", &*number), ("session", &*session), ("key", &*key)];
        assert_eq!(
            cashier.client.post_form("/do/refund_top_up", &fields).await.location(),
            page
        );
        let refund = ended_as(app, &number, RefundStatus::Paid).await;
        assert!(!refund.by_member);
        assert_eq!(member.balance(app).await, Fen::ZERO);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_second_person_approves_a_large_refund_in_the_office_and_the_member_hears_of_it() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        let number = member.top_up(app, "200.00").await;
        app.arrange("UPDATE member SET home_store_id = 1").await;
        app.arrange("UPDATE operator SET role = 'manager' WHERE login = 'xuhui'")
            .await;
        let mut manager = Cashier::sign_in(app).await;
        let page = format!("/office/refunds?q={number}");
        let key = manager.client.get(&page).await.field("key");
        let fields = [("number", &*number), ("session", ""), ("key", &*key)];
        let asked = manager.client.post_form("/do/refund_top_up", &fields).await;
        assert_eq!(asked.location(), page);

        let refund = last_refund(app, &number).await;
        assert_eq!((refund.status, refund.by_member), (RefundStatus::Counter, false));
        let home = member.client.get("/").await;
        assert!(
            home.body.contains("门店为你发起了一笔") && home.body.contains(&format!("/top-up/{number}/refund")),
            "{}",
            home.body
        );
        let told = member.client.get(&format!("/top-up/{number}/refund")).await;
        assert!(
            told.body.contains("门店复核中") && told.body.contains("请立即联系门店"),
            "{}",
            told.body
        );
        app.until("the message is sent", async || {
            app.query(|tx| {
                tx.value::<i64>(
                    "SELECT COUNT(*) FROM outbox WHERE kind = 'refund-opened-sms' AND outcome = 'sent'",
                    &[],
                )
            })
            .await
                == 1
        })
        .await;

        let one = format!("/office/refunds?number={}", refund.number);
        let own = manager.client.get(&one).await;
        assert!(
            own.body.contains("不能由一个人办理") && !own.body.contains("value=\"approve\""),
            "{}",
            own.body
        );
        let send = async |who: &mut Cashier, how: &str| {
            let fields = [("number", &*refund.number), ("how", how), ("reason", "会员到店申请")];
            who.client
                .post_form("/do/end_refund", &fields)
                .await
                .location()
                .to_owned()
        };
        assert!(send(&mut manager, "approve").await.contains("same-person"));
        assert!(send(&mut manager, "bank").await.contains("refund-needs-second"));
        assert_eq!(paid_back(app, &number).await, [0_i64; 0]);
        let mut boss = Cashier::sign_in_as(app, "hq").await;
        assert!(boss.client.get(&one).await.body.contains("value=\"approve\""));
        assert_eq!(send(&mut boss, "approve").await, "/office/refunds?done=approved");
        ended_as(app, &number, RefundStatus::Paid).await;
        assert_eq!(paid_back(app, &number).await, [200_00]);
    })
    .await;
}
