//! What answers requests. Layers, outermost first: address of the client, log and metrics, headers, panics, limits, CSRF.

mod client_ip;
mod events;
mod export;
mod headers;
mod notify;
mod observe;
mod page;
mod pages;
pub mod pos;
mod probes;
mod sale_events;
mod state;

use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::StatusCode;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;

pub use state::{AppState, StartError, open_store, open_store_without_secret};

use crate::{assets, metrics};
use headers::HeaderRules;

/// Every route of the server with every layer around it.
pub fn router(state: &AppState) -> Router {
    router_with(state, Router::new())
}

/// The same with `more` routes behind the same layers, to compare a route of ours with one that does nothing.
pub fn router_with(state: &AppState, more: Router<AppState>) -> Router {
    let settings = &state.config.server;
    // Whatever is counted from here on is counted.
    metrics::handle();
    let timeout = Duration::from_secs(settings.request_timeout_secs);
    let people = Router::new()
        .merge(pages::routes(state))
        .fallback(pages::fallback)
        .layer(csrf(&settings.public_url.origin()));
    let machines = Router::new()
        .merge(pos::routes())
        .merge(more)
        .route("/notify/{channel}", post(notify::notify))
        .route("/office/export/reconciliation", get(export::reconciliation))
        .route("/office/export/refunds", get(export::refunds))
        .route("/office/export/bill/{id}", get(export::bill))
        .route("/pkg/{file}", get(file))
        .route("/static/{*file}", get(file))
        .route("/healthz", get(probes::healthz))
        .route("/readyz", get(probes::readyz))
        .route("/metrics", get(probes::metrics_page));
    people
        .merge(machines)
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, timeout))
        // A stream has no end to wait for.
        .route("/events", get(events::events))
        .route("/events/sale/{session}", get(sale_events::decided))
        .layer(RequestBodyLimitLayer::new(settings.body_limit_kib * 1024))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn(page::explain))
        .layer(from_fn_with_state(HeaderRules { https: state.config.is_https() }, headers::add))
        .layer(from_fn(observe::observe))
        .layer(from_fn_with_state(Arc::from(settings.trusted_proxies.as_slice()), client_ip::find))
        .with_state(state.clone())
}

/// The browser's files. Those that must stand at the root are found by the fallback.
async fn file(request: Request) -> Response {
    assets::serve(&request).unwrap_or_else(|| StatusCode::NOT_FOUND.into_response())
}

/// The addresses that forms post to, for those who must know all of them: the tests of what is refused.
pub fn form_targets() -> Vec<String> {
    leptos::server_fn::axum::server_fn_paths()
        .map(|(path, _)| path.to_owned())
        .collect()
}

/// The addresses of all pages, parameters in braces, for the same readers.
pub fn page_paths() -> Vec<String> {
    pages::listing().iter().map(|route| route.path().to_owned()).collect()
}

/// Refuses what another site's page sends here with a member's cookies. A proxy may rewrite `Host`, so the public address
/// is trusted by name.
fn csrf(origin: &str) -> CsrfLayer {
    CsrfLayer::new()
        .add_trusted_origin(origin)
        .expect("the settings hold an origin")
}

fn panicked(_: Box<dyn Any + Send>) -> Response {
    // The panic hook has logged it, inside the request's span.
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}
