//! Who is asking: the request's signature over method, address, time, nonce and the body's very bytes.

use std::collections::HashMap;

use axum::http::{HeaderMap, Method, Uri, header};
use serde_json::json;

use super::answer::Answer;
use crate::clock;
use crate::world::World;

const SCHEME: &str = "WECHATPAY2-SHA256-RSA2048";

/// Passes a request that the merchant signed within five minutes.
pub fn check(world: &World, method: &Method, uri: &Uri, headers: &HeaderMap, body: &[u8]) -> Result<(), Answer> {
    let text = |name| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    };
    check_kinds(method, &text)?;
    let asked_for = text(header::HeaderName::from_static("wechatpay-serial"));
    if !asked_for.is_empty() && asked_for != world.keys.account.wechat_key_id {
        return Err(Answer::refusal(
            400,
            "PARAM_ERROR",
            "Wechatpay-Serial与商户可用的微信支付公钥不符",
        ));
    }
    let attributes =
        attributes(text(header::AUTHORIZATION)).ok_or_else(|| unsigned("Http头Authorization认证类型不正确"))?;
    check_sender(world, &attributes)?;
    let address = uri.path_and_query().map_or("/", |p| p.as_str());
    let (timestamp, nonce) = (attributes["timestamp"], attributes["nonce_str"]);
    let mut message = format!("{method}\n{address}\n{timestamp}\n{nonce}\n").into_bytes();
    message.extend_from_slice(body);
    message.push(b'\n');
    if world.keys.merchant.verifies(&message, attributes["signature"]) {
        Ok(())
    } else {
        Err(mismatch(method, address, &message))
    }
}

fn unsigned(message: &str) -> Answer {
    Answer::refusal(401, "SIGN_ERROR", message)
}

/// Says who asks, in which kind of text, and which kind of answer it takes.
fn check_kinds<'h>(method: &Method, text: &impl Fn(header::HeaderName) -> &'h str) -> Result<(), Answer> {
    if text(header::USER_AGENT).is_empty() {
        return Err(Answer::refusal(400, "PARAM_ERROR", "Http头缺少User-Agent"));
    }
    let takes_json = |part: &str| matches!(part.split(';').next().map(str::trim), Some("application/json" | "*/*"));
    if !text(header::ACCEPT).split(',').any(takes_json) {
        return Err(Answer::refusal(
            406,
            "PARAM_ERROR",
            "Http头Accept必须包含application/json",
        ));
    }
    if method == Method::POST && !text(header::CONTENT_TYPE).starts_with("application/json") {
        return Err(Answer::refusal(
            415,
            "PARAM_ERROR",
            "Http头Content-Type必须为application/json",
        ));
    }
    Ok(())
}

/// All attributes are there, name this merchant and its certificate, and are not old.
fn check_sender(world: &World, attributes: &HashMap<&str, &str>) -> Result<(), Answer> {
    let attribute = |name: &str| attributes.get(name).copied().unwrap_or_default();
    for name in ["mchid", "serial_no", "nonce_str", "timestamp", "signature"] {
        if attribute(name).is_empty() {
            return Err(unsigned(&format!("Http头Authorization缺少{name}")));
        }
    }
    let account = &world.keys.account;
    if attribute("mchid") != account.mchid {
        return Err(unsigned("商户号不存在"));
    }
    if attribute("serial_no") != account.merchant_serial {
        return Err(unsigned("商户证书序列号有误"));
    }
    let timestamp: i64 = attribute("timestamp").parse().unwrap_or_default();
    if (clock::real_now() / 1000 - timestamp).abs() > 300 {
        return Err(unsigned(
            "Http头Authorization中的timestamp与发起请求的时间不得超过5分钟",
        ));
    }
    Ok(())
}

/// What WeChat says of a signature over another message: the beginning of the one that it put together itself.
fn mismatch(method: &Method, address: &str, message: &[u8]) -> Answer {
    let shown: String = String::from_utf8_lossy(message).chars().take(120).collect();
    let detail = json!({
        "code": "SIGN_ERROR",
        "message": "签名错误，请检查后再试",
        "detail": {
            "field": "signature",
            "issue": "sign not match",
            "location": "authorization",
            "sign_information": {
                "method": method.as_str(),
                "url": address,
                "truncated_sign_message": shown,
                "sign_message_length": message.len(),
            },
        },
    });
    Answer {
        status: 401,
        body: detail.to_string().into_bytes(),
        inner_code: 268_443_699,
    }
}

/// The attributes in whatever order; each once, each in quotation marks.
fn attributes(value: &str) -> Option<HashMap<&str, &str>> {
    let list = value.strip_prefix(SCHEME)?.strip_prefix(' ')?;
    let mut found = HashMap::new();
    for part in list.split(',') {
        let (name, quoted) = part.trim().split_once('=')?;
        let value = quoted.strip_prefix('"')?.strip_suffix('"')?;
        if found.insert(name, value).is_some() {
            return None;
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::attributes;

    #[test]
    fn the_order_of_attributes_is_free_and_none_comes_twice() {
        let found = attributes(r#"WECHATPAY2-SHA256-RSA2048 signature="a==",mchid="1", nonce_str="n""#).unwrap();
        assert_eq!(
            (found["signature"], found["mchid"], found["nonce_str"]),
            ("a==", "1", "n")
        );
        assert!(attributes(r#"WECHATPAY2-SHA256-RSA2048 mchid="1",mchid="2""#).is_none());
        assert!(attributes(r#"Bearer mchid="1""#).is_none());
    }
}
