//! What a supervisor and a collector ask.

use std::net::IpAddr;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use axum::Extension;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};
use huika_app::context::ClientIp;

use super::AppState;
use crate::metrics;

/// The process runs.
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// The process can do its work: the store answers.
pub async fn readyz(State(state): State<AppState>) -> Response {
    match state.store_answers().await {
        Ok(()) => "ready\n".into_response(),
        Err(error) => {
            tracing::error!(%error, "the store does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the store does not answer\n").into_response()
        }
    }
}

/// Figures for Prometheus, for whoever has the token; without a token, for this machine alone.
pub async fn metrics_page(
    State(state): State<AppState>,
    Extension(ClientIp(client)): Extension<ClientIp>,
    headers: HeaderMap,
) -> Response {
    let allowed = match &state.config.metrics.token {
        Some(token) => bearer(&headers)
            .is_some_and(|given| verify_slices_are_equal(given.as_bytes(), token.expose().as_bytes()).is_ok()),
        None => is_direct_and_local(client, &headers),
    };
    if !allowed {
        return StatusCode::NOT_FOUND.into_response();
    }
    metrics::observe_store(state.store.figures());
    let text = metrics::handle().render();
    (
        [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")],
        text,
    )
        .into_response()
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers
        .get(header::AUTHORIZATION)?
        .to_str()
        .ok()?
        .strip_prefix("Bearer ")
}

/// A proxy on this machine is local too, but it says that it forwards.
fn is_direct_and_local(client: IpAddr, headers: &HeaderMap) -> bool {
    client.is_loopback() && !headers.contains_key("x-forwarded-for") && !headers.contains_key(header::FORWARDED)
}
