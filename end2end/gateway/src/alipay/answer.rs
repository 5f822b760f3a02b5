//! Answers: one value under the method's name, and a signature over exactly its characters.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use crate::world::World;

/// What goes back to the merchant.
#[derive(Debug)]
pub struct Answer {
    method: String,
    content: Value,
    signed: bool,
}

impl Answer {
    pub fn ok(method: &str, mut content: Map<String, Value>) -> Self {
        content.insert("code".to_owned(), json!("10000"));
        content.insert("msg".to_owned(), json!("Success"));
        Self {
            method: method.to_owned(),
            content: Value::Object(content),
            signed: true,
        }
    }

    /// A refusal by the business: `40004` with its own code.
    pub fn business(method: &str, sub_code: &str, sub_msg: &str) -> Self {
        Self::refusal(method, "40004", "Business Failed", sub_code, sub_msg, true)
    }

    /// A refusal by the gateway. Those about the signature are themselves not signed.
    pub fn gateway_error(method: &str, code: &str, sub_code: &str, sub_msg: &str) -> Self {
        Self::refusal(method, code, "Invalid Arguments", sub_code, sub_msg, false)
    }

    fn refusal(method: &str, code: &str, msg: &str, sub_code: &str, sub_msg: &str, signed: bool) -> Self {
        let content = json!({ "code": code, "msg": msg, "sub_code": sub_code, "sub_msg": sub_msg });
        Self {
            method: method.to_owned(),
            content,
            signed,
        }
    }

    pub fn send(self, world: &World) -> Response {
        self.send_naming(world, false)
    }

    /// In certificate mode the answer names the certificate of its signature.
    pub fn send_naming(self, world: &World, certificate: bool) -> Response {
        // The real gateway escapes slashes, so whoever parses and writes the value again signs something else.
        let content = self.content.to_string().replace('/', "\\/");
        let name = if self.method.is_empty() {
            "error_response".to_owned()
        } else {
            format!("{}_response", self.method.replace('.', "_"))
        };
        let text = if self.signed {
            let named = if certificate {
                format!("\"alipay_cert_sn\":\"{}\",", world.keys.certificates.alipay)
            } else {
                String::new()
            };
            format!(
                "{{\"{name}\":{content},{named}\"sign\":\"{}\"}}",
                world.keys.alipay.sign(content.as_bytes())
            )
        } else {
            format!("{{\"{name}\":{content}}}")
        };
        let mut headers = HeaderMap::new();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/html;charset=utf-8"),
        );
        headers.insert(
            "trace_id",
            HeaderValue::from_str(&crate::chance::hex::<16>()).expect("hexadecimal"),
        );
        (StatusCode::OK, headers, text).into_response()
    }
}
