//! Large sales of which only a till says that they were paid, of those stores that the operator sees: who made them and how, and whether
//! their points are the member's.

use huika_domain::{ErrorCode, Reason};
use huika_store::{
    StoreError,
    report::named,
    sale::watch::{Decide, DecideError, Decision, WatchedSale, decide, watched_sale},
    staff::Role,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    context::{Done, Typed, go, refuse},
    i18n::Lang,
    office::{
        frame::{Office, Scoped, enter},
        report::listed,
    },
    show::{Leave, member_phone::phone_words, page},
    staff::{Staff, form_staff},
    ui::{Field, PageError, done, fact},
};

const PAGE: &str = "/office/watched";

/// `/office/watched`: the list, with one sale as `?sale=`.
pub fn watched() -> impl IntoView {
    let wanted = use_query_map()
        .with_untracked(|query| query.get("sale"))
        .and_then(|id| id.parse::<i64>().ok());
    page(async move {
        let staff = enter(Role::sees_office, Scoped::No).await?;
        let viewer = staff.session.operator;
        let one = staff
            .read(move |tx| Ok::<_, StoreError>(wanted.map(|id| watched_sale(tx, viewer, id)).transpose()?.flatten()))
            .await?;
        let t = staff.lang();
        let one = one.map(|sale| one_sale(&staff, &sale));
        let list = listed(&staff, named("watched-sales").ok_or(Leave::NotFound)?, PAGE).await?;
        Ok(view! {
            <Office around=staff.around.clone() title=t.text("watched-title").to_owned()>
                {done(&[("decided", t.text("alarm-was-settled"))])}
                {PageError::notice(PageError::of_request())}
                {one}
                {list}
            </Office>
        }
        .into_any())
    })
}

fn reason_words(t: Lang, sale: &WatchedSale) -> String {
    t.find(&format!("watched-{}", sale.reason.as_str()), &[])
        .unwrap_or_default()
}

/// What a till calls the money; a tender of the shop's own has no other name.
fn tender_name(t: Lang, tender: &str) -> String {
    t.find(&format!("tender-{tender}"), &[])
        .unwrap_or_else(|| tender.to_owned())
}

fn state_words(t: Lang, sale: &WatchedSale) -> &'static str {
    match sale.decision {
        Some(Decision::Released) => t.text("watched-released"),
        Some(Decision::Taken) => t.text("watched-taken"),
        None if sale.points_wait => t.text("watched-points-wait"),
        None => t.text("watched-to-look-at"),
    }
}

/// One sale in full, and the decision about it with its reason.
fn one_sale(staff: &Staff, sale: &WatchedSale) -> impl IntoView + use<> {
    let t = staff.lang();
    let note = (!sale.note.is_empty()).then(|| fact(t.text("entry-reason"), sale.note.clone()));
    let may_decide = sale.decision.is_none() && staff.session.role.approves();
    let form = may_decide.then(|| {
        let take = sale.points_wait.then(|| {
            view! { <button class="button quiet" name="decision" value="taken">{t.text("watched-take")}</button> }
        });
        let release = if sale.points_wait {
            "watched-release"
        } else {
            "watched-seen"
        };
        view! {
            <form class="form" method="post" action="/do/decide_watched">
                <input type="hidden" name="sale" value=sale.id.to_string() />
                <Field
                    name="note"
                    label=t.text("entry-reason")
                    hint=t.text("watched-note-hint").to_owned()
                    maxlength="200"
                    value=Typed::into_form("decide_watched").value("note")
                />
                <button class="button" name="decision" value="released">{t.text(release)}</button>
                {take}
            </form>
        }
    });
    view! {
        <section class="panel" aria-label=t.text("watched-one")>
            <header><h2>{reason_words(t, sale)}</h2></header>
            <dl class="facts">
                {fact(t.text("sale-member"), phone_words(t, &sale.phone))}
                {fact(t.text("watched-receipt"), sale.receipt_number.clone())}
                {fact(t.text("watched-gross"), sale.gross.display())}
                {fact(t.text("watched-outside"), format!("{} · {}", sale.outside.display(), tender_name(t, &sale.tender)))}
                {fact(t.text("points"), sale.earned.display())}
                {fact(t.text("watched-state"), state_words(t, sale).to_owned())}
                {note}
            </dl>
            <p class="fine">{t.text("watched-advice")}</p>
            {form}
        </section>
    }
}

#[server(prefix = "/do", endpoint = "decide_watched")]
pub async fn decide_watched(
    #[server(default)] sale: String,
    #[server(default)] decision: String,
    #[server(default)] note: String,
) -> Done {
    let staff = match form_staff(PAGE).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    if !staff.session.role.approves() {
        return refuse("/office", ErrorCode::NotAllowed.as_str());
    }
    let (Ok(id), Some(decision)) = (sale.parse::<i64>(), Decision::parse(&decision)) else {
        return refuse(PAGE, ErrorCode::NotWaiting.as_str());
    };
    let Ok(note) = Reason::parse(&note) else {
        return refuse(&format!("{PAGE}?sale={id}"), ErrorCode::ReasonLength.as_str());
    };
    let request = Decide {
        id,
        decision,
        operator: staff.session.operator,
        note,
    };
    match staff.write(move |tx| decide(tx, &request)).await {
        Ok(()) => go("/office/watched?done=decided"),
        Err(error) => {
            if let DecideError::Store(error) = &error {
                tracing::error!(%error, "nothing could be decided about a sale");
            }
            refuse(PAGE, error.code())
        }
    }
}
