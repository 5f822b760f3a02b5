//! Topping up at the counter, and being paid by the code of a customer's wallet: whatever a gateway answers, or does not, nobody is charged
//! twice and nothing is given away.

use huika_domain::{CodePayState, Fen};
use huika_store::{
    StoreError, Value,
    pay_code::{CodePayment, CodeRefusal, code_payment},
    refund::{RefundStatus, refunds_of},
};
use serde_json::json;

use crate::{
    client::Answer,
    people::{Cashier, Member},
    test_app::{TestApp, on_both_engines},
};

const PHONE: &str = "13700137008";

/// A cashier with a member's scan before them.
struct Counter {
    cashier: Cashier,
    session: String,
}

impl Counter {
    async fn open(app: &TestApp, login: &str, member: &Member) -> Self {
        let mut cashier = Cashier::sign_in_as(app, login).await;
        let sale = cashier.scan(&member.code(app).await).await;
        let session = sale.strip_prefix("/counter/sale/").expect("a scan").to_owned();
        Self { cashier, session }
    }

    fn page(&self, yuan: &str) -> String {
        format!("/counter/top-up/{}?choice=amount&amount={yuan}", self.session)
    }

    /// Presses a tender's button on the page; a payment code stands in its field.
    async fn take(&mut self, yuan: &str, tender: &str, code: &str) -> Answer {
        let page = self.page(yuan);
        let key = self.cashier.client.get(&page).await.field("key");
        let session = self.session.clone();
        let fields = [
            ("session", session.as_str()),
            ("choice", "amount"),
            ("amount", yuan),
            ("invoiced", "1"),
            ("pay_code", code),
            ("tender", tender),
            ("key", &key),
        ];
        self.cashier.client.post_form("/do/counter_top_up", &fields).await
    }

    /// Scans a wallet's code; answers the attempt's number.
    async fn scan_code(&mut self, code: &str) -> String {
        let taken = self.take("100", "code", code).await;
        let location = taken.location();
        let number = location.strip_prefix("/counter/pay-code/");
        number.unwrap_or_else(|| panic!("{location}")).to_owned()
    }
}

async fn attempt(app: &TestApp, number: &str) -> CodePayment {
    let number = number.to_owned();
    app.query(move |tx| code_payment(tx, &number)).await.unwrap()
}

async fn ends_as(app: &TestApp, number: &str, state: CodePayState) {
    app.until(&format!("{number} is {state}"), async || {
        attempt(app, number).await.state == state
    })
    .await;
}

/// So much time passes for this attempt, and its gateway is asked now.
async fn later(app: &TestApp, number: &str, secs: i64) {
    let number = number.to_owned();
    let passed = app.state.store.write(move |tx| {
        let params = [Value::Int(secs * 1000), Value::Text(&number)];
        tx.exec(
            "UPDATE pay_code SET opened_at = opened_at - ?1, poll_at = 1 WHERE number = ?2",
            &params,
        )
    });
    let passed: Result<u64, StoreError> = passed.await;
    passed.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_top_up_in_cash_is_on_the_card_at_once_and_goes_back_by_the_same_tender() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        app.arrange("UPDATE operator SET role = 'manager' WHERE login = 'xuhui'")
            .await;
        app.arrange("UPDATE member SET home_store_id = 1").await;
        let mut counter = Counter::open(app, "xuhui", &member).await;
        let quoted = counter.cashier.client.get(&counter.page("100")).await;
        assert!(
            quoted.body.contains("¥112.00") && quoted.body.contains("¥12.00"),
            "what comes with it is shown before money is taken: {}",
            quoted.body
        );
        let refused = counter.take("100", "cowries", "").await;
        assert!(
            refused.location().contains("error=unknown-tender"),
            "{}",
            refused.location()
        );
        let taken = counter.take("100", "cash", "").await;
        let slip = taken.location().to_owned();
        let number = slip.strip_prefix("/counter/deposit/").expect("a slip").to_owned();
        assert_eq!(member.balance(app).await, Fen::new(112_00));
        let paper = counter.cashier.client.get(&slip).await.body;
        for words in ["存款单", "现金", "¥100.00", "¥12.00", "已开", &number] {
            assert!(paper.contains(words), "{words}: {paper}");
        }
        let mut other = Cashier::sign_in_as(app, "jingan").await;
        assert_eq!(other.client.get(&slip).await.status, 404, "another store's slip");

        let statement = member.client.get("/statement").await.body;
        assert!(statement.contains("现金"), "{statement}");
        let page = format!("/counter/refunds/{}?order={number}", counter.session);
        let key = counter.cashier.client.get(&page).await.field("key");
        let fields = [("number", &*number), ("session", &*counter.session), ("key", &*key)];
        for _ in 0..2 {
            let back = counter.cashier.client.post_form("/do/refund_top_up", &fields).await;
            assert_eq!(back.location(), page);
        }
        let wanted = number.clone();
        let refunds = app.query(move |tx| refunds_of(tx, &wanted).map(Some)).await.unwrap();
        assert_eq!(refunds.len(), 1);
        assert_eq!((refunds[0].status, refunds[0].by_bank), (RefundStatus::Paid, false));
        assert_eq!(member.balance(app).await, Fen::ZERO);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn cards_are_topped_up_only_where_their_kind_allows_it_and_with_a_document_from_the_threshold_on() {
    let app = TestApp::new().await;
    let member = Member::join(&app, PHONE).await;
    let mut counter = Counter::open(&app, "xuhui", &member).await;
    app.set_rule("stored-value", r#"{"top_up_by": [{"of": "operator", "who": "hq"}]}"#)
        .await;
    let refused = counter.cashier.client.get(&counter.page("100")).await;
    assert!(refused.alert().contains("不在这里充值"), "{}", refused.body);
    app.set_rule(
        "stored-value",
        r#"{"top_up_by": [{"of": "operator", "who": "xuhui"}], "real_name_from_fen": 10000}"#,
    )
    .await;
    let refused = counter.cashier.client.get(&counter.page("100")).await;
    assert!(refused.alert().contains("证件"), "{}", refused.body);
    assert!(
        counter
            .take("99.99", "cash", "")
            .await
            .location()
            .starts_with("/counter/deposit/")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_payment_code_pays_once_whatever_the_gateway_answers() {
    on_both_engines(async |app| {
        let member = Member::join(app, PHONE).await;
        let mut counter = Counter::open(app, "xuhui", &member).await;
        let paid = counter.scan_code("130000000000000010").await;
        assert_eq!(attempt(app, &paid).await.state, CodePayState::Paid);
        let shown = counter.cashier.client.get(&format!("/counter/pay-code/{paid}")).await;
        assert_eq!(shown.location(), format!("/counter/deposit/{paid}"));
        for (again, why) in [
            ("130000000000000010", "error=pay-code-used"),
            ("6212345678901234567", "error=pay-code-unionpay"),
            ("12", "error=pay-code-malformed"),
        ] {
            let refused = counter.take("100", "code", again).await;
            assert!(refused.location().contains(why), "{}", refused.location());
        }
        // The answer was a refusal, and the customer was charged all the same.
        let refused = counter.scan_code("130000000000000007").await;
        assert_eq!(attempt(app, &refused).await.state, CodePayState::Paid);
        // No answer at all: it is asked after.
        for code in ["130000000000000006", "2800000000000006"] {
            let unheard = counter.scan_code(code).await;
            assert_eq!(attempt(app, &unheard).await.state, CodePayState::Asked);
            later(app, &unheard, 0).await;
            ends_as(app, &unheard, CodePayState::Paid).await;
        }
        let alipay = counter.scan_code("2800000000000010").await;
        assert_eq!(attempt(app, &alipay).await.state, CodePayState::Paid);
        assert_eq!(member.balance(app).await, Fen::new(5 * 112_00), "each of them once");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_a_wallet_refuses_is_said_and_what_it_leaves_open_is_reversed_before_anybody_is_told() {
    let app = TestApp::new().await;
    let app = &app;
    let member = Member::join(app, PHONE).await;
    let mut counter = Counter::open(app, "xuhui", &member).await;
    for (code, refusal, words) in [
        ("130000000000000105", CodeRefusal::DeadCode, "已失效"),
        ("130000000000000104", CodeRefusal::Payer, "余额不足"),
        ("2800000000000105", CodeRefusal::DeadCode, "已失效"),
        ("2800000000000104", CodeRefusal::Payer, "余额不足"),
    ] {
        let number = counter.scan_code(code).await;
        let found = attempt(app, &number).await;
        assert_eq!(
            (found.state, found.refusal),
            (CodePayState::Unpaid, Some(refusal)),
            "{code}"
        );
        let page = counter.cashier.client.get(&format!("/counter/pay-code/{number}")).await;
        assert!(page.body.contains(words), "{}", page.body);
    }
    // The phone is put away: the time runs out, and the attempt is reversed. The payer who confirms beside the reversal gets it all back.
    for code in ["130000000000000002", "130000000000000008", "2800000000000002"] {
        let number = counter.scan_code(code).await;
        assert_eq!(attempt(app, &number).await.state, CodePayState::Waiting);
        let page = counter.cashier.client.get(&format!("/counter/pay-code/{number}")).await;
        assert!(page.body.contains("请顾客在手机上确认"), "{}", page.body);
        let second = counter.take("100", "code", "130000000000000999").await;
        assert!(
            second.location().contains("error=pay-code-not-over"),
            "{}",
            second.location()
        );
        app.gateway_post("/control/clock", json!({ "advance_secs": 20 })).await;
        later(app, &number, 60).await;
        app.until("it is over", async || {
            // What waits for its next turn has it now.
            later(app, &number, 0).await;
            tokio::time::sleep(std::time::Duration::from_millis(300)).await;
            !attempt(app, &number).await.state.is_open()
        })
        .await;
        let found = attempt(app, &number).await.state;
        assert!(
            matches!(found, CodePayState::Unpaid | CodePayState::Returned),
            "{code}: {found}"
        );
    }
    // The cashier stops one, and the gateway hears of it as soon as it takes reversals.
    let stopped = counter.scan_code("130000000000000202").await;
    later(app, &stopped, 16).await;
    let fields = [("number", stopped.as_str())];
    let stop = counter.cashier.client.post_form("/do/stop_pay_code", &fields).await;
    assert_eq!(stop.location(), format!("/counter/pay-code/{stopped}"));
    assert_eq!(attempt(app, &stopped).await.state, CodePayState::Reversing);
    app.gateway_post("/control/clock", json!({ "advance_secs": 20 })).await;
    later(app, &stopped, 0).await;
    ends_as(app, &stopped, CodePayState::Unpaid).await;
    assert_eq!(member.balance(app).await, Fen::ZERO, "nothing was given away");
    let trade = app.gateway_get(&format!("/control/wechat/trades/{stopped}")).await;
    assert_eq!(trade["state"], "REVOKED", "{trade}");
    app.books_hold().await;
}
