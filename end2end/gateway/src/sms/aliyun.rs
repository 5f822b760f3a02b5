//! Aliyun's `SendSms`: ACS3 signatures, its limits, its words.

use aws_lc_rs::hmac;
use axum::Json;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use url::form_urlencoded;

use super::{arrive, limits};
use crate::chance;
use crate::clock::real_now;
use crate::crypto::sha256_hex;
use crate::phone::e164;
use crate::world::World;

const QUARTER_HOUR_MS: i64 = 15 * 60 * 1000;

pub fn receive(world: &World, uri: &Uri, headers: &HeaderMap, body: &Bytes) -> Response {
    if let Err(code) = authentic(world, uri, headers, body) {
        let answer = json!({ "Code": code, "Message": "The request is refused.", "RequestId": request_id() });
        return (StatusCode::BAD_REQUEST, Json(answer)).into_response();
    }
    let query: Vec<(String, String)> = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes())
        .into_owned()
        .collect();
    let given = |name: &str| {
        query
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.as_str())
            .unwrap_or_default()
    };
    let answer = match send(world, given) {
        Ok(id) => json!({ "Code": "OK", "Message": "OK", "BizId": format!("{id}^0"), "RequestId": request_id() }),
        Err(code) => json!({ "Code": code, "Message": code, "RequestId": request_id() }),
    };
    Json(answer).into_response()
}

fn request_id() -> String {
    chance::hex::<16>().to_uppercase()
}

fn send<'a>(world: &World, given: impl Fn(&str) -> &'a str) -> Result<u64, &'static str> {
    let number = given("PhoneNumbers");
    let mainland = number.len() == 11 && number.starts_with('1') && number.bytes().all(|b| b.is_ascii_digit());
    if !mainland {
        return Err("isv.MOBILE_NUMBER_ILLEGAL");
    }
    if given("SignName").is_empty() {
        return Err("isv.SMS_SIGNATURE_ILLEGAL");
    }
    if !given("TemplateCode").starts_with("SMS_") {
        return Err("isv.SMS_TEMPLATE_ILLEGAL");
    }
    let params: Value = serde_json::from_str(given("TemplateParam")).map_err(|_| "isv.INVALID_JSON_PARAM")?;
    let code = params["code"].as_str().ok_or("isv.TEMPLATE_MISSING_PARAMETERS")?;
    let phone = e164(number);
    if world.sms_faults.take() || limits::reached(world, "aliyun", &phone) {
        return Err("isv.BUSINESS_LIMIT_CONTROL");
    }
    let text = format!("【{}】您的验证码为 {code}，请勿泄露。", given("SignName"));
    Ok(arrive(world, "aliyun", phone, text, given("OutId").to_owned()))
}

fn authentic(world: &World, uri: &Uri, headers: &HeaderMap, body: &[u8]) -> Result<(), &'static str> {
    let header = |name: &str| headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let fields = header("authorization")
        .strip_prefix("ACS3-HMAC-SHA256 ")
        .ok_or("MissingAuthorization")?;
    let field = |name: &str| {
        fields
            .split(',')
            .find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('='))
            .unwrap_or_default()
    };
    if field("Credential") != world.keys.account.sms_key_id {
        return Err("InvalidAccessKeyId.NotFound");
    }
    if header("x-acs-action") != "SendSms" || header("x-acs-version") != "2017-05-25" {
        return Err("InvalidAction.NotFound");
    }
    let date = crate::clock::parse_rfc3339(header("x-acs-date")).ok_or("InvalidTimeStamp.Format")?;
    if (real_now() - date).abs() > QUARTER_HOUR_MS {
        return Err("InvalidTimeStamp.Expired");
    }
    if header("x-acs-content-sha256") != sha256_hex(body) {
        return Err("InvalidContentSha256");
    }
    let nonce = header("x-acs-signature-nonce");
    if nonce.is_empty() {
        return Err("MissingSignatureNonce");
    }
    let signed = field("SignedHeaders");
    let names: Vec<&str> = signed.split(';').collect();
    let covered = [
        "host",
        "x-acs-action",
        "x-acs-content-sha256",
        "x-acs-date",
        "x-acs-signature-nonce",
        "x-acs-version",
    ];
    if !names.is_sorted() || covered.iter().any(|name| !names.contains(name)) {
        return Err("SignatureDoesNotMatch");
    }
    let listed = names
        .iter()
        .map(|name| format!("{name}:{}\n", header(name).trim()))
        .collect::<Vec<_>>()
        .concat();
    let mut query: Vec<&str> = uri.query().unwrap_or_default().split('&').collect();
    query.sort_unstable();
    let canonical = format!("POST\n/\n{}\n{listed}\n{signed}\n{}", query.join("&"), sha256_hex(body));
    let to_sign = format!("ACS3-HMAC-SHA256\n{}", sha256_hex(canonical.as_bytes()));
    let key = hmac::Key::new(hmac::HMAC_SHA256, world.keys.account.sms_key_secret.as_bytes());
    let signature = hex::decode(field("Signature")).map_err(|_| "SignatureDoesNotMatch")?;
    hmac::verify(&key, to_sign.as_bytes(), &signature).map_err(|_| "SignatureDoesNotMatch")?;
    // A nonce is good once.
    if world.nonces.is_new(nonce) {
        Ok(())
    } else {
        Err("SignatureNonceUsed")
    }
}
