//! The portal's senders of short messages against the stand-in's providers.

use crate::shop::{Shop, SystemClock};
use huika_domain::Phone;
use std::sync::Arc;

use huika_sms::{SmsError, SmsMessage, SmsSender, SmsSettings, sms_sender};
use serde_json::{Value, json};

fn code(phone: &str, code: &str) -> SmsMessage {
    SmsMessage {
        phone: Phone::parse(phone).unwrap(),
        template: "sign-in-code",
        params: vec![("code", code.to_owned()), ("minutes", "5".to_owned())],
        reference: "outbox-1".to_owned(),
    }
}

fn sender_of(shop: &Shop, settings: &SmsSettings) -> Arc<dyn SmsSender> {
    sms_sender(settings, shop.http.clone(), Arc::new(SystemClock)).unwrap()
}

/// The settings of another provider, as somebody would write them.
fn settings(shop: &Shop, provider: &str, own: &str) -> SmsSettings {
    let account = shop.account();
    let text = format!(
        "provider = \"{provider}\"\nsign_name = \"会卡\"\n[templates.sign-in-code]\nid = \"SMS_100\"\nparams = [\"code\", \"minutes\"]\n[{provider}]\n{own}"
    );
    let text = text
        .replace("BASE", &shop.gateway.base())
        .replace("KEY_ID", account["sms_key_id"].as_str().unwrap())
        .replace("KEY_SECRET", account["sms_key_secret"].as_str().unwrap());
    toml::from_str(&text).unwrap()
}

async fn latest(shop: &Shop, phone: &str) -> Value {
    let url = format!("{}/control/sms?phone={phone}&wait_ms=2000", shop.gateway.base());
    shop.http.get(url).send().await.unwrap().json().await.unwrap()
}

#[tokio::test]
async fn a_code_arrives_at_the_phone_it_was_sent_to() {
    let shop = Shop::open().await;
    let sender = sender_of(&shop, &shop.sms);
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
    let sender = sender_of(&shop, &shop.sms);
    shop.control("sms/fail", json!({ "times": 1 })).await;
    let limited = sender.send(&code("13800138001", "111111")).await.unwrap_err();
    assert!(matches!(limited, SmsError::Limited(_)) && !limited.was_surely_not_sent());

    let mut elsewhere = shop.sms.clone();
    elsewhere.http.as_mut().unwrap().url = "http://127.0.0.1:1/sms".to_owned();
    let sender = sender_of(&shop, &elsewhere);
    assert!(
        sender
            .send(&code("13800138001", "111111"))
            .await
            .unwrap_err()
            .was_surely_not_sent()
    );

    let mut stranger = shop.sms.clone();
    stranger.http.as_mut().unwrap().headers.clear();
    let sender = sender_of(&shop, &stranger);
    assert!(matches!(
        sender.send(&code("13800138001", "111111")).await.unwrap_err(),
        SmsError::Refused(_)
    ));
}

#[tokio::test]
async fn nothing_that_prints_a_message_or_its_sender_shows_the_code_or_the_token() {
    let shop = Shop::open().await;
    let sender = sender_of(&shop, &shop.sms);
    let printed = format!("{sender:?} {:?}", code("13800138000", "042917"));
    assert!(
        !printed.contains("042917") && !printed.contains("Bearer") && !printed.contains("13800138000"),
        "{printed}"
    );
}

const ALIYUN: &str = "endpoint = \"BASE\"\naccess_key_id = \"KEY_ID\"\naccess_key_secret = \"KEY_SECRET\"";
const TENCENT: &str =
    "endpoint = \"BASE\"\nsecret_id = \"KEY_ID\"\nsecret_key = \"KEY_SECRET\"\nsdk_app_id = \"1400000001\"";
const TWILIO: &str =
    "api_base = \"BASE\"\naccount_sid = \"KEY_ID\"\nauth_token = \"KEY_SECRET\"\nfrom = \"+15005550006\"";

#[tokio::test]
async fn each_provider_takes_our_signature_and_delivers() {
    let shop = Shop::open().await;
    for (provider, own) in [("aliyun", ALIYUN), ("tencent", TENCENT), ("twilio", TWILIO)] {
        let mut settings = settings(&shop, provider, own);
        if provider == "tencent" {
            settings.templates.get_mut("sign-in-code").unwrap().id = Some("1400".to_owned());
        }
        let receipt = sender_of(&shop, &settings)
            .send(&code("13800138000", "042917"))
            .await
            .unwrap();
        assert!(receipt.provider_id.is_some(), "{provider}");
        let message = latest(&shop, "13800138000").await;
        assert_eq!(
            (message["provider"].as_str(), message["code"].as_str()),
            (Some(provider), Some("042917"))
        );
    }
}

#[tokio::test]
async fn each_provider_refuses_another_key() {
    let shop = Shop::open().await;
    for (provider, own) in [("aliyun", ALIYUN), ("tencent", TENCENT), ("twilio", TWILIO)] {
        let settings = settings(&shop, provider, &own.replace("KEY_SECRET", "somebody-elses"));
        let error = sender_of(&shop, &settings)
            .send(&code("13800138000", "042917"))
            .await
            .unwrap_err();
        assert!(matches!(error, SmsError::Refused(_)), "{provider}: {error}");
    }
}

#[tokio::test]
async fn a_second_message_within_a_minute_is_limited_by_aliyun() {
    let shop = Shop::open().await;
    let aliyun = sender_of(&shop, &settings(&shop, "aliyun", ALIYUN));
    aliyun.send(&code("13800138000", "111111")).await.unwrap();
    let error = aliyun.send(&code("13800138000", "222222")).await.unwrap_err();
    assert!(matches!(error, SmsError::Limited(_)), "{error}");
    shop.advance_secs(61).await;
    aliyun.send(&code("13800138000", "333333")).await.unwrap();
}
