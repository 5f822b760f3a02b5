//! Selling goods and amounts at the counter: who buys, what it costs, how it is paid; set aside and taken up again.

use huika_domain::{CodePayState, Fen, Points};
use huika_store::{pay_code::code_payment, sale::SaleReceipt, till::sale_by_number};
use serde_json::json;

use crate::{
    client::Answer,
    people::{Cashier, Member},
    test_app::{TestApp, on_both_engines},
};

const PHONE: &str = "13700137009";

/// A cashier at the selling page.
struct Counter {
    cashier: Cashier,
    page: String,
}

impl Counter {
    async fn open(app: &TestApp) -> Self {
        Self {
            cashier: Cashier::sign_in(app).await,
            page: String::new(),
        }
    }

    fn cart(&self) -> String {
        self.page.trim_start_matches("/counter/sell/").to_owned()
    }

    /// Types something into the one field.
    async fn add(&mut self, typed: &str) {
        let from = if self.page.is_empty() {
            "/counter/sell"
        } else {
            self.page.as_str()
        };
        let key = self.cashier.client.get(from).await.field("key");
        let cart = self.cart();
        let fields = [("cart", cart.as_str()), ("scanned", typed), ("key", &key)];
        let added = self.cashier.client.post_form("/do/cart_add", &fields).await;
        let location = added.location().to_owned();
        assert!(
            location.starts_with("/counter/sell/") && !location.contains("error="),
            "{typed}: {location}"
        );
        self.page = location;
    }

    async fn look(&mut self) -> Answer {
        self.cashier.client.get(&self.page).await
    }

    async fn pay(&mut self, pay: &str, more: &[(&str, &str)]) -> String {
        let page = self.look().await;
        let due = page
            .body
            .split("name=\"due\" value=\"")
            .nth(1)
            .map(|rest| rest.split('"').next().unwrap().to_owned());
        let (due, cart) = (due.expect("an amount due"), self.cart());
        let key = format!("key-{pay}-{due}-{}", more.len());
        let own = [("cart", cart.as_str()), ("due", &due), ("pay", pay), ("key", &key)];
        let fields = [&own[..], more].concat();
        let paid = self.cashier.client.post_form("/do/cart_pay", &fields).await;
        // The second tap gets the first one's answer.
        let again = self.cashier.client.post_form("/do/cart_pay", &fields).await;
        if !paid.location().contains("error=") && pay != "code" {
            assert_eq!(again.location().split('?').next(), paid.location().split('?').next());
        }
        paid.location().to_owned()
    }

    async fn end(&mut self, how: &str) -> String {
        let cart = self.cart();
        let fields = [("cart", cart.as_str()), ("how", how)];
        self.cashier
            .client
            .post_form("/do/cart_end", &fields)
            .await
            .location()
            .to_owned()
    }
}

/// As if half a minute had passed: the phone shows the same code until then.
async fn forget_scans(app: &TestApp) {
    app.arrange("DELETE FROM code_use").await;
}

async fn receipt(app: &TestApp, location: &str) -> SaleReceipt {
    let number = location
        .trim_start_matches("/counter/receipt/")
        .split('?')
        .next()
        .unwrap()
        .to_owned();
    let store = huika_domain::StoreId::new(1);
    app.query(move |tx| sale_by_number(tx, store, &number))
        .await
        .unwrap_or_else(|| panic!("{location} is no sale"))
        .0
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn goods_and_amounts_are_sold_from_the_card_in_cash_and_by_both() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        member.top_up(app, "100.00").await;
        let mut counter = Counter::open(app).await;
        counter.add(&member.code(app).await).await;
        counter.add("30").await;
        let page = counter.look().await;
        assert!(page.body.contains("¥30.00"), "{}", page.body);
        let sold = counter.pay("balance", &[]).await;
        let sale = receipt(app, &sold).await;
        assert_eq!((sale.gross, sale.outside), (Fen::new(30_00), Fen::ZERO));
        let left = member.balance(app).await;

        // Nobody in particular, in cash, with change.
        let mut counter = Counter::open(app).await;
        counter.add("12.50").await;
        let short = counter.pay("cash", &[("received", "10")]).await;
        assert!(short.contains("error=received-short"), "{short}");
        let sold = counter.pay("cash", &[("received", "20")]).await;
        assert!(sold.contains("change=7.50"), "{sold}");
        let shown = counter.cashier.client.get(&sold).await;
        assert!(
            shown.body.contains("找零") && shown.body.contains("¥7.50"),
            "{}",
            shown.body
        );
        assert_eq!(receipt(app, &sold).await.member, None);

        // The card first, the rest by a bank card.
        let mut counter = Counter::open(app).await;
        forget_scans(app).await;
        counter.add(&member.code(app).await).await;
        counter.add("150").await;
        let short = counter.pay("balance", &[]).await;
        assert!(short.contains("error=balance-short"), "{short}");
        let unknown = counter.pay("cowries", &[("balance", "1")]).await;
        assert!(unknown.contains("error=unknown-tender"), "{unknown}");
        let sold = counter.pay("card", &[("balance", "1")]).await;
        let sale = receipt(app, &sold).await;
        assert_eq!(sale.principal.checked_add(sale.bonus), Some(left));
        assert_eq!(sale.outside, Fen::new(150_00).checked_sub(left).unwrap());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_sale_that_was_set_aside_keeps_lines_and_who_it_is_and_never_the_right_to_spend() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        member.top_up(app, "100.00").await;
        let mut counter = Counter::open(app).await;
        counter.add(&member.code(app).await).await;
        counter.add("8").await;
        assert_eq!(counter.end("park").await, "/counter/sell?done=parked");
        let list = counter.cashier.client.get("/counter/sell/parked").await;
        assert!(list.body.contains("7009"), "{}", list.body);
        assert_eq!(counter.end("resume").await, counter.page);
        let page = counter.look().await;
        assert!(
            page.body.contains("¥8.00") && page.body.contains("仅识别"),
            "{}",
            page.body
        );
        assert!(
            !page.body.contains("value=\"balance\""),
            "nothing leaves the card without another scan"
        );
        let refused = counter.pay("balance", &[]).await;
        assert!(refused.contains("error="), "{refused}");
        assert_eq!(member.balance(app).await, Fen::new(112_00));
        forget_scans(app).await;
        counter.add(&member.code(app).await).await;
        let sold = counter.pay("balance", &[]).await;
        assert!(sold.starts_with("/counter/receipt/"), "{sold}");
        assert!(member.balance(app).await < Fen::new(112_00));
        let over = counter.end("void").await;
        assert!(over.contains("error=cart-over"), "what is sold is not given up: {over}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn mistake_14_points_follow_a_sale_that_was_set_aside_and_changed_afterwards() {
    on_both_engines(async |app| {
        let member = Member::join(app, PHONE).await;
        let mut counter = Counter::open(app).await;
        counter.add(&member.code(app).await).await;
        counter.add("8").await;
        counter.end("park").await;
        counter.end("resume").await;
        counter.add("12").await;
        let sold = counter.pay("cash", &[("received", "20")]).await;
        let sale = receipt(app, &sold).await;
        assert_eq!((sale.gross, sale.earned), (Fen::new(20_00), Points::new(20)));
        assert_eq!(app.home_of(PHONE).await.points, sale.earned);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_bill_that_a_wallet_pays_is_sold_once_and_not_changed_meanwhile() {
    on_both_engines(async |app| {
        let mut counter = Counter::open(app).await;
        counter.add("20").await;
        let sold = counter.pay("code", &[("pay_code", "130000000000000310")]).await;
        let sale = receipt(app, &sold).await;
        assert_eq!(sale.outside, Fen::new(20_00));

        let mut counter = Counter::open(app).await;
        counter.add("21").await;
        let waits = counter.pay("code", &[("pay_code", "130000000000000302")]).await;
        let number = waits.trim_start_matches("/counter/pay-code/").to_owned();
        let cart = counter.cart();
        let fields = [("cart", cart.as_str()), ("scanned", "1"), ("key", "late")];
        let refused = counter.cashier.client.post_form("/do/cart_add", &fields).await;
        assert!(
            refused.location().contains("error=pay-code-not-over"),
            "{}",
            refused.location()
        );
        let page = counter.look().await;
        assert!(
            page.body.contains(&waits),
            "the page leads to the attempt: {}",
            page.body
        );
        app.gateway_post(&format!("/control/wechat/trades/{number}/pay"), json!({}))
            .await;
        app.arrange("UPDATE pay_code SET poll_at = 1 WHERE poll_at IS NOT NULL")
            .await;
        let wanted = number.clone();
        app.until("it is paid", async || {
            let wanted = wanted.clone();
            app.query(move |tx| code_payment(tx, &wanted)).await.unwrap().state == CodePayState::Paid
        })
        .await;
        let done = counter.cashier.client.get(&waits).await;
        assert!(done.body.contains("/do/cart_paid"), "{}", done.body);
        let fields = [("cart", cart.as_str()), ("number", number.as_str())];
        let first = counter
            .cashier
            .client
            .post_form("/do/cart_paid", &fields)
            .await
            .location()
            .to_owned();
        let second = counter
            .cashier
            .client
            .post_form("/do/cart_paid", &fields)
            .await
            .location()
            .to_owned();
        assert_eq!(first, second);
        assert_eq!(receipt(app, &first).await.outside, Fen::new(21_00));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_discount_by_hand_and_a_code_are_typed_at_the_counter_and_a_refusal_says_why_and_keeps_what_was_typed() {
    on_both_engines(async |app| {
        let mut counter = Counter::open(app).await;
        counter.add("50").await;
        let page = counter.look().await;
        assert!(page.body.contains("action=\"/do/cart_hand\""), "{}", page.body);
        assert!(page.body.contains("action=\"/do/cart_code\""), "{}", page.body);
        let cart = counter.cart();
        let hand = async |counter: &mut Counter, fields: &[(&str, &str)]| {
            let own = [("cart", cart.as_str()), ("key", "hand")];
            let fields = [&own[..], fields].concat();
            let answer = counter.cashier.client.post_form("/do/cart_hand", &fields).await;
            answer.location().to_owned()
        };
        // Something else has to be written.
        let refused = hand(
            &mut counter,
            &[
                ("of", "bill"),
                ("kind", "amount"),
                ("amount", "7.25"),
                ("reason", "other"),
            ],
        )
        .await;
        assert!(refused.contains("error=hand-reason-missing"), "{refused}");
        let shown = counter.cashier.client.get(&refused).await;
        assert!(shown.body.contains("value=\"7.25\""), "{}", shown.body);
        for (kind, amount, error) in [
            ("percent", "101", "hand-figure"),
            ("price", "7", "hand-figure"),
            ("amount", "7.255", "amount-too-many-decimals"),
            ("amount", "30", "hand-needs-second"),
        ] {
            let fields = [
                ("of", "bill"),
                ("kind", kind),
                ("amount", amount),
                ("reason", "bargain"),
            ];
            let refused = hand(&mut counter, &fields).await;
            assert!(
                refused.contains(&format!("error={error}")),
                "{kind} {amount}: {refused}"
            );
        }
        let fields = [
            ("of", "bill"),
            ("kind", "percent"),
            ("amount", "10"),
            ("reason", "bargain"),
        ];
        let given = hand(&mut counter, &fields).await;
        assert_eq!(given, counter.page);
        let page = counter.look().await;
        assert!(
            page.body.contains("整单手工优惠") && page.body.contains("¥45.00"),
            "{}",
            page.body
        );
        // A code that nothing has is not on the bill, and the page says so.
        let fields = [("cart", cart.as_str()), ("typed", "NOTHING7"), ("key", "code")];
        let refused = counter.cashier.client.post_form("/do/cart_code", &fields).await;
        assert!(
            refused.location().contains("error=code-not-used"),
            "{}",
            refused.location()
        );
        let shown = counter.cashier.client.get(refused.location()).await;
        assert!(
            shown.body.contains("没有这个优惠码") && shown.body.contains("value=\"NOTHING7\""),
            "{}",
            shown.body
        );
        // What was given is taken away, and given again.
        let undone = hand(&mut counter, &[("of", "bill"), ("kind", "none")]).await;
        assert_eq!(undone, counter.page);
        let fields = [("of", "0"), ("kind", "price"), ("amount", "40"), ("reason", "damaged")];
        assert_eq!(hand(&mut counter, &fields).await, counter.page);
        let sold = counter.pay("cash", &[]).await;
        let sale = receipt(app, &sold).await;
        assert_eq!((sale.gross, sale.outside), (Fen::new(50_00), Fen::new(40_00)));
        let shown = counter.cashier.client.get(&sold).await;
        assert!(
            shown.body.contains("改价") && shown.body.contains("商品有瑕疵"),
            "the receipt says what and why: {}",
            shown.body
        );
    })
    .await;
}
