//! Answers: signed when they are good, in WeChat's form of a refusal when not.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};

use crate::chance;
use crate::clock;
use crate::world::World;

/// What goes back to the merchant.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
    /// The digits behind the last `-` of the request id tell WeChat's internal code.
    pub inner_code: u32,
}

impl Answer {
    pub fn ok(body: &Value) -> Self {
        Self {
            status: 200,
            body: body.to_string().into_bytes(),
            inner_code: 0,
        }
    }

    /// 204: no body, signed all the same.
    pub fn nothing() -> Self {
        Self {
            status: 204,
            body: Vec::new(),
            inner_code: 0,
        }
    }

    pub fn refusal(status: u16, code: &str, message: &str) -> Self {
        Self {
            status,
            body: json!({ "code": code, "message": message }).to_string().into_bytes(),
            inner_code: 268_435_457,
        }
    }

    /// `PARAM_ERROR`, with the place in the body.
    pub fn bad_field(pointer: &str, issue: &str) -> Self {
        let body = json!({
            "code": "PARAM_ERROR",
            "message": "参数错误",
            "detail": { "field": pointer, "issue": issue, "location": "body" },
        });
        Self {
            status: 400,
            body: body.to_string().into_bytes(),
            inner_code: 268_435_458,
        }
    }

    pub fn with_inner_code(self, inner_code: u32) -> Self {
        Self { inner_code, ..self }
    }

    /// The response with its headers; 2xx are signed.
    pub fn send(self, world: &World) -> Response {
        let mut headers = if (200..300).contains(&self.status) {
            signed_headers(world, &self.body)
        } else {
            HeaderMap::new()
        };
        let request_id = format!("08{}-{}", chance::hex::<12>().to_uppercase(), self.inner_code);
        insert(&mut headers, "request-id", &request_id);
        insert(&mut headers, "server", "nginx");
        if self.status != 204 {
            insert(&mut headers, "content-type", "application/json; charset=utf-8");
        }
        respond(self.status, headers, self.body)
    }
}

/// The five headers with which WeChat vouches for bytes: answers and notifications alike.
pub fn signed_headers(world: &World, body: &[u8]) -> HeaderMap {
    signed_headers_at(world, body, clock::real_now() / 1000)
}

/// The same, dated as a test wants.
pub fn signed_headers_at(world: &World, body: &[u8], timestamp_secs: i64) -> HeaderMap {
    let nonce = chance::hex::<16>();
    let mut message = format!("{timestamp_secs}\n{nonce}\n").into_bytes();
    message.extend_from_slice(body);
    message.push(b'\n');
    let mut headers = HeaderMap::new();
    insert(&mut headers, "wechatpay-timestamp", &timestamp_secs.to_string());
    insert(&mut headers, "wechatpay-nonce", &nonce);
    insert(&mut headers, "wechatpay-signature", &world.keys.wechat.sign(&message));
    insert(&mut headers, "wechatpay-serial", &world.keys.account.wechat_key_id);
    insert(&mut headers, "wechatpay-signature-type", "WECHATPAY2-SHA256-RSA2048");
    headers
}

pub fn insert(headers: &mut HeaderMap, name: &'static str, value: &str) {
    headers.insert(
        name,
        HeaderValue::from_str(value).expect("base64, digits and letters fit into a header"),
    );
}

pub fn respond(status: u16, headers: HeaderMap, body: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    *response.headers_mut() = headers;
    response
}
