//! What WeChat does when a page inside it calls `getBrandWCPayRequest`: it checks the merchant's signature over the parameters, and shows
//! its cashier, at which the payer here pays at once or leaves.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;

use super::trade::pay;
use crate::book::Product;
use crate::world::World;

pub fn routes() -> Router<World> {
    Router::new().route("/control/wechat/bridge", post(invoke))
}

/// Exactly what the page hands over, and what the payer then does.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Invocation {
    #[serde(rename = "appId")]
    app_id: String,
    #[serde(rename = "timeStamp")]
    timestamp: String,
    #[serde(rename = "nonceStr")]
    nonce: String,
    package: String,
    #[serde(rename = "signType")]
    sign_type: String,
    #[serde(rename = "paySign")]
    pay_sign: String,
    #[serde(default)]
    payer_leaves: bool,
}

async fn invoke(State(world): State<World>, Json(asked): Json<Invocation>) -> Response {
    let message = match check(&world, &asked) {
        Ok(_) if asked.payer_leaves => "get_brand_wcpay_request:cancel",
        Ok(number) => match pay(&world, &number, 1) {
            Ok(()) => "get_brand_wcpay_request:ok",
            Err(_) => "get_brand_wcpay_request:fail",
        },
        Err(problem) => {
            tracing::warn!(problem, "a page's payment parameters were refused");
            "get_brand_wcpay_request:fail"
        }
    };
    Json(json!({ "err_msg": message })).into_response()
}

/// The order's number, when everything about the parameters is right.
fn check(world: &World, asked: &Invocation) -> Result<String, &'static str> {
    if asked.app_id != world.keys.account.appid {
        return Err("appId");
    }
    if asked.sign_type != "RSA" {
        return Err("signType");
    }
    if asked.timestamp.parse::<i64>().is_err() || asked.nonce.is_empty() || asked.nonce.len() > 32 {
        return Err("timeStamp or nonceStr");
    }
    let Invocation {
        app_id,
        timestamp,
        nonce,
        package,
        ..
    } = asked;
    let signed = format!("{app_id}\n{timestamp}\n{nonce}\n{package}\n");
    if !world.keys.merchant.verifies(signed.as_bytes(), &asked.pay_sign) {
        return Err("paySign");
    }
    let prepay_id = package.strip_prefix("prepay_id=").ok_or("package")?;
    let book = world.book();
    let (number, _) = book.prepay_ids.get(prepay_id).ok_or("prepay_id")?;
    let trade = book.wechat_trades.get(number).ok_or("prepay_id")?;
    if trade.product == Product::JsApi {
        Ok(number.clone())
    } else {
        Err("the order is for another product")
    }
}
