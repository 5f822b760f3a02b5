//! Today's books, and the proof that all of them add up.

use huika_domain::{Fen, Millis, StoreId};
use huika_store::{
    StoreError,
    books::{DayTotals, day_by_store, last_proof, note_proof, prove},
    db::turns,
    ledger::EntryKind,
    organisation::{TreeOf, TreeQuery, stores_on},
    payment::open_alarms,
    sale::watch::watched_sales_waiting,
    staff::Role,
    top_up::held_now,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::by_store::by_store;

use crate::{
    context::{Done, go, refuse},
    i18n::Lang,
    office::frame::{Office, Scoped, enter},
    show::{page, times::moment_text},
    staff::{Staff, form_staff},
    ui::{Notice, PageError, Stat, Tone, icon, icon as draw, stats},
};

/// As many stores as an operator sees at most.
const STORES_MAX: i64 = 500;

pub fn books() -> impl IntoView {
    let after = use_query_map().with_untracked(|query| StoreId::parse(query.get_str("after").unwrap_or_default()).ok());
    page(async move {
        let desk = enter(Role::sees_office, Scoped::Yes).await?;
        let (viewer, store) = (desk.session.operator, desk.around.scope.store);
        let many = desk.around.scope.stores.len() > 1 && store.is_none();
        let only = match &*desk.around.scope.stores {
            [(only, _)] if !desk.session.role.sees_chain() => Some(*only),
            _ => None,
        };
        let ((today, days, tree), proof, alarms, watched) = desk
            .read(move |tx| {
                // What is held has an alarm as well, unless somebody has settled that without deciding.
                let waiting = open_alarms(tx)?.max(held_now(tx)?);
                // Who sees one store alone sees its business day.
                let today = tx.business_day(store.or(only));
                let days = day_by_store(tx, today, viewer, store)?;
                let query = TreeQuery {
                    day: today,
                    of: TreeOf::All,
                    after: None,
                    limit: STORES_MAX,
                };
                let tree = if many {
                    stores_on(tx, viewer, &query)?
                } else {
                    Vec::new()
                };
                let watched = watched_sales_waiting(tx, viewer)?;
                Ok::<_, StoreError>(((today, days, tree), last_proof(tx)?, waiting, watched))
            })
            .await?;
        let t = desk.lang();
        let of_shop = desk.session.role.sees_chain();
        let mut totals = DayTotals::empty(today);
        for day in &days {
            totals.join(&day.totals);
        }
        let shown = desk.around.scope.name().unwrap_or(t.text("scope-all"));
        let lead = format!("{} · {shown}", totals.day);
        Ok(view! {
            <Office around=desk.around.clone() title=t.text("books-title").to_owned() lead>
                {PageError::notice(PageError::of_request())}
                {of_shop.then(|| waits(t, "/office/payments", "alarms-waiting", alarms))}
                {waits(t, "/office/watched", "watched-waiting", watched)}
                {figures(t, &totals, store)}
                {many.then(|| by_store(t, today, &days, &tree, after))}
                {proven(&desk, proof)}
            </Office>
        }
        .into_any())
    })
}

/// What waits for a look is said on the first page of the office, and nothing is said when there is nothing.
fn waits(t: Lang, page: &'static str, words: &'static str, count: i64) -> impl IntoView + use<> {
    (count > 0).then(|| {
        view! {
            <Notice tone=Tone::Warn icon=draw::ALERT>
                <p><a href=page>{t.with(words, &[("count", count.into())])}</a></p>
            </Notice>
        }
    })
}

/// The figures of the day, each with the way to the rows that it adds up, where those are a list of their own.
fn figures(t: Lang, totals: &DayTotals, store: Option<StoreId>) -> impl IntoView + use<> {
    let figure = |key: &'static str, value: String, count: Option<i64>, rows: Option<String>| {
        Stat::new(t.text(key), value)
            .with_note(count.map(|count| t.with("books-count", &[("count", count.into())])))
            .with_rows(rows)
    };
    let of_store = store.map(|store| format!("&store={store}")).unwrap_or_default();
    let list = |report: &str, more: &str| Some(format!("/office/reports/{report}?day={}{of_store}{more}", totals.day));
    let entries = |kind: EntryKind| list("entries", &format!("&entry_kind={}", kind.as_str()));
    // What was paid back or returned shows its sign, so that nobody adds it.
    let back = |amount: Fen| amount.checked_neg().unwrap_or(amount).display();
    stats(vec![
        figure(
            "books-top-ups",
            totals.topped_up.display(),
            Some(totals.top_ups),
            entries(EntryKind::TopUp),
        ),
        figure(
            "books-refunds",
            back(totals.refunded),
            Some(totals.refunds),
            entries(EntryKind::Refund),
        ),
        figure("books-bonus", totals.bonus_given.display(), None, None),
        figure(
            "books-bonus-ended",
            back(totals.bonus_ended),
            None,
            entries(EntryKind::Refund),
        ),
        figure(
            "books-sales",
            totals.sold.display(),
            Some(totals.sales),
            list("sales", ""),
        ),
        figure(
            "books-returns",
            back(totals.returned),
            Some(totals.returns),
            list("returns", ""),
        ),
        figure("books-fees", totals.fees.display(), None, None),
        figure("books-points", totals.points_given.signed(), None, None),
        figure(
            "books-redemptions",
            totals.redemptions.to_string(),
            None,
            entries(EntryKind::Redemption),
        ),
        figure("books-entries", totals.entries.to_string(), None, list("entries", "")),
    ])
}

fn proven(staff: &Staff, proof: Option<(Millis, bool)>) -> impl IntoView + use<> {
    let t = staff.lang();
    let (class, sign, words) = match proof {
        Some((_, true)) => ("proof", draw::SHIELD, t.text("books-proof-good")),
        Some((_, false)) => ("proof bad", draw::ALERT, t.text("books-proof-bad")),
        None => ("proof", draw::BOOKS, t.text("books-proof-none")),
    };
    let when = proof.map_or_else(
        || t.text("books-proof-what").to_owned(),
        |(at, _)| moment_text(&staff.portal, t, at),
    );
    view! {
        <section class=class aria-label=t.text("books-proof")>
            {icon(sign)}
            <div><h2>{words}</h2><p>{when}</p></div>
            <form method="post" action="/do/prove"><button class="button small">{t.text("books-proof-run")}</button></form>
        </section>
    }
}

#[server(prefix = "/do", endpoint = "prove")]
pub async fn prove_now() -> Done {
    const PAGE: &str = "/office";
    let staff = match form_staff(PAGE).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    if !staff.session.role.sees_office() {
        return go("/counter");
    }
    // It gets a connection and a thread of its own, and its turn after the one that runs.
    let store = staff.portal.store.clone();
    let proof = turns::proving(move || store.scan(prove)).await;
    let proof = match proof {
        Ok(Ok(proof)) => proof,
        Ok(Err(error)) | Err(error) => {
            tracing::error!(%error, "the proof could not be run");
            return refuse(PAGE, error.code());
        }
    };
    match staff.write(move |tx| note_proof(tx, &proof)).await {
        Ok(()) => go(PAGE),
        Err(error) => {
            tracing::error!(%error, "the proof could not be kept");
            refuse(PAGE, error.code())
        }
    }
}
