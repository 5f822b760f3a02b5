//! Payment intents: they exist from the payer's confirmation on.

use serde_json::{Value, json};

use super::answer::Answer;
use super::events::charge;
use super::form::Form;
use crate::book::StripeSession;
use crate::world::World;

fn object(session: &StripeSession, charge: &Value) -> Value {
    let paid = session.paid_at.is_some();
    json!({
        "id": session.intent,
        "object": "payment_intent",
        "amount": session.amount,
        "amount_received": if paid { session.amount } else { 0 },
        "created": session.created,
        "currency": session.currency,
        "latest_charge": charge,
        "livemode": false,
        "metadata": session.intent_metadata,
        "status": if paid { "succeeded" } else { "processing" },
    })
}

/// The charge that belongs to an intent.
pub fn charge_of(intent: &str) -> String {
    intent.replacen("pi_", "ch_", 1)
}

pub fn retrieve(world: &World, id: &str) -> Answer {
    let book = world.book();
    let found = book
        .stripe_sessions
        .values()
        .find(|session| session.intent.as_deref() == Some(id));
    found.map_or_else(
        || Answer::missing("intent", &format!("No such payment_intent: '{id}'")),
        |session| Answer::ok(object(session, &json!(session.intent.as_deref().map(charge_of)))),
    )
}

/// `metadata["number"]:"T2026…"`, the one kind of query that is spoken here.
pub fn search(world: &World, form: &Form) -> Answer {
    let wanted = match form
        .only(&["query", "limit", "expand[]"])
        .and_then(|()| form.must("query"))
    {
        Ok(query) => query,
        Err(refusal) => return refusal,
    };
    let parsed = wanted.strip_prefix("metadata[").and_then(|rest| {
        let (key, value) = rest.split_once("]:")?;
        Some((
            key.trim_matches(['"', '\'']),
            value.strip_prefix(['"', '\''])?.strip_suffix(['"', '\''])?,
        ))
    });
    let Some((key, value)) = parsed else {
        return Answer::invalid("query", "We were unable to parse your search query.");
    };
    let whole = match form.get("expand[]") {
        None => false,
        Some("data.latest_charge") => true,
        Some(_) => return Answer::invalid("expand", "This property cannot be expanded."),
    };
    let book = world.book();
    let latest = |session: &StripeSession| {
        let disputed = |intent: &str| book.stripe_disputes.values().any(|one| one.intent == intent);
        match session.intent.as_deref() {
            Some(intent) if whole && session.paid_at.is_some() => charge(session, disputed(intent)),
            intent => json!(intent.map(charge_of)),
        }
    };
    let found: Vec<Value> = book
        .stripe_sessions
        .values()
        .filter(|s| s.intent.is_some() && s.intent_metadata.get(key).map(String::as_str) == Some(value))
        .map(|session| object(session, &latest(session)))
        .collect();
    Answer::ok(json!({
        "object": "search_result", "url": "/v1/payment_intents/search", "has_more": false, "next_page": null, "data": found,
    }))
}
