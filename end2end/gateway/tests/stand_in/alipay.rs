//! Alipay: our client against the stand-in.

use huika_domain::Fen;
use huika_pay::{
    BillFact, Channel, CloseOutcome, GatewayState, NotifiedEvent, NotifyError, PayError, PrepayAction, RefundState,
    Scene, SignatureError,
};
use serde_json::json;

use crate::shop::{Shop, refund};

/// Opens the cashier as the payer's browser does, which is how the stand-in learns of an order.
async fn open_cashier(shop: &Shop, order: &huika_pay::PrepayRequest) -> String {
    let PrepayAction::Redirect(url) = shop.alipay.prepay(order).await.unwrap() else {
        panic!("the wap page redirects")
    };
    shop.browse(&url).await
}

async fn next_payment(shop: &Shop) -> huika_pay::PaymentResult {
    let NotifiedEvent::Payment(told) = shop.next_for(&shop.alipay).await.unwrap().event else {
        panic!("a payment")
    };
    told
}

#[tokio::test]
async fn an_order_is_unknown_until_the_payer_confirms_and_then_paid() {
    let shop = Shop::open().await;
    let order = shop.order("A20261122000001", 8_805);
    assert!(open_cashier(&shop, &order).await.contains("88.05"));
    assert_eq!(
        shop.alipay.query(&order.number).await.unwrap().state,
        GatewayState::Unknown
    );
    assert_eq!(shop.alipay.close(&order.number).await.unwrap(), CloseOutcome::Unknown);

    shop.control("alipay/trades/A20261122000001/pay", json!({})).await;
    let told = next_payment(&shop).await;
    assert_eq!(told, shop.alipay.query(&order.number).await.unwrap());
    let GatewayState::Paid(paid) = &told.state else {
        panic!("paid: {told:?}")
    };
    assert_eq!((paid.amount, paid.currency.as_str()), (Fen::new(8_805), "CNY"));
    assert_eq!(
        (told.merchant.as_str(), told.app.as_str()),
        (shop.alipay.merchant(), shop.alipay.app())
    );
    assert_eq!(
        shop.alipay.close(&order.number).await.unwrap(),
        CloseOutcome::AlreadyPaid
    );
}

#[tokio::test]
async fn a_desktop_pays_at_its_own_cashier_and_a_phone_at_the_other() {
    let shop = Shop::open().await;
    let mut order = shop.order("A20261122000009", 8_805);
    let PrepayAction::Redirect(on_a_phone) = shop.alipay.prepay(&order).await.unwrap() else {
        panic!("the wap page redirects")
    };
    assert!(
        on_a_phone.contains("alipay%2Etrade%2Ewap%2Epay") && on_a_phone.contains("QUICK%5FWAP%5FWAY"),
        "{on_a_phone}"
    );
    order.scene = Scene::Desktop;
    let PrepayAction::Redirect(on_a_desktop) = shop.alipay.prepay(&order).await.unwrap() else {
        panic!("the desktop's page redirects")
    };
    assert!(on_a_desktop.contains("alipay%2Etrade%2Epage%2Epay"), "{on_a_desktop}");
    assert!(
        on_a_desktop.contains("FAST%5FINSTANT%5FTRADE%5FPAY") && !on_a_desktop.contains("quit%5Furl"),
        "{on_a_desktop}"
    );
    assert!(shop.browse(&on_a_desktop).await.contains("88.05"));
    shop.control("alipay/trades/A20261122000009/pay", json!({})).await;
    assert!(matches!(next_payment(&shop).await.state, GatewayState::Paid(_)));
}

#[tokio::test]
async fn words_that_alipay_refuses_are_left_out_of_the_subject() {
    let shop = Shop::open().await;
    let mut order = shop.order("A20261122000002", 1);
    order.description = "会员充值 a/b=c&d\u{1F389}".to_owned();
    assert!(open_cashier(&shop, &order).await.contains("会员充值 a b c d"));
}

#[tokio::test]
async fn refunds_go_back_once_and_are_told_through_the_payment() {
    let shop = Shop::open().await;
    let order = shop.order("A20261122000003", 10_000);
    open_cashier(&shop, &order).await;
    shop.control("alipay/trades/A20261122000003/pay", json!({})).await;
    next_payment(&shop).await;

    let part = refund(&order, "AR20261122000001", 3_000);
    assert_eq!(
        shop.alipay.query_refund(&part).await.unwrap().state,
        RefundState::Unknown
    );
    let first = shop.alipay.refund(&part).await.unwrap();
    assert!(matches!(first.state, RefundState::Done { .. }), "{first:?}");
    let again = shop.alipay.refund(&part).await.unwrap();
    assert_eq!(
        again.state,
        RefundState::Processing,
        "a repetition moves nothing, and so proves nothing"
    );
    assert!(matches!(
        shop.alipay.query_refund(&part).await.unwrap().state,
        RefundState::Done { .. }
    ));
    assert!(matches!(next_payment(&shop).await.state, GatewayState::Refunded { .. }));

    let too_much = refund(&order, "AR20261122000002", 7_001);
    assert!(matches!(
        shop.alipay.refund(&too_much).await.unwrap_err(),
        PayError::Refused { .. }
    ));
    let rest = refund(&order, "AR20261122000003", 7_000);
    shop.alipay.refund(&rest).await.unwrap();
    // All of it went back: Alipay calls that closed, and it is not the same as never paid.
    assert!(matches!(
        shop.alipay.query(&order.number).await.unwrap().state,
        GatewayState::Refunded { .. }
    ));
}

#[tokio::test]
async fn every_forgery_is_refused() {
    let shop = Shop::open().await;
    let order = shop.order("A20261122000004", 10_000);
    open_cashier(&shop, &order).await;
    for (forgery, expected) in [
        ("tampered", NotifyError::Signature(SignatureError::Mismatch)),
        ("foreign-key", NotifyError::Signature(SignatureError::Mismatch)),
        ("unsigned", NotifyError::Signature(SignatureError::Missing("sign"))),
        ("not-base64", NotifyError::Signature(SignatureError::Mismatch)),
        ("doubled", NotifyError::Signature(SignatureError::NotReadable)),
        ("weak-type", NotifyError::Signature(SignatureError::UnknownType)),
        ("oversized", NotifyError::TooLarge),
    ] {
        shop.control(
            "alipay/notify",
            json!({ "number": "A20261122000004", "forgery": forgery }),
        )
        .await;
        assert_eq!(shop.next_for(&shop.alipay).await.unwrap_err(), expected, "{forgery}");
    }
    shop.control(
        "alipay/notify",
        json!({ "number": "A20261122000004", "forgery": "other-merchant" }),
    )
    .await;
    assert_ne!(
        next_payment(&shop).await.merchant,
        shop.alipay.merchant(),
        "genuine, and of another shop"
    );
}

#[tokio::test]
async fn a_notification_comes_again_until_it_is_answered_with_success() {
    let shop = Shop::open().await;
    let order = shop.order("A20261122000005", 100);
    open_cashier(&shop, &order).await;
    shop.answer_notifications_with(202);
    shop.control("alipay/trades/A20261122000005/pay", json!({})).await;
    let first = shop.next_for(&shop.alipay).await.unwrap();
    shop.answer_notifications_with(200);
    assert_eq!(shop.next_for(&shop.alipay).await.unwrap(), first);
}

#[tokio::test]
async fn inside_wechat_alipay_is_neither_offered_nor_opened() {
    let shop = Shop::open().await;
    let mut order = shop.order("A20261122000006", 100);
    let PrepayAction::Redirect(url) = shop.alipay.prepay(&order).await.unwrap() else {
        panic!("the wap page redirects")
    };
    assert!(
        shop.browse_as(&url, None, "MicroMessenger/8.0")
            .await
            .contains("请在浏览器中打开")
    );
    order.scene = Scene::WeChat {
        openid: "o1".to_owned(),
    };
    assert!(!shop.alipay.serves(&order.scene));
    assert!(matches!(
        shop.alipay.prepay(&order).await.unwrap_err(),
        PayError::Unsupported(_)
    ));
}

#[tokio::test]
async fn an_order_past_its_time_cannot_be_confirmed() {
    let shop = Shop::open().await;
    let order = shop.order("A20261122000007", 100);
    open_cashier(&shop, &order).await;
    shop.advance_secs(3600).await;
    let url = format!("{}/control/alipay/trades/A20261122000007/pay", shop.gateway.base());
    let answer = shop.http.post(url).json(&json!({})).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 409);
    assert_eq!(
        shop.alipay.query(&order.number).await.unwrap().state,
        GatewayState::Unknown
    );
}

#[tokio::test]
async fn in_certificate_mode_both_sides_name_their_certificates() {
    let shop = Shop::open().await;
    let alipay = shop.alipay_by_certificate();
    let order = shop.order("A20261122000008", 8_805);
    let PrepayAction::Redirect(url) = alipay.prepay(&order).await.unwrap() else {
        panic!("the wap page redirects")
    };
    assert!(
        url.contains("app_cert_sn=") && url.contains("alipay_root_cert_sn="),
        "{url}"
    );
    assert!(shop.browse(&url).await.contains("88.05"));
    shop.control("alipay/trades/A20261122000008/pay", json!({})).await;
    let paid = alipay.query(&order.number).await.unwrap().state;
    assert!(matches!(paid, GatewayState::Paid(trade) if trade.amount.get() == 8_805));
    shop.next_for(&alipay).await.unwrap();

    // An app that names another certificate is not heard.
    let foreign = url.replacen("app_cert_sn=", "app_cert_sn=0", 1);
    assert!(shop.browse(&foreign).await.contains("isv."));
}

#[tokio::test]
async fn the_bill_of_a_day_comes_zipped_and_in_gbk() {
    let shop = Shop::open().await;
    let today = shop.at_noon().await;
    let order = shop.order("A20261122000009", 10_000);
    open_cashier(&shop, &order).await;
    shop.control("alipay/trades/A20261122000009/pay", json!({})).await;
    shop.alipay
        .refund(&refund(&order, "F20261122000009", 2_550))
        .await
        .unwrap();
    let too_early = shop.alipay.bill(today).await.unwrap_err();
    assert!(matches!(too_early, PayError::Refused { code, .. } if code == "isp.bill_not_ready"));
    shop.advance_secs(3 * 24 * 3600).await;
    let bill = shop.alipay.bill(today).await.unwrap();
    assert_eq!(bill.rows.len(), 2);
    let amount = Fen::new(10_000);
    assert_eq!(
        (bill.rows[0].number.as_str(), &bill.rows[0].fact),
        ("A20261122000009", &BillFact::Paid { amount })
    );
    let BillFact::Refunded {
        refund_number, amount, ..
    } = &bill.rows[1].fact
    else {
        panic!("{:?}", bill.rows)
    };
    assert_eq!((refund_number.as_str(), amount.get()), ("F20261122000009", 2_550));
    assert_eq!(
        shop.alipay.bill(today.succ()).await.unwrap().rows,
        [],
        "a day on which nothing happened"
    );
}
