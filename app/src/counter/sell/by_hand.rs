//! What is taken off by hand: what stands on the bill, and the form that gives it, with a second person's PIN where it is above the limit.

use huika_domain::HandReason;
use huika_store::{
    parked::HandSecond,
    sale::{ByHand, PriceExplained},
};
use leptos::prelude::*;

use super::bill::Bill;
use crate::{context::Typed, i18n::Lang, ui::key_field};

/// Nothing for who may take nothing off, and while nothing is on the bill.
pub(super) fn by_hand(t: Lang, bill: &Bill, seconds: &[HandSecond]) -> AnyView {
    let cart = &bill.pending.cart;
    if cart.lines.is_empty() {
        return ().into_any();
    }
    let priced = bill.priced.as_ref().and_then(|priced| priced.as_ref().ok());
    let names: Vec<String> = (0..cart.lines.len())
        .map(|place| name_of(t, priced.map(|(_, explained)| explained), place))
        .collect();
    let given: Vec<_> = cart
        .by_hand
        .iter()
        .map(|one| {
            let off = priced.map_or(String::new(), |(quote, _)| one.taken_in(&quote.priced).display());
            given(t, &bill.pending.token, one, &names, &off)
        })
        .collect();
    let given = (!given.is_empty()).then(|| view! { <ul class="rows">{given}</ul> });
    let typed = Typed::into_form("cart_hand");
    let open = typed.value("amount").is_some();
    view! {
        <section class="panel sell-hand" aria-label=t.text("hand-title")>
            {given}
            <details class="steps" open=open>
                <summary>{t.text("hand-title")}</summary>
                {form(t, &bill.pending.token, &typed, &names, seconds)}
            </details>
        </section>
    }
    .into_any()
}

fn name_of(t: Lang, explained: Option<&PriceExplained>, place: usize) -> String {
    let name = explained
        .and_then(|explained| explained.lines.get(place))
        .map(|line| line.name.clone());
    let name = name.filter(|name| !name.is_empty());
    format!(
        "{}. {}",
        place + 1,
        name.unwrap_or_else(|| t.text("sell-amount").to_owned())
    )
}

fn given(t: Lang, token: &str, one: &ByHand, names: &[String], off: &str) -> impl IntoView + use<> {
    let place = one.line.and_then(|line| usize::try_from(line).ok());
    let what = match place {
        Some(place) => names.get(place).cloned().unwrap_or_default(),
        None => t.text("hand-of-bill").to_owned(),
    };
    let why = t.find(&format!("hand-reason-{}", one.reason), &[]).unwrap_or_default();
    let second = one.approved.map(|_| t.text("hand-approved"));
    let of = one.line.map_or_else(|| "bill".to_owned(), |line| line.to_string());
    view! {
        <li class="row">
            <span class="what">{what}</span>
            <small>{why}" "{one.note.clone()}" "{second}</small>
            <b>{format!("−{off}")}</b>
            <form method="post" action="/do/cart_hand" data-live>
                <input type="hidden" name="cart" value=token.to_owned() />
                <input type="hidden" name="of" value=of />
                <button class="button bare small" name="kind" value="none">{t.text("hand-remove")}</button>
            </form>
        </li>
    }
}

fn form(t: Lang, token: &str, typed: &Typed, names: &[String], seconds: &[HandSecond]) -> impl IntoView + use<> {
    let lines: Vec<_> = names
        .iter()
        .enumerate()
        .map(|(place, name)| {
            let value = place.to_string();
            let chosen = typed.picked("of", &value, false);
            view! { <option value=value selected=chosen>{name.clone()}</option> }
        })
        .collect();
    let kinds: Vec<_> = [
        ("percent", t.text("hand-kind-percent")),
        ("amount", t.text("hand-kind-amount")),
        ("price", t.text("hand-kind-price")),
    ]
    .into_iter()
    .map(|(value, words)| {
        let chosen = typed.picked("kind", value, false);
        view! { <option value=value selected=chosen>{words}</option> }
    })
    .collect();
    let reasons: Vec<_> = HandReason::ALL
        .into_iter()
        .map(|reason| {
            let chosen = typed.picked("reason", reason.as_str(), false);
            let words = t.find(&format!("hand-reason-{reason}"), &[]).unwrap_or_default();
            view! { <option value=reason.as_str() selected=chosen>{words}</option> }
        })
        .collect();
    view! {
        <form class="form" method="post" action="/do/cart_hand" autocomplete="off" data-live>
            {key_field(typed)}
            <input type="hidden" name="cart" value=token.to_owned() />
            <label class="field">
                <span>{t.text("hand-of")}</span>
                <select name="of">
                    <option value="bill" selected=typed.picked("of", "bill", false)>{t.text("hand-of-bill")}</option>
                    {lines}
                </select>
            </label>
            <label class="field"><span>{t.text("hand-kind")}</span><select name="kind">{kinds}</select></label>
            <label class="field">
                <span>{t.text("hand-figure")}</span>
                <input
                    name="amount"
                    inputmode="decimal"
                    maxlength="20"
                    autocomplete="off"
                    value=typed.value("amount").unwrap_or_default()
                />
            </label>
            <label class="field"><span>{t.text("hand-reason")}</span><select name="reason">{reasons}</select></label>
            <label class="field">
                <span>{t.text("hand-note")}</span>
                <input name="note" maxlength="200" value=typed.value("note").unwrap_or_default() />
            </label>
            {second(t, typed, seconds)}
            <button class="button quiet">{t.text("hand-give")}</button>
        </form>
    }
}

/// Whoever stands beside the till and says yes; without anybody who could, there is nothing to fill in.
fn second(t: Lang, typed: &Typed, seconds: &[HandSecond]) -> Option<impl IntoView + use<>> {
    if seconds.is_empty() {
        return None;
    }
    let people: Vec<_> = seconds
        .iter()
        .map(|one| {
            let value = one.operator.to_string();
            let chosen = typed.picked("second_person", &value, false);
            view! { <option value=value selected=chosen>{one.name.clone()}</option> }
        })
        .collect();
    Some(view! {
        <fieldset class="stack">
            <legend>{t.text("hand-second")}</legend>
            <label class="field">
                <span>{t.text("hand-second-who")}</span>
                <select name="second_person">
                    <option value="">{t.text("hand-second-none")}</option>
                    {people}
                </select>
            </label>
            <label class="field">
                <span>{t.text("hand-second-pin")}</span>
                <input name="pin" type="password" inputmode="numeric" autocomplete="off" maxlength="20" />
            </label>
        </fieldset>
    })
}
