//! A movement of the books in a member's words: the same on the home page, the statement, the receipt and the live page.

use huika_domain::Fen;
use huika_store::{
    assets::Movement,
    ledger::{EntryKind, Explanation},
};
use leptos::prelude::*;

use crate::{
    context::Portal,
    i18n::{Arg, Lang},
    islands::live_receipt::LiveMovement,
    ui::{amount, when::moment_text},
};

/// "徐汇店 消费", "微信支付 充值", "手冲咖啡券 兑换".
pub fn title(t: Lang, movement: &Movement) -> String {
    let kind = t
        .find(&format!("kind-{}", movement.kind.as_str()), &[])
        .unwrap_or_default();
    let what = match &movement.explanation {
        Explanation::TopUp { channel, .. } | Explanation::Refund { channel, .. } => channel_name(t, channel),
        Explanation::Redemption { item, .. } => item.clone(),
        Explanation::Manual { reason, .. } => reason.clone(),
        Explanation::Gift { other, .. } => other.clone(),
        Explanation::Hold { purpose } => purpose.clone(),
        Explanation::Sale { .. } | Explanation::Reversal { .. } | Explanation::Expiry { .. } => movement.store.clone(),
    };
    if what.is_empty() {
        kind
    } else {
        t.with("kind-of", &[("what", what.into()), ("kind", kind.into())])
    }
}

/// What a payment channel is called.
pub fn channel_name(t: Lang, channel: &str) -> String {
    t.find(&format!("channel-{channel}"), &[])
        .unwrap_or_else(|| channel.to_owned())
}

/// The figure at the end of the row: money, or points where no money moved.
pub fn figure(t: Lang, movement: &Movement) -> (String, bool) {
    if movement.money.is_zero() && !movement.points.is_zero() {
        let points = t.with("points-signed", &[("points", movement.points.signed().into())]);
        (points, movement.points.is_positive())
    } else {
        (movement.money.signed(), movement.money.is_positive())
    }
}

/// Principal and bonus of it, where both moved. Of a top-up the principal was typed by the member, so only the bonus is news.
pub fn parts(t: Lang, movement: &Movement) -> Option<String> {
    if movement.principal.is_zero() || movement.bonus.is_zero() {
        return None;
    }
    if movement.kind == EntryKind::TopUp {
        return Some(t.with("of-which-bonus", &[("amount", movement.bonus.display().into())]));
    }
    let part = |amount: Fen| {
        Arg::from(if movement.kind == EntryKind::Sale {
            amount.yuan().replace('-', "")
        } else {
            amount.yuan()
        })
    };
    Some(t.with(
        "parts",
        &[("principal", part(movement.principal)), ("bonus", part(movement.bonus))],
    ))
}

/// What stands below the figure: the points that came with money, or what is left afterwards.
pub fn beside(t: Lang, movement: &Movement) -> String {
    if movement.money.is_zero() {
        t.with("points-after", &[("points", movement.points_after.display().into())])
    } else {
        t.with("balance-after", &[("amount", movement.money_after.display().into())])
    }
}

/// One row of the statement: also what is left afterwards, and what moved on which side.
pub fn statement_row(portal: &Portal, t: Lang, movement: &Movement) -> impl IntoView + use<> {
    let (text, comes_in) = figure(t, movement);
    let points = (!movement.money.is_zero() && !movement.points.is_zero())
        .then(|| t.with("points-signed", &[("points", movement.points.signed().into())]));
    let detail: Vec<String> = parts(t, movement).into_iter().chain(points).collect();
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
    let mut end = beside(t, movement);
    if !movement.money.is_zero() && !movement.points.is_zero() {
        end = t.with("points-signed", &[("points", movement.points.signed().into())]);
    }
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
    let mut detail = parts(t, movement).unwrap_or_default();
    if !movement.money.is_zero() && !movement.points.is_zero() {
        if !detail.is_empty() {
            detail.push_str(" · ");
        }
        detail.push_str(&t.with("points-signed", &[("points", movement.points.signed().into())]));
    }
    LiveMovement {
        entry: movement.entry.get(),
        title: title(t, movement),
        amount: text,
        detail,
        balance: beside(t, movement),
        money_after: movement.money_after.get(),
        points_after: movement.points_after.get(),
        no_pin_left: no_pin_left.get(),
    }
}
