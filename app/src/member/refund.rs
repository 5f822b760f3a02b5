//! Money back from a top-up: what it would be and why, before the member asks for it; afterwards, how far it is.

use huika_domain::{ErrorCode, RefundQuote};
use huika_store::{
    StoreError,
    refund::{
        AskedBy, OpenRefund, RefundPage, RefundStatus, RefundTopUpError, RefundView, RefundWhy, open_refund,
        refund_page, refunds_of,
    },
    top_up::TopUpOrder,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    card::face::instead_of_form,
    session::{Member, form_member, require_member},
};
use crate::{
    context::{Done, Portal, Typed, form_key, go, refuse},
    i18n::Lang,
    show::{
        Frame, Leave,
        channel::channel_name,
        page,
        refund::{arithmetic, counter_words, rule_words, said},
        times::moment_text,
    },
    ui::{Empty, PageError, fact, icon, icon as draw, icon::Icon, key_field},
};

/// `/top-up/:number/refund`.
pub fn refund() -> impl IntoView {
    let number = use_params_map()
        .with_untracked(|params| params.get("number"))
        .unwrap_or_default();
    page(async move {
        let member = require_member().await?;
        let found = member
            .read(move |tx, _| refund_page(tx, &number))
            .await?
            .filter(|found| found.order.member == member.session.member && found.order.status.is_paid())
            .ok_or(Leave::NotFound)?;
        let t = member.lang();
        let last = found.refunds.first();
        let under_way = last.is_some_and(|refund| refund.status.is_under_way());
        let state = last.map(|refund| state_of(&member.portal, t, refund));
        let quote = (!under_way).then(|| quoted(&member, &found));
        let back = format!("/top-up/{}", found.order.number);
        Ok(view! {
            <Frame title=t.text("refund-title").to_owned() back="/top-ups">
                {state}
                {PageError::notice(PageError::of_request())}
                {quote}
                <a class="button quiet" href=back>{t.text("refund-to-order")}</a>
            </Frame>
        }
        .into_any())
    })
}

/// The quote's arithmetic, and the form that asks for it.
fn quoted(member: &Member, found: &RefundPage) -> AnyView {
    let (portal, t) = (&member.portal, member.lang());
    match &found.quote {
        Ok(quote) => view! {
            <section class="panel" aria-label=t.text("refund-quote")>
                <header><h2>{t.text("refund-quote")}</h2></header>
                {arithmetic(t, quote)}
                <p class="fine">{rule_words(portal, t, quote)}</p>
            </section>
            {instead_of_form(member).unwrap_or_else(|| ask_form(t, found, quote))}
        }
        .into_any(),
        // What was refunded is said above already.
        Err(_)
            if found
                .refunds
                .first()
                .is_some_and(|refund| refund.status == RefundStatus::Paid) =>
        {
            ().into_any()
        }
        Err(_) if found.order.held => view! {
            <Empty icon=draw::CLOCK title=t.text("pay-held-title") text=t.text("pay-held") />
        }
        .into_any(),
        Err(_) => view! {
            <Empty icon=draw::COIN title=t.text("refund-nothing-title") text=t.text("refund-nothing-text") />
        }
        .into_any(),
    }
}

fn ask_form(t: Lang, found: &RefundPage, quote: &RefundQuote) -> AnyView {
    view! {
        <form class="form" method="post" action="/do/ask_refund">
            {key_field(&Typed::into_form("ask_refund"))}
            <input type="hidden" name="number" value=found.order.number.clone() />
            <p class="fine">{t.with("refund-goes-to", &[("channel", channel_name(t, &found.order.channel).into())])}</p>
            <button class="button wide">{t.with("refund-ask", &[("amount", quote.amount.display().into())])}</button>
        </form>
    }
    .into_any()
}

/// What the member is told at each state: under way, done, refused, at the counter.
fn state_of(portal: &Portal, t: Lang, refund: &RefundView) -> AnyView {
    let (class, sign, title, text): (_, Icon, _, _) = match refund.status {
        RefundStatus::Open => (
            "outcome",
            draw::CLOCK,
            t.text("refund-open"),
            t.with(
                "refund-open-text",
                &[("channel", channel_name(t, &refund.channel).into())],
            ),
        ),
        RefundStatus::Counter if refund.why == Some(RefundWhy::Review) => (
            "outcome",
            draw::CLOCK,
            t.text("refund-review"),
            t.text("refund-review-text").to_owned(),
        ),
        RefundStatus::Counter => (
            "outcome warn",
            draw::SHOP,
            t.text("refund-counter"),
            counter_words(t, refund).to_owned(),
        ),
        RefundStatus::Paid if refund.by_bank => (
            "outcome good",
            draw::CHECK,
            t.text("refund-paid"),
            t.text("refund-paid-bank-text").to_owned(),
        ),
        RefundStatus::Paid => (
            "outcome good",
            draw::CHECK,
            t.text("refund-paid"),
            t.with(
                "refund-paid-text",
                &[("channel", channel_name(t, &refund.channel).into())],
            ),
        ),
        RefundStatus::Failed => (
            "outcome",
            draw::CROSS,
            t.text("refund-failed"),
            t.text("refund-failed-text").to_owned(),
        ),
    };
    let entry = refund.entry.map(|entry| {
        view! { <a class="button quiet" href=format!("/statement/{}", entry.get())>{t.text("pay-see-entry")}</a> }
    });
    let when = match refund.settled_at {
        Some(at) => fact(t.text("refund-ended-at"), moment_text(portal, t, at)),
        None => fact(t.text("refund-opened-at"), moment_text(portal, t, refund.opened_at)),
    };
    let by_shop = (!refund.by_member).then(|| view! { <p>{t.text("refund-by-shop")}</p> });
    view! {
        <section class=class role="status">
            {icon(sign)}
            <h2>{title}</h2>
            <span class="big">{refund.amount.display()}</span>
            <p>{text}</p>
            {by_shop}
        </section>
        <section class="panel">
            <dl class="facts">
                {when}
                {fact(t.text("refund-number"), refund.number.clone())}
            </dl>
        </section>
        {entry}
    }
    .into_any()
}

/// The line on a paid order's page that leads to its refund.
pub async fn refund_of_order(member: &Member, order: &TopUpOrder) -> Result<AnyView, StoreError> {
    let (t, number) = (member.lang(), order.number.clone());
    let refunds = member.read(move |tx, _| refunds_of(tx, &number)).await?;
    let in_review = refunds
        .first()
        .is_some_and(|refund| refund.why == Some(RefundWhy::Review));
    let words = match refunds.first().map(|refund| refund.status) {
        Some(RefundStatus::Counter) if in_review => t.text("refund-review"),
        Some(RefundStatus::Open) => t.text("refund-open"),
        Some(RefundStatus::Counter) => t.text("refund-counter"),
        Some(RefundStatus::Paid) => t.text("refund-paid"),
        Some(RefundStatus::Failed) => t.text("refund-failed"),
        None => t.text("refund-see-quote"),
    };
    Ok(view! {
        <section class="panel flush">
            <a class="row line" href=format!("/top-up/{}/refund", order.number)>
                {icon(draw::RECEIPT)}
                <span class="what">{t.text("refund-title")}</span>
                <span class="value">{words}</span>
            </a>
        </section>
    }
    .into_any())
}

#[server(prefix = "/do", endpoint = "ask_refund")]
pub async fn ask_refund(#[server(default)] number: String) -> Done {
    let member = match form_member("/top-ups").await {
        Ok(member) => member,
        Err(answer) => return answer,
    };
    let safe = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !safe {
        return refuse("/top-ups", ErrorCode::OrderUnknown.as_str());
    }
    let page = format!("/top-up/{number}/refund");
    let request = OpenRefund {
        top_up: number,
        by: AskedBy::Member(member.session.member),
        key: form_key(),
    };
    match member.write(move |tx, _| open_refund(tx, &request)).await {
        Ok(_) => go(&page),
        Err(RefundTopUpError::NoTopUp) => refuse("/top-ups", ErrorCode::OrderUnknown.as_str()),
        Err(error) => refuse(&page, said(&error)),
    }
}
