//! What the top-up page promises and refuses before anybody pays, and what becomes of a payment that does not fit.

use huika_domain::{BusinessDay, Fen, settings::Scope};
use huika_store::{payment::open_alarms, top_up::TopUpStatus};
use serde_json::json;

use crate::{
    people::{Cashier, Member},
    test_app::{TestApp, on_both_engines},
};

const PHONE: &str = "13900139100";

/// The radio button of a choice.
fn choice<'a>(page: &'a str, id: &str) -> &'a str {
    let marker = format!("id=\"{id}\"");
    page.split('<')
        .find(|tag| tag.starts_with("input") && tag.contains(&marker))
        .unwrap_or_else(|| panic!("no {id} in {page}"))
}

async fn with_campaign(app: &TestApp) {
    let (store, zone) = (app.state.store.clone(), app.state.portal.shop.zone);
    let today = zone.business_day(store.now());
    let day = |day: BusinessDay| format!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day());
    let of_campaign = |from: i64, bonus: i64, percent: i64| {
        json!({
            "name": "开业周年", "from_day": day(today.pred()), "until_day": day(today.succ()), "from_fen": from, "bonus_fen": bonus,
            "percent": percent, "points": 0,
        })
    };
    let rule = json!({
        "packages": [{ "principal_fen": 10_000, "bonus_fen": 1_200, "points": 0 }],
        "segments": [{ "from_fen": 10_000, "bonus_fen": 1_200, "percent": 0, "points": 0 }],
        "first_fen": 500,
        "campaigns": [of_campaign(10_000, 2_000, 0), of_campaign(20_000, 0, 25)],
    });
    let set = move || huika_store::testing::set_rule(&store, "packages", Scope::Chain, &rule.to_string());
    let made = tokio::task::spawn_blocking(set).await.unwrap();
    made.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_page_names_campaign_first_top_up_and_bonus_table_and_the_money_comes_as_promised() {
    on_both_engines(async |app| {
        with_campaign(app).await;
        let mut member = Member::join(app, PHONE).await;
        let page = member.client.get("/top-up").await.body;
        for words in [
            "「开业周年」进行中",
            "首次充值另送 ¥5.00",
            "送 ¥25.00",
            "满 ¥100 送 ¥20.00",
            "满 ¥200 送 25%",
        ] {
            assert!(page.contains(words), "{words} in {page}");
        }
        let number = member.top_up(app, "200.00").await;
        let paid = member.client.get(&format!("/top-up/{number}")).await;
        assert!(paid.body.contains("+55.00"), "{}", paid.body);
        assert_eq!(member.balance(app).await, Fen::new(255_00));
        let again = member.client.get("/top-up").await.body;
        assert!(!again.contains("首次充值") && again.contains("送 ¥20.00"), "{again}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn mistake_15_whose_account_and_what_still_fits_is_said_before_anybody_pays() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        member.top_up(app, "4000.00").await;
        let page = member.client.get("/top-up").await.body;
        // 4,000.00 and its bonus of 200.00, of 5,000.00: 720.00 more and their bonus of 80.00.
        for words in [
            "139****9100",
            "卡尾号",
            "还可充 ¥720.00",
            "¥1.00 至 ¥720.00",
            "超过还可充的金额",
        ] {
            assert!(page.contains(words), "{words} in {page}");
        }
        assert!(
            choice(&page, "pick-100000").contains("disabled"),
            "1,000.00 does not fit"
        );
        assert!(
            !choice(&page, "pick-50000").contains("disabled"),
            "500.00 and 80.00 fit"
        );

        // Somebody sends the form all the same.
        let key = member.client.get("/top-up").await.field("key");
        for (choice, amount) in [("100000", ""), ("amount", "790")] {
            let fields = [("choice", choice), ("amount", amount), ("key", &*key)];
            let refused = member
                .client
                .post_form("/do/top_up", &fields)
                .await
                .location()
                .to_owned();
            assert!(refused.contains("error=above-cap"), "{refused}");
            let told = member.client.get(&refused).await;
            assert!(told.alert().contains("¥720.00"), "{}", told.alert());
            assert!(!told.body.contains("¥800.00"), "one bound, and no other: {}", told.body);
        }
        let orders: i64 = app.query(|tx| tx.value("SELECT COUNT(*) FROM top_up", &[])).await;
        assert_eq!(orders, 1, "no order was opened");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn mistake_2_a_payment_that_does_not_fit_is_shown_to_member_and_office_and_the_right_one_is_credited_later() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        let number = member.order_top_up("100.00").await;
        member.go_to_cashier(&number).await;
        for _ in 0..2 {
            let forged = json!({ "number": number, "forgery": "other-amount" });
            let answered = app.gateway_post("/control/wechat/notify", forged).await;
            assert_eq!(
                answered["statuses"],
                json!([200]),
                "it was heard, and telling it again would not help"
            );
        }
        assert_eq!(app.top_up_status(&number).await, TopUpStatus::Quarantined);
        let told = member.client.get(&format!("/top-up/{number}")).await;
        assert!(told.body.contains("正在核对"), "{}", told.body);
        assert!(member.client.get("/top-ups").await.body.contains("核对中"));
        assert_eq!(app.entries().await, 0);
        let metrics = app.get_directly("/metrics").await.body;
        assert!(metrics.contains("huika_payment_alarms 1"), "{metrics}");
        assert!(metrics.contains("outcome=\"quarantined\""), "{metrics}");

        let mut boss = Cashier::sign_in_as(app, "hq").await;
        let office = boss.client.get("/office").await.body;
        assert!(office.contains("有 1 笔付款需要人工核对"), "{office}");
        let list = boss.client.get("/office/payments").await.body;
        for words in [
            &*number,
            "付款与订单不符",
            "金额：订单 ¥100.00，平台 ¥100.01",
            "139****9100",
            "已隔离",
        ] {
            assert!(list.contains(words), "{words} in {list}");
        }
        let one = list.split("/office/payments?alarm=").nth(1).expect("a link to it");
        let id: String = one.chars().take_while(char::is_ascii_digit).collect();
        let mut cashier = Cashier::sign_in(app).await;
        let settle = async |who: &mut Cashier, note: &str| {
            let fields = [("alarm", &*id), ("note", note)];
            who.client
                .post_form("/do/settle_alarm", &fields)
                .await
                .location()
                .to_owned()
        };
        assert!(settle(&mut cashier, "看过了").await.contains("not-allowed"));
        assert!(settle(&mut boss, "").await.contains("reason-length"));
        let page = boss.client.get(&format!("/office/payments?alarm={id}")).await.body;
        assert!(page.contains("没有入账") && page.contains("settle_alarm"), "{page}");
        let settled = "/office/payments?done=settled";
        assert_eq!(settle(&mut boss, "平台后台查无此款").await, settled);
        assert!(settle(&mut boss, "再看一次").await.contains("no-alarm"));
        assert_eq!(app.query(open_alarms).await, 0);
        let done = boss.client.get("/office/payments?show=settled").await.body;
        assert!(done.contains(&number), "{done}");

        app.gateway_post(&format!("/control/wechat/trades/{number}/pay"), json!({}))
            .await;
        app.until("what fits is credited", async || {
            app.top_up_status(&number).await.is_paid()
        })
        .await;
        assert_eq!(member.balance(app).await, Fen::new(112_00));
    })
    .await;
}
