//! The kind of interface that resellers have: one JSON POST with a bearer token.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;

use crate::form::refuse;
use crate::phone::e164;
use crate::world::World;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Order {
    to: String,
    text: String,
    #[serde(default)]
    reference: String,
}

pub async fn receive(State(world): State<World>, headers: HeaderMap, body: Bytes) -> Response {
    let expected = format!("Bearer {}", world.keys.account.sms_token);
    if headers
        .get(header::AUTHORIZATION)
        .is_none_or(|given| given != expected.as_str())
    {
        return refuse(StatusCode::UNAUTHORIZED, "wrong token");
    }
    let Ok(order) = serde_json::from_slice::<Order>(&body) else {
        return refuse(StatusCode::BAD_REQUEST, "to, text and reference are wanted, as JSON");
    };
    if order.text.is_empty() || !order.to.starts_with('+') {
        return refuse(StatusCode::BAD_REQUEST, "text is empty or to is not E.164");
    }
    let Order { to, text, reference } = order;
    if world.sms_faults.take() {
        return refuse(StatusCode::TOO_MANY_REQUESTS, "limit reached");
    }
    let id = super::arrive(&world, "generic", e164(&to), text, reference);
    Json(json!({ "status": "ok", "id": id })).into_response()
}
