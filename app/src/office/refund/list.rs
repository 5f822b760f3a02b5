//! Refunds, of those stores that the operator sees: what is under way, and what only a person can end.

use huika_domain::{ErrorCode, Reason, plain};
use huika_store::{
    StoreError, once,
    refund::{
        ByHand, RefundStatus, RefundView, approve_refund, give_refund_up, pay_refund_by_bank, refund_by_number,
        refund_page_for,
    },
    report::named,
    staff::Role,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    context::{Done, Typed, go, refuse},
    office::{
        frame::{Office, Scoped, enter},
        report::listed,
    },
    show::{
        Leave, page,
        refund::{counter_words, said},
    },
    staff::{Staff, form_staff, refund::quoted},
    ui::{Field, PageError, done, fact, key_field},
};

/// `/office/refunds`: the list, with one refund as `?number=` or the quote of a top-up as `?q=`.
pub fn refunds() -> impl IntoView {
    let query = use_query_map().with_untracked(Clone::clone);
    let text = move |name: &str| query.get(name).unwrap_or_default();
    let (number, wanted) = (text("number"), plain(&text("q")).replace(' ', ""));
    page(async move {
        let staff = enter(Role::sees_office, Scoped::No).await?;
        let looked_for = wanted.clone();
        let viewer = staff.session.operator;
        let (one, quote) = staff
            .read(move |tx| {
                let one = refund_by_number(tx, viewer, &number)?;
                let quote = refund_page_for(tx, viewer, &looked_for)?.filter(|page| page.order.status.is_paid());
                Ok::<_, StoreError>((one, quote))
            })
            .await?;
        let t = staff.lang();
        let missing =
            (!wanted.is_empty() && quote.is_none()).then(|| PageError::new(t, ErrorCode::OrderUnknown.as_str(), &[]));
        let quote = quote.map(|page| quoted(&staff, &page, None));
        let by_hand = one
            .filter(|refund| refund.status == RefundStatus::Counter && staff.session.role.refunds())
            .map(|refund| by_hand(&staff, &refund));
        let list = listed(&staff, named("refunds").ok_or(Leave::NotFound)?, "/office/refunds").await?;
        Ok(view! {
            <Office around=staff.around.clone() title=t.text("refunds-office-title").to_owned()>
                {done(&[
                    ("approved", t.text("refund-was-approved")),
                    ("bank", t.text("refund-was-paid")),
                    ("given-up", t.text("refund-was-given-up")),
                ])}
                {PageError::notice(PageError::of_request().or(missing))}
                <form class="find" method="get">
                    <Field name="q" label=t.text("refund-find") value=wanted maxlength="64" autocomplete="off" />
                    <button class="button small">{t.text("scan-go")}</button>
                </form>
                {quote}
                {by_hand}
                {list}
            </Office>
        }
        .into_any())
    })
}

/// What a person decides: whether so much is paid back at all, or what became of what the gateway cannot pay any more. Always with a reason.
fn by_hand(staff: &Staff, refund: &RefundView) -> impl IntoView + use<> {
    let (t, viewer) = (staff.lang(), staff.session.operator);
    let rule = staff.portal.store.rules().review;
    let (waits, is_asker) = (refund.waits_for_approval(rule), refund.asked_by == Some(viewer));
    let approve = (waits && !is_asker)
        .then(|| view! { <button class="button" name="how" value="approve">{t.text("refund-approve")}</button> });
    let pay = refund
        .may_be_paid_by(viewer, rule)
        .then(|| view! { <button class="button" name="how" value="bank">{t.text("refund-by-bank")}</button> });
    let needs_other =
        (approve.is_none() && pay.is_none()).then(|| view! { <p class="fine">{t.text("refund-needs-other")}</p> });
    view! {
        <section class="panel" aria-label=t.text("refund-by-hand")>
            <header><h2>{t.text("refund-by-hand")}</h2></header>
            <dl class="facts">
                {fact(t.text("refund-number"), refund.number.clone())}
                {fact(t.text("line-refund-amount"), refund.amount.display())}
            </dl>
            <p class="fine">{counter_words(t, refund)}</p>
            <form class="form" method="post" action="/do/end_refund">
                <input type="hidden" name="number" value=refund.number.clone() />
                {key_field(&Typed::into_form("end_refund"))}
                <Field
                    name="reason"
                    label=t.text("refund-reason")
                    hint=t.text("refund-reason-hint").to_owned()
                    maxlength="200"
                    value=Typed::into_form("end_refund").value("reason")
                />
                {needs_other}
                {approve}
                {pay}
                <button class="button quiet" name="how" value="give-up">{t.text("refund-give-up")}</button>
            </form>
        </section>
    }
}

#[server(prefix = "/do", endpoint = "end_refund")]
pub async fn end_refund(
    #[server(default)] number: String,
    #[server(default)] how: String,
    #[server(default)] reason: String,
) -> Done {
    const PAGE: &str = "/office/refunds";
    let staff = match form_staff(PAGE).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    if !staff.session.role.refunds() {
        return refuse("/counter", ErrorCode::NotAllowed.as_str());
    }
    if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return refuse(PAGE, ErrorCode::NoRefund.as_str());
    }
    let page = format!("{PAGE}?number={number}");
    let Ok(reason) = Reason::parse(&reason) else {
        return refuse(&page, ErrorCode::ReasonLength.as_str());
    };
    let sent = staff.sent("end-refund");
    let done = ByHand {
        number,
        operator: staff.session.operator,
        reason,
    };
    let word = match how.as_str() {
        "approve" => "approved",
        "bank" => "bank",
        _ => "given-up",
    };
    let ended = staff.write(move |tx| {
        once(
            tx,
            &sent,
            |()| true,
            |tx| match how.as_str() {
                "approve" => approve_refund(tx, &done),
                "bank" => pay_refund_by_bank(tx, &done),
                _ => give_refund_up(tx, &done),
            },
        )
    });
    match ended.await {
        Ok(()) => go(&format!("{PAGE}?done={word}")),
        Err(error) => refuse(&page, said(&error)),
    }
}
