//! The portal's WeChat client against the stand-in: two programs that read the protocol for themselves.

mod inside;
mod notifications;

use crate::shop::{Shop, refund};
use huika_domain::Millis;
use huika_pay::{
    BillFact, Channel, CloseOutcome, GatewayState, H5Kind, HttpTimeouts, NotifiedEvent, PayError, PrepayAction,
    RefundState, Scene, TradeNumber,
};
use serde_json::json;

#[tokio::test]
async fn an_order_is_announced_paid_notified_and_found_paid() {
    let shop = Shop::open().await;
    let order = shop.order("T20261122000001", 10_000);

    let PrepayAction::Redirect(url) = shop.wechat.prepay(&order).await.unwrap() else {
        panic!("H5 redirects")
    };
    assert!(url.contains("redirect_url=http"), "{url}");
    assert_eq!(
        shop.wechat.query(&order.number).await.unwrap().state,
        GatewayState::NotPaid
    );

    let page = shop.browse(&url).await;
    assert!(page.contains("100.00") && page.contains("立即支付"), "{page}");
    shop.control("wechat/trades/T20261122000001/pay", json!({})).await;

    let notification = shop.next_notification().await.unwrap();
    let NotifiedEvent::Payment(told) = notification.event else {
        panic!("a payment")
    };
    let asked = shop.wechat.query(&order.number).await.unwrap();
    assert_eq!(told, asked);
    let GatewayState::Paid(paid) = told.state else {
        panic!("paid")
    };
    assert_eq!((paid.amount, paid.currency.as_str()), (order.amount, "CNY"));
    assert_eq!(
        (told.merchant.as_str(), told.app.as_str()),
        (shop.wechat.merchant(), shop.wechat.app())
    );
}

#[tokio::test]
async fn the_same_order_may_be_announced_again_but_not_with_another_amount() {
    let shop = Shop::open().await;
    let mut order = shop.order("T20261122000002", 10_000);
    let first = shop.wechat.prepay(&order).await.unwrap();
    let second = shop.wechat.prepay(&order).await.unwrap();
    assert_ne!(first, second, "a fresh address each time");

    order.amount = huika_domain::Fen::new(1);
    let refused = shop.wechat.prepay(&order).await.unwrap_err();
    assert!(matches!(refused, PayError::Refused { code, .. } if code == "INVALID_REQUEST"));
}

#[tokio::test]
async fn native_gives_a_code_and_jsapi_gives_signed_parameters() {
    let shop = Shop::open().await;
    let mut order = shop.order("T20261122000003", 1);
    order.scene = Scene::Desktop;
    let PrepayAction::ShowQr(code) = shop.wechat.prepay(&order).await.unwrap() else {
        panic!("a code")
    };
    assert!(code.starts_with("weixin://wxpay/bizpayurl?pr="));

    let mut order = shop.order("T20261122000004", 1);
    order.scene = Scene::WeChat {
        openid: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o".to_owned(),
    };
    let PrepayAction::JsApi(parameters) = shop.wechat.prepay(&order).await.unwrap() else {
        panic!("parameters")
    };
    let names: Vec<_> = parameters.iter().map(|(name, _)| *name).collect();
    assert_eq!(
        names,
        ["appId", "timeStamp", "nonceStr", "package", "signType", "paySign"]
    );
}

#[tokio::test]
async fn an_order_that_nobody_knows_is_unknown_and_not_an_error() {
    let shop = Shop::open().await;
    let number = TradeNumber::parse("T20261122000005").unwrap();
    assert_eq!(shop.wechat.query(&number).await.unwrap().state, GatewayState::Unknown);
    assert_eq!(shop.wechat.close(&number).await.unwrap(), CloseOutcome::Unknown);
}

#[tokio::test]
async fn closing_ends_an_unpaid_order_and_reports_a_paid_one() {
    let shop = Shop::open().await;
    let unpaid = shop.order("T20261122000006", 500);
    shop.wechat.prepay(&unpaid).await.unwrap();
    assert_eq!(shop.wechat.close(&unpaid.number).await.unwrap(), CloseOutcome::Closed);
    assert_eq!(
        shop.wechat.close(&unpaid.number).await.unwrap(),
        CloseOutcome::Closed,
        "closing twice is closing"
    );
    assert_eq!(
        shop.wechat.query(&unpaid.number).await.unwrap().state,
        GatewayState::Closed
    );

    let paid = shop.order("T20261122000007", 500);
    shop.wechat.prepay(&paid).await.unwrap();
    shop.control("wechat/trades/T20261122000007/pay", json!({})).await;
    assert_eq!(
        shop.wechat.close(&paid.number).await.unwrap(),
        CloseOutcome::AlreadyPaid
    );
    assert!(matches!(
        shop.wechat.prepay(&paid).await.unwrap_err(),
        PayError::AlreadyPaid
    ));
}

#[tokio::test]
async fn a_refund_goes_back_once_however_often_it_is_asked_for() {
    let shop = Shop::open().await;
    let order = shop.order("T20261122000008", 10_000);
    shop.wechat.prepay(&order).await.unwrap();
    shop.control("wechat/trades/T20261122000008/pay", json!({})).await;
    shop.next_notification().await.unwrap();

    let back = refund(&order, "R20261122000001", 3_000);
    assert_eq!(
        shop.wechat.query_refund(&back).await.unwrap().state,
        RefundState::Unknown
    );
    assert_eq!(shop.wechat.refund(&back).await.unwrap().state, RefundState::Processing);
    shop.wechat.refund(&back).await.unwrap();

    let NotifiedEvent::Refund(ended) = shop.next_notification().await.unwrap().event else {
        panic!("a refund")
    };
    assert!(matches!(ended.state, RefundState::Done { .. }), "{ended:?}");
    assert_eq!(shop.wechat.query_refund(&back).await.unwrap(), ended);
    assert!(matches!(
        shop.wechat.query(&order.number).await.unwrap().state,
        GatewayState::Refunded { .. }
    ));

    let rest = refund(&order, "R20261122000002", 7_001);
    assert!(
        matches!(shop.wechat.refund(&rest).await.unwrap_err(), PayError::Refused { .. }),
        "one fen too much"
    );
}

#[tokio::test]
async fn an_answer_that_wechat_did_not_sign_is_not_believed() {
    let shop = Shop::open().await;
    let order = shop.order("T20261122000012", 100);
    for kind in ["bad-signature", "unsigned", "half"] {
        shop.control("wechat/faults", json!([{ "kind": kind }])).await;
        let error = shop.wechat.prepay(&order).await.unwrap_err();
        assert!(matches!(error, PayError::Signature(_)), "{kind}: {error}");
    }
    assert!(shop.wechat.prepay(&order).await.is_ok());
}

#[tokio::test]
async fn a_busy_gateway_is_asked_again_and_a_dead_one_is_reported() {
    let shop = Shop::open_with(HttpTimeouts {
        connect_ms: 3_000,
        total_ms: 3_000,
    })
    .await;
    let order = shop.order("T20261122000013", 100);
    shop.control("wechat/faults", json!([{ "kind": "error500", "times": 2 }]))
        .await;
    assert!(shop.wechat.prepay(&order).await.is_ok(), "the third try succeeds");

    shop.control("wechat/faults", json!([{ "kind": "error503", "times": 9 }]))
        .await;
    let error = shop.wechat.query(&order.number).await.unwrap_err();
    assert!(error.is_temporary(), "{error}");

    shop.control("wechat/faults", json!([{ "kind": "slow", "delay_ms": 9000 }]))
        .await;
    let error = shop.wechat.query(&order.number).await.unwrap_err();
    assert!(matches!(error, PayError::Unreachable(_)), "{error}");
}

#[tokio::test]
async fn an_order_that_expired_cannot_be_paid_unless_the_bank_was_already_at_work() {
    let shop = Shop::open().await;
    let late = shop.order("T20261122000014", 100);
    shop.wechat.prepay(&late).await.unwrap();
    shop.control(
        "wechat/trades/T20261122000014/pay",
        json!({ "how": "late", "delay_ms": 200 }),
    )
    .await;
    let expired = shop.order("T20261122000015", 100);
    shop.wechat.prepay(&expired).await.unwrap();
    shop.advance_secs(3600).await;

    assert_eq!(
        shop.wechat.query(&expired.number).await.unwrap().state,
        GatewayState::Closed
    );
    shop.next_notification().await.unwrap();
    assert!(matches!(
        shop.wechat.query(&late.number).await.unwrap().state,
        GatewayState::Paid(_)
    ));
}

#[tokio::test]
async fn the_cashier_opens_only_from_the_shops_own_site_and_outside_of_wechat() {
    let shop = Shop::open().await;
    let order = shop.order("T20261122000016", 100);
    let PrepayAction::Redirect(url) = shop.wechat.prepay(&order).await.unwrap() else {
        panic!("H5 redirects")
    };
    assert!(shop.browse_as(&url, None, "Mozilla/5.0").await.contains("Referer"));
    assert!(
        shop.browse_as(&url, Some("https://evil.example/"), "Mozilla/5.0")
            .await
            .contains("Referer")
    );
    assert!(
        shop.browse_as(&url, Some(&shop.portal), "MicroMessenger/8.0")
            .await
            .contains("请在微信外打开订单")
    );
    assert!(shop.browse(&url).await.contains("立即支付"));
}

#[tokio::test]
async fn what_wechat_would_refuse_the_stand_in_refuses() {
    let shop = Shop::open().await;
    let mut order = shop.order("T20261122000017", 100);
    order.scene = Scene::MobileBrowser {
        client_ip: "127.0.0.1".parse().unwrap(),
        kind: H5Kind::Wap,
    };
    assert!(
        matches!(shop.wechat.prepay(&order).await.unwrap_err(), PayError::Refused { code, .. } if code == "PARAM_ERROR")
    );

    let mut order = shop.order("T20261122000018", 0);
    assert!(
        matches!(shop.wechat.prepay(&order).await.unwrap_err(), PayError::Refused { .. }),
        "nothing to pay"
    );
    order.amount = huika_domain::Fen::new(100);
    order.expires_at = Millis::new(0);
    assert!(
        matches!(shop.wechat.prepay(&order).await.unwrap_err(), PayError::Refused { .. }),
        "already expired"
    );

    let mut order = shop.order("T20261122000019", 100);
    order.description = "给小明\u{1F389}充值".to_owned();
    assert!(
        shop.wechat.prepay(&order).await.is_ok(),
        "our client leaves out what WeChat would refuse"
    );
}

#[tokio::test]
async fn the_bill_of_a_day_lists_what_was_paid_and_refunded_and_nothing_else() {
    let shop = Shop::open().await;
    let today = shop.at_noon().await;
    for number in ["T20261122000020", "T20261122000021", "T20261122000022"] {
        shop.wechat.prepay(&shop.order(number, 10_000)).await.unwrap();
    }
    for number in ["T20261122000020", "T20261122000021"] {
        shop.control(&format!("wechat/trades/{number}/pay"), json!({})).await;
        shop.next_notification().await.unwrap();
    }
    let back = refund(&shop.order("T20261122000021", 10_000), "R20261122000020", 2_550);
    shop.wechat.refund(&back).await.unwrap();
    shop.next_notification().await.unwrap();

    let too_early = shop.wechat.bill(today).await.unwrap_err();
    assert!(matches!(too_early, PayError::Refused { code, .. } if code == "STATEMENT_CREATING"));
    shop.advance_secs(3 * 24 * 3600).await;
    let bill = shop.wechat.bill(today).await.unwrap();
    let facts: Vec<_> = bill.rows.iter().map(|row| (row.number.as_str(), &row.fact)).collect();
    let paid = BillFact::Paid {
        amount: huika_domain::Fen::new(10_000),
    };
    assert_eq!(facts[..2], [("T20261122000020", &paid), ("T20261122000021", &paid)]);
    let (
        "T20261122000021",
        BillFact::Refunded {
            refund_number, amount, ..
        },
    ) = facts[2]
    else {
        panic!("{facts:?}")
    };
    assert_eq!((refund_number.as_str(), amount.get()), ("R20261122000020", 2_550));
    assert_eq!(bill.digest.len(), 40, "SHA-1");
    assert_eq!(bill.rows.len(), 3, "what was never paid is on no bill");
    assert_eq!(bill.unbooked, [], "the account booked all of it");
    shop.control("policy", json!({ "not_booked": ["T20261122000020"] }))
        .await;
    let short = shop.wechat.bill(today).await.unwrap().unbooked;
    assert_eq!((short.len(), short[0].number.as_str()), (1, "T20261122000020"));
    assert_eq!(
        (short[0].billed, short[0].booked),
        (Some(huika_domain::Fen::new(10_000)), None)
    );
    assert_eq!(
        shop.wechat.bill(today.succ()).await.unwrap().rows,
        [],
        "a day on which nothing happened"
    );
}
