//! A movement of the books in a member's words: the same on the home page, the statement, the receipt and the live page.

mod facts;

pub use facts::named_facts;

use huika_domain::{Fen, Points};
use huika_store::{
    ledger::{EntryKind, Explanation, HoldStatus},
    member::{HeldOf, Movement, RefundOf},
    refund::RefundStatus,
    sale::watch::POINTS_CHECKED,
};
use leptos::prelude::*;

use super::{
    amount,
    channel::{channel_name, tender_name},
    tier::named,
    times::moment_text,
};
use crate::{
    context::Portal,
    i18n::{Arg, Lang},
    islands::live_receipt::LiveMovement,
};

/// What happened, as one sentence: "在徐汇店消费", "用微信支付充值", "用积分兑换手冲咖啡券".
pub fn title(t: Lang, movement: &Movement) -> String {
    let place = movement.store.as_str();
    match &movement.explanation {
        Explanation::TopUp { channel, .. } => t.with("said-top-up", &[("channel", channel_name(t, channel).into())]),
        Explanation::Sale { .. } if place.is_empty() => t.text("said-sale-nowhere").to_owned(),
        Explanation::Sale { .. } => t.with("said-sale", &[("store", place.into())]),
        Explanation::Reversal { .. } if place.is_empty() => t.text("said-return-nowhere").to_owned(),
        Explanation::Reversal { .. } => t.with("said-return", &[("store", place.into())]),
        Explanation::Redemption { item, .. } if movement.kind == EntryKind::Cancellation => {
            t.with("said-cancellation", &[("item", item.as_str().into())])
        }
        Explanation::Redemption { item, .. } => t.with("said-redemption", &[("item", item.as_str().into())]),
        Explanation::Expiry { points, bonus } => match (points.is_zero(), bonus.is_zero()) {
            (false, false) => t.text("said-expiry-both").to_owned(),
            (true, false) => t.text("said-expiry-bonus").to_owned(),
            _ => t.text("said-expiry-points").to_owned(),
        },
        Explanation::Closing { .. } => t.text("said-closing").to_owned(),
        Explanation::Manual { reason, .. } => by_hand(t, movement.kind, reason),
        Explanation::Gift { other, .. } if movement.points.is_negative() => {
            t.with("said-gift-given", &[("other", other.as_str().into())])
        }
        Explanation::Gift { other, .. } => t.with("said-gift-received", &[("other", other.as_str().into())]),
        Explanation::Replacement { old_tail, .. } => t.with("said-replacement", &[("tail", old_tail.as_str().into())]),
        Explanation::Welcome { .. } => t.text("said-welcome").to_owned(),
        Explanation::TierGift { tier } => t.with("said-tier-gift", &[("tier", named(t, tier).into())]),
        Explanation::Referral { other, came } => {
            let other = [("other", Arg::from(other.as_str()))];
            match (*came, movement.points.is_negative()) {
                (true, false) => t.with("said-referral-came", &other),
                (false, false) => t.with("said-referral-sent", &other),
                (_, true) => t.with("said-referral-back", &other),
            }
        }
        // No member's, so no member is shown one; the office's list has it.
        Explanation::Drawer { reason, .. } => t.with("said-drawer", &[("reason", reason.as_str().into())]),
        Explanation::CardFee { tail, period, fee, .. } => card_fee(t, movement, tail, period, *fee),
        Explanation::Merge { other, away: true } => t.with("said-merge-away", &[("other", other.as_str().into())]),
        Explanation::Merge { other, .. } => t.with("said-merge-in", &[("other", other.as_str().into())]),
        Explanation::Hold { purpose } => set_aside(t, movement, purpose),
        // What was left of a held top-up after the gateway had taken its part.
        Explanation::Refund { .. } if held_of(movement).is_some() && !movement.money.is_zero() => {
            t.text("said-held-back").to_owned()
        }
        Explanation::Refund { channel, .. } if movement.money.is_zero() => {
            t.with("said-refund-points", &[("channel", channel_name(t, channel).into())])
        }
        Explanation::Refund { channel, .. } => {
            t.with("said-refund-paid", &[("channel", channel_name(t, channel).into())])
        }
    }
}

/// What somebody of the shop did. Before fees had facts of their own, that for a new card was told by a word.
fn by_hand(t: Lang, kind: EntryKind, reason: &str) -> String {
    let said = [("reason", Arg::from(reason))];
    match kind {
        EntryKind::Opening => t.text("said-opening").to_owned(),
        EntryKind::Grant => t.with("said-grant", &said),
        EntryKind::Fee if reason == "replacement-fee" => t.text("said-replacement-before").to_owned(),
        EntryKind::Fee => t.with("said-fee", &said),
        _ => t.with("said-adjustment", &said),
    }
}

/// A card's fee, and whether less was there than it costs.
fn card_fee(t: Lang, movement: &Movement, tail: &str, period: &str, fee: Fen) -> String {
    let said = [
        ("tail", Arg::from(tail)),
        ("period", period.into()),
        ("amount", fee.display().into()),
    ];
    let in_full = movement.money.checked_neg() == Some(fee);
    match movement.kind {
        EntryKind::AnnualFee if in_full => t.with("said-annual-fee", &said),
        EntryKind::AnnualFee => t.with("said-annual-fee-part", &said),
        EntryKind::ServiceFee if in_full => t.with("said-service-fee", &said),
        EntryKind::ServiceFee => t.with("said-service-fee-part", &said),
        _ => t.with("said-joining-fee", &said),
    }
}

fn set_aside(t: Lang, movement: &Movement, purpose: &str) -> String {
    if let Some(refund) = refund_of(movement) {
        let channel = [("channel", Arg::from(channel_name(t, &refund.channel)))];
        return match (movement.kind, refund.status) {
            (EntryKind::Release, _) => t.text("said-refund-back").to_owned(),
            (_, RefundStatus::Open | RefundStatus::Counter) => t.with("said-refund-open", &channel),
            (_, RefundStatus::Paid) => t.with("said-refund-paid", &channel),
            (_, RefundStatus::Failed) => t.with("said-refund-failed", &channel),
        };
    }
    if let Some(held) = held_of(movement) {
        return top_up_held(t, movement, held);
    }
    let state = movement.aside.as_ref().map(|aside| aside.state);
    if purpose == POINTS_CHECKED {
        return match movement.kind {
            EntryKind::Release => t.text("said-points-checked").to_owned(),
            _ => t.text("said-points-held").to_owned(),
        };
    }
    let said = [("purpose", Arg::from(purpose))];
    match (movement.kind, state) {
        (EntryKind::Release, _) => t.with("said-release", &said),
        (EntryKind::Hold, Some(HoldStatus::Open | HoldStatus::Released) | None) => t.with("said-hold", &said),
        _ => t.with("said-hold-taken", &said),
    }
}

/// A top-up that a person of the shop looks at, and what became of it.
fn top_up_held(t: Lang, movement: &Movement, held: &HeldOf) -> String {
    let state = movement.aside.as_ref().map(|aside| aside.state);
    match (movement.kind, state) {
        (EntryKind::Hold, Some(HoldStatus::Taken)) => {
            t.with("said-held-taken", &[("channel", channel_name(t, &held.channel).into())])
        }
        (EntryKind::Hold, _) => t.text("said-held").to_owned(),
        _ => t.text("said-held-back").to_owned(),
    }
}

/// The top-up that is held, and that a movement is about.
pub fn held_of(movement: &Movement) -> Option<&HeldOf> {
    movement.aside.as_ref()?.held.as_ref()
}

/// The refund of a top-up that a movement is about.
pub fn refund_of(movement: &Movement) -> Option<&RefundOf> {
    movement.aside.as_ref()?.refund.as_ref()
}

/// The figure at the end of the row: money, or points where no money moved. It has a sign, whatever it is. Of a refund it is what the
/// member gets back; the bonus that ends with it is said beside it.
pub fn figure(t: Lang, movement: &Movement) -> (String, bool) {
    let money = if refund_of(movement).is_some() {
        movement.principal
    } else {
        movement.money
    };
    if money.is_zero() && !movement.points.is_zero() {
        (signed_points(t, movement.points), movement.points.is_positive())
    } else {
        (signed(money), money.is_positive())
    }
}

/// With a sign even where nothing moved, as when a fee was paid in cash.
fn signed(amount: Fen) -> String {
    let text = amount.signed();
    if amount.is_zero() { format!("±{text}") } else { text }
}

fn signed_points(t: Lang, points: Points) -> String {
    t.with("points-signed", &[("points", points.signed().into())])
}

/// What the figure is made of, and what was paid beside the card. Of a top-up the principal was typed by the member, so only the
/// bonus is news.
pub fn parts(t: Lang, movement: &Movement) -> Option<String> {
    let beside = paid_beside(t, movement);
    let both = !movement.principal.is_zero() && !movement.bonus.is_zero();
    let made_of = if refund_of(movement).is_some() {
        (!movement.bonus.is_zero()).then(|| t.with("bonus-signed", &[("amount", movement.bonus.signed().into())]))
    } else if !both {
        None
    } else if movement.kind == EntryKind::TopUp {
        Some(t.with("of-which-bonus", &[("amount", movement.bonus.display().into())]))
    } else {
        Some(principal_and_bonus(t, movement))
    };
    let words: Vec<String> = made_of.into_iter().chain(beside).collect();
    (!words.is_empty()).then(|| words.join(" · "))
}

/// The figure has the sign already; the parts need one only where they differ in it.
fn principal_and_bonus(t: Lang, movement: &Movement) -> String {
    let (principal, bonus) = (movement.principal, movement.bonus);
    let one_way = principal.is_positive() == bonus.is_positive();
    let part = |amount: Fen| {
        let text = amount.signed();
        if one_way {
            text.trim_start_matches(['+', '\u{2212}']).to_owned()
        } else {
            text
        }
    };
    t.with(
        "parts",
        &[("principal", part(principal).into()), ("bonus", part(bonus).into())],
    )
}

/// What was paid, and how, without moving the balance.
fn paid_beside(t: Lang, movement: &Movement) -> Option<String> {
    let (channel, amount) = match &movement.explanation {
        Explanation::Sale {
            outside,
            outside_channel,
            ..
        } => (outside_channel, *outside),
        Explanation::Replacement { fee, channel, .. } | Explanation::CardFee { fee, channel, .. }
            if !channel.is_empty() =>
        {
            (channel, *fee)
        }
        _ => return None,
    };
    amount.is_positive().then(|| {
        t.with(
            "paid-beside",
            &[
                ("channel", tender_name(t, channel).into()),
                ("amount", amount.display().into()),
            ],
        )
    })
}

/// The points that came or went with money.
fn points_beside(t: Lang, movement: &Movement) -> Option<String> {
    (!movement.money.is_zero() && !movement.points.is_zero()).then(|| signed_points(t, movement.points))
}

/// What stands below the figure: what is left afterwards.
pub fn beside(t: Lang, movement: &Movement) -> String {
    if movement.money.is_zero() && !movement.points.is_zero() {
        t.with("points-after", &[("points", movement.points_after.display().into())])
    } else {
        t.with("balance-after", &[("amount", movement.money_after.display().into())])
    }
}

/// One row of the statement: also what is left afterwards, and what moved on which side.
pub fn statement_row(portal: &Portal, t: Lang, movement: &Movement) -> impl IntoView + use<> {
    let (text, comes_in) = figure(t, movement);
    let detail: Vec<String> = parts(t, movement)
        .into_iter()
        .chain(points_beside(t, movement))
        .collect();
    let detail = (!detail.is_empty()).then(|| view! { <small class="all">{detail.join(" · ")}</small> });
    view! {
        <li>
            <a class="row" href=format!("/statement/{}", movement.entry.get())>
                <span class="what">{title(t, movement)}</span>
                {amount(text, comes_in)}
                <small>{moment_text(portal, t, movement.at)}</small>
                <small class="end">{beside(t, movement)}</small>
                {detail}
            </a>
        </li>
    }
}

/// One row that leads to its receipt.
pub fn row(portal: &Portal, t: Lang, movement: &Movement) -> impl IntoView + use<> {
    let (text, comes_in) = figure(t, movement);
    let mut detail = moment_text(portal, t, movement.at);
    if let Some(parts) = parts(t, movement) {
        detail.push_str(" · ");
        detail.push_str(&parts);
    }
    let end = points_beside(t, movement).unwrap_or_else(|| beside(t, movement));
    view! {
        <li>
            <a class="row" href=format!("/statement/{}", movement.entry.get())>
                <span class="what">{title(t, movement)}</span>
                {amount(text, comes_in)}
                <small>{detail}</small>
                <small class="end">{end}</small>
            </a>
        </li>
    }
}

/// The same for a page that is told live, with what the code alone may still spend.
pub fn live(t: Lang, movement: &Movement, no_pin_left: Fen) -> LiveMovement {
    let (text, _) = figure(t, movement);
    let detail: Vec<String> = parts(t, movement)
        .into_iter()
        .chain(points_beside(t, movement))
        .collect();
    LiveMovement {
        entry: movement.entry.get(),
        title: title(t, movement),
        amount: text,
        detail: detail.join(" · "),
        balance: beside(t, movement),
        money_after: movement.money_after.get(),
        points_after: movement.points_after.get(),
        no_pin_left: no_pin_left.get(),
    }
}

#[cfg(test)]
mod tests;
