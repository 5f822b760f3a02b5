//! WeChat Pay, API v3: every request is authenticated over its raw bytes before it is looked at, every good answer is signed.

mod answer;
mod authorization;
mod bill;
mod bridge;
mod code;
mod faults;
mod login;
mod notify;
mod prepay;
mod refund;
mod schema;
mod trade;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, Uri};
use axum::response::Response;
use axum::routing::any;

pub use answer::signed_headers;
pub use bill::Waiting as WaitingBill;
pub use faults::{Fault, Faults};
pub use notify::{Forgery, forge, resume, say};
pub use refund::from_console;
pub use trade::{PayError, begin_late_payment, paid_before, pay};

use crate::world::World;
use answer::Answer;

pub fn routes() -> Router<World> {
    Router::new()
        .route("/v3/{*path}", any(receive))
        .merge(login::routes())
        .merge(bridge::routes())
}

async fn receive(
    State(world): State<World>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Response {
    let Ok(body) = body else {
        return Answer::refusal(400, "PARAM_ERROR", "请求体过大").send(&world);
    };
    let fault = faults::take(&world, uri.path());
    if let Some(response) = faults::before(&world, fault.as_ref()) {
        return response;
    }
    let answer = match authorization::check(&world, &method, &uri, &headers, &body) {
        Ok(()) if uri.path() == bill::DOWNLOAD => return bill::download(&world, uri.query().unwrap_or_default()),
        Ok(()) => dispatch(&world, &method, &uri, &body),
        Err(refusal) => refusal,
    };
    tracing::info!(%method, path = uri.path(), status = answer.status, "wechat pay");
    faults::after(&world, fault.as_ref(), answer).await
}

fn dispatch(world: &World, method: &Method, uri: &Uri, body: &[u8]) -> Answer {
    let segments: Vec<&str> = uri.path().trim_start_matches("/v3/").split('/').collect();
    let query = uri.query().unwrap_or_default();
    match (method.as_str(), segments.as_slice()) {
        ("POST", ["pay", "transactions", product @ ("h5" | "jsapi" | "native")]) => {
            prepay::announce(world, product, body)
        }
        ("GET", ["pay", "transactions", "out-trade-no", number]) => trade::by_number(world, number, query),
        ("GET", ["pay", "transactions", "id", id]) => trade::by_transaction(world, id, query),
        ("POST", ["pay", "transactions", "out-trade-no", number, "close"]) => trade::close(world, number, body),
        ("POST", ["pay", "transactions", "codepay"]) => code::charge(world, body),
        ("POST", ["pay", "transactions", "out-trade-no", number, "reverse"]) => code::reverse(world, number, body),
        ("POST", ["refund", "domestic", "refunds"]) => refund::order(world, body),
        ("GET", ["refund", "domestic", "refunds", number]) => refund::query(world, number),
        ("GET", ["bill", "tradebill"]) => bill::ask(world, query),
        ("GET", ["bill", "fundflowbill"]) => bill::ask_funds(world, query),
        ("GET", ["certificates"]) => Answer::refusal(
            404,
            "RESOURCE_NOT_EXISTS",
            "无可用的平台证书，请在商户平台-API安全申请使用微信支付公钥",
        ),
        _ => Answer::refusal(404, "NOT_FOUND", "请求的资源不存在"),
    }
}
