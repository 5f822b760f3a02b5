//! A top-up order on its way: to be paid, being paid, paid, or cancelled. Works by reloading; a script only knows better when.

use huika_domain::{ChannelId, ErrorCode, Millis};
use huika_store::{
    member,
    top_up::{ClosedWhy, TopUpOrder, TopUpStatus, order_by_number, order_by_ticket},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::{
    context::{Done, go, portal, refuse, visit},
    i18n::Lang,
    islands::wait_for_news::{WaitForNews, WaitForNewsFacts},
    member::{
        refund::refund_of_order,
        session::{Member, form_member, require_member, signed_in},
    },
    show::{Frame, Leave, page, times::moment_text},
    ui::{PageError, fact, icon, icon as draw, icon::Icon},
};

/// How often a waiting page asks again.
const REFRESH_SECS: &str = "5";

/// `/top-up/:number`: the order, for its owner.
pub fn payment() -> impl IntoView {
    let number = use_params_map()
        .with_untracked(|params| params.get("number"))
        .unwrap_or_default();
    page(async move {
        let member = require_member().await?;
        // Before the order, so that a payment that comes in between is news to the page.
        let after = newest_entry(&member).await?;
        let order = own_order(&member, &number).await?;
        if order.status == TopUpStatus::Open {
            // Whoever comes back from the cashier does not wait for the gateway's notification.
            member.portal.payments.refresh(&number).await;
            let order = own_order(&member, &number).await?;
            return show(&member, &order, after).await;
        }
        show(&member, &order, after).await
    })
}

/// `/pay/:token`: where the gateway sends the browser back to, signed in or not; says how it went and nothing else.
pub fn returned() -> impl IntoView {
    let token = use_params_map()
        .with_untracked(|params| params.get("token"))
        .unwrap_or_default();
    page(async move {
        let portal = portal();
        let find = |token: String| {
            let store = portal.store.clone();
            async move { store.read(move |tx| order_by_ticket(tx, &token)).await }
        };
        let order = find(token.clone()).await?.ok_or(Leave::NotFound)?;
        let order = if order.status == TopUpStatus::Open {
            portal.payments.refresh(&order.number).await;
            find(token).await?.ok_or(Leave::NotFound)?
        } else {
            order
        };
        let t = visit().lang;
        // The owner sees everything on the order's own page.
        if let Some(member) = signed_in().await?
            && member.session.member == order.member
        {
            return Err(Leave::To(format!("/top-up/{}", order.number)));
        }
        let again = (order.status == TopUpStatus::Open)
            .then(|| view! { <a class="button" href=format!("/pay/{}", order.ticket(&portal.store.context().secret))>{t.text("pay-check")}</a> });
        Ok(view! {
            <Frame title=t.text("pay-public").to_owned() back="/">
                {refresh_while_open(&order)}
                {outcome(t, &order, portal.now())}
                <p class="fine center">{t.text("pay-public-text")}</p>
                {again}
                <a class="button quiet" href="/">{t.text("to-home")}</a>
            </Frame>
        }
        .into_any())
    })
}

/// The member's own order; another's is not found.
pub(super) async fn own_order(member: &Member, number: &str) -> Result<TopUpOrder, Leave> {
    let number = number.to_owned();
    let found = member.read(move |tx, _| order_by_number(tx, &number)).await?;
    found
        .filter(|order| order.member == member.session.member)
        .ok_or(Leave::NotFound)
}

async fn newest_entry(member: &Member) -> Result<i64, Leave> {
    let page = member
        .read(|tx, session| member::statement(tx, session.member, None))
        .await?;
    Ok(page.movements.first().map_or(0, |newest| newest.entry.get()))
}

/// Only where no script tells when there is something new.
fn refresh_while_open(order: &TopUpOrder) -> impl IntoView + use<> {
    (order.status == TopUpStatus::Open)
        .then(|| view! { <noscript><meta http-equiv="refresh" content=REFRESH_SECS /></noscript> })
}

async fn show(member: &Member, order: &TopUpOrder, after: i64) -> Result<AnyView, Leave> {
    // Of what is held nothing can be asked back: a person decides about it.
    let refund = if order.status.is_paid() && !order.held {
        Some(refund_of_order(member, order).await?)
    } else {
        None
    };
    let problem = PageError::of_request();
    let waiting = order.status == TopUpStatus::Open;
    provide_context(WaitForNewsFacts { after });
    let (portal, t) = (&member.portal, member.lang());
    let title = if order.held {
        t.text("pay-held-title")
    } else if order.status.is_paid() {
        t.text("pay-paid")
    } else {
        t.text("pay-title")
    };
    let bonus = order
        .bonus
        .is_positive()
        .then(|| fact(t.text("pay-gives-bonus"), order.bonus.signed()));
    let points = order
        .points
        .is_positive()
        .then(|| fact(t.text("pay-gives-points"), order.points.signed()));
    let when = match order.paid_at {
        Some(at) => fact(t.text("pay-paid-at"), moment_text(portal, t, at)),
        None => fact(t.text("pay-expires"), moment_text(portal, t, order.expires_at)),
    };
    let (refresh, outcome) = (refresh_while_open(order), outcome(t, order, portal.now()));
    let ways_on = ways_on(t, order, portal.now());
    let (amount, number) = (order.principal.display(), order.number.clone());
    Ok(view! {
        <Frame title=title.to_owned() back="/top-ups" islands=waiting>
            {refresh}
            {waiting.then(|| view! { <WaitForNews /> })}
            {outcome}
            {PageError::notice(problem)}
            <section class="panel">
                <dl class="facts">
                    {fact(t.text("pay-amount"), amount)}
                    {bonus}
                    {points}
                    {when}
                    {fact(t.text("pay-number"), number)}
                </dl>
            </section>
            {refund}
            {ways_on}
        </Frame>
    }
    .into_any())
}

/// How the order stands, as the largest thing of the page.
fn outcome(t: Lang, order: &TopUpOrder, now: Millis) -> impl IntoView + use<> {
    let (class, sign, title, text): (_, Icon, _, _) = match order.status {
        TopUpStatus::Paid | TopUpStatus::PaidLate if order.held => (
            "outcome warn",
            draw::CLOCK,
            t.text("pay-held-title"),
            Some(t.text("pay-held")),
        ),
        TopUpStatus::Open if now > order.expires_at => (
            "outcome",
            draw::CLOCK,
            t.text("pay-expired"),
            Some(t.text("pay-expired-open-text")),
        ),
        TopUpStatus::Open => (
            "outcome",
            draw::CLOCK,
            t.text("pay-waiting"),
            Some(t.text("pay-waiting-text")),
        ),
        TopUpStatus::Paid => ("outcome good", draw::CHECK, t.text("pay-paid"), None),
        TopUpStatus::PaidLate => (
            "outcome good",
            draw::CHECK,
            t.text("pay-late"),
            Some(t.text("pay-late-text")),
        ),
        TopUpStatus::Closed => {
            let (title, text) = match order.closed_why {
                Some(ClosedWhy::Cancelled) => (t.text("pay-cancelled"), t.text("pay-cancelled-text")),
                Some(ClosedWhy::Expired) => (t.text("pay-expired"), t.text("pay-expired-text")),
                Some(ClosedWhy::Gateway) | None => (t.text("pay-closed"), t.text("pay-closed-text")),
            };
            ("outcome", draw::CROSS, title, Some(text))
        }
        TopUpStatus::Quarantined => (
            "outcome warn",
            draw::ALERT,
            t.text("pay-review"),
            Some(t.text("pay-review-text")),
        ),
    };
    let arrived = (order.status.is_paid() && !order.held).then(|| {
        let total = order.principal.checked_add(order.bonus).unwrap_or(order.principal);
        view! { <span class="big">{total.signed()}</span> }
    });
    view! {
        <section class=class role="status">
            {icon(sign)}
            <h2>{title}</h2>
            {arrived}
            {text.map(|text| view! { <p>{text}</p> })}
        </section>
    }
}

/// "去微信支付 ¥100.00": the words of the channel, which is the only one that this order can be paid through.
fn pay_words(t: Lang, order: &TopUpOrder) -> String {
    let amount = [("amount", order.principal.display().into())];
    match ChannelId::parse(&order.channel) {
        Some(ChannelId::Alipay) => t.with("pay-alipay", &amount),
        Some(ChannelId::Stripe) => t.with("pay-stripe", &amount),
        Some(ChannelId::WeChat) | None => t.with("pay-wechat", &amount),
    }
}

fn ways_on(t: Lang, order: &TopUpOrder, now: Millis) -> impl IntoView + use<> {
    match order.status {
        TopUpStatus::Open if now <= order.expires_at => view! {
            <div class="stack">
                <a class="button" href=format!("/top-up/{}/pay", order.number) referrerpolicy="origin">
                    {pay_words(t, order)}
                </a>
                <a class="button quiet" href=format!("/top-up/{}", order.number)>{t.text("pay-check")}</a>
                <form class="center" method="post" action="/do/cancel_top_up">
                    <input type="hidden" name="number" value=order.number.clone() />
                    <button class="button bare">{t.text("pay-cancel")}</button>
                </form>
            </div>
        }
        .into_any(),
        TopUpStatus::Open => view! {
            <div class="stack">
                <a class="button" href=format!("/top-up/{}", order.number)>{t.text("pay-check")}</a>
                <a class="button quiet" href="/top-up">{t.text("pay-again")}</a>
            </div>
        }
        .into_any(),
        TopUpStatus::Closed => view! {
            <div class="stack">
                <a class="button" href="/top-up">{t.text("pay-again")}</a>
                <a class="button quiet" href="/">{t.text("pay-home")}</a>
            </div>
        }
        .into_any(),
        TopUpStatus::Paid | TopUpStatus::PaidLate | TopUpStatus::Quarantined => view! {
            <div class="stack">
                <a class="button" href="/">{t.text("pay-home")}</a>
                {order
                    .entry
                    .map(|entry| {
                        view! {
                            <a class="button quiet" href=format!("/statement/{}", entry.get())>{t.text("pay-see-entry")}</a>
                        }
                    })}
            </div>
        }
        .into_any(),
    }
}

#[server(prefix = "/do", endpoint = "cancel_top_up")]
pub async fn cancel_top_up(#[server(default)] number: String) -> Done {
    let member = match form_member("/top-ups").await {
        Ok(member) => member,
        Err(answer) => return answer,
    };
    let Ok(order) = own_order(&member, &number).await else {
        return refuse("/top-ups", ErrorCode::OrderUnknown.as_str());
    };
    let page = format!("/top-up/{}", order.number);
    match member.portal.payments.cancel(&order.number).await {
        Ok(()) => go(&page),
        Err(problem) => refuse(&page, problem.code()),
    }
}
