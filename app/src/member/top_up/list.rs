//! Every top-up that was begun, with what became of it.

use huika_domain::TopUpId;
use huika_store::top_up::{ClosedWhy, TopUpOrder, TopUpStatus, orders_of};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    i18n::Lang,
    member::session::{Member, require_member},
    show::{Frame, channel::channel_name, page, times::moment_text},
    ui::{Empty, PageError, Tone, icon as draw},
};

pub fn top_ups() -> impl IntoView {
    let before =
        use_query_map().with_untracked(|query| query.get_str("before").and_then(|text| TopUpId::parse(text).ok()));
    page(async move {
        let member = require_member().await?;
        let (found, older) = member
            .read(move |tx, session| orders_of(tx, session.member, before))
            .await?;
        let t = member.lang();
        let content = if found.is_empty() {
            view! {
                <Empty icon=draw::COIN title=t.text("top-ups-empty-title") text=t.text("top-ups-empty-text")>
                    <a class="button" href="/top-up">{t.text("act-top-up")}</a>
                </Empty>
            }
            .into_any()
        } else {
            let rows: Vec<_> = found.iter().map(|order| row(&member, order)).collect();
            view! { <section class="panel"><ul class="rows">{rows}</ul></section> }.into_any()
        };
        let older = older.map(|last| {
            view! { <a class="button quiet small" href=format!("/top-ups?before={}", last.get())>{t.text("statement-older")}</a> }
        });
        let newest =
            before.map(|_| view! { <a class="button quiet small" href="/top-ups">{t.text("statement-newest")}</a> });
        Ok(view! {
            <Frame title=t.text("top-ups-title").to_owned() back="/top-up">
                {PageError::notice(PageError::of_request())}
                {content}
                <nav class="pager" aria-label=t.text("top-ups-title")>{newest}{older}</nav>
            </Frame>
        }
        .into_any())
    })
}

fn row(member: &Member, order: &TopUpOrder) -> impl IntoView + use<> {
    let (portal, t) = (&member.portal, member.lang());
    let expired = portal.now() > order.expires_at;
    let bonus = order
        .bonus
        .is_positive()
        .then(|| t.with("top-up-gives", &[("amount", order.bonus.display().into())]));
    let detail = [Some(channel_name(t, &order.channel)), bonus];
    let detail: Vec<String> = detail.into_iter().flatten().collect();
    view! {
        <li>
            <a class="row" href=format!("/top-up/{}", order.number)>
                <span class="what">{order.principal.display()}</span>
                {badge(t, order, expired)}
                <small>{moment_text(portal, t, order.paid_at.unwrap_or(order.opened_at))}</small>
                <small class="end">{detail.join(" · ")}</small>
            </a>
        </li>
    }
}

fn badge(t: Lang, order: &TopUpOrder, expired: bool) -> impl IntoView + use<> {
    let (tone, words) = match (order.status, order.closed_why) {
        _ if order.held => (Tone::Warn, t.text("top-up-state-review")),
        (TopUpStatus::Open, _) if expired => (Tone::Plain, t.text("top-up-state-expired")),
        (TopUpStatus::Open, _) => (Tone::Warn, t.text("top-up-state-open")),
        (TopUpStatus::Paid, _) => (Tone::Good, t.text("top-up-state-paid")),
        (TopUpStatus::PaidLate, _) => (Tone::Good, t.text("top-up-state-late")),
        (TopUpStatus::Closed, Some(ClosedWhy::Cancelled)) => (Tone::Plain, t.text("top-up-state-cancelled")),
        (TopUpStatus::Closed, Some(ClosedWhy::Expired)) => (Tone::Plain, t.text("top-up-state-expired")),
        (TopUpStatus::Closed, _) => (Tone::Plain, t.text("top-up-state-failed")),
        (TopUpStatus::Quarantined, _) => (Tone::Warn, t.text("top-up-state-review")),
    };
    view! { <span class=tone.badge()>{words}</span> }
}
