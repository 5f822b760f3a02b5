//! Who buys, and what helps them: tier and how far the next one is, balance and points, coupons and which of them end soon, notes of the staff, a
//! birthday that is near.

use huika_domain::PersonName;
use huika_store::{
    StoreError,
    coupon::{CouponNotice, coupon_notice},
    member::{birthday, notes},
    tier::{TierPage, tier_page},
};
use leptos::prelude::*;

use super::bill::Bill;
use crate::{
    context::Typed,
    i18n::Lang,
    show::{
        Leave,
        tier::{next_words, tier_name, tier_of},
        times::{moment_text, time_of_day},
    },
    staff::Staff,
    ui::{fact, key_field},
};

/// Days before a birthday that a cashier hears of it.
const BIRTHDAY_NEAR_DAYS: i64 = 7;

pub(super) async fn who(staff: &Staff, bill: &Bill) -> Result<AnyView, Leave> {
    let t = staff.lang();
    let pending = &bill.pending;
    let Some(member) = pending.member else {
        return Ok(view! {
            <section class="panel who" aria-label=t.text("sale-member")>
                <h2>{t.text("sell-nobody")}</h2>
                <p class="quiet-text">{t.text("sell-nobody-text")}</p>
            </section>
        }
        .into_any());
    };
    if pending.session.is_none() {
        // The scan is over: who it is stays known.
        return Ok(view! {
            <section class="panel who" aria-label=t.text("sale-member")>
                <h2>{t.text("sell-scan-over")}</h2>
                <p class="quiet-text">{t.text("sell-scan-over-text")}</p>
                {change(&pending.token, "identify", t.text("sell-identify"))}
                {change(&pending.token, "nobody", t.text("sell-without"))}
            </section>
        }
        .into_any());
    }
    let place = staff.place();
    let rank = bill.member.as_ref().map_or(0, |found| found.card.tier_rank);
    let (tier, near, notes, (coupons, next)) = staff
        .read(move |tx| {
            let tier = tier_of(&tx.rules().tiers.tiers, rank);
            let today = tx.business_day(Some(place.store));
            let born = birthday(tx, member)?.birthday;
            let near = born
                .and_then(|born| born.next_from(today))
                .map(|next| i64::from(next.days_since(today)))
                .filter(|days| *days <= BIRTHDAY_NEAR_DAYS);
            let helps = (coupon_notice(tx, member)?, tier_page(tx, member)?);
            Ok::<_, StoreError>((tier, near, notes(tx, member)?, helps))
        })
        .await?;
    let found = bill.member.as_ref().ok_or(Leave::NotFound)?;
    let tier = tier.map(|tier| tier_name(t, &tier)).unwrap_or_default();
    let said: Vec<_> = notes
        .iter()
        .map(|note| view! { <li>{note.text.clone()}</li> })
        .collect();
    let said = (!said.is_empty()).then(|| view! { <ul class="notes" aria-label=t.text("sell-notes")>{said}</ul> });
    let birthday = near.map(|days| {
        let words = if days == 0 {
            t.text("sell-birthday-today").to_owned()
        } else {
            t.with("sell-birthday-near", &[("count", days.into())])
        };
        view! { <p class="badge good">{words}</p> }
    });
    let may = if found.may_spend {
        fact(t.text("sale-may-spend"), found.spendable.display())
    } else {
        fact(t.text("sale-may-spend"), t.text("sale-may-not").to_owned())
    };
    let session = pending.session.clone().unwrap_or_default();
    Ok(view! {
        <section class="panel who" aria-label=t.text("sale-member")>
            <div class="name">
                <h2>{PersonName::masked(&found.card.name).unwrap_or_else(|| found.card.phone.masked())}</h2>
                <span class="badge good">{tier}</span>
            </div>
            {birthday}
            {ending_soon(staff, &coupons)}
            {next_tier(t, next.as_ref())}
            {said}
            <dl class="facts">
                {fact(t.text("balance"), found.balance.display())}
                {fact(t.text("points"), found.points.display())}
                {may}
                {fact(t.text("sale-until"), time_of_day(&staff.portal, found.expires_at))}
            </dl>
            <a class="button bare small" href=format!("/counter/top-up/{session}")>{t.text("counter-top-up-title")}</a>
            {change(&pending.token, "nobody", t.text("sell-without"))}
        </section>
    }
    .into_any())
}

/// How many coupons there are, and when the first of those that end soon does.
fn ending_soon(staff: &Staff, coupons: &CouponNotice) -> Option<impl IntoView + use<>> {
    let t = staff.lang();
    if coupons.held == 0 {
        return None;
    }
    let held = t.with("sell-coupons", &[("count", coupons.held.into())]);
    let soon = coupons.first_end.map(|end| {
        let figures = [
            ("count", coupons.ending.into()),
            ("when", moment_text(&staff.portal, t, end).into()),
        ];
        view! { " "<strong>{t.with("sell-coupons-end", &figures)}</strong> }
    });
    Some(view! { <p class="quiet-text">{held}{soon}</p> })
}

/// How far the nearest tier above is.
fn next_tier(t: Lang, page: Option<&TierPage>) -> Option<impl IntoView + use<>> {
    let page = page?;
    let next = page.above.first()?;
    let words = next_words(t, page.metric, next);
    Some(view! { <p class="quiet-text">{words}</p> })
}

fn change(token: &str, what: &'static str, words: &'static str) -> impl IntoView + use<> {
    view! {
        <form method="post" action="/do/cart_change" data-live>
            {key_field(&Typed::into_form("cart_change"))}
            <input type="hidden" name="cart" value=token.to_owned() />
            <button class="button bare small" name="what" value=what>{words}</button>
        </form>
    }
}
