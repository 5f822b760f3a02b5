//! What answers requests. Layers, outermost first: address of the client, log and metrics, headers, panics, limits, CSRF; for pages also compression.

mod bearer;
mod client_ip;
mod compress;
mod events;
pub mod export;
mod headers;
mod notify;
mod nul;
mod observe;
mod order_events;
mod page;
mod pages;
mod pictures;
pub mod pos;
mod probes;
mod sale_events;
mod sent;
mod state;
mod streams;
mod tables;
mod upload;

use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use http::{Method, StatusCode};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;

pub use state::{AppState, StartError, adopt_secret, context_without_secret, open_store, open_store_as_it_is};

use crate::assets;
use headers::HeaderRules;

/// Every route of the server with every layer around it.
pub fn router(state: &AppState) -> Router {
    router_with(state, Router::new())
}

/// The same with `more` routes behind the same layers, to compare a route of ours with one that does nothing.
pub fn router_with(state: &AppState, more: Router<AppState>) -> Router {
    let settings = &state.config.server;
    let timeout = Duration::from_secs(settings.request_timeout_secs);
    let people = Router::new()
        .merge(pages::routes(state))
        .fallback(pages::fallback)
        .layer(from_fn_with_state(state.clone(), export::by_address))
        .layer(from_fn(sent::read))
        .layer(compress::pages())
        .layer(from_fn(compress::only_unprompted))
        .layer(csrf(&settings.public_url.origin()));
    let others = Router::new().merge(pos::routes()).merge(more);
    let timed = people
        .merge(mounted(others, machines()))
        .layer(from_fn_with_state(settings.body_limit_kib * 1024, nul::in_body))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, timeout));
    let files = upload::routes().layer(csrf(&settings.public_url.origin()));
    mounted(timed, streams())
        .layer(RequestBodyLimitLayer::new(settings.body_limit_kib * 1024))
        .merge(files)
        .layer(from_fn(nul::in_address))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn(page::explain))
        .layer(from_fn_with_state(
            HeaderRules {
                https: state.config.is_https(),
            },
            headers::add,
        ))
        .layer(from_fn(observe::observe))
        .layer(from_fn_with_state(
            Arc::from(settings.trusted_proxies.as_slice()),
            client_ip::find,
        ))
        .with_state(state.clone())
}

type Mounted = Vec<(&'static str, Method, MethodRouter<AppState>)>;

/// What stands behind no page, no form and no till: the router is made of it, and so is the list for the tests.
fn machines() -> Mounted {
    vec![
        ("/notify/{channel}", Method::POST, post(notify::notify)),
        (
            "/office/export/reconciliation",
            Method::GET,
            get(export::reconciliation),
        ),
        ("/office/export/refunds", Method::GET, get(export::refunds)),
        ("/office/export/bill/{id}", Method::GET, get(export::bill)),
        ("/office/exports/{id}/file", Method::GET, get(export::fetch)),
        ("/me/data/file", Method::GET, get(export::own_data)),
        ("/pictures/{digest}", Method::GET, get(pictures::show)),
        ("/pkg/{file}", Method::GET, get(file)),
        ("/static/{*file}", Method::GET, get(file)),
        ("/healthz", Method::GET, get(probes::healthz)),
        ("/readyz", Method::GET, get(probes::readyz)),
        ("/metrics", Method::GET, get(probes::metrics_page)),
    ]
}

/// The same for streams, which have no end that one could wait for.
fn streams() -> Mounted {
    vec![
        ("/events", Method::GET, get(events::events)),
        ("/events/sale/{session}", Method::GET, get(sale_events::decided)),
        ("/events/order/{number}", Method::GET, get(order_events::handed_out)),
    ]
}

fn mounted(router: Router<AppState>, routes: Mounted) -> Router<AppState> {
    let add = |router: Router<AppState>, (path, _, answer)| router.route(path, answer);
    routes.into_iter().fold(router, add)
}

/// Files at the addresses of pages ([`export::by_address`]).
const FILES_OF_PAGES: [&str; 2] = ["/office/reports/{name}.xlsx", "/office/reports/{name}.csv"];

/// The addresses of [`machines`] and [`streams`], for those who must know all of them.
pub fn machine_paths() -> Vec<(Method, &'static str)> {
    let all = machines().into_iter().chain(streams());
    let files = FILES_OF_PAGES.map(|path| (Method::GET, path));
    let sent = upload::TARGETS.map(|path| (Method::POST, path));
    all.map(|(path, method, _)| (method, path))
        .chain(files)
        .chain(sent)
        .collect()
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
