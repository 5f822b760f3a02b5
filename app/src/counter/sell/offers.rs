//! What was taken off, what was not and what is missing for it, and the choices: points and coupons.

use huika_domain::pricing::{OfferId, Source};
use huika_store::{price::CouponsWanted, sale::PriceExplained};
use leptos::prelude::*;

use super::bill::Bill;
use crate::{
    context::{Portal, Typed},
    i18n::Lang,
    show::price::price_explained,
    ui::{PageError, key_field},
};

pub(super) fn offers(portal: &Portal, t: Lang, bill: &Bill) -> AnyView {
    match &bill.priced {
        None => ().into_any(),
        // What was chosen may be why: it can be chosen otherwise.
        Some(Err(error)) => view! {
            {PageError::notice(Some(PageError::new(t, error.code(), &[])))}
            {choices(t, bill, None)}
        }
        .into_any(),
        Some(Ok((_, explained))) => view! {
            {price_explained(portal, t, explained)}
            {choices(t, bill, Some(explained))}
            {code_form(t, bill)}
        }
        .into_any(),
    }
}

/// Points and coupons, for a scan that may spend.
fn choices(t: Lang, bill: &Bill, explained: Option<&PriceExplained>) -> impl IntoView + use<> {
    let pending = &bill.pending;
    pending.may_spend.then(|| {
        let applied = explained.map_or(&[][..], |explained| explained.applied.as_slice());
        let mut coupons: Vec<OfferId> = applied
            .iter()
            .filter_map(|one| match one.source {
                Source::Offer(offer @ OfferId::Coupon(_)) => Some(offer),
                _ => None,
            })
            .collect();
        let used = coupons.clone();
        let refused = explained.map_or(&[][..], |explained| explained.refused.as_slice());
        let others = refused.iter().map(|one| one.offer);
        coupons.extend(others.filter(|offer| matches!(offer, OfferId::Coupon(_))));
        coupons.dedup();
        let boxes: Vec<_> = coupons
            .iter()
            .filter_map(|offer| match offer {
                OfferId::Coupon(coupon) => Some((coupon.to_string(), *offer)),
                _ => None,
            })
            .map(|(value, offer)| {
                let name = explained.map_or(String::new(), |explained| explained.name_of(offer).to_owned());
                view! {
                    <label class="check">
                        <input type="checkbox" name="coupons[]" value=value checked=used.contains(&offer) data-now />
                        <span>{name}</span>
                    </label>
                }
            })
            .collect();
        let best = pending.cart.coupons == CouponsWanted::Best;
        // Without a price nobody sees the coupons, so none of them is given up.
        let stays = (explained.is_none() && best).then(|| view! { <input type="hidden" name="best" value="1" /> });
        let exactly = pending.cart.points_exactly.map(|points| points.get().to_string());
        let typed = Typed::into_form("cart_choose");
        view! {
            <form class="panel sell-choices" method="post" action="/do/cart_choose" data-live>
                {key_field(&typed)}
                <input type="hidden" name="cart" value=pending.token.clone() />
                {stays}
                <label class="check">
                    <input type="checkbox" name="points" value="1" checked=pending.cart.points data-now />
                    <span>{t.text("sell-use-points")}</span>
                </label>
                <label class="field">
                    <span>{t.text("sell-points-amount")}</span>
                    <input
                        name="points_amount"
                        inputmode="numeric"
                        maxlength="12"
                        autocomplete="off"
                        value=typed.or("points_amount", exactly.unwrap_or_default())
                    />
                </label>
                {boxes}
                <button class="button quiet small">{t.text("sell-recount")}</button>
                {(!best).then(|| view! { <button class="button quiet small" name="best" value="1">{t.text("sell-best")}</button> })}
            </form>
        }
    })
}

/// A code that the customer says or shows on paper.
fn code_form(t: Lang, bill: &Bill) -> impl IntoView + use<> {
    let typed = Typed::into_form("cart_code");
    view! {
        <form class="sell-code" method="post" action="/do/cart_code" autocomplete="off" data-live>
            {key_field(&typed)}
            <input type="hidden" name="cart" value=bill.pending.token.clone() />
            <label class="field">
                <span>{t.text("sell-code")}</span>
                <input
                    name="typed"
                    maxlength="60"
                    spellcheck="false"
                    autocapitalize="characters"
                    value=typed.value("typed").unwrap_or_default()
                />
            </label>
            <button class="button quiet small">{t.text("sell-code-use")}</button>
        </form>
    }
}
