//! U+0000 in a request: no keyboard types it, one engine keeps it and the other does not, and programs in between cut texts at it. So a
//! request that holds it anywhere (path, query, cookies, form, JSON) is refused at the door, whatever it was meant for.
//!
//! Only the gateways' notifications come in as they are, because their signature is over the bytes. Whatever gets by, the store refuses
//! once more ([`huika_store::StoreError::Text`]).

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};

use super::pos;

/// U+0000 in an address, a cookie or a form.
const ESCAPED: &[u8] = b"%00";

/// Middleware: looks at address and cookies.
pub async fn in_address(request: Request, next: Next) -> Response {
    let cookies = request.headers().get_all(header::COOKIE);
    let in_cookies = cookies.iter().any(|cookies| holds(cookies.as_bytes(), ESCAPED));
    let in_address = request
        .uri()
        .path_and_query()
        .is_some_and(|address| holds(address.as_str().as_bytes(), ESCAPED));
    if in_address || in_cookies {
        return refused(request.uri().path());
    }
    next.run(request).await
}

/// Middleware: looks at forms and JSON, of at most `limit` bytes as the layer around it lets through.
pub async fn in_body(State(limit): State<usize>, request: Request, next: Next) -> Response {
    let signed = request.uri().path().starts_with("/notify/");
    let Some(written) = Written::of(request.headers()).filter(|_| !signed) else {
        return next.run(request).await;
    };
    let (parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, limit).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    if written.holds_nul(&bytes) {
        return refused(parts.uri.path());
    }
    next.run(Request::from_parts(parts, Body::from(bytes))).await
}

/// How a body writes the signs of its texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Written {
    Form,
    Json,
}

impl Written {
    /// By the content type; none for bodies that nobody reads as texts.
    fn of(headers: &HeaderMap) -> Option<Self> {
        let kind = headers.get(header::CONTENT_TYPE)?.to_str().ok()?.to_ascii_lowercase();
        if kind.starts_with("application/x-www-form-urlencoded") {
            Some(Self::Form)
        } else if kind.contains("json") {
            Some(Self::Json)
        } else {
            None
        }
    }

    fn holds_nul(self, body: &[u8]) -> bool {
        body.contains(&0)
            || match self {
                Self::Form => holds(body, ESCAPED),
                Self::Json => json_escapes_nul(body),
            }
    }
}

/// Whether JSON text holds the escape of U+0000; a backslash that is escaped itself begins none.
fn json_escapes_nul(json: &[u8]) -> bool {
    let mut rest = json;
    while let Some(at) = rest.iter().position(|byte| *byte == b'\\') {
        rest = &rest[at + 1..];
        if rest.starts_with(b"u0000") {
            return true;
        }
        rest = rest.get(1..).unwrap_or_default();
    }
    false
}

fn holds(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}

fn refused(path: &str) -> Response {
    if path.starts_with("/pos/") {
        return pos::malformed("the request holds U+0000");
    }
    StatusCode::BAD_REQUEST.into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_escape_of_nul_is_found_in_json_and_an_escaped_backslash_before_it_is_not_one() {
        for (json, found) in [
            (r#"{"code":"8812\u0000"}"#, true),
            (r#"{"code":"a\\\u0000"}"#, true),
            (r#"{"code":"\\u0000"}"#, false),
            (r#"{"code":"\u0001\""}"#, false),
            (r#"{"code":"u0000\"#, false),
        ] {
            assert_eq!(Written::Json.holds_nul(json.as_bytes()), found, "{json}");
        }
        assert!(Written::Form.holds_nul(b"name=%E6%9E%97%00"));
        assert!(Written::Form.holds_nul(b"name=a\0b"));
        assert!(!Written::Form.holds_nul(b"name=%E6%9E%97+%0A00"));
    }
}
