//! A price, explained: the lines, what each step took off with its arithmetic, what was given, and what was not used and why. The same on every surface.

use huika_domain::{
    Fen,
    pricing::{Applied, Missing, OfferId, QuotedGift, Refused, Source},
};
use huika_store::sale::{LineExplained, PriceExplained};
use leptos::prelude::*;

use crate::{context::Portal, i18n::Lang, show::times::instant_text};

/// The whole explanation; nothing of a plain amount, whose bill says it all.
pub fn price_explained(portal: &Portal, t: Lang, price: &PriceExplained) -> Option<impl IntoView + use<>> {
    if price.is_plain() {
        return None;
    }
    let lines: Vec<_> = price.lines.iter().map(|line| sold_line(t, line)).collect();
    let steps: Vec<_> = price.applied.iter().map(|applied| step(t, price, applied)).collect();
    let gifts: Vec<_> = price.gifts.iter().map(|gift| given(t, price, gift)).collect();
    let refused: Vec<_> = price
        .refused
        .iter()
        .map(|refused| not_used(portal, t, price, refused))
        .collect();
    let refused = (!refused.is_empty()).then(|| {
        view! {
            <details class="fold">
                <summary>{t.with("price-not-used", &[("count", (refused.len() as i64).into())])}</summary>
                <ul class="fine">{refused}</ul>
            </details>
        }
    });
    Some(view! {
        <section class="panel price" aria-label=t.text("price-explained")>
            <dl class="facts">
                {lines}
                {steps}
                {gifts}
                <div class="sum"><dt>{t.text("line-due")}</dt><dd>{price.due.display()}</dd></div>
            </dl>
            {refused}
        </section>
    })
}

/// A line: what it is called, pieces, list price, and what is paid where that is less.
fn sold_line(t: Lang, line: &LineExplained) -> impl IntoView + use<> {
    let name = if line.name.is_empty() {
        t.text("price-amount").to_owned()
    } else {
        line.name.clone()
    };
    let name = match line.quantity {
        1 => name,
        pieces => t.with(
            "price-pieces",
            &[("name", name.into()), ("count", i64::from(pieces).into())],
        ),
    };
    let paid = (line.due != line.list).then(|| {
        let words = t.with("price-line-due", &[("amount", line.due.display().into())]);
        view! { <span class="note">{words}</span> }
    });
    view! { <div><dt>{name}</dt><dd>{line.list.display()}{paid}</dd></div> }
}

/// What one step took off, by what, and how it was worked out.
fn step(t: Lang, price: &PriceExplained, applied: &Applied) -> impl IntoView + use<> {
    let words = step_words(t, price, applied);
    let arithmetic = applied.arithmetic.display();
    let arithmetic = (!arithmetic.is_empty()).then(|| view! { <span class="note">{arithmetic}</span> });
    let off = Fen::new(-applied.amount.get());
    view! { <div><dt>{words}</dt><dd>{off.display()}{arithmetic}</dd></div> }
}

/// What a step is called, with the name of the offer where one did it.
fn step_words(t: Lang, price: &PriceExplained, applied: &Applied) -> String {
    let step = t.find(&applied.step.key(), &[]).unwrap_or_default();
    let name = match applied.source {
        Source::Offer(offer) => name_in(t, price, offer).to_owned(),
        Source::Hand => hand_words(t, price, applied),
        _ => String::new(),
    };
    if name.is_empty() {
        step
    } else {
        t.with("price-by-offer", &[("step", step.into()), ("name", name.into())])
    }
}

/// Of which line it was taken off by hand, and why.
fn hand_words(t: Lang, price: &PriceExplained, applied: &Applied) -> String {
    let Some(one) = price.by_hand_of(applied) else {
        return String::new();
    };
    let line = one.line.and_then(|line| price.lines.get(usize::try_from(line).ok()?));
    let line = line.map(|line| match line.name.as_str() {
        "" => t.text("price-amount").to_owned(),
        name => name.to_owned(),
    });
    let why = t.find(&format!("hand-reason-{}", one.reason), &[]);
    let parts: Vec<String> = [line, why].into_iter().flatten().collect();
    parts.join(" · ")
}

fn given(t: Lang, price: &PriceExplained, gift: &QuotedGift) -> impl IntoView + use<> {
    let offer = name_in(t, price, OfferId::Campaign(gift.campaign));
    let words = if offer.is_empty() {
        t.text("price-gift").to_owned()
    } else {
        t.with("price-gift-by", &[("name", offer.to_owned().into())])
    };
    let figures = [
        ("name", price.goods_name(gift.goods).to_owned().into()),
        ("count", i64::from(gift.quantity).into()),
    ];
    view! { <div><dt>{words}</dt><dd>{t.with("price-pieces", &figures)}</dd></div> }
}

/// Why an offer was not used, and what is missing.
fn not_used(portal: &Portal, t: Lang, price: &PriceExplained, refused: &Refused) -> impl IntoView + use<> {
    let name = offer_words(t, price, refused.offer);
    let why = t.find(&refused.reason.key(), &[]).unwrap_or_default();
    let missing = missing_words(portal, t, price, refused.missing);
    let missing = (!missing.is_empty()).then(|| view! { " "<span class="note">{missing}</span> });
    view! { <li><b>{name}</b>" "{why}{missing}</li> }
}

fn name_in(t: Lang, price: &PriceExplained, offer: OfferId) -> &str {
    match t {
        Lang::En => price.english_name_of(offer),
        Lang::ZhCn => price.name_of(offer),
    }
}

/// What an offer is called; a code that nothing has by its place among those typed.
fn offer_words(t: Lang, price: &PriceExplained, offer: OfferId) -> String {
    let name = name_in(t, price, offer);
    if !name.is_empty() {
        return name.to_owned();
    }
    match offer {
        OfferId::Campaign(_) => t.text("price-campaign").to_owned(),
        OfferId::Coupon(_) => t.text("price-coupon").to_owned(),
        OfferId::Code(place) => t.with("price-code", &[("number", (i64::from(place) + 1).into())]),
    }
}

/// What is missing as a figure, where no other offer is a part of it.
pub fn missing_figure(portal: &Portal, t: Lang, missing: Option<Missing>) -> String {
    match missing {
        Some(Missing::Instead { .. }) | None => String::new(),
        Some(Missing::Money(fen)) => t.with("missing-money", &[("amount", fen.display().into())]),
        Some(Missing::Pieces(pieces)) => t.with("missing-pieces", &[("count", i64::from(pieces).into())]),
        Some(Missing::From(from)) => t.with("missing-from", &[("when", instant_text(portal, t, from).into())]),
        Some(Missing::FromDay(day)) => t.with("missing-from", &[("when", day.to_string().into())]),
        Some(Missing::Dearer(fen)) => t.with("missing-dearer", &[("amount", fen.display().into())]),
    }
}

/// What is missing, in words; empty where that is no figure.
pub fn missing_words(portal: &Portal, t: Lang, price: &PriceExplained, missing: Option<Missing>) -> String {
    match missing {
        Some(Missing::Instead { other, saves }) => t.with(
            "missing-instead",
            &[
                ("name", offer_words(t, price, other).into()),
                ("amount", saves.display().into()),
            ],
        ),
        other => missing_figure(portal, t, other),
    }
}

#[cfg(test)]
mod tests;
