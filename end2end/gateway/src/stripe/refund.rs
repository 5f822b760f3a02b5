//! Refunds.

use serde_json::{Value, json};

use super::answer::Answer;
use super::events::{charge, tell};
use super::form::Form;
use super::intent::charge_of;
use crate::book::StripeRefund;
use crate::chance;
use crate::world::World;

const KNOWN: &[&str] = &["payment_intent", "amount", "reason", "metadata[*]"];

pub fn create(world: &World, form: &Form) -> Answer {
    match try_create(world, form) {
        Ok(answer) | Err(answer) => answer,
    }
}

fn try_create(world: &World, form: &Form) -> Result<Answer, Answer> {
    form.only(KNOWN)?;
    let intent = form.must("payment_intent")?;
    if !matches!(
        form.get("reason"),
        None | Some("duplicate" | "fraudulent" | "requested_by_customer")
    ) {
        return Err(Answer::invalid("reason", "Invalid reason"));
    }
    let amount = form.whole("amount")?;
    let (session, refund) = {
        let mut book = world.book();
        let found = book
            .stripe_sessions
            .values_mut()
            .find(|session| session.intent.as_deref() == Some(intent));
        let session =
            found.ok_or_else(|| Answer::missing("payment_intent", &format!("No such payment_intent: '{intent}'")))?;
        if session.paid_at.is_none() {
            return Err(Answer::refused(
                "charge_not_refundable",
                "This PaymentIntent does not have a successful charge to refund.",
            ));
        }
        let left = session.amount - session.refunded;
        let amount = amount.unwrap_or(left);
        if left == 0 {
            return Err(Answer::refused(
                "charge_already_refunded",
                "Charge has already been refunded.",
            ));
        }
        if amount < 1 || amount > left {
            return Err(Answer::invalid(
                "amount",
                "Refund amount is greater than unrefunded amount on charge",
            ));
        }
        session.refunded += amount;
        let refund = StripeRefund {
            id: format!("re_{}", chance::hex::<12>()),
            intent: intent.to_owned(),
            amount,
            currency: session.currency.clone(),
            metadata: form.map("metadata"),
            created: world.clock.now() / 1000,
        };
        let session = session.clone();
        book.stripe_refunds.insert(refund.id.clone(), refund.clone());
        (session, refund)
    };
    tell(world, "charge.refunded", &session, &charge(&session, false));
    tell(world, "refund.updated", &session, &object(&refund));
    Ok(Answer::ok(object(&refund)))
}

/// A refund that somebody makes in the dashboard: it has no metadata. `notified` says whether the portal hears of it.
pub fn from_console(world: &World, number: &str, amount: i64, notified: bool) -> Option<String> {
    let (session, refund) = {
        let mut book = world.book();
        let session = book
            .stripe_sessions
            .values_mut()
            .find(|session| session.reference.as_deref() == Some(number) && session.paid_at.is_some())?;
        session.refunded += amount;
        let refund = StripeRefund {
            id: format!("re_{}", chance::hex::<12>()),
            intent: session.intent.clone()?,
            amount,
            currency: session.currency.clone(),
            metadata: std::collections::BTreeMap::new(),
            created: world.clock.now() / 1000,
        };
        let session = session.clone();
        book.stripe_refunds.insert(refund.id.clone(), refund.clone());
        (session, refund)
    };
    if notified {
        tell(world, "charge.refunded", &session, &charge(&session, false));
        tell(world, "refund.created", &session, &object(&refund));
    }
    Some(refund.id)
}

pub fn object(refund: &StripeRefund) -> Value {
    json!({
        "id": refund.id,
        "object": "refund",
        "amount": refund.amount,
        "charge": charge_of(&refund.intent),
        "created": refund.created,
        "currency": refund.currency,
        "metadata": refund.metadata,
        "payment_intent": refund.intent,
        "status": "succeeded",
    })
}

pub fn list(world: &World, form: &Form) -> Answer {
    if let Err(refusal) = form.only(&["payment_intent", "limit"]) {
        return refusal;
    }
    let wanted = form.get("payment_intent");
    let book = world.book();
    let found: Vec<Value> = book
        .stripe_refunds
        .values()
        .filter(|r| wanted.is_none_or(|intent| r.intent == intent))
        .map(object)
        .collect();
    Answer::ok(json!({ "object": "list", "url": "/v1/refunds", "has_more": false, "data": found }))
}

pub fn retrieve(world: &World, id: &str) -> Answer {
    let found = world.book().stripe_refunds.get(id).map(object);
    found.map_or_else(|| Answer::missing("id", &format!("No such refund: '{id}'")), Answer::ok)
}
