//! The portal's senders of short messages against the stand-in's providers.

use crate::shop::Shop;
use huika_domain::Phone;
use huika_sms::{SmsError, SmsMessage, sms_sender};
use serde_json::{Value, json};

fn code(phone: &str, code: &str) -> SmsMessage {
    SmsMessage {
        phone: Phone::parse(phone).unwrap(),
        template: "sign-in-code",
        params: vec![("code", code.to_owned()), ("minutes", "5".to_owned())],
        reference: "outbox-1".to_owned(),
    }
}

async fn latest(shop: &Shop, phone: &str) -> Value {
    let url = format!("{}/control/sms?phone={phone}&wait_ms=2000", shop.gateway.base());
    shop.http.get(url).send().await.unwrap().json().await.unwrap()
}

#[tokio::test]
async fn a_code_arrives_at_the_phone_it_was_sent_to() {
    let shop = Shop::open().await;
    let sender = sms_sender(&shop.sms, shop.http.clone()).unwrap();
    sender.send(&code("13800138000", "042917")).await.unwrap();

    let message = latest(&shop, "13800138000").await;
    assert_eq!(message["code"], "042917");
    assert_eq!(message["reference"], "outbox-1");
    assert!(
        message["text"]
            .as_str()
            .unwrap()
            .starts_with("【会卡】验证码 042917，5 分钟内有效")
    );
    let page = shop.browse(&format!("{}/phone/13800138000", shop.gateway.base())).await;
    assert!(page.contains("<b>042917</b>"), "{page}");
}

#[tokio::test]
async fn a_limit_of_the_provider_is_told_apart_from_a_refusal_and_from_silence() {
    let shop = Shop::open().await;
    let sender = sms_sender(&shop.sms, shop.http.clone()).unwrap();
    shop.control("sms/fail", json!({ "times": 1 })).await;
    let limited = sender.send(&code("13800138001", "111111")).await.unwrap_err();
    assert!(matches!(limited, SmsError::Limited(_)) && !limited.was_surely_not_sent());

    let mut elsewhere = shop.sms.clone();
    elsewhere.http.as_mut().unwrap().url = "http://127.0.0.1:1/sms".to_owned();
    let sender = sms_sender(&elsewhere, shop.http.clone()).unwrap();
    assert!(
        sender
            .send(&code("13800138001", "111111"))
            .await
            .unwrap_err()
            .was_surely_not_sent()
    );

    let mut stranger = shop.sms.clone();
    stranger.http.as_mut().unwrap().headers.clear();
    let sender = sms_sender(&stranger, shop.http.clone()).unwrap();
    assert!(matches!(
        sender.send(&code("13800138001", "111111")).await.unwrap_err(),
        SmsError::Refused(_)
    ));
}

#[tokio::test]
async fn nothing_that_prints_a_message_or_its_sender_shows_the_code_or_the_token() {
    let shop = Shop::open().await;
    let sender = sms_sender(&shop.sms, shop.http.clone()).unwrap();
    let printed = format!("{sender:?} {:?}", code("13800138000", "042917"));
    assert!(
        !printed.contains("042917") && !printed.contains("Bearer") && !printed.contains("13800138000"),
        "{printed}"
    );
}
