//! Stripe: our client against the stand-in.

use huika_domain::Fen;
use huika_pay::{
    Channel, CloseOutcome, GatewayState, NotifiedEvent, NotifyError, PayError, PrepayAction, RefundState,
    SignatureError,
};
use serde_json::json;

use crate::shop::{Shop, refund};

async fn next_event(shop: &Shop) -> NotifiedEvent {
    shop.next_for(&shop.stripe).await.unwrap().event
}

#[tokio::test]
async fn an_order_is_opened_once_paid_notified_and_found_by_its_number() {
    let shop = Shop::open().await;
    let order = shop.order("S20261122000001", 10_000);
    let first = shop.stripe.prepay(&order).await.unwrap();
    assert_eq!(
        shop.stripe.prepay(&order).await.unwrap(),
        first,
        "the same request gets the same session"
    );
    let PrepayAction::Redirect(url) = first else {
        panic!("a hosted page")
    };
    assert!(shop.browse(&url).await.contains("100.00"));
    assert_eq!(
        shop.stripe.query(&order.number).await.unwrap().state,
        GatewayState::Unknown
    );

    shop.control("stripe/orders/S20261122000001/pay", json!({})).await;
    let NotifiedEvent::Payment(told) = next_event(&shop).await else {
        panic!("a payment")
    };
    let GatewayState::Paid(paid) = &told.state else {
        panic!("paid: {told:?}")
    };
    assert_eq!((paid.amount, paid.currency.as_str()), (Fen::new(10_000), "CNY"));
    let GatewayState::Paid(asked) = shop.stripe.query(&order.number).await.unwrap().state else {
        panic!("paid")
    };
    assert_eq!(
        (asked.transaction, asked.amount),
        (paid.transaction.clone(), paid.amount)
    );
    assert_eq!(
        shop.stripe.close(&order.number).await.unwrap(),
        CloseOutcome::AlreadyPaid
    );
}

#[tokio::test]
async fn another_amount_under_the_same_number_is_refused() {
    let shop = Shop::open().await;
    let mut order = shop.order("S20261122000002", 10_000);
    shop.stripe.prepay(&order).await.unwrap();
    order.amount = Fen::new(1);
    let error = shop.stripe.prepay(&order).await.unwrap_err();
    assert!(
        matches!(error, PayError::Refused { ref code, .. } if code == "idempotency_error"),
        "{error}"
    );
}

#[tokio::test]
async fn a_session_that_is_complete_but_unpaid_is_not_money() {
    let shop = Shop::open().await;
    let order = shop.order("S20261122000003", 500);
    shop.stripe.prepay(&order).await.unwrap();
    shop.control(
        "stripe/orders/S20261122000003/pay",
        json!({ "how": "late", "delay_ms": 300 }),
    )
    .await;
    let NotifiedEvent::Payment(told) = next_event(&shop).await else {
        panic!("a payment")
    };
    assert_eq!(told.state, GatewayState::NotPaid);
    assert_eq!(
        shop.stripe.close(&order.number).await.unwrap(),
        CloseOutcome::Unknown,
        "the bank is at work"
    );
    let NotifiedEvent::Payment(told) = next_event(&shop).await else {
        panic!("a payment")
    };
    assert!(matches!(told.state, GatewayState::Paid(_)));
}

#[tokio::test]
async fn refunds_go_back_once_under_one_number() {
    let shop = Shop::open().await;
    let order = shop.order("S20261122000004", 10_000);
    shop.stripe.prepay(&order).await.unwrap();
    shop.control("stripe/orders/S20261122000004/pay", json!({})).await;
    next_event(&shop).await;

    let back = refund(&order, "SR20261122000001", 4_000);
    assert_eq!(
        shop.stripe.query_refund(&back).await.unwrap().state,
        RefundState::Unknown
    );
    let first = shop.stripe.refund(&back).await.unwrap();
    assert!(matches!(first.state, RefundState::Done { .. }));
    assert_eq!(shop.stripe.refund(&back).await.unwrap(), first);
    assert_eq!(shop.stripe.query_refund(&back).await.unwrap(), first);

    // The two events come in any order; only the refund's own tells our number.
    let mut told = vec![next_event(&shop).await, next_event(&shop).await];
    told.retain(|event| matches!(event, NotifiedEvent::Refund(_)));
    assert_eq!(told, [NotifiedEvent::Refund(first)]);
    let rest = refund(&order, "SR20261122000002", 6_001);
    assert!(matches!(
        shop.stripe.refund(&rest).await.unwrap_err(),
        PayError::Refused { .. }
    ));
}

#[tokio::test]
async fn every_forgery_is_refused() {
    let shop = Shop::open().await;
    let order = shop.order("S20261122000005", 10_000);
    shop.stripe.prepay(&order).await.unwrap();
    for (forgery, expected) in [
        ("flipped-byte", NotifyError::Signature(SignatureError::Mismatch)),
        ("stale", NotifyError::Signature(SignatureError::Stale)),
        ("foreign-key", NotifyError::Signature(SignatureError::Mismatch)),
        (
            "unsigned",
            NotifyError::Signature(SignatureError::Missing("Stripe-Signature")),
        ),
        ("live-mode", NotifyError::Unreadable("livemode")),
    ] {
        shop.control(
            "stripe/notify",
            json!({ "number": "S20261122000005", "forgery": forgery }),
        )
        .await;
        assert_eq!(shop.next_for(&shop.stripe).await.unwrap_err(), expected, "{forgery}");
    }
    shop.control(
        "stripe/notify",
        json!({ "number": "S20261122000005", "forgery": "unpaid" }),
    )
    .await;
    let NotifiedEvent::Payment(told) = next_event(&shop).await else {
        panic!("a payment")
    };
    assert_eq!(told.state, GatewayState::NotPaid);
}
