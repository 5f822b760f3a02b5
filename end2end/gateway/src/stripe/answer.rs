//! Answers, and Stripe's form of a refusal.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::chance;
use crate::world::World;

/// What goes back; kept when the request carried an idempotency key.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Answer {
    pub status: u16,
    pub body: Value,
}

impl Answer {
    pub fn ok(body: Value) -> Self {
        Self { status: 200, body }
    }

    pub fn invalid(param: &str, message: &str) -> Self {
        Self::error(400, "invalid_request_error", "parameter_invalid", param, message)
    }

    pub fn unknown(param: &str) -> Self {
        let message = format!("Received unknown parameter: {param}");
        Self::error(400, "invalid_request_error", "parameter_unknown", param, &message)
    }

    pub fn absent(param: &str) -> Self {
        let message = format!("Missing required param: {param}.");
        Self::error(400, "invalid_request_error", "parameter_missing", param, &message)
    }

    pub fn missing(param: &str, message: &str) -> Self {
        Self::error(404, "invalid_request_error", "resource_missing", param, message)
    }

    pub fn unauthorised() -> Self {
        Self::error(401, "invalid_request_error", "", "", "Invalid API Key provided.")
    }

    pub fn idempotency_error() -> Self {
        let message =
            "Keys for idempotent requests can only be used with the same parameters they were first used with.";
        Self::error(400, "idempotency_error", "", "", message)
    }

    pub fn refused(code: &str, message: &str) -> Self {
        Self::error(400, "invalid_request_error", code, "", message)
    }

    fn error(status: u16, kind: &str, code: &str, param: &str, message: &str) -> Self {
        let mut error = json!({ "type": kind, "message": message });
        for (name, value) in [("code", code), ("param", param)] {
            if !value.is_empty() {
                error[name] = json!(value);
            }
        }
        Self {
            status,
            body: json!({ "error": error }),
        }
    }

    pub fn send(self, _world: &World, replayed: bool) -> Response {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let request_id = format!("req_{}", chance::hex::<7>());
        headers.insert(
            "request-id",
            HeaderValue::from_str(&request_id).expect("letters and digits"),
        );
        if replayed {
            headers.insert("idempotent-replayed", HeaderValue::from_static("true"));
        }
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, headers, self.body.to_string()).into_response()
    }
}
