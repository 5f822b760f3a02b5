//! Pages travel compressed: a page of 15 kB is one of 3, which a phone with bad reception notices.
//!
//! Whoever can read the length of an answer, and makes a browser ask for it again and again with words of their own in the address, could
//! guess what else stands in it letter by letter (BREACH). So a page that a browser asks for with cookies is compressed only when the
//! browser says that no other site made it ask (`Sec-Fetch-Site`). Streams of events are not compressed: each has to arrive at once.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::header::{ACCEPT_ENCODING, CONTENT_TYPE, COOKIE, HeaderMap};
use http::{Extensions, StatusCode, Version};
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{And, Predicate, SizeAbove};

/// Below this an answer is one packet either way.
const WORTHWHILE_BYTES: u64 = 1_024;
/// A page is compressed for one reader and then thrown away: what the higher levels save costs more time than it saves on the way.
const QUALITY: i32 = 3;

type IsHtml = fn(StatusCode, Version, &HeaderMap, &Extensions) -> bool;

/// Compresses pages, with brotli or gzip. The browser's files are compressed when they are built (`crate::assets`).
pub fn pages() -> CompressionLayer<And<SizeAbove, IsHtml>> {
    CompressionLayer::new()
        .no_deflate()
        .no_zstd()
        .quality(CompressionLevel::Precise(QUALITY))
        .compress_when(SizeAbove::new(WORTHWHILE_BYTES).and(is_html as IsHtml))
}

fn is_html(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.starts_with("text/html"))
}

/// Middleware around [`pages`]: what another site may have asked for is answered as it is.
pub async fn only_unprompted(mut request: Request, next: Next) -> Response {
    if may_be_prompted(request.headers()) {
        request.headers_mut().remove(ACCEPT_ENCODING);
    }
    next.run(request).await
}

/// Whether another site could have made a signed-in browser ask. One that does not say is an old one.
fn may_be_prompted(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site").and_then(|site| site.to_str().ok());
    headers.contains_key(COOKIE) && !matches!(site, Some("same-origin" | "none"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prompted(site: Option<&str>, cookie: bool) -> bool {
        let mut headers = HeaderMap::new();
        if let Some(site) = site {
            headers.insert("sec-fetch-site", site.parse().unwrap());
        }
        if cookie {
            headers.insert(COOKIE, "session=x".parse().unwrap());
        }
        may_be_prompted(&headers)
    }

    #[test]
    fn only_what_no_other_site_asked_for_is_compressed_beside_secrets() {
        for site in [Some("cross-site"), Some("same-site"), Some("nonsense"), None] {
            assert!(prompted(site, true), "{site:?}");
            assert!(!prompted(site, false), "a stranger's page holds no secrets");
        }
        for site in ["same-origin", "none"] {
            assert!(!prompted(Some(site), true), "{site}");
        }
    }
}
