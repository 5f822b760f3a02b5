//! The headers that every answer carries, whatever made it.
//!
//! Forms post to ourselves only. A top-up's form is answered with a redirect to our own page, which then leads to the
//! cashier by a link: Chromium applies `form-action` to the redirects of a form, and the cashier's hosts are the gateway's own affair.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use leptos::nonce::Nonce;

/// What no page of ours needs is denied; the counter may scan with a camera, the code page keeps the screen awake.
const PERMISSIONS: &str = "accelerometer=(), camera=(self), display-capture=(), geolocation=(), gyroscope=(), microphone=(), \
     midi=(), payment=(), screen-wake-lock=(self), usb=()";

/// One nonce a request. The document shell writes it into its tags; a script without it does not run.
#[derive(Clone, Debug)]
pub struct CspNonce(pub Arc<str>);

/// What differs between servers.
#[derive(Clone, Copy, Debug)]
pub struct HeaderRules {
    pub https: bool,
}

/// Middleware: a nonce on the way in, headers on the way out. What a handler set itself stays, except the policy.
pub async fn add(State(rules): State<HeaderRules>, mut request: Request, next: Next) -> Response {
    let nonce = Nonce::new().as_inner().clone();
    request.extensions_mut().insert(CspNonce(Arc::clone(&nonce)));
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, policy(&nonce));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    );
    headers.insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    );
    headers.insert(
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static(PERMISSIONS),
    );
    if rules.https {
        let year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
    }
    if headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream"))
    {
        // nginx as it comes keeps back what it passes on, and a stream would never arrive.
        headers.insert(
            HeaderName::from_static("x-accel-buffering"),
            HeaderValue::from_static("no"),
        );
    }
    default(headers, header::REFERRER_POLICY, "same-origin");
    default(headers, header::CACHE_CONTROL, "no-store");
    response
}

fn default(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.entry(name).or_insert(HeaderValue::from_static(value));
}

fn policy(nonce: &str) -> HeaderValue {
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; \
         style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; \
         worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'"))
}
