//! Today's books, and the proof that all of them add up.

use huika_domain::{Fen, Millis};
use huika_store::{
    StoreError,
    books::{DayTotals, day_totals, last_proof, note_proof, prove},
    db::turns,
    payment::open_alarms,
    sale::watch::watched_sales_waiting,
    staff::Role,
    top_up::held_now,
};
use leptos::prelude::*;

use crate::{
    context::{Done, go, refuse},
    i18n::Lang,
    office::frame::{Office, Scoped, enter},
    show::{page, times::moment_text},
    staff::{Staff, form_staff},
    ui::{Notice, Problem, Stat, Tone, icon, icon as draw, stats},
};

pub fn books() -> impl IntoView {
    page(async {
        let desk = enter(Role::sees_office, Scoped::Yes).await?;
        let (viewer, store) = (desk.session.operator, desk.around.scope.store);
        let (totals, proof, alarms, watched) = desk
            .read(move |tx| {
                // What is held has an alarm as well, unless somebody has settled that without deciding.
                let waiting = open_alarms(tx)?.max(held_now(tx)?);
                let totals = day_totals(tx, tx.today(), viewer, store)?;
                let watched = watched_sales_waiting(tx, viewer)?;
                Ok::<_, StoreError>((totals, last_proof(tx)?, waiting, watched))
            })
            .await?;
        let t = desk.lang();
        let of_shop = desk.session.role.sees_shop();
        let shown = desk.around.scope.name().unwrap_or(t.text("scope-all"));
        let lead = format!("{} · {shown}", totals.day);
        Ok(view! {
            <Office around=desk.around.clone() title=t.text("books-title").to_owned() lead>
                {Problem::notice(Problem::of_request())}
                {of_shop.then(|| waits(t, "/office/payments", "alarms-waiting", alarms))}
                {waits(t, "/office/watched", "watched-waiting", watched)}
                {figures(t, &totals)}
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

fn figures(t: Lang, totals: &DayTotals) -> impl IntoView + use<> {
    let figure = |key: &'static str, value: String, count: Option<i64>| {
        Stat::new(t.text(key), value).with_note(count.map(|count| t.with("books-count", &[("count", count.into())])))
    };
    // What was given back shows its sign, so that nobody adds it.
    let back = |amount: Fen| amount.checked_neg().unwrap_or(amount).display();
    stats(vec![
        figure("books-top-ups", totals.topped_up.display(), Some(totals.top_ups)),
        figure("books-refunds", back(totals.refunded), Some(totals.refunds)),
        figure("books-bonus", totals.bonus_given.display(), None),
        figure("books-bonus-ended", back(totals.bonus_ended), None),
        figure("books-sales", totals.sold.display(), Some(totals.sales)),
        figure("books-returns", back(totals.returned), Some(totals.returns)),
        figure("books-fees", totals.fees.display(), None),
        figure("books-points", totals.points_given.signed(), None),
        figure("books-redemptions", totals.redemptions.to_string(), None),
        figure("books-entries", totals.entries.to_string(), None),
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
