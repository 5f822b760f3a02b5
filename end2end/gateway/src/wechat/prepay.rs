//! Announcing an order: H5, JSAPI, Native.

use std::net::IpAddr;

use serde_json::{Value, json};

use super::answer::Answer;
use super::schema::{Field, Kind, may, must, read};
use crate::book::{Product, TradeState, WeChatTrade};
use crate::chance;
use crate::clock::{formatted, parse_rfc3339};
use crate::crypto::sha256_hex;
use crate::world::World;

const DAY_MS: i64 = 24 * 3600 * 1000;

const AMOUNT: &[Field] = &[
    must("total", Kind::Whole(1, 100_000_000_000)),
    may("currency", Kind::Text(16)),
];
const PAYER: &[Field] = &[must("openid", Kind::Text(128))];
const STORE: &[Field] = &[
    must("id", Kind::Text(32)),
    may("name", Kind::Text(256)),
    may("area_code", Kind::Text(32)),
    may("address", Kind::Text(512)),
];
const H5_INFO: &[Field] = &[
    must("type", Kind::Text(32)),
    may("app_name", Kind::Text(64)),
    may("app_url", Kind::Text(128)),
    may("bundle_id", Kind::Text(128)),
    may("package_name", Kind::Text(128)),
];
const H5_SCENE: &[Field] = &[
    must("payer_client_ip", Kind::Text(45)),
    may("device_id", Kind::Text(32)),
    may("store_info", Kind::Object(STORE)),
    must("h5_info", Kind::Object(H5_INFO)),
];
const SCENE: &[Field] = &[
    must("payer_client_ip", Kind::Text(45)),
    may("device_id", Kind::Text(32)),
    may("store_info", Kind::Object(STORE)),
];
const GOODS: &[Field] = &[
    must("merchant_goods_id", Kind::Text(32)),
    may("wechatpay_goods_id", Kind::Text(32)),
    may("goods_name", Kind::Text(256)),
    must("quantity", Kind::Whole(1, i64::MAX)),
    must("unit_price", Kind::Whole(0, i64::MAX)),
];
const DETAIL: &[Field] = &[
    may("cost_price", Kind::Whole(0, i64::MAX)),
    may("invoice_id", Kind::Text(32)),
    may("goods_detail", Kind::List(GOODS)),
];
const SETTLE: &[Field] = &[may("profit_sharing", Kind::Flag)];

/// The fields that all products share.
macro_rules! order_fields {
    ($($own:expr),* $(,)?) => {
        &[
            must("appid", Kind::Text(32)),
            must("mchid", Kind::Text(32)),
            must("description", Kind::Text(127)),
            must("out_trade_no", Kind::Text(32)),
            may("time_expire", Kind::Text(64)),
            may("attach", Kind::Text(128)),
            must("notify_url", Kind::Text(255)),
            may("goods_tag", Kind::Text(32)),
            may("support_fapiao", Kind::Flag),
            must("amount", Kind::Object(AMOUNT)),
            may("detail", Kind::Object(DETAIL)),
            may("settle_info", Kind::Object(SETTLE)),
            $($own),*
        ]
    };
}

const H5_ORDER: &[Field] = order_fields![must("scene_info", Kind::Object(H5_SCENE))];
const JSAPI_ORDER: &[Field] = order_fields![
    must("payer", Kind::Object(PAYER)),
    may("scene_info", Kind::Object(SCENE))
];
const NATIVE_ORDER: &[Field] = order_fields![may("scene_info", Kind::Object(SCENE))];

/// `POST /v3/pay/transactions/{product}`.
pub fn announce(world: &World, product: &str, body: &[u8]) -> Answer {
    match try_announce(world, product, body) {
        Ok(answer) | Err(answer) => answer,
    }
}

fn try_announce(world: &World, product: &str, body: &[u8]) -> Result<Answer, Answer> {
    let (product, fields) = match product {
        "h5" => (Product::H5, H5_ORDER),
        "jsapi" => (Product::JsApi, JSAPI_ORDER),
        _ => (Product::Native, NATIVE_ORDER),
    };
    let order = read(body, fields)?;
    let wanted = trade(world, product, &order)?;
    let number = wanted.number.clone();
    let prepay_id = {
        let now = world.clock.now();
        let mut book = world.book();
        if let Some(known) = book.wechat_trades.get(&number) {
            may_be_announced_again(known, &wanted, now)?;
        } else {
            book.wechat_trades.insert(number.clone(), wanted);
        }
        let prepay_id = format!("wx{}{}", formatted(now, "%d%H%M%S"), chance::hex::<13>());
        book.prepay_ids.insert(prepay_id.clone(), (number, now));
        prepay_id
    };
    Ok(Answer::ok(&match product {
        Product::H5 => json!({
            "h5_url": format!("{}/cgi-bin/mmpayweb-bin/checkmweb?prepay_id={prepay_id}&package={}", world.base, chance::digits(10)),
        }),
        Product::JsApi => json!({ "prepay_id": prepay_id }),
        Product::Native | Product::Code => json!({ "code_url": format!("weixin://wxpay/bizpayurl?pr={prepay_id}") }),
    }))
}

/// The same order may be announced again and gets a fresh id; another order of the same number may not.
fn may_be_announced_again(known: &WeChatTrade, wanted: &WeChatTrade, now: i64) -> Result<(), Answer> {
    match known.state_at(now) {
        TradeState::Success | TradeState::Refund => {
            return Err(Answer::refusal(400, "ORDERPAID", "该订单已支付").with_inner_code(268_449_538));
        }
        TradeState::Closed | TradeState::Revoked => {
            return Err(Answer::refusal(
                400,
                "ORDER_CLOSED",
                "该订单已关闭，请更换商户订单号后重新下单",
            ));
        }
        TradeState::NotPay | TradeState::UserPaying | TradeState::PayError => {}
    }
    if known.fingerprint != wanted.fingerprint {
        return Err(Answer::refusal(
            400,
            "INVALID_REQUEST",
            "请求重入时，参数与首次请求时不一致，请核实参数后重试",
        )
        .with_inner_code(268_498_688));
    }
    Ok(())
}

fn trade(world: &World, product: Product, order: &Value) -> Result<WeChatTrade, Answer> {
    let text = |pointer: &str| order.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let account = &world.keys.account;
    if text("/appid") != account.appid {
        return Err(Answer::refusal(400, "APPID_MCHID_NOT_MATCH", "商户号与appid不匹配"));
    }
    if text("/mchid") != account.mchid {
        return Err(Answer::bad_field("/mchid", "商户号与签名的商户号不一致"));
    }
    let number = text("/out_trade_no");
    if number.len() < 6
        || !number
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"_-|*".contains(&b))
    {
        return Err(Answer::bad_field(
            "/out_trade_no",
            "只能是数字、大小写字母_-|*，长度6到32",
        ));
    }
    let notify_url = text("/notify_url");
    let notify_fits = url::Url::parse(notify_url)
        .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.query().is_none() && url.fragment().is_none());
    if !notify_fits {
        return Err(Answer::bad_field("/notify_url", "必须为直接可访问的URL，不能携带参数"));
    }
    if !matches!(text("/amount/currency"), "" | "CNY") {
        return Err(Answer::bad_field("/amount/currency", "不支持的币种"));
    }
    if product == Product::H5 {
        h5_scene_fits(text("/scene_info/payer_client_ip"), text("/scene_info/h5_info/type"))?;
    }
    if product == Product::JsApi && !is_openid(text("/payer/openid")) {
        return Err(Answer::bad_field("/payer/openid", "无效的openid"));
    }
    let now = world.clock.now();
    let expires_at = match text("/time_expire") {
        "" => now + 7 * DAY_MS,
        given => parse_rfc3339(given).ok_or_else(|| Answer::bad_field("/time_expire", "不符合rfc3339标准格式"))?,
    };
    // A repetition may come late and is judged by the order it repeats.
    if expires_at <= now && !world.book().wechat_trades.contains_key(number) {
        return Err(Answer::bad_field("/time_expire", "订单失效时间不能早于当前时间"));
    }
    let openid = match text("/payer/openid") {
        "" => format!("o{}", chance::hex::<13>()),
        given => given.to_owned(),
    };
    Ok(WeChatTrade {
        number: number.to_owned(),
        product,
        description: text("/description").to_owned(),
        attach: order.pointer("/attach").and_then(Value::as_str).map(str::to_owned),
        total: order
            .pointer("/amount/total")
            .and_then(Value::as_i64)
            .unwrap_or_default(),
        notify_url: notify_url.to_owned(),
        openid,
        expires_at,
        created_at: now,
        fingerprint: fingerprint(product, order),
        state: TradeState::NotPay,
        transaction_id: None,
        paid_at: None,
        in_flight: false,
        auth_code: None,
    })
}

/// 28 characters that begin with o.
fn is_openid(text: &str) -> bool {
    let known = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    text.len() == 28 && text.starts_with('o') && text.bytes().all(known)
}

fn h5_scene_fits(client_ip: &str, kind: &str) -> Result<(), Answer> {
    let ip: IpAddr = client_ip
        .parse()
        .map_err(|_| Answer::bad_field("/scene_info/payer_client_ip", "不是合法的IP地址"))?;
    if ip.is_loopback() || ip.is_unspecified() {
        return Err(Answer::bad_field(
            "/scene_info/payer_client_ip",
            "必须为用户真实的客户端IP",
        ));
    }
    if matches!(kind, "Wap" | "iOS" | "Android") {
        Ok(())
    } else {
        Err(Answer::bad_field(
            "/scene_info/h5_info/type",
            "场景类型为Wap、iOS或Android",
        ))
    }
}

/// What must not differ when an order is announced again; the payer's address may.
fn fingerprint(product: Product, order: &Value) -> String {
    let mut same = order.clone();
    if let Some(object) = same.as_object_mut() {
        object.remove("scene_info");
    }
    sha256_hex(format!("{} {same}", product.trade_type()).as_bytes())
}
