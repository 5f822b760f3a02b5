//! Inside WeChat: who pays is recognised, and the bridge asks for the payment.

use crate::shop::Shop;
use huika_pay::{Channel, PayError, PrepayAction, Scene, TradeNumber};

#[tokio::test]
async fn inside_wechat_the_payer_is_recognised_once_by_a_code_that_works_once() {
    let shop = Shop::open().await;
    let login = shop.login();
    let address = login.address(&format!("{}/top-up/T1/openid", shop.portal), "state1");
    let refused = shop.browse_as(&address, None, "Mozilla/5.0").await;
    assert!(refused.contains("请在微信客户端打开链接"), "{refused}");
    let swapped = address.replace(
        "response_type=code&scope=snsapi_base",
        "scope=snsapi_base&response_type=code",
    );
    assert!(
        shop.browse_as(&swapped, None, "MicroMessenger/8.0")
            .await
            .contains("参数错误")
    );

    let back = shop.led_on(&address, "MicroMessenger/8.0").await;
    let (page, query) = back.split_once('?').unwrap();
    assert_eq!(page, format!("{}/top-up/T1/openid", shop.portal));
    let code = query
        .strip_prefix("code=")
        .and_then(|rest| rest.strip_suffix("&state=state1"));
    let code = code.unwrap_or_else(|| panic!("{query}"));
    let openid = login.openid(code).await.unwrap();
    assert!(openid.len() == 28 && openid.starts_with('o'), "{openid}");
    let again = login.openid(code).await.unwrap_err();
    assert!(matches!(again, PayError::Refused { code, .. } if code == "40029"));
}

#[tokio::test]
async fn the_bridge_takes_only_what_the_merchant_signed() {
    let shop = Shop::open().await;
    let mut order = shop.order("T20261122000030", 10_000);
    order.scene = Scene::WeChat {
        openid: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o".to_owned(),
    };
    let PrepayAction::JsApi(parameters) = shop.wechat.prepay(&order).await.unwrap() else {
        panic!("the bridge is asked")
    };
    let asked: serde_json::Map<String, serde_json::Value> = parameters
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.into()))
        .collect();
    let mut forged = asked.clone();
    forged["nonceStr"] = "another".into();
    let answer = shop.control("wechat/bridge", forged.into()).await;
    assert_eq!(answer["err_msg"], "get_brand_wcpay_request:fail");
    let mut left = asked.clone();
    left.insert("payer_leaves".to_owned(), true.into());
    let answer = shop.control("wechat/bridge", left.into()).await;
    assert_eq!(answer["err_msg"], "get_brand_wcpay_request:cancel");
    let answer = shop.control("wechat/bridge", asked.into()).await;
    assert_eq!(answer["err_msg"], "get_brand_wcpay_request:ok");
    shop.next_notification().await.unwrap();

    order.number = TradeNumber::parse("T20261122000031").unwrap();
    order.scene = Scene::WeChat {
        openid: "o1".to_owned(),
    };
    let refused = shop.wechat.prepay(&order).await.unwrap_err();
    assert!(matches!(refused, PayError::Refused { code, .. } if code == "PARAM_ERROR"));
}
