//! Today's books, and the proof that all of them add up.

use huika_domain::{Fen, Millis};
use huika_store::{
    StoreError,
    books::{DayTotals, day_totals, last_proof, note_proof, prove},
    db::turns,
    payment::open_alarms,
    sale::watch::watched_sales_waiting,
    top_up::held_now,
};
use leptos::prelude::*;

use crate::{
    context::{Done, go, refuse},
    i18n::Lang,
    show::{Leave, page, times::moment_text},
    staff::{Area, Desk, Staff, form_staff, require_staff},
    ui::{Notice, Problem, Tone, icon, icon as draw},
};

pub fn books() -> impl IntoView {
    page(async {
        let staff = require_staff().await?;
        if !staff.session.role.sees_office() {
            return Err(Leave::to("/counter"));
        }
        let viewer = staff.session.operator;
        let (totals, proof, alarms, watched) = staff
            .portal
            .store
            .read(move |tx| {
                // What is held has an alarm as well, unless somebody has settled that without deciding.
                let waiting = open_alarms(tx)?.max(held_now(tx)?);
                let totals = day_totals(tx, tx.today(), viewer)?;
                let watched = watched_sales_waiting(tx, viewer)?;
                Ok::<_, StoreError>((totals, last_proof(tx)?, waiting, watched))
            })
            .await?;
        let t = staff.lang();
        let of_shop = staff.session.role.sees_shop();
        Ok(view! {
            <Desk title=t.text("books-title").to_owned() staff=staff.session.clone() area=Area::Books>
                <header>
                    <h1>{t.text("books-title")}</h1>
                    <p class="quiet-text">{totals.day.to_string()}</p>
                </header>
                {Problem::notice(Problem::of_request())}
                {figures(t, &totals)}
                {proven(&staff, proof)}
                {of_shop.then(|| waits(t, "/office/payments", "alarms-waiting", alarms))}
                {waits(t, "/office/watched", "watched-waiting", watched)}
                <nav class="ways-on" aria-label=t.text("office-more")>
                    <a class="button quiet" href="/office/refunds">{t.text("refunds-office-title")}</a>
                    <a class="button quiet" href="/office/watched">{t.text("watched-title")}</a>
                    {of_shop.then(|| view! {
                        <a class="button quiet" href="/office/payments">{t.text("alarms-title")}</a>
                        <a class="button quiet" href="/office/reconciliation">{t.text("reconciliation-title")}</a>
                        <a class="button quiet" href="/office/staff">{t.text("staff-title")}</a>
                    })}
                </nav>
            </Desk>
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

fn figures(t: Lang, totals: &DayTotals) -> impl IntoView + use<> {
    let figure = |name, value: String, count: Option<i64>| {
        let count = count.map(|count| view! { <small>{t.with("books-count", &[("count", count.into())])}</small> });
        view! { <div class="figure"><dt>{name}</dt><dd>{value}{count}</dd></div> }
    };
    // What was given back shows its sign, so that nobody adds it.
    let back = |amount: Fen| amount.checked_neg().unwrap_or(amount).display();
    view! {
        <dl class="figures">
            {figure(t.text("books-top-ups"), totals.topped_up.display(), Some(totals.top_ups))}
            {figure(t.text("books-refunds"), back(totals.refunded), Some(totals.refunds))}
            {figure(t.text("books-bonus"), totals.bonus_given.display(), None)}
            {figure(t.text("books-bonus-ended"), back(totals.bonus_ended), None)}
            {figure(t.text("books-sales"), totals.sold.display(), Some(totals.sales))}
            {figure(t.text("books-returns"), back(totals.returned), Some(totals.returns))}
            {figure(t.text("books-fees"), totals.fees.display(), None)}
            {figure(t.text("books-points"), totals.points_given.signed(), None)}
            {figure(t.text("books-redemptions"), totals.redemptions.to_string(), None)}
            {figure(t.text("books-entries"), totals.entries.to_string(), None)}
        </dl>
    }
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
    match staff.portal.store.write(move |tx| note_proof(tx, &proof)).await {
        Ok(()) => go(PAGE),
        Err(error) => {
            tracing::error!(%error, "the proof could not be kept");
            refuse(PAGE, error.code())
        }
    }
}
