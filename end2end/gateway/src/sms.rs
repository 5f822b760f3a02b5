//! The providers of short messages.

mod generic;

use axum::Router;
use axum::routing::post;

use crate::book::Message;
use crate::world::World;

pub fn routes() -> Router<World> {
    Router::new().route("/sms/generic", post(generic::receive))
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
