//! The pages and form targets of `huika-app`, mounted with what they need.

use std::sync::OnceLock;

use axum::Router;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use http::{Method, StatusCode, header};
use huika_app::context::provide_visit;
use leptos::nonce::Nonce;
use leptos::prelude::{provide_context, use_context};
use leptos_axum::{AxumRouteListing, LeptosRoutes, generate_route_list, render_app_async_with_context};

use super::headers::CspNonce;
use super::{AppState, page, pos};
use crate::assets;

/// Pages (`/…`) and the targets of their forms (`/do/…`).
pub fn routes(state: &AppState) -> Router<AppState> {
    let portal = state.clone();
    Router::new().leptos_routes_with_context(state, listing(), move || in_context(&portal), huika_app::shell)
}

/// What is no route: a file of the site, else the page that says so.
pub async fn fallback(State(state): State<AppState>, request: Request) -> Response {
    if let Some(file) = assets::serve(&request) {
        return file;
    }
    // Tills read no pages.
    if request.uri().path().starts_with("/pos/") {
        return pos::without_words(StatusCode::NOT_FOUND);
    }
    if let Some(address) = without_slash(&request) {
        return (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, address)]).into_response();
    }
    let accept = request
        .headers()
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    if request.method() != Method::GET || !accept.contains("text/html") {
        return page::plain(StatusCode::NOT_FOUND);
    }
    let render = render_app_async_with_context(move || in_context(&state), huika_app::shell);
    (StatusCode::NOT_FOUND, render(request).await).into_response()
}

/// The same address without the slash at its end, which people and chat programs add. Two at its beginning would name another site.
fn without_slash(request: &Request) -> Option<String> {
    let uri = request.uri();
    let path = uri.path().strip_suffix('/').filter(|path| !path.is_empty())?;
    let ours = path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\') && !path.contains("//");
    ours.then(|| uri.query().map_or(path.to_owned(), |query| format!("{path}?{query}")))
}

/// The routes are found by walking the pages once; leptos keeps state while it does so.
pub fn listing() -> Vec<AxumRouteListing> {
    static LISTING: OnceLock<Vec<AxumRouteListing>> = OnceLock::new();
    LISTING.get_or_init(|| generate_route_list(huika_app::App)).clone()
}

/// The portal, the visitor, and the nonce that the response's policy names.
fn in_context(state: &AppState) {
    provide_context(state.portal.clone());
    provide_visit();
    if let Some(CspNonce(nonce)) = use_context::<Parts>().and_then(|parts| parts.extensions.get::<CspNonce>().cloned())
    {
        provide_context(Nonce::from_value(nonce));
    }
}
