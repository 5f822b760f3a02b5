//! Returns at the counter: beyond the shop's terms, for other goods, and without a receipt.

use crate::{people::Cashier, test_app::TestApp};

/// Begins a sale of so much; answers its name.
async fn begin(cashier: &mut Cashier, yuan: &str) -> String {
    let key = cashier.client.get("/counter/sell").await.field("key");
    let fields = [("cart", ""), ("scanned", yuan), ("key", &key)];
    let added = cashier.client.post_form("/do/cart_add", &fields).await;
    let page = added.location().to_owned();
    let cart = page.strip_prefix("/counter/sell/");
    cart.unwrap_or_else(|| panic!("{yuan}: {page}")).to_owned()
}

/// Sells so much to nobody in particular for cash; answers the receipt's number.
async fn sell(cashier: &mut Cashier, yuan: &str) -> String {
    let cart = begin(cashier, yuan).await;
    let key = cashier.client.get(&format!("/counter/sell/{cart}")).await.field("key");
    let fields = [("cart", cart.as_str()), ("due", yuan), ("pay", "cash"), ("key", &key)];
    let paid = cashier.client.post_form("/do/cart_pay", &fields).await;
    let number = paid.location().strip_prefix("/counter/receipt/");
    number.unwrap_or_else(|| panic!("{}", paid.location())).to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn other_goods_are_given_for_what_comes_back_and_only_the_difference_changes_hands() {
    let app = TestApp::new().await;
    let mut cashier = Cashier::sign_in(&app).await;
    let first = sell(&mut cashier, "30.00").await;
    let page = format!("/counter/returns?receipt={first}&amount=30.00");
    let none = cashier.client.get(&page).await;
    assert!(none.body.contains("先在“商品收银”里录入"), "{}", none.body);
    let cart = begin(&mut cashier, "50.00").await;
    let both = cashier.client.get(&page).await;
    for words in ["新商品应付", "¥50.00", "¥30.00", "补 ¥20.00"] {
        assert!(both.body.contains(words), "{words} in {}", both.body);
    }
    let fields = [
        ("receipt", first.as_str()),
        ("amount", "30.00"),
        ("cart", &cart),
        ("due", "50.00"),
        ("out", "30.00"),
        ("pay", "cash"),
        ("key", "swap-1"),
    ];
    let done = cashier.client.post_form("/do/exchange_goods", &fields).await;
    let again = cashier.client.post_form("/do/exchange_goods", &fields).await;
    assert_eq!(done.location(), again.location(), "one act, sent twice");
    let receipt = cashier.client.get(done.location()).await;
    for words in ["换货退货单号", "补 ¥20.00"] {
        assert!(receipt.body.contains(words), "{words} in {}", receipt.body);
    }
    app.books_hold().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_the_terms_do_not_take_back_waits_for_a_second_person_and_keeps_what_was_typed() {
    let app = TestApp::new().await;
    app.set_rule("return-terms", r#"{"window_days": 1}"#).await;
    let mut cashier = Cashier::sign_in(&app).await;
    let number = sell(&mut cashier, "40.00").await;
    app.arrange("UPDATE sale SET business_day = 20200101").await;
    let page = cashier
        .client
        .get(&format!("/counter/returns?receipt={number}&amount=40.00"))
        .await;
    assert!(
        page.body.contains("已过退货期限") && page.body.contains("请第二个人批准"),
        "{}",
        page.body
    );
    let send = |reason: &'static str, key: &'static str| {
        vec![
            ("receipt".to_owned(), number.clone()),
            ("amount".to_owned(), "40.00".to_owned()),
            ("reason".to_owned(), reason.to_owned()),
            ("key".to_owned(), key.to_owned()),
        ]
    };
    let post = async |cashier: &mut Cashier, fields: Vec<(String, String)>| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
        cashier
            .client
            .post_form("/do/return_goods", &fields)
            .await
            .location()
            .to_owned()
    };
    let refused = post(&mut cashier, send("x", "late-1")).await;
    assert!(
        refused.contains("error=reason-length") && refused.contains("amount=40.00"),
        "{refused}"
    );
    let shown = cashier.client.get(&refused).await;
    assert!(
        shown.body.contains("name=\"reason\"") && shown.body.contains("value=\"x\""),
        "{}",
        shown.body
    );
    let waits = post(&mut cashier, send("faulty, looked at it", "late-2")).await;
    assert_eq!(waits, "/counter/approvals?done=waits");
    let mut boss = Cashier::sign_in_as(&app, "hq").await;
    let list = boss.client.get("/counter/approvals").await;
    assert!(
        list.body.contains("退货（超期或无小票）") && list.body.contains("faulty, looked at it"),
        "{}",
        list.body
    );
    let key = list.field("key");
    let said = [
        ("sign_off", "1"),
        ("reason", "seen it"),
        ("answer", "yes"),
        ("key", &*key),
    ];
    let done = boss.client.post_form("/do/sign_off", &said).await;
    assert!(done.location().contains("done=approved"), "{}", done.location());
    let back: i64 = app
        .query(|tx| tx.value("SELECT CAST(SUM(returned_fen) AS BIGINT) FROM sale", &[]))
        .await;
    assert_eq!(back, 40_00);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn without_a_receipt_the_page_says_what_goods_bring_and_a_cashier_asks_a_second_person() {
    let app = TestApp::new().await;
    app.arrange(
        "INSERT INTO goods (code, name, kind, unit, list_fen, sold_from, created_at, changed_at) \
         VALUES ('LOOSE-1', '玻璃杯', 'goods', '件', 2600, 1, 1, 1)",
    )
    .await;
    let mut cashier = Cashier::sign_in(&app).await;
    let unknown = cashier
        .client
        .get("/counter/returns/no-receipt?goods=NOPE&pieces=1&tender=cash")
        .await;
    assert!(unknown.alert().contains("商品"), "{}", unknown.alert());
    let page = cashier
        .client
        .get("/counter/returns/no-receipt?goods=LOOSE-1&pieces=2&tender=cash")
        .await;
    for words in ["玻璃杯", "30 天内最低价", "¥26.00", "¥52.00", "请第二个人批准"] {
        assert!(page.body.contains(words), "{words} in {}", page.body);
    }
    let fields = [
        ("goods", "LOOSE-1"),
        ("pieces", "2"),
        ("tender", "cash"),
        ("due", "52.00"),
        ("reason", "lost the receipt"),
        ("key", "loose-1"),
    ];
    let waits = cashier.client.post_form("/do/return_loose", &fields).await;
    assert_eq!(waits.location(), "/counter/approvals?done=waits");
    let dearer = fields.map(|(name, value)| (name, if name == "due" { "60.00" } else { value }));
    let refused = cashier.client.post_form("/do/return_loose", &dearer).await;
    assert!(refused.location().contains("error="), "{}", refused.location());
}
