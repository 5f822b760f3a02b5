//! One log line and two metrics for each request: which route, what came of it, how long it took. Addresses, query strings and
//! bodies stay out, and so do paths, since a path may name a member's order. What a client may choose freely is no label, not even
//! its method: each label is a series that is kept as long as the process lives.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderName, HeaderValue};
use tracing::Instrument;

use crate::metrics;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Middleware: measures and logs.
pub async fn observe(mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = request
        .headers()
        .get(&REQUEST_ID)
        .and_then(usable)
        .unwrap_or_else(new_id);
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("unmatched", MatchedPath::as_str)
        .to_owned();
    let method = metrics::method_label(request.method());
    if let Ok(value) = HeaderValue::from_str(&id) {
        request.headers_mut().insert(REQUEST_ID, value);
    }
    let span = tracing::info_span!("request", request_id = %id);
    let mut response = next.run(request).instrument(span).await;
    let took = started.elapsed();
    let status = response.status().as_u16();
    metrics::observe_request(&route, method, status, took);
    let duration_ms = took.as_secs_f64() * 1000.0;
    tracing::info!(request_id = %id, method, route, status, duration_ms, "answered");
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

/// A proxy's own number is kept, so that its log and ours can be read together; anything odd is replaced.
fn usable(value: &HeaderValue) -> Option<String> {
    let text = value.to_str().ok()?;
    let plain = (8..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    plain.then(|| text.to_owned())
}

fn new_id() -> String {
    leptos::nonce::Nonce::new().as_inner().to_string()
}
