//! Balance transactions: each movement of the merchant's balance, the newest first, page by page.

use serde_json::{Value, json};

use super::answer::Answer;
use super::dispute;
use super::events::charge;
use super::form::Form;
use super::refund::object;
use crate::world::World;

const KNOWN: &[&str] = &["created[gte]", "created[lt]", "limit", "expand[]", "starting_after"];

pub fn list(world: &World, form: &Form) -> Answer {
    match try_list(world, form) {
        Ok(answer) | Err(answer) => answer,
    }
}

fn try_list(world: &World, form: &Form) -> Result<Answer, Answer> {
    form.only(KNOWN)?;
    if form.get("expand[]") != Some("data.source") {
        return Err(Answer::invalid("expand", "This stand-in answers with sources only."));
    }
    let (from, until) = (form.whole("created[gte]")?, form.whole("created[lt]")?);
    let limit = form.whole("limit")?.unwrap_or(10);
    if !(1..=100).contains(&limit) {
        return Err(Answer::invalid("limit", "This value must be between 1 and 100."));
    }
    let mut all = transactions(world);
    all.retain(|(at, _)| from.is_none_or(|from| *at >= from) && until.is_none_or(|until| *at < until));
    all.sort_by(|(a, x), (b, y)| (b, y["id"].as_str()).cmp(&(a, x["id"].as_str())));
    let skipped = match form.get("starting_after") {
        None => 0,
        Some(last) => {
            let place = all.iter().position(|(_, one)| one["id"] == last);
            place.ok_or_else(|| Answer::missing("starting_after", "No such balance transaction"))? + 1
        }
    };
    let limit = usize::try_from(limit).unwrap_or(100);
    let more = all.len() > skipped + limit;
    let page: Vec<Value> = all.into_iter().skip(skipped).take(limit).map(|(_, one)| one).collect();
    Ok(Answer::ok(json!({
        "object": "list", "url": "/v1/balance_transactions", "has_more": more, "data": page,
    })))
}

fn transactions(world: &World) -> Vec<(i64, Value)> {
    let book = world.book();
    let one = |id: String, kind: &str, at: i64, amount: i64, source: Value| {
        let transaction = json!({
            "id": id, "object": "balance_transaction", "type": kind, "amount": amount, "net": amount, "fee": 0,
            "created": at, "available_on": at, "currency": source["currency"], "source": source, "status": "pending",
        });
        (at, transaction)
    };
    let charges = book.stripe_sessions.values().filter_map(|session| {
        let (at, intent) = (session.paid_at? / 1000, session.intent.as_deref()?);
        Some(one(
            intent.replacen("pi_", "txn_", 1),
            "charge",
            at,
            session.amount,
            charge(session, false),
        ))
    });
    let refunds = book.stripe_refunds.values().map(|refund| {
        let id = refund.id.replacen("re_", "txn_", 1);
        one(id, "refund", refund.created, -refund.amount, object(refund))
    });
    let disputes = book.stripe_disputes.values().flat_map(|dispute| {
        let id = dispute.id.replacen("du_", "txn_", 1);
        let source = || dispute::object(dispute);
        // A question of the bank moves nothing.
        let took = (!dispute.status.starts_with("warning"))
            .then(|| one(id.clone(), "adjustment", dispute.created, -dispute.amount, source()));
        let home = dispute
            .reinstated
            .map(|at| one(format!("{id}_home"), "adjustment", at, dispute.amount, source()));
        took.into_iter().chain(home)
    });
    charges.chain(refunds).chain(disputes).collect()
}
