//! Twilio's Messages resource.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use url::form_urlencoded;

use super::arrive;
use crate::chance;
use crate::world::World;

pub async fn receive(
    State(world): State<World>,
    Path(account): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let keys = &world.keys.account;
    let expected = format!(
        "Basic {}",
        STANDARD.encode(format!("{}:{}", keys.sms_key_id, keys.sms_key_secret))
    );
    if account != keys.sms_key_id
        || headers
            .get(header::AUTHORIZATION)
            .is_none_or(|given| given != expected.as_str())
    {
        return refuse(StatusCode::UNAUTHORIZED, 20003, "Authenticate");
    }
    let form: Vec<(String, String)> = form_urlencoded::parse(&body).into_owned().collect();
    let given = |name: &str| {
        form.iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.as_str())
            .unwrap_or_default()
    };
    if !given("To").starts_with('+') {
        return refuse(StatusCode::BAD_REQUEST, 21211, "Invalid 'To' Phone Number");
    }
    if given("From").is_empty() && given("MessagingServiceSid").is_empty() {
        return refuse(StatusCode::BAD_REQUEST, 21603, "A 'From' phone number is required");
    }
    if given("Body").is_empty() {
        return refuse(StatusCode::BAD_REQUEST, 21602, "Message body is required");
    }
    if world.sms_faults.take() {
        return refuse(StatusCode::TOO_MANY_REQUESTS, 20429, "Too Many Requests");
    }
    arrive(
        &world,
        "twilio",
        given("To").to_owned(),
        given("Body").to_owned(),
        String::new(),
    );
    let answer = json!({
        "account_sid": account, "sid": format!("SM{}", chance::hex::<16>()), "status": "queued", "to": given("To"),
        "from": given("From"), "body": given("Body"), "error_code": null,
    });
    (StatusCode::CREATED, Json(answer)).into_response()
}

fn refuse(status: StatusCode, code: u32, message: &str) -> Response {
    let more = format!("https://www.twilio.com/docs/errors/{code}");
    (
        status,
        Json(json!({ "code": code, "message": message, "more_info": more, "status": status.as_u16() })),
    )
        .into_response()
}
