//! The quote of one refund and the form that pays it back, for counter and office.

use huika_domain::{ErrorCode, MemberId};
use huika_store::{
    refund::{
        AskedBy, OpenRefund, RefundPage, RefundTopUpError, RefundWhy, open_refund, pay_refund_at_counter, refund_page,
    },
    till::till_member,
    top_up::TopUpOrder,
};
use leptos::prelude::*;

use super::{Staff, form_staff};
use crate::{
    context::{Done, Typed, form_key, go, refuse},
    i18n::Lang,
    show::refund::{arithmetic, counter_words, rule_words, said},
    ui::{fact, key_field},
};

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
    let second = last
        .filter(|refund| refund.status.is_under_way() && refund.why == Some(RefundWhy::Review))
        .map(|_| view! { <a class="button quiet" href="/counter/approvals">{t.text("sign-off-go")}</a> });
    // Approved by a second person: the money waits to be handed out, where it came in.
    let hand_out = last
        .filter(|refund| refund.status.is_under_way() && refund.why == Some(RefundWhy::ByHand))
        .filter(|_| session.is_some() && staff.session.role.refunds())
        .map(|refund| {
            view! {
                <form class="form" method="post" action="/do/hand_out_refund">
                    <input type="hidden" name="number" value=refund.number.clone() />
                    <input type="hidden" name="top_up" value=found.order.number.clone() />
                    <input type="hidden" name="session" value=session.unwrap_or_default().to_owned() />
                    <button class="button wide">
                        {t.with("refund-hand-out", &[("amount", refund.amount.display().into())])}
                    </button>
                </form>
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
            {second}
            {hand_out}
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
        return refuse("/counter", ErrorCode::OrderUnknown.as_str());
    }
    let at_till = !session.is_empty();
    let page = if at_till {
        format!("/counter/refunds/{session}?order={number}")
    } else {
        format!("/office/refunds?q={number}")
    };
    if !staff.session.role.refunds() {
        return refuse(&page, ErrorCode::NotAllowed.as_str());
    }
    // At the till only for the member who stands there; the office may look up any top-up.
    let (place, wanted) = (staff.place(), number.clone());
    let request = OpenRefund {
        top_up: number,
        by: AskedBy::Operator(staff.session.operator),
        key: form_key(),
    };
    let done = staff.write(move |tx| {
        if at_till {
            let member = till_member(tx, &session, &place)?
                .filter(|found| found.open)
                .map(|found| found.member);
            let owner: Option<MemberId> = refund_page(tx, &wanted)?.map(|page| page.order.member);
            if member.is_none() || member != owner {
                return Err(RefundTopUpError::NoTopUp);
            }
        }
        let opened = open_refund(tx, &request)?;
        // What came in by a tender of a counter is handed out by this one, unless a second person has to say yes first.
        if at_till {
            pay_refund_at_counter(tx, &opened.number, &place)?;
        }
        Ok(opened)
    });
    match done.await {
        Ok(_) => go(&page),
        Err(RefundTopUpError::NoTopUp) => refuse("/counter", ErrorCode::OrderUnknown.as_str()),
        Err(error) => refuse(&page, said(&error)),
    }
}

#[server(prefix = "/do", endpoint = "hand_out_refund")]
pub async fn hand_out_refund(
    #[server(default)] number: String,
    #[server(default)] top_up: String,
    #[server(default)] session: String,
) -> Done {
    let staff = match form_staff("/counter").await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let plain = |text: &str| {
        text.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    if ![&number, &top_up, &session]
        .into_iter()
        .all(|text| !text.is_empty() && plain(text))
    {
        return refuse("/counter", ErrorCode::OrderUnknown.as_str());
    }
    let page = format!("/counter/refunds/{session}?order={top_up}");
    if !staff.session.role.refunds() {
        return refuse(&page, ErrorCode::NotAllowed.as_str());
    }
    let place = staff.place();
    let done = staff.write(move |tx| {
        // Only to the member who stands there.
        let member = till_member(tx, &session, &place)?
            .filter(|found| found.open)
            .map(|found| found.member);
        let page = refund_page(tx, &top_up)?;
        let theirs = page.is_some_and(|page| {
            Some(page.order.member) == member && page.refunds.iter().any(|refund| refund.number == number)
        });
        if !theirs {
            return Err(RefundTopUpError::NoTopUp);
        }
        pay_refund_at_counter(tx, &number, &place)
    });
    match done.await {
        Ok(_) => go(&page),
        Err(RefundTopUpError::NoTopUp) => refuse("/counter", ErrorCode::OrderUnknown.as_str()),
        Err(error) => refuse(&page, said(&error)),
    }
}
