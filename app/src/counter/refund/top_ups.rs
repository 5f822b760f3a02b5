//! Top-ups of the member at the till, what a refund of each would pay, and asking for it where the role allows that.

use huika_domain::{MemberId, PersonName};
use huika_store::{
    refund::{AskedBy, OpenRefund, RefundPage, RefundTopUpError, open_refund, refund_page},
    till::till_member,
    top_up::{TopUpOrder, orders_of},
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::{
    context::{Done, Typed, form_key, go, refuse},
    i18n::Lang,
    member::refund::{arithmetic, counter_words, rule_words, said},
    show::{Leave, movement::channel_name, page, times::moment_text},
    staff::{Area, Desk, Staff, form_staff, require_staff},
    ui::{Empty, Problem, fact, icon as draw, key_field},
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
            .portal
            .store
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
                {Problem::notice(Problem::of_request())}
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

/// The quote of one top-up with its arithmetic, and the form for those who may pay it back. Also the office's.
pub fn quoted(staff: &Staff, found: &RefundPage, session: Option<&str>) -> AnyView {
    let t = staff.lang();
    let last = found.refunds.first();
    let state = last.map(|refund| {
        let words = t
            .find(&format!("refund-state-{}", refund.status.as_str()), &[])
            .unwrap_or_default();
        let why = refund
            .status
            .is_under_way()
            .then_some(refund.why)
            .flatten()
            .map(|_| view! { <p class="fine">{counter_words(t, refund)}</p> });
        view! {
            <dl class="facts">
                {fact(t.text("refund-number"), refund.number.clone())}
                {fact(t.text("refund-last"), format!("{} · {words}", refund.amount.display()))}
            </dl>
            {why}
        }
    });
    let under_way = last.is_some_and(|refund| refund.status.is_under_way());
    let offer = match &found.quote {
        Ok(quote) if !under_way => {
            let form = if staff.session.role.refunds() {
                view! {
                    <form class="form" method="post" action="/do/refund_top_up">
                        {key_field(&Typed::into_form("refund_top_up"))}
                        <input type="hidden" name="number" value=found.order.number.clone() />
                        <input type="hidden" name="session" value=session.unwrap_or_default().to_owned() />
                        <button class="button wide">
                            {t.with("refund-pay-out", &[("amount", quote.amount.display().into())])}
                        </button>
                        <p class="fine">{t.text("refund-whose")}</p>
                    </form>
                }
                .into_any()
            } else {
                view! { <p class="fine">{t.text("refund-needs-manager")}</p> }.into_any()
            };
            view! {
                {arithmetic(t, quote)}
                <p class="fine">{rule_words(&staff.portal, t, quote)}</p>
                {form}
            }
            .into_any()
        }
        Ok(_) => ().into_any(),
        Err(_) => view! { <p class="fine">{t.text("refund-nothing-text")}</p> }.into_any(),
    };
    view! {
        <section class="panel" aria-label=t.text("refund-quote")>
            <header><h2>{order_title(t, &found.order)}</h2></header>
            {state}
            {offer}
        </section>
    }
    .into_any()
}

fn order_title(t: Lang, order: &TopUpOrder) -> String {
    format!(
        "{} {} · {}",
        t.text("kind-top-up"),
        order.principal.display(),
        order.number
    )
}

#[server(prefix = "/do", endpoint = "refund_top_up")]
pub async fn refund_top_up(#[server(default)] number: String, #[server(default)] session: String) -> Done {
    let staff = match form_staff("/counter").await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let plain = |text: &str| {
        text.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    if number.is_empty() || !plain(&number) || !plain(&session) {
        return refuse("/counter", "order-unknown");
    }
    let at_till = !session.is_empty();
    let page = if at_till {
        format!("/counter/refunds/{session}?order={number}")
    } else {
        format!("/office/refunds?q={number}")
    };
    if !staff.session.role.refunds() {
        return refuse(&page, "not-allowed");
    }
    // At the till only for the member who stands there; the office may look up any top-up.
    let (place, wanted) = (staff.place(), number.clone());
    let request = OpenRefund {
        top_up: number,
        by: AskedBy::Operator(staff.session.operator),
        key: form_key(),
    };
    let done = staff.portal.store.write(move |tx| {
        if at_till {
            let member = till_member(tx, &session, &place)?
                .filter(|found| found.open)
                .map(|found| found.member);
            let owner: Option<MemberId> = refund_page(tx, &wanted)?.map(|page| page.order.member);
            if member.is_none() || member != owner {
                return Err(RefundTopUpError::NoTopUp);
            }
        }
        open_refund(tx, &request)
    });
    match done.await {
        Ok(_) => go(&page),
        Err(RefundTopUpError::NoTopUp) => refuse("/counter", "order-unknown"),
        Err(error) => refuse(&page, said(&error)),
    }
}
