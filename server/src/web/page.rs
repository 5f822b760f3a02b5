//! The few pages that must work when nothing else does: plain HTML in both languages, no data, no script.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};

use super::pos;

/// Middleware: a refusal that some layer made without words gets a page, when a person's browser asked, and a problem
/// document, when a till did.
pub async fn explain(request: Request, next: Next) -> Response {
    let wants_html = names(request.headers(), header::ACCEPT, "text/html");
    let is_till = request.uri().path().starts_with("/pos/");
    let response = next.run(request).await;
    let refused = response.status().is_client_error() || response.status().is_server_error();
    let has_words = ["text/html", "json"]
        .iter()
        .any(|kind| names(response.headers(), header::CONTENT_TYPE, kind));
    match (refused && !has_words, is_till, wants_html) {
        (true, true, _) => pos::without_words(response.status()),
        (true, false, true) => plain(response.status()),
        _ => response,
    }
}

fn names(headers: &HeaderMap, header: header::HeaderName, kind: &str) -> bool {
    headers
        .get(header)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.contains(kind))
}

/// A refusal or a failure, in the words of someone who holds a phone.
pub fn plain(status: StatusCode) -> Response {
    let (zh, en) = match status {
        StatusCode::BAD_REQUEST => (
            "这个请求里有无法处理的内容，没有执行，你的账户没有变化。",
            "There is something in this request that cannot be read. Nothing was done, and your account is unchanged.",
        ),
        StatusCode::FORBIDDEN => (
            "这个请求来自别的网站，为了你的账户安全没有执行。",
            "This request came from another site. To keep your account safe nothing was done.",
        ),
        StatusCode::NOT_FOUND => ("没有这个页面。", "There is no such page."),
        StatusCode::METHOD_NOT_ALLOWED => ("这个地址不能这样访问。", "This address is not used in this way."),
        StatusCode::PAYLOAD_TOO_LARGE => ("发送的内容太大了。", "What was sent is too large."),
        StatusCode::REQUEST_TIMEOUT | StatusCode::SERVICE_UNAVAILABLE => (
            "系统正忙，请稍后再试。你的余额不受影响。",
            "The system is busy. Please try again; your balance is not affected.",
        ),
        _ => (
            "系统出了点问题，请稍后再试。你的余额不受影响。",
            "Something went wrong on our side. Please try again; your balance is not affected.",
        ),
    };
    let page = format!(
        "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width,initial-scale=1\"><title>{zh}</title><h1>{zh}</h1><p lang=\"en\">{en}</p>\
         <p><a href=\"/\">返回首页 <span lang=\"en\">Home</span></a></p></html>"
    );
    (status, Html(page)).into_response()
}
