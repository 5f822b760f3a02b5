//! A till's question in words.

use huika_domain::{Fen, Points};
use huika_store::till::Approval;
use leptos::prelude::*;

use super::big_money;
use crate::i18n::Lang;

/// "徐汇店请你确认付款 ¥300.00", on every page, with the points that would leave the card too.
pub fn asked_text(t: Lang, asked: &Approval) -> String {
    let what = leaves_text(t, asked.amount, asked.points);
    t.with(
        "approve-asked",
        &[("store", asked.store.clone().into()), ("what", what.into())],
    )
}

/// What would leave the card, in one phrase: money, points or both.
pub fn leaves_text(t: Lang, money: Fen, points: Points) -> String {
    let points_text = t.with("points-count", &[("points", points.display().into())]);
    match (money.is_zero(), points.is_zero()) {
        (_, true) => money.display(),
        (true, false) => points_text,
        (false, false) => t.with(
            "approve-money-and-points",
            &[("amount", money.display().into()), ("points", points_text.into())],
        ),
    }
}

/// The same as the largest thing of a page.
pub fn big_leaves(t: Lang, money: Fen, points: Points) -> impl IntoView + use<> {
    let figures = [("points", points.display().into())];
    let has_money = !money.is_zero() || points.is_zero();
    let points = (!points.is_zero()).then(|| {
        if has_money {
            view! { <span class="and-points">{t.with("approve-and-points", &figures)}</span> }
        } else {
            view! { <span class="big">{t.with("points-count", &figures)}</span> }
        }
    });
    let money = has_money.then(|| big_money(money));
    view! { {money}{points} }
}
