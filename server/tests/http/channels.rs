//! Which way to pay is offered hangs on the browser; each leads to its gateway and back.

use huika_store::top_up::order_by_number;
use serde_json::{Value, json};

use crate::people::Member;
use crate::test_app::{TestApp, on_both_engines};

const PHONE: &str = "13600136000";
const WECHAT: &str = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile \
     Safari/537.36 XWEB/1300289 MMWEBSDK/20240404 MicroMessenger/8.0.49.2600(0x28003133) NetType/WIFI Language/zh_CN";
const ALIPAY: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/21F90 \
     NebulaSDK/1.8.100112 AlipayClient/10.6.20.8000 Language/zh-Hans";
const SAFARI: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 \
     Mobile/15E148 Safari/604.1";
const DESKTOP: &str =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36";
/// An iPad calls itself a Mac.
const IPAD: &str = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15";

/// The ways that the page offers, in its order.
fn offered(page: &str) -> Vec<&str> {
    let inputs = page
        .split('<')
        .filter(|tag| tag.starts_with("input") && tag.contains("name=\"channel\""));
    inputs
        .map(|tag| tag.split("value=\"").nth(1).unwrap().split('"').next().unwrap())
        .collect()
}

async fn order(member: &mut Member, channel: &str) -> String {
    let key = member.client.get("/top-up").await.field("key");
    let fields = [
        ("choice", "amount"),
        ("amount", "100"),
        ("channel", channel),
        ("key", &*key),
    ];
    let opened = member.client.post_form("/do/top_up", &fields).await;
    opened.location().strip_prefix("/top-up/").expect("an order").to_owned()
}

async fn method_of(app: &TestApp, number: &str) -> (String, String) {
    let number = number.to_owned();
    let order = app.query(move |tx| order_by_number(tx, &number)).await.unwrap();
    (order.channel, order.method)
}

async fn credited(app: &TestApp, number: &str) {
    app.until("the top-up is credited", async || {
        app.top_up_status(number).await.is_paid()
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn each_browser_is_offered_what_it_can_use() {
    let app = TestApp::new().await;
    for (place, (agent, ways)) in [
        (WECHAT, vec!["wechat"]),
        (ALIPAY, vec!["alipay"]),
        (SAFARI, vec!["wechat", "alipay", "stripe"]),
        (DESKTOP, vec!["wechat", "alipay", "stripe"]),
        (IPAD, vec!["wechat", "alipay", "stripe"]),
    ]
    .into_iter()
    .enumerate()
    {
        let client = app.client().calling_itself(agent);
        let mut member = Member::join_with(&app, &format!("1360013600{place}"), client).await;
        let page = member.client.get("/top-up").await;
        assert_eq!(offered(&page.body), ways, "{agent}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn inside_wechat_the_payer_is_recognised_silently_and_pays_by_the_bridge() {
    on_both_engines(async |app| {
        let client = app.client().calling_itself(WECHAT);
        let mut member = Member::join_with(app, PHONE, client).await;
        let number = order(&mut member, "").await;
        assert_eq!(method_of(app, &number).await, ("wechat".to_owned(), "jsapi".to_owned()));
        let pay = format!("/top-up/{number}/pay");
        let away = member.client.get(&pay).await.location().to_owned();
        assert!(
            away.contains("/connect/oauth2/authorize?") && away.ends_with("#wechat_redirect"),
            "{away}"
        );

        // WeChat leads straight back.
        let browser = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        let back = browser.get(&away).header("user-agent", WECHAT).send().await.unwrap();
        let back = back.headers()["location"].to_str().unwrap().to_owned();
        let path = back.strip_prefix(&app.base).expect("to us").to_owned();
        let forged = path.replace("state=", "state=0");
        let refused = member.client.get(&forged).await.location().to_owned();
        assert!(refused.contains("error=wechat-unknown"), "{refused}");
        assert!(member.client.get(&refused).await.alert().contains("微信"));
        assert_eq!(member.client.get(&path).await.location(), pay);

        let page = member.client.get(&pay).await;
        let request = page
            .body
            .split("data-request=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap();
        let request: Value = serde_json::from_str(&request.replace("&quot;", "\"").replace("&amp;", "&")).unwrap();
        let mut forged = request.clone();
        forged["package"] = json!("prepay_id=wx0");
        let answer = app.gateway_post("/control/wechat/bridge", forged).await;
        assert_eq!(answer["err_msg"], "get_brand_wcpay_request:fail");
        let answer = app.gateway_post("/control/wechat/bridge", request).await;
        assert_eq!(answer["err_msg"], "get_brand_wcpay_request:ok");
        credited(app, &number).await;

        // The next time WeChat is not asked any more.
        let number = order(&mut member, "wechat").await;
        let page = member.client.get(&format!("/top-up/{number}/pay")).await;
        assert!(page.body.contains("wechat-pay"), "{}", page.body);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn alipay_is_paid_on_its_page_and_told_by_its_notification() {
    on_both_engines(async |app| {
        let client = app.client().calling_itself(ALIPAY);
        let mut member = Member::join_with(app, PHONE, client).await;
        let number = order(&mut member, "wechat").await;
        assert_eq!(method_of(app, &number).await, ("alipay".to_owned(), "wap".to_owned()));
        let away = member
            .client
            .get(&format!("/top-up/{number}/pay"))
            .await
            .location()
            .to_owned();
        let cashier = app.http.get(&away).send().await.unwrap().text().await.unwrap();
        assert!(cashier.contains("确认付款") && cashier.contains("100.00"), "{cashier}");
        app.gateway_post(&format!("/control/alipay/trades/{number}/pay"), json!({}))
            .await;
        credited(app, &number).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_desktop_shows_a_code_to_scan_or_goes_to_the_card_page() {
    on_both_engines(async |app| {
        let client = app.client().calling_itself(DESKTOP);
        let mut member = Member::join_with(app, PHONE, client).await;
        let number = order(&mut member, "wechat").await;
        assert_eq!(method_of(app, &number).await.1, "native");
        let page = member.client.get(&format!("/top-up/{number}/pay")).await;
        assert!(
            page.body.contains("class=\"qr\"") && page.body.contains("请用微信扫一扫付款"),
            "{}",
            page.body
        );
        app.gateway_post(&format!("/control/wechat/trades/{number}/pay"), json!({}))
            .await;
        credited(app, &number).await;

        let number = order(&mut member, "alipay").await;
        assert_eq!(method_of(app, &number).await, ("alipay".to_owned(), "page".to_owned()));
        let pay = format!("/top-up/{number}/pay");
        let away = member.client.get(&pay).await.location().to_owned();
        assert!(away.contains("alipay%2Etrade%2Epage%2Epay"), "{away}");
        let cashier = app.http.get(&away).send().await.unwrap().text().await.unwrap();
        assert!(cashier.contains("确认付款") && cashier.contains("100.00"), "{cashier}");
        app.gateway_post(&format!("/control/alipay/trades/{number}/pay"), json!({}))
            .await;
        credited(app, &number).await;

        let number = order(&mut member, "stripe").await;
        assert_eq!(
            method_of(app, &number).await,
            ("stripe".to_owned(), "checkout".to_owned())
        );
        let away = member
            .client
            .get(&format!("/top-up/{number}/pay"))
            .await
            .location()
            .to_owned();
        assert!(away.contains("/c/pay/"), "{away}");
        app.gateway_post(&format!("/control/stripe/orders/{number}/pay"), json!({}))
            .await;
        credited(app, &number).await;
    })
    .await;
}
