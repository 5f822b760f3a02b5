//! The lines of an audit, each with its rows and its tick.

use huika_domain::{BusinessDay, Fen, StoreId};
use huika_store::audit::{Audit, AuditLine, AuditRow, Found};
use leptos::prelude::*;

use crate::{
    context::Typed,
    i18n::Lang,
    office::frame::Desk,
    show::{channel::channel_name, times::moment_text},
    ui::{Column, Sheet, Tone, tag},
};

/// What members hold, at the beginning and at the end.
pub fn outstanding(t: Lang, read: &Audit) -> impl IntoView + use<> {
    let row = |name: &'static str, opening: String, closing: String| {
        view! { <tr><th scope="row">{name}</th><td class="n">{opening}</td><td class="n">{closing}</td></tr> }
    };
    let columns = vec![
        Column::words(t.text("audit-what")),
        Column::figures(t.text("audit-opening")),
        Column::figures(t.text("audit-closing")),
    ];
    let rows = vec![
        row(
            t.text("line-principal"),
            read.opening.principal.display(),
            read.closing.principal.display(),
        ),
        row(
            t.text("line-bonus"),
            read.opening.bonus.display(),
            read.closing.bonus.display(),
        ),
        row(
            t.text("points"),
            read.opening.points.display(),
            read.closing.points.display(),
        ),
    ];
    view! { <Sheet label=t.text("audit-outstanding-table") caption=true columns>{rows}</Sheet> }
}

/// Every line: the rows behind a fold, the tick beside it.
pub fn lines(desk: &Desk, store: StoreId, day: BusinessDay, read: &Audit) -> Vec<AnyView> {
    read.lines
        .iter()
        .map(|found| line(desk, store, day, read, found))
        .collect()
}

fn line(desk: &Desk, store: StoreId, day: BusinessDay, read: &Audit, found: &Found) -> AnyView {
    let t = desk.lang();
    let name = t.find(&format!("audit-{}", found.line), &[]).unwrap_or_default();
    let count: i64 = found.rows.iter().map(|row| row.times).sum();
    let amount: i64 = found
        .rows
        .iter()
        .map(|row| row.amount.get())
        .fold(0, i64::saturating_add);
    let sum = match found.line {
        AuditLine::Proof => match read.proved {
            Some((at, true)) => t.with("audit-proved", &[("when", moment_text(&desk.portal, t, at).into())]),
            Some((at, false)) => t.with("audit-not-proved", &[("when", moment_text(&desk.portal, t, at).into())]),
            None => t.text("audit-never-proved").to_owned(),
        },
        AuditLine::Outstanding => t.text("audit-see-above").to_owned(),
        AuditLine::Drawers | AuditLine::Exports | AuditLine::Roles | AuditLine::SignOffs | AuditLine::Cards => t.with(
            "audit-count",
            &[("count", i64::try_from(found.rows.len()).unwrap_or(i64::MAX).into())],
        ),
        _ => t.with(
            "audit-sum",
            &[("count", count.into()), ("amount", Fen::new(amount).display().into())],
        ),
    };
    let state = match &found.ticked {
        None => tag(Tone::Warn, t.text("audit-open").to_owned()).into_any(),
        Some(tick) if tick.changed => tag(Tone::Bad, t.text("audit-changed").to_owned()).into_any(),
        Some(tick) => tag(Tone::Good, tick.who.clone()).into_any(),
    };
    let said = found
        .ticked
        .as_ref()
        .filter(|tick| !tick.comment.is_empty())
        .map(|tick| view! { <p class="quiet-text">{tick.comment.clone()}</p> });
    let rows = (!found.rows.is_empty()).then(|| rows(desk, &name, found));
    let form = read.signed.is_none().then(|| tick_form(t, store, day, found, &name));
    let label = name.clone();
    view! {
        <section class="card" aria-label=label>
            <h3>{name}" "{state}</h3>
            <p>{sum}</p>
            {said}
            {rows}
            {form}
        </section>
    }
    .into_any()
}

fn tick_form(t: Lang, store: StoreId, day: BusinessDay, found: &Found, name: &str) -> impl IntoView + use<> {
    let word = found.line.as_str();
    let typed = Typed::into_one_of("tick_audit", "what", word);
    let label = t.with("audit-comment-on", &[("name", name.to_owned().into())]);
    view! {
        <form class="line" method="post" action="/do/tick_audit">
            <input type="hidden" name="store" value=store.to_string() />
            <input type="hidden" name="day" value=day.to_string() />
            <input type="hidden" name="what" value=word />
            <input name="comment" maxlength="500" value=typed.value("comment") placeholder=t.text("audit-comment") aria-label=label />
            <button class="btn">{t.text("audit-tick")}</button>
        </form>
    }
}

fn rows(desk: &Desk, name: &str, found: &Found) -> impl IntoView + use<> {
    let t = desk.lang();
    let rows: Vec<_> = found.rows.iter().map(|row| one_row(desk, found.line, row)).collect();
    let columns = vec![
        Column::words(t.text("entry-when")),
        Column::words(t.text("audit-who")),
        Column::words(t.text("audit-what")),
        Column::words(t.text("audit-name")),
        Column::figures(t.text("sale-amount")),
        Column::figures(t.text("points")),
    ];
    let more = found.more.then(|| view! { <p class="fine">{t.text("audit-more")}</p> });
    view! {
        <details class="fold">
            <summary>{t.with("audit-rows", &[("count", i64::try_from(found.rows.len()).unwrap_or(i64::MAX).into())])}</summary>
            <Sheet label=name.to_owned() columns>{rows}</Sheet>
            {more}
        </details>
    }
}

fn one_row(desk: &Desk, line: AuditLine, row: &AuditRow) -> impl IntoView + use<> {
    let t = desk.lang();
    let amount = if row.amount.is_zero() {
        String::new()
    } else {
        row.amount.signed()
    };
    let points = if row.points.is_zero() {
        String::new()
    } else {
        row.points.signed()
    };
    view! {
        <tr>
            <td>{moment_text(&desk.portal, t, row.at)}</td>
            <td>{row.who.clone()}</td>
            <td>{said(t, line, &row.what)}</td>
            <td>{row.name.clone()}</td>
            <td class="n">{amount}</td>
            <td class="n">{points}</td>
        </tr>
    }
}

/// What a row says in a word of the books; a number stands for itself.
fn said(t: Lang, line: AuditLine, what: &str) -> String {
    let family = match line {
        AuditLine::TopUps | AuditLine::Refunds => return channel_name(t, what),
        AuditLine::Cards => "card-event-",
        AuditLine::Fees | AuditLine::Manual | AuditLine::Late => "report-entry-",
        AuditLine::ByHand => "hand-reason-",
        AuditLine::Watched => "watched-",
        AuditLine::Cash => "drawer-",
        AuditLine::Drawers => "shift-ending-",
        AuditLine::SignOffs | AuditLine::Roles | AuditLine::Exports => "act-",
        _ => return what.to_owned(),
    };
    t.find(&format!("{family}{what}"), &[])
        .unwrap_or_else(|| what.to_owned())
}
