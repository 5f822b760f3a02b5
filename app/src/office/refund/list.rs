//! Refunds, of those stores that the operator sees: what is under way, and what only a person can end.

use huika_domain::{Reason, plain};
use huika_store::{
    StoreError, once,
    refund::{
        ByHand, RefundRow, RefundStatus, RefundView, approve_refund, give_refund_up, pay_refund_by_bank,
        refund_by_number, refund_page_for, refunds_under,
    },
    staff::Role,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    context::{Done, Typed, go, refuse},
    counter::refund::top_ups::quoted,
    i18n::Lang,
    member::refund::{counter_words, said},
    office::frame::{Office, Scoped, enter},
    show::{movement::channel_name, page, times::moment_text},
    staff::{Staff, form_staff},
    ui::{Empty, Field, Filter, Problem, Table, done, fact, filters, icon as draw, key_field},
};

const A_PAGE: i64 = 50;

/// `/office/refunds`, filtered by `?state=`, with one refund as `?number=` or the quote of a top-up as `?q=`.
pub fn refunds() -> impl IntoView {
    let query = use_query_map().with_untracked(Clone::clone);
    let text = move |name: &str| query.get(name).unwrap_or_default();
    let (state, number, wanted) = (text("state"), text("number"), plain(&text("q")).replace(' ', ""));
    let before = text("before").parse::<i64>().ok();
    page(async move {
        let staff = enter(Role::sees_office, Scoped::No).await?;
        let status = RefundStatus::parse(&state);
        let looked_for = wanted.clone();
        let viewer = staff.session.operator;
        let (rows, one, quote) = staff
            .portal
            .store
            .read(move |tx| {
                let rows = refunds_under(tx, viewer, status, before, A_PAGE)?;
                let one = refund_by_number(tx, viewer, &number)?;
                let quote = refund_page_for(tx, viewer, &looked_for)?.filter(|page| page.order.status.is_paid());
                Ok::<_, StoreError>((rows, one, quote))
            })
            .await?;
        let t = staff.lang();
        let missing = (!wanted.is_empty() && quote.is_none()).then(|| Problem::new(t, "order-unknown", &[]));
        let quote = quote.map(|page| quoted(&staff, &page, None));
        let by_hand = one
            .filter(|refund| refund.status == RefundStatus::Counter && staff.session.role.refunds())
            .map(|refund| by_hand(&staff, &refund));
        let choices = RefundStatus::ALL.map(|status| {
            let words = t
                .find(&format!("refund-state-{}", status.as_str()), &[])
                .unwrap_or_default();
            (status.as_str(), words)
        });
        let filter = Filter {
            path: "/office/refunds",
            name: "state",
            chosen: state,
        };
        let older = older(t, &rows, filter.chosen.as_str());
        let export = format!("/office/export/refunds?state={}", filter.chosen);
        let tabs = filters(t, &filter, t.text("filter-all"), &choices);
        Ok(view! {
            <Office around=staff.around.clone() title=t.text("refunds-office-title").to_owned()>
                {done(&[
                    ("approved", t.text("refund-was-approved")),
                    ("bank", t.text("refund-was-paid")),
                    ("given-up", t.text("refund-was-given-up")),
                ])}
                {Problem::notice(Problem::of_request().or(missing))}
                <form class="find" method="get">
                    <Field name="q" label=t.text("refund-find") value=wanted maxlength="64" autocomplete="off" />
                    <button class="button small">{t.text("scan-go")}</button>
                </form>
                {quote}
                {by_hand}
                {tabs}
                {table(&staff, &rows)}
                <nav class="pager" aria-label=t.text("refunds-office-title")>
                    {older}
                    <a class="button quiet small" href=export>{t.text("export-csv")}</a>
                </nav>
            </Office>
        }
        .into_any())
    })
}

/// What a person decides: whether so much is paid back at all, or what became of what the gateway cannot pay any more. Always with a reason.
fn by_hand(staff: &Staff, refund: &RefundView) -> impl IntoView + use<> {
    let (t, viewer) = (staff.lang(), staff.session.operator);
    let rule = staff.portal.store.context().rules.review;
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

/// The way to older rows, where this page is full.
fn older(t: Lang, rows: &[RefundRow], state: &str) -> Option<impl IntoView + use<>> {
    let last = rows.last().filter(|_| rows.len() as i64 == A_PAGE)?;
    let address = format!("/office/refunds?state={state}&before={}", last.id);
    Some(view! { <a class="button quiet small" href=address>{t.text("statement-older")}</a> })
}

fn table(staff: &Staff, rows: &[RefundRow]) -> AnyView {
    let t = staff.lang();
    if rows.is_empty() {
        return view! {
            <section class="panel"><Empty icon=draw::COIN title=t.text("refunds-none-title") text=t.text("refunds-office-none") /></section>
        }
        .into_any();
    }
    let rows: Vec<_> = rows
        .iter()
        .map(|row| {
            let refund = &row.refund;
            let state = t
                .find(&format!("refund-state-{}", refund.status.as_str()), &[])
                .unwrap_or_default();
            let way = if refund.by_bank { "bank" } else { &refund.channel };
            view! {
                <tr>
                    <td>
                        <a class="link" href=format!("/office/refunds?number={}", refund.number)>
                            {moment_text(&staff.portal, t, refund.opened_at)}
                        </a>
                    </td>
                    <td>{row.phone.masked()}</td>
                    <td>{refund.amount.display()}</td>
                    <td>{channel_name(t, way)}</td>
                    <td>{state}</td>
                    <td>{refund.reason.clone()}</td>
                    <td>{refund.number.clone()}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <Table words=true label=t.text("refunds-office-title") columns=vec![t.text("refund-opened-at"), t.text("sale-member"), t.text("line-refund-amount"), t.text("entry-channel"), t.text("refund-state"), t.text("entry-reason"), t.text("refund-number")]>{rows}</Table>
    }
    .into_any()
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
        return refuse("/counter", "not-allowed");
    }
    if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return refuse(PAGE, "no-refund");
    }
    let page = format!("{PAGE}?number={number}");
    let Ok(reason) = Reason::parse(&reason) else {
        return refuse(&page, "reason-length");
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
    let ended = staff.portal.store.write(move |tx| {
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
