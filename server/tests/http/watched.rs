//! Large sales of a till in the office: they are said, shown, and decided by who has the right.

use http::StatusCode;
use huika_domain::{OutsideTender, Points, StoreId};
use huika_pay::ChannelId;
use huika_store::{StoreError, Tx, till::make_till_key};
use serde_json::{Value, json};

use crate::{
    people::{Cashier, Member},
    test_app::{TestApp, on_both_engines},
};

const PHONE: &str = "13600136007";

/// Ten million in cash, by a till whose key somebody has.
async fn leaked(app: &TestApp) -> Value {
    let made = app.state.store.write(|tx: &mut Tx<'_>| -> Result<String, StoreError> {
        make_till_key(tx, "leaked", StoreId::new(1), "leaked", None)
    });
    let key = made.await.expect("a key");
    let post = async |path: &str, body: Value| {
        let sent = app
            .http
            .post(format!("{}{path}", app.base))
            .bearer_auth(&key)
            .header("idempotency-key", "leaked-key-1")
            .json(&body);
        let answer = sent.send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::CREATED);
        answer.json::<Value>().await.expect("JSON")
    };
    let session = post("/pos/v1/scans", json!({ "code": PHONE })).await["session"].clone();
    let bill =
        json!({ "session": session, "amount_fen": 1_000_000_000, "payment": "outside", "outside_channel": "cash" });
    post("/pos/v1/sales", bill).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_points_of_a_leaked_key_wait_alarm_and_are_taken_back_in_the_office() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        let receipt = leaked(app).await;
        let statement = member.client.get("/statement").await;
        assert!(
            statement.body.contains("积分由门店核实，暂不能使用"),
            "{}",
            statement.body
        );
        assert_eq!(receipt["points"], 0, "{receipt}");
        assert_eq!(app.home_of(PHONE).await.points, Points::ZERO);
        let mut boss = Cashier::sign_in_as(app, "hq").await;
        let office = boss.client.get("/office").await;
        assert!(office.body.contains("有 1 笔大额交易需要人工查看"), "{}", office.body);
        let list = boss.client.get("/office/watched").await;
        assert!(
            list.body.contains("一次获得大量积分") && list.body.contains("积分待核实"),
            "{}",
            list.body
        );
        let address = list.body.split("/office/watched?sale=").nth(1).expect("a link");
        let id: String = address.chars().take_while(char::is_ascii_digit).collect();
        let one = boss.client.get(&format!("/office/watched?sale={id}")).await;
        let number = receipt["receipt_number"].as_str().expect("a number");
        assert!(
            one.body.contains(number) && one.body.contains("¥10,000,000.00 · 现金"),
            "{}",
            one.body
        );
        let metrics = app
            .http
            .get(format!("{}/metrics", app.base))
            .send()
            .await
            .expect("an answer");
        assert!(metrics.text().await.expect("text").contains("huika_watched_sales 1"));

        let fields = |note: &'static str| {
            [
                ("sale", id.clone()),
                ("decision", "taken".to_owned()),
                ("note", note.to_owned()),
            ]
        };
        let send = async |who: &mut Cashier, note: &'static str| {
            let fields = fields(note);
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            who.client
                .post_form("/do/decide_watched", &fields)
                .await
                .location()
                .to_owned()
        };
        app.arrange("UPDATE operator SET role = 'manager' WHERE login = 'jingan'")
            .await;
        let mut other = Cashier::sign_in_as(app, "jingan").await;
        assert!(
            !other.client.get("/office/watched").await.body.contains("?sale="),
            "another store's"
        );
        assert!(send(&mut other, "查过现金账").await.contains("not-allowed"));
        assert!(send(&mut boss, "").await.contains("reason-length"));
        assert_eq!(send(&mut boss, "现金账里没有").await, "/office/watched?done=decided");
        assert!(send(&mut boss, "现金账里没有").await.contains("not-waiting"));
        let decided = boss.client.get("/office/watched?show=decided").await;
        assert!(decided.body.contains("积分已收回"), "{}", decided.body);
    })
    .await;
}

#[test]
fn no_tender_of_a_till_has_the_name_of_a_gateway() {
    for channel in ChannelId::ALL {
        assert!(OutsideTender::parse(channel.as_str()).is_err(), "{channel:?}");
    }
}
