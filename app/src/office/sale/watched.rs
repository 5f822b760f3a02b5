//! Large sales of which only a till says that they were paid, of those stores that the operator sees: who made them and how, and whether
//! their points are the member's.

use huika_domain::Reason;
use huika_store::{
    StoreError,
    sale::watch::{Decide, DecideError, Decision, WatchedSale, decide, watched_sale, watched_sales},
    staff::Role,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    context::{Done, Typed, go, refuse},
    i18n::Lang,
    office::frame::{Office, Scoped, enter},
    show::{page, times::moment_text},
    staff::{Staff, form_staff},
    ui::{Empty, Field, Filter, Problem, Table, done, fact, filters, icon as draw},
};

const PAGE: &str = "/office/watched";
const A_PAGE: i64 = 50;

/// `/office/watched`: what is open, or what was decided as `?show=decided`; one sale as `?sale=`.
pub fn watched() -> impl IntoView {
    let query = use_query_map().with_untracked(Clone::clone);
    let text = move |name: &str| query.get(name).unwrap_or_default();
    let show = text("show");
    let (wanted, before) = (text("sale").parse::<i64>().ok(), text("before").parse::<i64>().ok());
    page(async move {
        let staff = enter(Role::sees_office, Scoped::No).await?;
        let (viewer, open) = (staff.session.operator, show != "decided");
        let (rows, one) = staff
            .portal
            .store
            .read(move |tx| {
                let rows = watched_sales(tx, viewer, open, before, A_PAGE)?;
                let one = match wanted {
                    Some(id) => watched_sale(tx, viewer, id)?,
                    None => None,
                };
                Ok::<_, StoreError>((rows, one))
            })
            .await?;
        let t = staff.lang();
        let one = one.map(|sale| one_sale(&staff, &sale));
        let filter = Filter {
            path: PAGE,
            name: "show",
            chosen: show,
        };
        let older = (rows.len() as i64 == A_PAGE)
            .then(|| rows.last().map(|row| row.id))
            .flatten();
        let older = older.map(|id| {
            let address = format!("{PAGE}?show={}&before={id}", filter.chosen);
            view! { <a class="button quiet small" href=address>{t.text("statement-older")}</a> }
        });
        let decided = ("decided", t.text("watched-decided").to_owned());
        let tabs = filters(t, &filter, t.text("watched-open"), &[decided]);
        Ok(view! {
            <Office around=staff.around.clone() title=t.text("watched-title").to_owned()>
                {done(&[("decided", t.text("alarm-was-settled"))])}
                {Problem::notice(Problem::of_request())}
                {one}
                {tabs}
                {table(&staff, &rows)}
                <nav class="pager" aria-label=t.text("watched-title")>{older}</nav>
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
                {fact(t.text("sale-member"), sale.phone.masked())}
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

fn table(staff: &Staff, rows: &[WatchedSale]) -> AnyView {
    let t = staff.lang();
    if rows.is_empty() {
        return view! {
            <section class="panel"><Empty icon=draw::SHIELD title=t.text("watched-none-title") text=t.text("watched-none-text") /></section>
        }
        .into_any();
    }
    let rows: Vec<_> = rows
        .iter()
        .map(|sale| {
            view! {
                <tr>
                    <td>
                        <a class="link" href=format!("{PAGE}?sale={}", sale.id)>{moment_text(&staff.portal, t, sale.at)}</a>
                    </td>
                    <td>{reason_words(t, sale)}</td>
                    <td>{format!("{} · {}", sale.store, sale.till)}</td>
                    <td>{sale.phone.masked()}</td>
                    <td>{sale.outside.display()}</td>
                    <td>{sale.earned.display()}</td>
                    <td>{state_words(t, sale)}</td>
                </tr>
            }
        })
        .collect();
    let columns = [
        "watched-at",
        "watched-why",
        "watched-where",
        "sale-member",
        "watched-outside",
        "points",
        "watched-state",
    ];
    let columns = columns.map(|key| t.text(key)).to_vec();
    view! { <Table words=true label=t.text("watched-title") columns>{rows}</Table> }.into_any()
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
        return refuse("/office", "not-allowed");
    }
    let (Ok(id), Some(decision)) = (sale.parse::<i64>(), Decision::parse(&decision)) else {
        return refuse(PAGE, "not-waiting");
    };
    let Ok(note) = Reason::parse(&note) else {
        return refuse(&format!("{PAGE}?sale={id}"), "reason-length");
    };
    let request = Decide {
        id,
        decision,
        operator: staff.session.operator,
        note,
    };
    match staff.portal.store.write(move |tx| decide(tx, &request)).await {
        Ok(()) => go("/office/watched?done=decided"),
        Err(error) => {
            if let DecideError::Store(error) = &error {
                tracing::error!(%error, "nothing could be decided about a sale");
            }
            refuse(PAGE, error.code())
        }
    }
}
