//! Tencent Cloud's `SendSms`: TC3 signatures, its limits, its words.

use aws_lc_rs::hmac;
use axum::Json;
use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use chrono::DateTime;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{arrive, limits};
use crate::chance;
use crate::clock::real_now;
use crate::crypto::sha256_hex;
use crate::world::World;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Order {
    phone_number_set: Vec<String>,
    sms_sdk_app_id: String,
    sign_name: String,
    template_id: String,
    #[serde(default)]
    template_param_set: Vec<String>,
    #[serde(default)]
    session_context: String,
}

pub fn receive(world: &World, headers: &HeaderMap, body: &Bytes) -> Response {
    let answer = match authentic(world, headers, body) {
        Err(code) => json!({ "Error": { "Code": code, "Message": code }, "RequestId": chance::hex::<16>() }),
        Ok(()) => match serde_json::from_slice::<Order>(body) {
            Ok(order) => sent(world, &order),
            Err(error) => json!({
                "Error": { "Code": "InvalidParameter", "Message": error.to_string() }, "RequestId": chance::hex::<16>(),
            }),
        },
    };
    Json(json!({ "Response": answer })).into_response()
}

fn sent(world: &World, order: &Order) -> Value {
    let statuses: Vec<Value> = order
        .phone_number_set
        .iter()
        .map(|phone| {
            let (code, serial) = match send(world, order, phone) {
                Ok(id) => ("Ok", format!("5000:{id}")),
                Err(code) => (code, String::new()),
            };
            json!({
                "SerialNo": serial, "PhoneNumber": phone, "Fee": 1, "SessionContext": order.session_context,
                "Code": code, "Message": code, "IsoCode": "CN",
            })
        })
        .collect();
    json!({ "SendStatusSet": statuses, "RequestId": chance::hex::<16>() })
}

fn send(world: &World, order: &Order, phone: &str) -> Result<u64, &'static str> {
    if !phone.starts_with("+86") || phone.len() != 14 {
        return Err("FailedOperation.PhoneNumberInBlacklist");
    }
    if !order.sms_sdk_app_id.starts_with("1400") {
        return Err("UnauthorizedOperation.SmsSdkAppIdVerifyFail");
    }
    if order.sign_name.is_empty() {
        return Err("FailedOperation.SignatureIncorrectOrUnapproved");
    }
    if order.template_id.is_empty() || !order.template_id.bytes().all(|b| b.is_ascii_digit()) {
        return Err("FailedOperation.TemplateIncorrectOrUnapproved");
    }
    let Some(code) = order.template_param_set.first() else {
        return Err("FailedOperation.TemplateParamSetNotMatchApprovedTemplate");
    };
    if world.sms_faults.take() || limits::reached(world, "tencent", phone) {
        return Err("LimitExceeded.PhoneNumberThirtySecondLimit");
    }
    let text = format!("【{}】您的验证码为 {code}，请勿泄露。", order.sign_name);
    Ok(arrive(
        world,
        "tencent",
        phone.to_owned(),
        text,
        order.session_context.clone(),
    ))
}

fn authentic(world: &World, headers: &HeaderMap, body: &[u8]) -> Result<(), &'static str> {
    let header = |name: &str| headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let fields = header("authorization")
        .strip_prefix("TC3-HMAC-SHA256 ")
        .ok_or("AuthFailure.SignatureFailure")?;
    let field = |name: &str| {
        fields
            .split(',')
            .find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('='))
            .unwrap_or_default()
    };
    if header("x-tc-action") != "SendSms" || header("x-tc-version") != "2021-01-11" {
        return Err("InvalidAction");
    }
    if header("x-tc-region").is_empty() {
        return Err("MissingParameter");
    }
    let timestamp: i64 = header("x-tc-timestamp").parse().map_err(|_| "InvalidParameter")?;
    if (real_now() / 1000 - timestamp).abs() > 300 {
        return Err("AuthFailure.SignatureExpire");
    }
    let date = DateTime::from_timestamp(timestamp, 0)
        .unwrap_or_default()
        .format("%Y-%m-%d")
        .to_string();
    let scope = format!("{date}/sms/tc3_request");
    if field("Credential") != format!("{}/{scope}", world.keys.account.sms_key_id) {
        return Err("AuthFailure.SecretIdNotFound");
    }
    let signed = field("SignedHeaders");
    let names: Vec<&str> = signed.split(';').collect();
    if !names.is_sorted() || !names.contains(&"content-type") || !names.contains(&"host") {
        return Err("AuthFailure.SignatureFailure");
    }
    let listed = names
        .iter()
        .map(|name| format!("{name}:{}\n", header(name).trim().to_lowercase()))
        .collect::<Vec<_>>()
        .concat();
    let canonical = format!("POST\n/\n\n{listed}\n{signed}\n{}", sha256_hex(body));
    let to_sign = format!(
        "TC3-HMAC-SHA256\n{timestamp}\n{scope}\n{}",
        sha256_hex(canonical.as_bytes())
    );
    let mut key = format!("TC3{}", world.keys.account.sms_key_secret).into_bytes();
    for part in [date.as_str(), "sms", "tc3_request"] {
        key = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &key), part.as_bytes())
            .as_ref()
            .to_vec();
    }
    let signature = hex::decode(field("Signature")).map_err(|_| "AuthFailure.SignatureFailure")?;
    let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
    hmac::verify(&key, to_sign.as_bytes(), &signature).map_err(|_| "AuthFailure.SignatureFailure")
}
