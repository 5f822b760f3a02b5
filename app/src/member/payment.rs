//! A top-up order on its way: to be paid, being paid, paid, or given up. Works by reloading; a script only knows better when.

use huika_store::{
    assets,
    top_up::{TopUpOrder, TopUpStatus, order_by_number, order_by_token},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    entry::fact,
    session::{Member, require_member},
};
use crate::{
    context::{PaymentStart, portal, visit},
    i18n::Lang,
    islands::{WaitForNews, wait_for_news::WaitForNewsFacts},
    symbol::qr_of_any_size,
    ui::{Frame, Leave, Problem, icon, icon as draw, icon::Icon, page, when::moment_text},
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
            return Ok(show(&member, &order, after));
        }
        Ok(show(&member, &order, after))
    })
}

/// `/top-up/:number/pay`: leads on to the gateway, or shows the code that a wallet scans. A link leads here and not a form, because
/// browsers apply our policy for forms to every redirect that follows one.
pub fn pay() -> impl IntoView {
    let number = use_params_map()
        .with_untracked(|params| params.get("number"))
        .unwrap_or_default();
    page(async move {
        let member = require_member().await?;
        let order = own_order(&member, &number).await?;
        let back = format!("/top-up/{}", order.number);
        if order.status != TopUpStatus::Open {
            return Err(Leave::To(back));
        }
        let visit = &member.visit;
        match member
            .portal
            .payments
            .start(&order.number, visit.browser(), visit.ip)
            .await
        {
            Ok(PaymentStart::Redirect(address)) => {
                // The gateway checks from which shop's site its page was reached; the address itself stays ours.
                let response = expect_context::<leptos_axum::ResponseOptions>();
                response.insert_header(
                    http::header::REFERRER_POLICY,
                    http::HeaderValue::from_static("strict-origin"),
                );
                Err(Leave::To(address))
            }
            Ok(PaymentStart::Scan(text)) => Ok(scan_me(&member, &order, &text)),
            Err(problem) => Err(Leave::To(format!("{back}?error={}", problem.code()))),
        }
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
            async move { store.read(move |tx| order_by_token(tx, &token)).await }
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
        if let Some(member) = super::signed_in().await?
            && member.session.member == order.member
        {
            return Err(Leave::To(format!("/top-up/{}", order.number)));
        }
        let again = (order.status == TopUpStatus::Open)
            .then(|| view! { <a class="button" href=format!("/pay/{}", order.token)>{t.text("pay-check")}</a> });
        Ok(view! {
            <Frame title=t.text("pay-public").to_owned() back="/">
                {refresh_while_open(&order)}
                {outcome(t, &order)}
                <p class="fine center">{t.text("pay-public-text")}</p>
                {again}
                <a class="button quiet" href="/">{t.text("to-home")}</a>
            </Frame>
        }
        .into_any())
    })
}

/// The member's own order; another's is not found.
async fn own_order(member: &Member, number: &str) -> Result<TopUpOrder, Leave> {
    let number = number.to_owned();
    let found = member.read(move |tx, _| order_by_number(tx, &number)).await?;
    found
        .filter(|order| order.member == member.session.member)
        .ok_or(Leave::NotFound)
}

async fn newest_entry(member: &Member) -> Result<i64, Leave> {
    let page = member
        .read(|tx, session| assets::statement(tx, session.member, None))
        .await?;
    Ok(page.movements.first().map_or(0, |newest| newest.entry.get()))
}

/// Only where no script tells when there is something new.
fn refresh_while_open(order: &TopUpOrder) -> impl IntoView + use<> {
    (order.status == TopUpStatus::Open)
        .then(|| view! { <noscript><meta http-equiv="refresh" content=REFRESH_SECS /></noscript> })
}

fn show(member: &Member, order: &TopUpOrder, after: i64) -> AnyView {
    let waiting = order.status == TopUpStatus::Open;
    provide_context(WaitForNewsFacts { after });
    let (portal, t) = (&member.portal, member.lang());
    let title = if order.status.is_paid() {
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
    let (refresh, outcome, ways_on) = (refresh_while_open(order), outcome(t, order), ways_on(t, order));
    let (amount, number) = (order.principal.display(), order.number.clone());
    view! {
        <Frame title=title.to_owned() back="/" islands=waiting>
            {refresh}
            {waiting.then(|| view! { <WaitForNews /> })}
            {outcome}
            {Problem::notice(Problem::of_request())}
            <section class="panel">
                <dl class="facts">
                    {fact(t.text("pay-amount"), amount)}
                    {bonus}
                    {points}
                    {when}
                    {fact(t.text("pay-number"), number)}
                </dl>
            </section>
            {ways_on}
        </Frame>
    }
    .into_any()
}

/// How the order stands, as the largest thing of the page.
fn outcome(t: Lang, order: &TopUpOrder) -> impl IntoView + use<> {
    let (class, sign, title, text): (_, Icon, _, _) = match order.status {
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
        TopUpStatus::Closed => (
            "outcome",
            draw::CROSS,
            t.text("pay-closed"),
            Some(t.text("pay-closed-text")),
        ),
        TopUpStatus::Quarantined => (
            "outcome warn",
            draw::ALERT,
            t.text("pay-review"),
            Some(t.text("pay-review-text")),
        ),
    };
    let arrived = order.status.is_paid().then(|| {
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

fn ways_on(t: Lang, order: &TopUpOrder) -> impl IntoView + use<> {
    match order.status {
        TopUpStatus::Open => view! {
            <div class="stack">
                <a class="button" href=format!("/top-up/{}/pay", order.number) referrerpolicy="origin">
                    {t.with("pay-wechat", &[("amount", order.principal.display().into())])}
                </a>
                <a class="button quiet" href=format!("/top-up/{}", order.number)>{t.text("pay-check")}</a>
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

/// On a desktop: the code that WeChat on the phone scans.
fn scan_me(member: &Member, order: &TopUpOrder, text: &str) -> AnyView {
    let t = member.lang();
    let (back, amount) = (format!("/top-up/{}", order.number), order.principal.display());
    let qr = qr_of_any_size(text).map(|symbol| {
        view! {
            <svg class="qr" viewBox=symbol.view_box() role="img" aria-label=t.text("pay-scan")><path d=symbol.path.clone() /></svg>
        }
    });
    view! {
        <Frame title=t.text("pay-confirm").to_owned() back="/top-up">
            <section class="scan-me">
                {qr}
                <strong>{amount}</strong>
                <p>{t.text("pay-scan")}</p>
            </section>
            <a class="button" href=back>{t.text("pay-check")}</a>
        </Frame>
    }
    .into_any()
}
