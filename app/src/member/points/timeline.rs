//! The timeline of points: what can be used now, what becomes usable and expires when, and every lot with what it came with.

use huika_store::points::{PointsCursor, PointsLeft, PointsOn, PointsPage, points_page};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    member::session::{Member, require_member},
    show::{Frame, Leave, movement::title, page, times::day},
    ui::{Empty, Notice, Tone, done, icon as draw, pager},
};

pub fn points() -> impl IntoView {
    let after = use_query_map().with_untracked(|query| query.get("after"));
    page(async move {
        let after = after.as_deref().and_then(PointsCursor::parse);
        let member = require_member().await?;
        let (found, may_give) = member
            .read(move |tx, session| {
                let found = points_page(tx, session.member, after.unwrap_or(PointsCursor::START))?;
                Ok((found, tx.rules().gifts.allowed))
            })
            .await?;
        Ok(show(&member, &found.ok_or(Leave::NotFound)?, after.is_some(), may_give))
    })
}

fn show(member: &Member, points: &PointsPage, is_later: bool, may_give: bool) -> AnyView {
    let t = member.lang();
    let owed = points.shortfall.is_negative().then(|| {
        let owed = points.shortfall.checked_neg().unwrap_or(points.shortfall).display();
        let text = t.with("home-shortfall", &[("points", owed.into())]);
        view! { <Notice tone=Tone::Plain icon=draw::RETURN><p>{text}</p></Notice> }
    });
    let give = may_give.then(|| {
        view! { <a class="button quiet wide" href="/points/give">{t.text("points-give-title")}</a> }
    });
    let worth = t.with("points-worth", &[("amount", points.worth.display().into())]);
    let pending = points
        .pending
        .is_positive()
        .then(|| t.with("points-pending", &[("points", points.pending.display().into())]));
    let (coming, going) = (
        days(member, "points-coming", &points.coming),
        days(member, "points-going", &points.going),
    );
    let (lots, usable) = (lots(member, points, is_later), points.usable.display());
    view! {
        <Frame title=t.text("points-title").to_owned() back="/me">
            {done(&[("given", t.text("points-given"))])}
            <section class="panel tier-card">
                <p class="sum"><small>{t.text("points-usable")}</small><b>{usable}</b></p>
                <p class="quiet-text">{worth}" "{pending}</p>
            </section>
            {owed}
            {coming}
            {going}
            {lots}
            {give}
            <a class="button quiet wide" href="/mall">{t.text("act-mall")}</a>
        </Frame>
    }
    .into_any()
}

/// What happens to points on the next days; nothing where nothing does.
fn days(member: &Member, name: &'static str, days: &[PointsOn]) -> impl IntoView + use<> {
    let (portal, t) = (&member.portal, member.lang());
    let heading = match name {
        "points-coming" => t.text("points-coming"),
        _ => t.text("points-going"),
    };
    let rows: Vec<_> = days
        .iter()
        .map(|on| {
            let when = day(portal, t, on.at);
            view! {
                <li class="row"><span class="what">{when}</span><b class="end">{on.points.display()}</b></li>
            }
        })
        .collect();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="panel">
                <header><h2>{heading}</h2></header>
                <ul class="rows">{rows}</ul>
            </section>
        }
    })
}

fn lots(member: &Member, points: &PointsPage, is_later: bool) -> AnyView {
    let t = member.lang();
    if points.lots.is_empty() {
        return view! { <Empty icon=draw::COIN title=t.text("points-none-title") text=t.text("points-none-text") /> }
            .into_any();
    }
    let rows: Vec<_> = points.lots.iter().map(|lot| lot_row(member, lot)).collect();
    let first = is_later.then(|| (t.text("page-first"), "/points".to_owned()));
    let next = points
        .next
        .map(|cursor| (t.text("list-after"), format!("/points?after={}", cursor.to_text())));
    view! {
        <section class="panel">
            <header><h2>{t.text("points-lots")}</h2></header>
            <ul class="rows">{rows}</ul>
            {pager(t.text("list-pages").to_owned(), first, next)}
        </section>
    }
    .into_any()
}

fn lot_row(member: &Member, lot: &PointsLeft) -> impl IntoView + use<> {
    let (portal, t) = (&member.portal, member.lang());
    let now = portal.now();
    let from = (lot.available_from > now)
        .then(|| t.with("points-from", &[("day", day(portal, t, lot.available_from).into())]));
    let until = match lot.expires_at {
        Some(last) => t.with("points-until", &[("day", day(portal, t, last).into())]),
        None => t.text("points-for-ever").to_owned(),
    };
    let of = (lot.left != lot.granted).then(|| t.with("points-of", &[("points", lot.granted.display().into())]));
    let when = day(portal, t, lot.from.at);
    view! {
        <li>
            <a class="row" href=format!("/statement/{}", lot.from.entry)>
                <div>
                    <span class="what">{title(t, &lot.from)}</span><br />
                    <small>{when}" · "{from.map(|from| format!("{from} · "))}{until}</small>
                </div>
                <span class="end"><b>{lot.left.display()}</b>" "<small>{of}</small></span>
            </a>
        </li>
    }
}
