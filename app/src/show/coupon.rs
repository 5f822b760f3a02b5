//! What a coupon is worth, for what, when and where it works, and why not now: the same words on the phone, at the counter and in the office.

use huika_domain::{
    CouponCause, CouponStacks, CouponState, CouponTerms, CouponValidity, Fen, Tier,
    pricing::{CouponKind, Minutes, Missing, NearBirthday, Reason},
};
use huika_store::coupon::CouponPlaces;
use leptos::prelude::*;

use super::{
    birthday::day_text,
    card_kind_name,
    tier::{tier_name, tier_of},
    times::{day, moment_text},
};
use crate::{context::Portal, i18n::Lang};

/// What it is called in the language of the page.
pub fn coupon_name(t: Lang, terms: &CouponTerms) -> String {
    card_kind_name(t, &terms.name, &terms.english)
}

/// Its small print in the language of the page; empty for none.
pub fn small_print(t: Lang, terms: &CouponTerms) -> String {
    card_kind_name(t, &terms.text, &terms.text_english)
}

/// An amount as short as it can be said: 20, and 20.50.
fn short(amount: Fen) -> String {
    let text = amount.yuan();
    text.strip_suffix(".00").map_or(text.clone(), str::to_owned)
}

/// What stands largest on its face.
pub fn value_words(t: Lang, effect: CouponKind) -> String {
    match effect {
        CouponKind::Amount { off } => t.with("coupon-value-amount", &[("amount", short(off).into())]),
        CouponKind::Percent { percent, .. } => {
            let left = 100 - i64::from(percent.min(100));
            // In Chinese one says what is left: 10 percent off are 9 折, 15 are 8.5 折.
            let tenths = if left % 10 == 0 {
                (left / 10).to_string()
            } else {
                format!("{}.{}", left / 10, left % 10)
            };
            t.with(
                "coupon-value-percent",
                &[("tenths", tenths.into()), ("percent", i64::from(percent).into())],
            )
        }
        CouponKind::Exchange { pieces } => t.with("coupon-value-exchange", &[("count", i64::from(pieces).into())]),
    }
}

/// From how much on, in one line below that.
pub fn threshold_words(t: Lang, terms: &CouponTerms) -> String {
    let most = match terms.effect {
        CouponKind::Percent { most: Some(most), .. } => Some(t.with("coupon-most", &[("amount", short(most).into())])),
        _ => None,
    };
    let from = if terms.from.is_positive() {
        t.with("coupon-from", &[("amount", short(terms.from).into())])
    } else {
        t.text("coupon-from-nothing").to_owned()
    };
    most.map_or(from.clone(), |most| format!("{from} · {most}"))
}

/// Where and on which goods.
pub fn place_words(t: Lang, places: &CouponPlaces) -> String {
    let between = t.text("coupon-between");
    let stores = if places.stores.is_empty() {
        t.text("coupon-all-stores").to_owned()
    } else {
        places.stores.join(between)
    };
    if places.goods.is_empty() {
        stores
    } else {
        let goods = t.with("coupon-only-goods", &[("goods", places.goods.join(between).into())]);
        format!("{stores} · {goods}")
    }
}

/// Until when one holds, or from when on.
pub fn until_words(portal: &Portal, t: Lang, until: huika_domain::Millis) -> String {
    t.with("coupon-until", &[("day", day(portal, t, until).into())])
}

/// How long one holds, as its kind says it.
pub fn validity_words(t: Lang, validity: CouponValidity) -> String {
    match validity {
        CouponValidity::Days { wait: 0, days } => t.with("coupon-days", &[("count", i64::from(days).into())]),
        CouponValidity::Days { wait, days } => t.with(
            "coupon-days-later",
            &[("wait", i64::from(wait).into()), ("count", i64::from(days).into())],
        ),
        CouponValidity::Fixed { first, last } => t.with(
            "coupon-days-fixed",
            &[("first", day_text(t, first).into()), ("last", day_text(t, last).into())],
        ),
    }
}

fn time(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// The conditions that are no threshold and no place, a sentence each.
pub fn condition_words(t: Lang, terms: &CouponTerms, places: &CouponPlaces, tiers: &[Tier]) -> Vec<String> {
    let between = t.text("coupon-between");
    let (who, window) = (&terms.who, &terms.window);
    let mut said = Vec::new();
    if !places.not_goods.is_empty() {
        said.push(t.with("coupon-not-goods", &[("goods", places.not_goods.join(between).into())]));
    }
    if !who.tiers.is_empty() {
        let names: Vec<String> = who
            .tiers
            .iter()
            .filter_map(|rank| tier_of(tiers, i64::from(*rank)))
            .map(|tier| tier_name(t, &tier))
            .collect();
        said.push(t.with("coupon-tiers", &[("tiers", names.join(between).into())]));
    }
    if !places.card_types.is_empty() {
        let names: Vec<String> = places
            .card_types
            .iter()
            .map(|(name, english)| card_kind_name(t, name, english))
            .collect();
        said.push(t.with("coupon-cards", &[("cards", names.join(between).into())]));
    }
    match who.birthday {
        Some(NearBirthday::Day) => said.push(t.text("coupon-on-the-birthday").to_owned()),
        Some(NearBirthday::Month) => said.push(t.text("coupon-in-the-month").to_owned()),
        None => {}
    }
    if who.first_sale {
        said.push(t.text("coupon-first-purchase").to_owned());
    }
    if !window.weekdays.is_empty() {
        let names: Vec<&str> = window
            .weekdays
            .iter()
            .map(|weekday| weekday_words(t, *weekday))
            .collect();
        said.push(t.with("coupon-weekdays", &[("days", names.join(between).into())]));
    }
    if let Some(Minutes { from, until }) = window.minutes {
        let hours = [("from", time(from).into()), ("until", time(until).into())];
        said.push(t.with("coupon-hours", &hours));
    }
    said.push(stacks_words(t, terms.stacks).to_owned());
    if terms.transferable {
        said.push(t.text("coupon-may-be-given-on").to_owned());
    }
    said
}

/// A day of the week, 0 for Monday.
pub fn weekday_words(t: Lang, weekday: u8) -> &'static str {
    match weekday {
        0 => t.text("coupon-weekday-1"),
        1 => t.text("coupon-weekday-2"),
        2 => t.text("coupon-weekday-3"),
        3 => t.text("coupon-weekday-4"),
        4 => t.text("coupon-weekday-5"),
        5 => t.text("coupon-weekday-6"),
        _ => t.text("coupon-weekday-7"),
    }
}

/// Beside which others it goes.
pub fn stacks_words(t: Lang, stacks: CouponStacks) -> &'static str {
    match stacks {
        CouponStacks::Together => t.text("coupon-stacks-together"),
        CouponStacks::OneOfThem => t.text("coupon-stacks-one"),
        CouponStacks::Alone => t.text("coupon-stacks-alone"),
    }
}

/// What became of it, in a word.
pub fn state_words(t: Lang, state: CouponState) -> String {
    t.find(&format!("coupon-state-{state}"), &[]).unwrap_or_default()
}

/// How it came about, in a word.
pub fn cause_words(t: Lang, cause: CouponCause) -> String {
    t.find(&format!("coupon-cause-{cause}"), &[]).unwrap_or_default()
}

/// Why it does not work now, with what is missing.
pub fn why_words(portal: &Portal, t: Lang, (reason, missing): (Reason, Option<Missing>)) -> String {
    let figure = match missing {
        Some(Missing::From(at)) => moment_text(portal, t, at),
        Some(Missing::FromDay(day)) => day_text(t, day),
        Some(Missing::Pieces(pieces)) => pieces.to_string(),
        Some(Missing::Instead { saves, .. }) => saves.display(),
        Some(Missing::Money(amount) | Missing::Dearer(amount)) => amount.display(),
        None => String::new(),
    };
    t.find(&format!("coupon-why-{reason}"), &[("figure", figure.into())])
        .unwrap_or_default()
}

/// A coupon as it looks: what it is worth at the left, what it is at the right.
pub struct CouponFace {
    pub value: String,
    pub threshold: String,
    pub name: String,
    /// Lines below the name.
    pub lines: Vec<String>,
    /// Why it does not work now, or what is missing for it.
    pub why: Option<String>,
    /// It cannot be used now.
    pub off: bool,
}

impl CouponFace {
    /// The face of some terms.
    pub fn of(t: Lang, terms: &CouponTerms) -> Self {
        Self {
            value: value_words(t, terms.effect),
            threshold: threshold_words(t, terms),
            name: coupon_name(t, terms),
            lines: Vec::new(),
            why: None,
            off: false,
        }
    }

    pub fn show(self) -> impl IntoView + use<> {
        let class = if self.off { "ticket off" } else { "ticket" };
        let lines: Vec<_> = self
            .lines
            .into_iter()
            .map(|line| view! { <small>{line}</small> })
            .collect();
        let why = self.why.map(|why| view! { <span class="why">{why}</span> });
        view! {
            <span class=class>
                <span class="worth"><b>{self.value}</b><small>{self.threshold}</small></span>
                <span class="says"><b>{self.name}</b>{lines}{why}</span>
            </span>
        }
    }
}

#[cfg(test)]
mod tests;
