//! What WeChat tells of itself: genuine ones, repeated ones and forgeries.

use crate::shop::Shop;
use huika_pay::{Channel, GatewayState, NotifiedEvent, NotifyError, SignatureError};
use serde_json::json;

#[tokio::test]
async fn every_forgery_is_refused_before_anything_in_it_is_read() {
    let shop = Shop::open().await;
    let order = shop.order("T20261122000009", 10_000);
    shop.wechat.prepay(&order).await.unwrap();
    for (forgery, expected) in [
        ("flipped-byte", NotifyError::Signature(SignatureError::Mismatch)),
        ("flipped-signature", NotifyError::Signature(SignatureError::Mismatch)),
        ("stale", NotifyError::Signature(SignatureError::Stale)),
        ("from-the-future", NotifyError::Signature(SignatureError::Stale)),
        ("wrong-serial", NotifyError::Signature(SignatureError::UnknownKey)),
        ("foreign-key", NotifyError::Signature(SignatureError::Mismatch)),
        ("sign-test", NotifyError::Signature(SignatureError::NotReadable)),
        (
            "unsigned",
            NotifyError::Signature(SignatureError::Missing("Wechatpay-Timestamp")),
        ),
        (
            "no-timestamp",
            NotifyError::Signature(SignatureError::Missing("Wechatpay-Timestamp")),
        ),
        ("truncated", NotifyError::Signature(SignatureError::Mismatch)),
        ("other-seal", NotifyError::Undecryptable),
        ("oversized", NotifyError::TooLarge),
        ("not-json", NotifyError::Unreadable("envelope")),
    ] {
        shop.notify("T20261122000009", forgery).await;
        assert_eq!(shop.next_notification().await.unwrap_err(), expected, "{forgery}");
    }
}

#[tokio::test]
async fn a_genuine_notification_about_another_amount_says_so() {
    let shop = Shop::open().await;
    let order = shop.order("T20261122000010", 10_000);
    shop.wechat.prepay(&order).await.unwrap();
    shop.notify("T20261122000010", "other-amount").await;
    let NotifiedEvent::Payment(told) = shop.next_notification().await.unwrap().event else {
        panic!("a payment")
    };
    let GatewayState::Paid(paid) = told.state else {
        panic!("paid")
    };
    assert_eq!(paid.amount.get(), 10_001);

    shop.notify("T20261122000010", "other-merchant").await;
    let NotifiedEvent::Payment(told) = shop.next_notification().await.unwrap().event else {
        panic!("a payment")
    };
    assert_ne!(told.merchant, shop.wechat.merchant());
}

#[tokio::test]
async fn a_notification_comes_again_until_it_is_taken() {
    let shop = Shop::open().await;
    let order = shop.order("T20261122000011", 100);
    shop.wechat.prepay(&order).await.unwrap();
    shop.answer_notifications_with(500);
    shop.control("wechat/trades/T20261122000011/pay", json!({})).await;
    let first = shop.next_notification().await.unwrap();
    shop.answer_notifications_with(204);
    assert_eq!(shop.next_notification().await.unwrap(), first);
}
