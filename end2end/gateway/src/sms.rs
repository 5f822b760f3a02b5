//! The providers of short messages.

mod aliyun;
mod generic;
mod limits;
mod tencent;
mod twilio;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::post;

use crate::book::Message;
use crate::world::World;

pub fn routes() -> Router<World> {
    Router::new()
        .route("/", post(by_headers))
        .route("/sms/generic", post(generic::receive))
        .route("/2010-04-01/Accounts/{account}/Messages.json", post(twilio::receive))
}

/// Aliyun and Tencent Cloud both listen at the root of a host of their own; their headers tell them apart.
async fn by_headers(State(world): State<World>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    if headers.contains_key("x-acs-action") {
        aliyun::receive(&world, &uri, &headers, &body)
    } else if headers.contains_key("x-tc-action") {
        tencent::receive(&world, &headers, &body)
    } else {
        StatusCode::NOT_FOUND.into_response()
    }
}

/// A message reaches its phone.
pub fn arrive(world: &World, provider: &str, phone: String, text: String, reference: String) -> u64 {
    let at = world.clock.now();
    let id = {
        let mut book = world.book();
        let id = book.messages.last().map_or(1, |last| last.id + 1);
        book.messages.push(Message {
            id,
            phone,
            text,
            provider: provider.to_owned(),
            reference,
            at,
        });
        id
    };
    world.message_arrived.notify_waiters();
    id
}
