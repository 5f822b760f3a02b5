//! Disputes: the payer's bank takes a payment back, with events and with movements of the balance.

use serde_json::{Value, json};

use super::events::tell;
use super::intent::charge_of;
use crate::book::StripeDispute;
use crate::chance;
use crate::world::World;

/// The bank disputes the payment of an order, or its dispute goes on to another status. `notified` says whether the portal hears of it.
pub fn dispute(world: &World, number: &str, status: &str, amount: Option<i64>, notified: bool) -> Option<String> {
    let now = world.clock.now() / 1000;
    let (session, dispute, is_new) = {
        let mut book = world.book();
        let session = book
            .stripe_sessions
            .values()
            .find(|session| session.reference.as_deref() == Some(number) && session.paid_at.is_some())
            .cloned()?;
        let intent = session.intent.clone()?;
        let known = book.stripe_disputes.values().find(|one| one.intent == intent).cloned();
        let is_new = known.is_none();
        let mut dispute = known.unwrap_or_else(|| StripeDispute {
            id: format!("du_{}", chance::hex::<12>()),
            intent,
            amount: amount.unwrap_or(session.amount),
            currency: session.currency.clone(),
            status: String::new(),
            created: now,
            reinstated: None,
        });
        status.clone_into(&mut dispute.status);
        if status == "won" {
            dispute.reinstated = Some(now);
        }
        book.stripe_disputes.insert(dispute.id.clone(), dispute.clone());
        (session, dispute, is_new)
    };
    if notified {
        let what = object(&dispute);
        let kind = match status {
            _ if is_new => "charge.dispute.created",
            "won" | "lost" | "warning_closed" => "charge.dispute.closed",
            _ => "charge.dispute.updated",
        };
        tell(world, kind, &session, &what);
        if is_new && !status.starts_with("warning") {
            tell(world, "charge.dispute.funds_withdrawn", &session, &what);
        }
        if status == "won" {
            tell(world, "charge.dispute.funds_reinstated", &session, &what);
        }
    }
    Some(dispute.id)
}

pub fn object(dispute: &StripeDispute) -> Value {
    json!({
        "id": dispute.id,
        "object": "dispute",
        "amount": dispute.amount,
        "charge": charge_of(&dispute.intent),
        "created": dispute.created,
        "currency": dispute.currency,
        "evidence_details": { "due_by": dispute.created + 7 * 24 * 3600, "has_evidence": false },
        "livemode": false,
        "metadata": {},
        "payment_intent": dispute.intent,
        "reason": "fraudulent",
        "status": dispute.status,
    })
}
