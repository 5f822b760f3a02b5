//! What was redeemed, and the voucher that collects it.

use huika_domain::PickUpCode;
use huika_store::mall::{Order, OrderStatus, order as find_order, orders as find_orders};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::picture::tile;
use crate::{
    i18n::Lang,
    member::session::{Member, require_member},
    show::{Frame, Leave, page, times::moment_text},
    symbol,
    ui::{Empty, Tone, fact, follow, icon as draw},
};

pub fn orders() -> impl IntoView {
    page(async {
        let member = require_member().await?;
        let found = member.read(|tx, session| find_orders(tx, session.member, None)).await?;
        let t = member.lang();
        let content = if found.is_empty() {
            view! {
                <Empty icon=draw::TICKET title=t.text("orders-empty-title") text=t.text("orders-empty-text")>
                    <a class="button" href="/mall">{t.text("orders-to-mall")}</a>
                </Empty>
            }
            .into_any()
        } else {
            let rows: Vec<_> = found.iter().map(|order| row(&member, order)).collect();
            view! { <section class="panel"><ul class="rows">{rows}</ul></section> }.into_any()
        };
        Ok(view! { <Frame title=t.text("orders-title").to_owned() back="/">{content}</Frame> }.into_any())
    })
}

fn row(member: &Member, order: &Order) -> impl IntoView + use<> {
    let (portal, t) = (&member.portal, member.lang());
    view! {
        <li>
            <a class="row" href=format!("/orders/{}", order.number)>
                <span class="what">{order.item_name.clone()}</span>
                {badge(t, order.status)}
                <small>{moment_text(portal, t, order.at)}</small>
                <small class="end">{t.with("points-signed", &[("points", format!("−{}", order.points.display()).into())])}</small>
            </a>
        </li>
    }
}

fn badge(t: Lang, status: OrderStatus) -> impl IntoView + use<> {
    let tone = if status == OrderStatus::Ready {
        Tone::Good
    } else {
        Tone::Plain
    };
    let words = t.find(&format!("order-{status}"), &[]).unwrap_or_default();
    view! { <span class=tone.badge()>{words}</span> }
}

/// The code by which the counter hands it out: a symbol to scan, and its digits to read out. The page asks for itself again at the moment at which
/// it is used.
fn shown_code(t: Lang, number: &str, code: &PickUpCode) -> impl IntoView + use<> {
    let picture = symbol::qr_of_any_size(&code.symbol()).map(|qr| {
        view! {
            <svg class="qr" viewBox=qr.view_box() role="img" aria-label=t.text("order-qr")><path d=qr.path.clone() /></svg>
        }
    });
    view! {
        <noscript><meta http-equiv="refresh" content=REFRESH_SECS /></noscript>
        <section class="panel center stack pick-up" data-follow=format!("/events/order/{number}")>
            {picture}
            <p class="big-code">{code.grouped()}</p>
        </section>
        {follow()}
    }
}

/// Without a script the page looks so often whether it was handed out.
const REFRESH_SECS: &str = "10";

pub fn order() -> impl IntoView {
    let number = use_params_map()
        .with_untracked(|params| params.get("no"))
        .unwrap_or_default();
    page(async move {
        let member = require_member().await?;
        let found = member
            .read(move |tx, session| find_order(tx, session.member, &number))
            .await?
            .ok_or(Leave::NotFound)?;
        let t = member.lang();
        let at = moment_text(&member.portal, t, found.at);
        let ready = found.status == OrderStatus::Ready;
        let advice = ready.then(|| view! { <p class="fine center">{t.text("order-ready-text")}</p> });
        let code = found
            .code
            .clone()
            .filter(|_| ready)
            .map(|code| shown_code(t, &found.number, &code));
        // A coupon was handed out nowhere.
        let collected = found.collected_at.filter(|_| found.coupon.is_none()).map(|at| {
            let when = moment_text(&member.portal, t, at);
            fact(t.text("order-collected-at"), format!("{when} · {}", found.collected_in))
        });
        let coupon = found.coupon.map(|coupon| {
            view! { <a class="button wide" href=format!("/coupons/{coupon}")>{t.text("order-to-coupon")}</a> }
        });
        Ok(view! {
            <Frame title=t.text("order-title").to_owned() back="/orders">
                {tile(&found.picture, found.item, true)}
                <header class="center stack">
                    <h2>{found.item_name.clone()}</h2>
                    <p>{badge(t, found.status)}</p>
                </header>
                {code}
                <section class="panel">
                    <dl class="facts">
                        {fact(t.text("order-number"), found.number.clone())}
                        {fact(t.text("order-at"), at)}
                        {fact(t.text("order-points"), found.points.display())}
                        {collected}
                    </dl>
                </section>
                {advice}
                {coupon}
                <a class="button quiet" href=format!("/statement/{}", found.entry.get())>{t.text("order-entry")}</a>
            </Frame>
        }
        .into_any())
    })
}
