//! Top-ups of the member at the till, what a refund of each would pay, and asking for it where the role allows that.

use huika_domain::PersonName;
use huika_store::{
    refund::refund_page,
    till::till_member,
    top_up::{TopUpOrder, orders_of},
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::{
    show::{Leave, channel::channel_name, page, times::moment_text},
    staff::{Area, Desk, Staff, refund::quoted, require_staff},
    ui::{Empty, PageError, icon as draw},
};

/// `/counter/refunds/:session`, with the chosen top-up as `?order=`.
pub fn refunds() -> impl IntoView {
    let session = use_params_map()
        .with_untracked(|params| params.get("session"))
        .unwrap_or_default();
    let chosen = use_query_map()
        .with_untracked(|query| query.get("order"))
        .unwrap_or_default();
    page(async move {
        let staff = require_staff().await?;
        let (place, token) = (staff.place(), session.clone());
        let (found, orders, chosen) = staff
            .read(move |tx| {
                let found = till_member(tx, &token, &place)?;
                let Some(member) = found.as_ref().map(|found| found.member) else {
                    return Ok((None, Vec::new(), None));
                };
                let orders = orders_of(tx, member, None)?.0;
                let chosen = refund_page(tx, &chosen)?.filter(|page| page.order.member == member);
                Ok::<_, huika_store::StoreError>((found, orders, chosen))
            })
            .await?;
        let found = found.ok_or(Leave::NotFound)?;
        if !found.open {
            return Err(Leave::to("/counter?error=session-over"));
        }
        let t = staff.lang();
        let paid: Vec<&TopUpOrder> = orders.iter().filter(|order| order.status.is_paid()).collect();
        let rows: Vec<_> = paid.iter().map(|order| row(&staff, &session, order)).collect();
        let list = if rows.is_empty() {
            view! { <Empty icon=draw::COIN title=t.text("refunds-none-title") text=t.text("refunds-none-text") /> }
                .into_any()
        } else {
            view! { <ul class="rows">{rows}</ul> }.into_any()
        };
        let back = format!("/counter/sale/{session}");
        let name = PersonName::masked(&found.card.name).unwrap_or_default();
        let chosen = chosen.map(|page| quoted(&staff, &page, Some(&session)));
        Ok(view! {
            <Desk title=t.text("refunds-title").to_owned() staff=staff.session.clone() area=Area::Till class="slip-of-paper">
                <header>
                    <h1>{t.text("refunds-title")}</h1>
                    <p class="quiet-text">{format!("{name} {}", found.card.phone.masked())}</p>
                </header>
                {PageError::notice(PageError::of_request())}
                {chosen}
                <section class="panel" aria-label=t.text("top-ups-title")>{list}</section>
                <a class="button quiet" href=back>{t.text("refunds-to-sale")}</a>
            </Desk>
        }
        .into_any())
    })
}

fn row(staff: &Staff, session: &str, order: &TopUpOrder) -> impl IntoView + use<> {
    let t = staff.lang();
    let at = moment_text(&staff.portal, t, order.paid_at.unwrap_or(order.opened_at));
    view! {
        <li>
            <a class="row" href=format!("/counter/refunds/{session}?order={}", order.number)>
                <span class="what">{order.principal.display()}</span>
                <span class="amount">{t.text("refund-see-quote")}</span>
                <small>{at}</small>
                <small class="end">{channel_name(t, &order.channel)}</small>
            </a>
        </li>
    }
}
