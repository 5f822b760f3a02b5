//! Checkout sessions.

use std::time::Duration;

use serde_json::{Value, json};

use super::answer::Answer;
use super::events::tell;
use super::form::Form;
use crate::book::StripeSession;
use crate::chance;
use crate::world::World;

const KNOWN: &[&str] = &[
    "mode",
    "success_url",
    "cancel_url",
    "client_reference_id",
    "expires_at",
    "locale",
    "customer_email",
    "payment_method_types[]",
    "line_items[][quantity]",
    "line_items[][price_data][currency]",
    "line_items[][price_data][unit_amount]",
    "line_items[][price_data][product_data][name]",
    "metadata[*]",
    "payment_intent_data[description]",
    "payment_intent_data[metadata][*]",
];
const HALF_HOUR_SECS: i64 = 30 * 60;
const DAY_SECS: i64 = 24 * 3600;

pub fn create(world: &World, form: &Form) -> Answer {
    match try_create(world, form) {
        Ok(answer) | Err(answer) => answer,
    }
}

fn try_create(world: &World, form: &Form) -> Result<Answer, Answer> {
    form.only(KNOWN)?;
    if form.must("mode")? != "payment" {
        return Err(Answer::invalid("mode", "Only mode=payment is spoken here."));
    }
    let success_url = form.must("success_url")?;
    for (name, address) in [
        ("success_url", Some(success_url)),
        ("cancel_url", form.get("cancel_url")),
    ] {
        if address.is_some_and(|a| url::Url::parse(&a.replace(['{', '}'], "")).is_err()) {
            return Err(Answer::invalid(name, "Not a valid URL"));
        }
    }
    let quantity = form
        .whole("line_items[0][quantity]")?
        .ok_or_else(|| Answer::absent("line_items[0][quantity]"))?;
    let unit = "line_items[0][price_data][unit_amount]";
    let unit_amount = form.whole(unit)?.ok_or_else(|| Answer::absent(unit))?;
    let currency = form.must("line_items[0][price_data][currency]")?;
    let name = form.must("line_items[0][price_data][product_data][name]")?;
    if quantity < 1 || !(1..=99_999_999).contains(&unit_amount) {
        return Err(Answer::invalid(unit, "Invalid amount"));
    }
    if currency.len() != 3 || !currency.bytes().all(|b| b.is_ascii_lowercase()) {
        return Err(Answer::invalid(
            "line_items[0][price_data][currency]",
            "Invalid currency",
        ));
    }
    let now_secs = world.clock.now() / 1000;
    let expires_at = form.whole("expires_at")?.unwrap_or(now_secs + DAY_SECS);
    // A minute for the way, as the real one is lenient too.
    if expires_at < now_secs + HALF_HOUR_SECS - 60 || expires_at > now_secs + DAY_SECS {
        return Err(Answer::invalid(
            "expires_at",
            "The `expires_at` timestamp must be at least 30 minutes and at most 24 hours from Checkout Session creation.",
        ));
    }
    let session = StripeSession {
        id: format!("cs_test_{}", chance::hex::<28>()),
        amount: unit_amount * quantity,
        currency: currency.to_owned(),
        name: name.to_owned(),
        reference: form.get("client_reference_id").map(str::to_owned),
        metadata: form.map("metadata"),
        intent_metadata: form.map("payment_intent_data[metadata]"),
        success_url: success_url.to_owned(),
        cancel_url: form.get("cancel_url").map(str::to_owned),
        created: now_secs,
        expires_at,
        expired: false,
        intent: None,
        paid_at: None,
        refunded: 0,
        in_flight: false,
    };
    let answer = Answer::ok(object(world, &session));
    world.book().stripe_sessions.insert(session.id.clone(), session);
    Ok(answer)
}

/// A session as the API and events tell it.
pub fn object(world: &World, session: &StripeSession) -> Value {
    let status = status(world, session);
    json!({
        "id": session.id,
        "object": "checkout.session",
        "amount_subtotal": session.amount,
        "amount_total": session.amount,
        "cancel_url": session.cancel_url,
        "client_reference_id": session.reference,
        "created": session.created,
        "currency": session.currency,
        "expires_at": session.expires_at,
        "livemode": false,
        "metadata": session.metadata,
        "mode": "payment",
        "payment_intent": session.intent,
        "payment_status": if session.paid_at.is_some() { "paid" } else { "unpaid" },
        "status": status,
        "success_url": session.success_url,
        "url": (status == "open").then(|| format!("{}/c/pay/{}", world.base, session.id)),
    })
}

pub fn status(world: &World, session: &StripeSession) -> &'static str {
    if session.intent.is_some() {
        "complete"
    } else if session.expired || world.clock.now() / 1000 >= session.expires_at {
        "expired"
    } else {
        "open"
    }
}

pub fn list(world: &World, form: &Form) -> Answer {
    if let Err(refusal) = form.only(&["payment_intent", "limit"]) {
        return refusal;
    }
    let book = world.book();
    let wanted = form.get("payment_intent");
    let found: Vec<Value> = book
        .stripe_sessions
        .values()
        .filter(|session| wanted.is_none() || session.intent.as_deref() == wanted)
        .take(100)
        .map(|session| object(world, session))
        .collect();
    Answer::ok(json!({ "object": "list", "url": "/v1/checkout/sessions", "has_more": false, "data": found }))
}

pub fn retrieve(world: &World, id: &str) -> Answer {
    let found = world.book().stripe_sessions.get(id).cloned();
    found.map_or_else(|| not_known(id), |session| Answer::ok(object(world, &session)))
}

pub fn expire(world: &World, id: &str) -> Answer {
    let Some(mut session) = world.book().stripe_sessions.get(id).cloned() else {
        return not_known(id);
    };
    if status(world, &session) != "open" {
        return Answer::refused(
            "resource_missing",
            "Only Checkout Sessions with a status in [\"open\"] can be expired.",
        );
    }
    session.expired = true;
    world.book().stripe_sessions.insert(id.to_owned(), session.clone());
    tell(world, "checkout.session.expired", &session, &object(world, &session));
    Answer::ok(object(world, &session))
}

fn not_known(id: &str) -> Answer {
    Answer::missing("id", &format!("No such checkout.session: {id}"))
}

/// The payer pays. `late` is a bank that answers after that time: the session completes now and unpaid, and succeeds later.
pub fn pay(world: &World, id: &str, notices: u32, late: Option<Duration>) -> Result<(), &'static str> {
    let session = {
        let mut book = world.book();
        let session = book.stripe_sessions.get_mut(id).ok_or("no such session")?;
        match status(world, session) {
            "open" => {}
            "complete" => return Err("already paid"),
            _ => return Err("expired"),
        }
        session.intent = Some(format!("pi_{}", chance::hex::<12>()));
        session.in_flight = late.is_some();
        session.paid_at = late.is_none().then(|| world.clock.now());
        session.clone()
    };
    for _ in 0..notices.max(1) {
        tell(world, "checkout.session.completed", &session, &object(world, &session));
    }
    if let Some(delay) = late {
        let (world, id) = (world.clone(), id.to_owned());
        tokio::spawn(async move {
            tokio::time::sleep(delay).await;
            succeed(&world, &id);
        });
    }
    Ok(())
}

fn succeed(world: &World, id: &str) {
    let now = world.clock.now();
    let session = {
        let mut book = world.book();
        let Some(session) = book.stripe_sessions.get_mut(id) else {
            return;
        };
        session.in_flight = false;
        session.paid_at = Some(now);
        session.clone()
    };
    tell(
        world,
        "checkout.session.async_payment_succeeded",
        &session,
        &object(world, &session),
    );
}

/// Goes on with payments that a restart interrupted.
pub fn resume(world: &World) {
    let late: Vec<String> = world
        .book()
        .stripe_sessions
        .values()
        .filter(|s| s.in_flight)
        .map(|s| s.id.clone())
        .collect();
    for id in late {
        succeed(world, &id);
    }
}
