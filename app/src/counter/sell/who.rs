//! Who buys, and what helps them: tier, balance and points, notes of the staff, a birthday that is near.

use huika_domain::PersonName;
use huika_store::{
    StoreError,
    member::{birthday, notes},
};
use leptos::prelude::*;

use super::bill::Bill;
use crate::{
    context::Typed,
    show::{
        Leave,
        tier::{tier_name, tier_of},
        times::time_of_day,
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
    let (tier, near, notes) = staff
        .read(move |tx| {
            let tier = tier_of(&tx.rules().tiers.tiers, rank);
            let today = tx.business_day(Some(place.store));
            let born = birthday(tx, member)?.birthday;
            let near = born
                .and_then(|born| born.next_from(today))
                .map(|next| i64::from(next.days_since(today)))
                .filter(|days| *days <= BIRTHDAY_NEAR_DAYS);
            Ok::<_, StoreError>((tier, near, notes(tx, member)?))
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

fn change(token: &str, what: &'static str, words: &'static str) -> impl IntoView + use<> {
    view! {
        <form method="post" action="/do/cart_change" data-live>
            {key_field(&Typed::into_form("cart_change"))}
            <input type="hidden" name="cart" value=token.to_owned() />
            <button class="button bare small" name="what" value=what>{words}</button>
        </form>
    }
}
