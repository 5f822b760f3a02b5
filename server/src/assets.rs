//! The browser's files, inside the program.
//!
//! The build tool writes them to `target/site` with a content hash in the name and `.br` and `.gz` beside each. Hashed names never
//! change their content, so a browser keeps them for a year; the others carry an ETag and are asked for again.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use http::header::{self, HeaderMap, HeaderValue};
use http::{Method, StatusCode};
use rust_embed::RustEmbed;
use serde::Deserialize;

#[derive(RustEmbed)]
#[folder = "../target/site"]
#[allow_missing = true]
struct Site;

/// The names that the document shell must write, as the build tool left them.
#[derive(Clone, Debug, Deserialize)]
pub struct Manifest {
    pub css: Styles,
    pub output_name: String,
}

/// The style sheet of each surface.
#[derive(Clone, Debug, Deserialize)]
pub struct Styles {
    pub portal: String,
    pub counter: String,
    pub office: String,
}

/// One file in up to three codings.
struct Asset {
    content_type: HeaderValue,
    etag: HeaderValue,
    cache_control: HeaderValue,
    plain: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
}

/// What the build tool said, or plain names in a build without the browser part: pages work then, without islands.
pub fn manifest() -> Manifest {
    Site::get("manifest.json")
        .and_then(|file| serde_json::from_slice(&file.data).ok())
        .unwrap_or_else(|| Manifest {
            css: Styles {
                portal: "portal.css".to_owned(),
                counter: "counter.css".to_owned(),
                office: "office.css".to_owned(),
            },
            output_name: "huika".to_owned(),
        })
}

/// Answers with a file, or `None` when there is no such file.
pub fn serve(request: &Request) -> Option<Response> {
    let path = request.uri().path().trim_start_matches('/');
    let asset = all().get(path).or_else(|| all().get(path.strip_prefix("static/")?))?;
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Some(StatusCode::METHOD_NOT_ALLOWED.into_response());
    }
    Some(answer(asset, request.headers()))
}

fn answer(asset: &Asset, wanted: &HeaderMap) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(header::CACHE_CONTROL, asset.cache_control.clone());
    headers.insert(header::ETAG, asset.etag.clone());
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if wanted
        .get(header::IF_NONE_MATCH)
        .is_some_and(|known| names_etag(known, &asset.etag))
    {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    headers.insert(header::CONTENT_TYPE, asset.content_type.clone());
    let (coding, body) = match (&asset.brotli, &asset.gzip) {
        (Some(brotli), _) if accepts(wanted, "br") => (Some("br"), brotli),
        (_, Some(gzip)) if accepts(wanted, "gzip") => (Some("gzip"), gzip),
        _ => (None, &asset.plain),
    };
    if let Some(coding) = coding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    (headers, Body::from(body.clone())).into_response()
}

/// `If-None-Match` is `*` or a list; a proxy may have made an entry weak.
fn names_etag(known: &HeaderValue, etag: &HeaderValue) -> bool {
    let (Ok(known), Ok(etag)) = (known.to_str(), etag.to_str()) else {
        return false;
    };
    known
        .split(',')
        .any(|one| matches!(one.trim().trim_start_matches("W/"), one if one == etag || one == "*"))
}

/// Whether `Accept-Encoding` names a coding and does not refuse it with `q=0`.
fn accepts(headers: &HeaderMap, coding: &str) -> bool {
    headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|value| {
            value.split(',').any(|one| {
                let mut parts = one.split(';').map(str::trim);
                let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(coding));
                let refused = parts
                    .filter_map(|p| p.strip_prefix("q="))
                    .any(|q| q.parse::<f32>().is_ok_and(|q| q <= 0.0));
                named && !refused
            })
        })
}

fn all() -> &'static HashMap<String, Asset> {
    static ALL: OnceLock<HashMap<String, Asset>> = OnceLock::new();
    ALL.get_or_init(|| {
        let served = Site::iter().filter(|name| !is_coded(name) && name != "manifest.json");
        served
            .filter_map(|name| Some((public_path(&name), read(&name)?)))
            .collect()
    })
}

/// A `.br` or `.gz` is another coding of the file beside it, not a file of its own.
fn is_coded(name: &str) -> bool {
    let original = name.strip_suffix(".br").or_else(|| name.strip_suffix(".gz"));
    original.is_some_and(|original| Site::get(original).is_some())
}

/// `public/` is the root of the site: `public/robots.txt` is `/robots.txt`, and `/static/robots.txt` as well. Browsers look for
/// some files at the root; pages name the others below `/static`, where no page's address can hide them.
fn public_path(name: &str) -> String {
    name.strip_prefix("public/").unwrap_or(name).to_owned()
}

fn read(name: &str) -> Option<Asset> {
    let file = Site::get(name)?;
    let content_type = mime_guess::from_path(name).first_or_octet_stream();
    let text = content_type.type_() == "text" || ["javascript", "json"].contains(&content_type.subtype().as_str());
    let content_type = if text {
        format!("{content_type}; charset=utf-8")
    } else {
        content_type.to_string()
    };
    let cache_control = if is_hashed(name) {
        "public, max-age=31536000, immutable"
    } else {
        "public, max-age=300"
    };
    Some(Asset {
        content_type: HeaderValue::from_str(&content_type).ok()?,
        etag: HeaderValue::from_str(&format!("\"{}\"", &hex::encode(file.metadata.sha256_hash())[..32])).ok()?,
        cache_control: HeaderValue::from_static(cache_control),
        plain: bytes_of(file.data),
        brotli: Site::get(&format!("{name}.br")).map(|f| bytes_of(f.data)),
        gzip: Site::get(&format!("{name}.gz")).map(|f| bytes_of(f.data)),
    })
}

/// `pkg/huika-3f9c2a1b.js`: a dash and at least eight hexadecimal digits before the ending.
fn is_hashed(name: &str) -> bool {
    let stem = name
        .rsplit('/')
        .next()
        .unwrap_or(name)
        .split('.')
        .next()
        .unwrap_or_default();
    stem.rsplit_once('-')
        .is_some_and(|(_, hash)| hash.len() >= 8 && hash.bytes().all(|b| b.is_ascii_hexdigit()))
}

fn bytes_of(data: Cow<'static, [u8]>) -> Bytes {
    match data {
        Cow::Borrowed(inside_the_program) => Bytes::from_static(inside_the_program),
        Cow::Owned(read_from_disk) => Bytes::from(read_from_disk),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asset() -> Asset {
        Asset {
            content_type: HeaderValue::from_static("text/css; charset=utf-8"),
            etag: HeaderValue::from_static("\"abc\""),
            cache_control: HeaderValue::from_static("public, max-age=300"),
            plain: Bytes::from_static(b"plain"),
            brotli: Some(Bytes::from_static(b"br")),
            gzip: Some(Bytes::from_static(b"gz")),
        }
    }

    fn coding_for(accept: Option<&str>) -> Option<String> {
        let mut wanted = HeaderMap::new();
        if let Some(accept) = accept {
            wanted.insert(header::ACCEPT_ENCODING, accept.parse().unwrap());
        }
        let coding = answer(&asset(), &wanted)
            .headers()
            .get(header::CONTENT_ENCODING)
            .cloned();
        coding.map(|c| c.to_str().unwrap().to_owned())
    }

    #[test]
    fn the_smallest_coding_that_the_browser_takes_is_sent() {
        assert_eq!(coding_for(Some("gzip, deflate, br;q=0.9")).as_deref(), Some("br"));
        assert_eq!(coding_for(Some("gzip, br;q=0")).as_deref(), Some("gzip"));
        assert_eq!(coding_for(Some("identity")), None);
        assert_eq!(coding_for(None), None);
    }

    #[test]
    fn a_known_etag_is_answered_without_a_body() {
        let mut wanted = HeaderMap::new();
        wanted.insert(header::IF_NONE_MATCH, HeaderValue::from_static("\"x\", W/\"abc\""));
        assert_eq!(answer(&asset(), &wanted).status(), StatusCode::NOT_MODIFIED);
    }

    #[test]
    fn only_names_with_a_content_hash_are_kept_for_a_year() {
        assert!(is_hashed("pkg/huika-3f9c2a1b7d.wasm"));
        assert!(!is_hashed("public/apple-touch-icon.png"));
        assert!(!is_hashed("public/sw.js"));
    }
}
