//! Alipay, gateway 2.0: requests by GET or POST, signed over their sorted parameters; answers signed over their very characters.

mod answer;
mod bill;
mod cashier;
mod code;
mod notify;
mod order;
mod refund;
mod request;
mod trade;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};

pub use notify::{Forgery, forge, say, signed_form};
pub use refund::from_console;
pub use trade::{pay, resume};

use crate::world::World;
use answer::Answer;
use request::Request;

pub fn routes() -> Router<World> {
    Router::new()
        .route("/alipay/gateway.do", any(receive))
        .route("/alipay/cashier/{token}/{action}", post(cashier::act))
        .route("/alipay/bill", get(bill::download))
}

async fn receive(
    State(world): State<World>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Response {
    if !matches!(method, Method::GET | Method::POST) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let Ok(body) = body else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let request = match Request::read(&world, uri.query().unwrap_or_default(), &body) {
        Ok(request) => request,
        Err(refusal) => return refusal.send(&world),
    };
    tracing::info!(method = request.method(), "alipay");
    if order::product_of(request.method()).is_some() {
        return cashier::open(&world, &request, &headers);
    }
    let answer = dispatch(&world, &request);
    answer.send_naming(&world, request.names_certificates())
}

fn dispatch(world: &World, request: &Request) -> Answer {
    match request.method() {
        "alipay.trade.query" => trade::query(world, request),
        "alipay.trade.pay" => code::charge(world, request),
        "alipay.trade.cancel" => code::cancel(world, request),
        "alipay.trade.close" => trade::close(world, request),
        "alipay.trade.refund" => refund::order(world, request),
        "alipay.trade.fastpay.refund.query" => refund::query(world, request),
        "alipay.data.dataservice.bill.downloadurl.query" => bill::ask(world, request),
        _ => Answer::gateway_error(request.method(), "40002", "isv.invalid-method", "不存在的方法名"),
    }
}
