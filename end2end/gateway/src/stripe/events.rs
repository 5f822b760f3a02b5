//! Events: signed with HMAC-SHA-256 over time and body; and what a forger would send instead.

use aws_lc_rs::hmac;
use axum::http::{HeaderMap, HeaderValue};
use serde::Deserialize;
use serde_json::{Value, json};

use super::intent::charge_of;
use super::session::object;
use crate::book::{Gateway, StripeSession};
use crate::chance;
use crate::clock::real_now;
use crate::delivery::{Draft, begin, post};
use crate::world::World;

/// Tells the portal that something happened.
pub fn tell(world: &World, kind: &str, session: &StripeSession, what: &Value) {
    let event = event(world, kind, what);
    let id = event["id"].as_str().unwrap_or_default().to_owned();
    let number = session.reference.clone().unwrap_or_else(|| session.id.clone());
    begin(
        world,
        Draft {
            gateway: Gateway::Stripe,
            id,
            number: &number,
            url: address(world),
            body: event.to_string(),
        },
    );
}

/// Where events go is set in Stripe's dashboard, not with each order.
fn address(world: &World) -> String {
    format!("{}/notify/stripe", world.portal)
}

fn event(world: &World, kind: &str, what: &Value) -> Value {
    json!({
        "id": format!("evt_{}", chance::hex::<12>()),
        "object": "event",
        "api_version": "2026-10-28.endive",
        "created": world.clock.now() / 1000,
        "data": { "object": what },
        "livemode": false,
        "pending_webhooks": 1,
        "request": { "id": null, "idempotency_key": null },
        "type": kind,
    })
}

/// Says anything, signed as Stripe does; returns the portal's status (0: no answer).
pub async fn say(world: &World, event: &Value) -> u16 {
    let body = event.to_string().into_bytes();
    let headers = signed_headers(world, &body);
    post(world, Gateway::Stripe, &address(world), headers, body).await.0
}

/// A charge as `charge.refunded` tells it.
pub fn charge(session: &StripeSession, disputed: bool) -> Value {
    json!({
        "id": session.intent.as_deref().map(charge_of),
        "object": "charge",
        "amount": session.amount,
        "amount_refunded": session.refunded,
        "created": session.paid_at.unwrap_or_default() / 1000,
        "currency": session.currency,
        "disputed": disputed,
        "metadata": session.intent_metadata,
        "payment_intent": session.intent,
        "refunded": session.refunded == session.amount,
        "status": "succeeded",
    })
}

/// `Stripe-Signature`, with a second signature of an old secret in front, as while a secret is being changed.
pub fn signed_headers(world: &World, body: &[u8]) -> HeaderMap {
    headers_at(
        world,
        body,
        real_now() / 1000,
        &world.keys.account.stripe_webhook_secret,
    )
}

fn headers_at(_world: &World, body: &[u8], secs: i64, secret: &str) -> HeaderMap {
    let value = format!(
        "t={secs},v1={},v1={},v0=00",
        sign("whsec_that_was_replaced", secs, body),
        sign(secret, secs, body)
    );
    let mut headers = HeaderMap::new();
    headers.insert("stripe-signature", HeaderValue::from_str(&value).expect("hexadecimal"));
    headers
}

fn sign(secret: &str, secs: i64, body: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let mut context = hmac::Context::with_key(&key);
    context.update(format!("{secs}.").as_bytes());
    context.update(body);
    hex::encode(context.sign())
}

/// What is wrong with an event that a test sends on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Forgery {
    /// Nothing: a genuine one, once more.
    None,
    /// One byte of the body changed after signing.
    FlippedByte,
    /// Signed ten minutes ago.
    Stale,
    /// Signed with another secret.
    ForeignKey,
    /// No signature.
    Unsigned,
    /// Genuine in every way, but of a session that was not paid.
    Unpaid,
    /// Genuine in every way, with one cent more.
    OtherAmount,
    /// Genuine in every way, in another currency.
    OtherCurrency,
    /// Genuine in every way, from live mode.
    LiveMode,
}

/// Sends one event about the order `number`, wrong in one way; returns the portal's status (0: no answer).
pub async fn forge(world: &World, number: &str, url: Option<String>, forgery: Forgery) -> Option<u16> {
    let session = world
        .book()
        .stripe_sessions
        .values()
        .find(|s| s.reference.as_deref() == Some(number))
        .cloned()?;
    let mut what = object(world, &session);
    // A forger claims that money came, whether or not it did.
    what["status"] = json!("complete");
    what["payment_status"] = json!(if forgery == Forgery::Unpaid { "unpaid" } else { "paid" });
    if what["payment_intent"].is_null() {
        what["payment_intent"] = json!(format!("pi_{}", chance::hex::<12>()));
    }
    match forgery {
        Forgery::OtherAmount => what["amount_total"] = json!(session.amount + 1),
        Forgery::OtherCurrency => what["currency"] = json!("jpy"),
        _ => {}
    }
    let mut event = event(world, "checkout.session.completed", &what);
    if forgery == Forgery::LiveMode {
        event["livemode"] = json!(true);
    }
    let mut body = event.to_string().into_bytes();
    let now_secs = real_now() / 1000;
    let secret = world.keys.account.stripe_webhook_secret.as_str();
    let headers = match forgery {
        Forgery::Stale => headers_at(world, &body, now_secs - 600, secret),
        Forgery::ForeignKey => headers_at(world, &body, now_secs, "whsec_of_somebody_else"),
        Forgery::Unsigned => HeaderMap::new(),
        _ => headers_at(world, &body, now_secs, secret),
    };
    if forgery == Forgery::FlippedByte {
        let middle = body.len() / 2;
        body[middle] ^= 1;
    }
    Some(
        post(
            world,
            Gateway::Stripe,
            &url.unwrap_or_else(|| address(world)),
            headers,
            body,
        )
        .await
        .0,
    )
}
