//! Forms are read once, before their handlers read them: what was sent decides which request it is, and is shown again when it is refused.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{Method, StatusCode};
use huika_app::context::Sent;
use url::form_urlencoded;

/// Middleware: puts what a form sent beside the request. How much may be sent is limited further outside.
pub async fn read(request: Request, next: Next) -> Response {
    if request.method() != Method::POST || !request.uri().path().starts_with("/do/") {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let fields = form_urlencoded::parse(&bytes).into_owned();
    parts.extensions.insert(Sent::new(fields));
    next.run(Request::from_parts(parts, Body::from(bytes))).await
}
