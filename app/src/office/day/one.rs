//! `/office/days/{store}/{day}`: closing a store's day, and its audit, line by line.

use huika_domain::{BusinessDay, ErrorCode, Reason, StoreId};
use huika_store::{
    StoreError,
    audit::{Audit, AuditError, AuditLine, Sign, Tick, audit, sign_audit, tick_line},
    day_close::{CloseDay, ClosedDay, DayError, close_day, closed_day},
    shift::{Shift, open_shifts},
    staff::Role,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::parts::{lines, outstanding};
use crate::{
    context::{Done, Typed, go, refuse, refuse_with},
    i18n::Lang,
    office::{
        form::sender,
        frame::{Desk, Office, Scoped, enter},
    },
    show::{Leave, page, times::moment_text},
    ui::{Crumb, Field, Notice, PageError, Tone, done, fact, icon},
};

const LIST: &str = "/office/days";

/// A store has fewer tills.
const SHIFTS: i64 = 100;

fn address(store: StoreId, day: BusinessDay) -> String {
    format!("{LIST}/{store}/{day}")
}

/// What the address names.
fn named(store: &str, day: &str) -> Option<(StoreId, BusinessDay)> {
    Some((StoreId::parse(store).ok()?, BusinessDay::parse(day).ok()?))
}

pub fn one_day() -> impl IntoView {
    let wanted = use_params_map().with_untracked(|params| named(&params.get("store")?, &params.get("day")?));
    page(async move {
        let desk = enter(Role::sees_office, Scoped::No).await?;
        let (store, day) = wanted.ok_or(Leave::NotFound)?;
        let seen = desk.around.scope.stores.iter().find(|(id, _)| *id == store);
        let name = seen.map(|(_, name)| name.clone()).ok_or(Leave::NotFound)?;
        let viewer = desk.session.operator;
        let (closed, open, read) = desk
            .read(move |tx| {
                Ok::<_, StoreError>((
                    closed_day(tx, store, day)?,
                    open_shifts(tx, store, SHIFTS)?,
                    audit(tx, viewer, store, day)?,
                ))
            })
            .await?;
        let t = desk.lang();
        let state = state(&desk, closed.as_ref());
        let shifts = (!open.is_empty()).then(|| shifts(&desk, &open, &address(store, day)));
        let close = (closed.is_none() && desk.session.role.closes_days()).then(|| close_form(t, store, day, &open));
        let read = read.map(|read| audit_of(&desk, store, day, &read));
        let crumb = Crumb {
            path: LIST.to_owned(),
            words: t.text("days-title"),
        };
        Ok(view! {
            <Office around=desk.around.clone() title=format!("{name} {day}") crumb=crumb>
                {done(&[
                    ("closed", t.text("day-was-closed")),
                    ("ticked", t.text("audit-was-ticked")),
                    ("signed", t.text("audit-was-signed")),
                    ("forced", t.text("shift-was-forced")),
                ])}
                {PageError::notice(PageError::of_request())}
                <p class="ways-on">
                    <a class="btn" href=address(store, day.pred())>{t.text("day-before")}</a>
                    <a class="btn" href=address(store, day.succ())>{t.text("day-after")}</a>
                    <a class="btn" href="/office/reports/slips">{t.text("report-slips")}</a>
                    <a class="btn" href="/office/reports/audit-ticks">{t.text("report-audit-ticks")}</a>
                </p>
                {state}
                {shifts}
                {close}
                {read}
            </Office>
        }
        .into_any())
    })
}

fn state(desk: &Desk, closed: Option<&ClosedDay>) -> impl IntoView + use<> {
    let t = desk.lang();
    match closed {
        None => view! { <Notice tone=Tone::Plain icon=icon::ALERT><p>{t.text("day-is-open")}</p></Notice> }.into_any(),
        Some(closed) => {
            let forced = closed.forced.then(|| fact(t.text("day-forced"), closed.reason.clone()));
            view! {
                <section class="card">
                    <dl class="facts">
                        {fact(t.text("day-closed-at"), moment_text(&desk.portal, t, closed.at))}
                        {fact(t.text("day-closed-by"), closed.by.clone())}
                        {forced}
                    </dl>
                </section>
            }
            .into_any()
        }
    }
}

/// The shifts that are open: each stands in the way of the close, until its person counts it or a manager closes it.
fn shifts(desk: &Desk, open: &[Shift], here: &str) -> impl IntoView + use<> {
    let t = desk.lang();
    let closes = desk.session.role.closes_days();
    let rows: Vec<_> = open
        .iter()
        .map(|shift| {
            let id = shift.id.to_string();
            let typed = Typed::into_one_of("force_shift", "shift", &id);
            let note = typed.value("note");
            let label = t.with("shift-force-why", &[("name", shift.name.clone().into())]);
            let form = closes.then(|| {
                view! {
                    <form class="line" method="post" action="/do/force_shift">
                        <input type="hidden" name="shift" value=id />
                        <input type="hidden" name="next" value=here.to_owned() />
                        <input name="note" maxlength="200" value=note aria-label=label />
                        <button class="btn bad">{t.text("shift-force")}</button>
                    </form>
                }
            });
            let kind = if shift.automatic {
                t.text("shift-by-itself")
            } else {
                t.text("shift-opened")
            };
            view! {
                <li>
                    <b>{format!("{} · {}", shift.till, shift.name)}</b>
                    <span>{format!("{kind} {}", moment_text(&desk.portal, t, shift.opened_at))}</span>
                    {form}
                </li>
            }
        })
        .collect();
    view! { <section class="card"><h2>{t.text("day-open-shifts")}</h2><ul class="plain stack">{rows}</ul></section> }
}

fn close_form(t: Lang, store: StoreId, day: BusinessDay, open: &[Shift]) -> impl IntoView + use<> {
    let typed = Typed::into_form("close_day");
    let blocked = open.iter().any(|shift| !shift.automatic && shift.day <= day);
    let force = blocked.then(|| {
        view! {
            <Field
                name="note"
                label=t.text("day-force-reason")
                hint=t.text("day-force-hint").to_owned()
                required=false
                maxlength="200"
                value=typed.value("note")
            />
        }
    });
    view! {
        <form class="card form" method="post" action="/do/close_day">
            <h2>{t.text("day-close-title")}</h2>
            <p class="quiet-text">{t.text("day-close-text")}</p>
            <input type="hidden" name="store" value=store.to_string() />
            <input type="hidden" name="day" value=day.to_string() />
            {force}
            <button class="button">{t.text("day-close")}</button>
        </form>
    }
}

fn audit_of(desk: &Desk, store: StoreId, day: BusinessDay, read: &Audit) -> impl IntoView + use<> {
    let t = desk.lang();
    let signed = read.signed.as_ref().map(|sign| {
        view! {
            <section class="card">
                <dl class="facts">
                    {fact(t.text("audit-signed-by"), sign.who.clone())}
                    {fact(t.text("entry-when"), moment_text(&desk.portal, t, sign.at))}
                    {(!sign.comment.is_empty()).then(|| fact(t.text("audit-comment"), sign.comment.clone()))}
                </dl>
            </section>
        }
    });
    let typed = Typed::into_form("sign_audit");
    let sign = read.signed.is_none().then(|| {
        view! {
            <form class="card form" method="post" action="/do/sign_audit">
                <h2>{t.text("audit-sign-title")}</h2>
                <p class="quiet-text">{t.text("audit-sign-text")}</p>
                <input type="hidden" name="store" value=store.to_string() />
                <input type="hidden" name="day" value=day.to_string() />
                <Field name="comment" label=t.text("audit-comment") required=false maxlength="500" value=typed.value("comment") />
                <button class="button">{t.text("audit-sign")}</button>
            </form>
        }
    });
    view! {
        <section class="stack" aria-label=t.text("audit-title")>
            <h2>{t.text("audit-title")}</h2>
            <p class="quiet-text">{t.text("audit-lead")}</p>
            {outstanding(t, read)}
            {lines(desk, store, day, read)}
        </section>
        {signed}
        {sign}
    }
}

#[server(prefix = "/do", endpoint = "close_day")]
pub async fn close_one(
    #[server(default)] store: String,
    #[server(default)] day: String,
    #[server(default)] note: String,
) -> Done {
    let staff = match sender(LIST, Role::closes_days).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let Some((store, day)) = named(&store, &day) else {
        return refuse(LIST, ErrorCode::BadDay.as_str());
    };
    let page = address(store, day);
    let force = match note.trim() {
        "" => None,
        text => match Reason::parse(text) {
            Ok(reason) => Some(reason),
            Err(_) => return refuse(&page, ErrorCode::ReasonLength.as_str()),
        },
    };
    let request = CloseDay {
        store,
        day,
        by: staff.session.operator,
        force,
    };
    match staff.write(move |tx| close_day(tx, &request)).await {
        Ok(()) => go(&format!("{page}?done=closed")),
        Err(DayError::NotNext { day: first }) => {
            refuse_with(&page, ErrorCode::DayNotNext.as_str(), &[("when", first.to_string())])
        }
        Err(DayError::ShiftsOpen { count }) => {
            refuse_with(&page, ErrorCode::ShiftsOpen.as_str(), &[("count", count.to_string())])
        }
        Err(error) => {
            if let DayError::Store(error) = &error {
                tracing::error!(%error, "a day could not be closed");
            }
            refuse(&page, error.code())
        }
    }
}

fn finish(page: &str, outcome: Result<(), AuditError>, word: &str) -> Done {
    match outcome {
        Ok(()) => go(&format!("{page}?done={word}")),
        Err(error) => {
            if let AuditError::Store(error) = &error {
                tracing::error!(%error, "an audit could not be written");
            }
            refuse(page, error.code())
        }
    }
}

#[server(prefix = "/do", endpoint = "tick_audit")]
pub async fn tick_one(
    #[server(default)] store: String,
    #[server(default)] day: String,
    #[server(default)] what: String,
    #[server(default)] comment: String,
) -> Done {
    let staff = match sender(LIST, Role::audits_days).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let (Some((store, day)), Some(line)) = (named(&store, &day), AuditLine::parse(&what)) else {
        return refuse(LIST, ErrorCode::BadDay.as_str());
    };
    let tick = Tick {
        store,
        day,
        line,
        by: staff.session.operator,
        comment,
    };
    let done = staff.write(move |tx| tick_line(tx, &tick)).await;
    finish(&address(store, day), done, "ticked")
}

#[server(prefix = "/do", endpoint = "sign_audit")]
pub async fn sign_day(
    #[server(default)] store: String,
    #[server(default)] day: String,
    #[server(default)] comment: String,
) -> Done {
    let staff = match sender(LIST, Role::audits_days).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let Some((store, day)) = named(&store, &day) else {
        return refuse(LIST, ErrorCode::BadDay.as_str());
    };
    let sign = Sign {
        store,
        day,
        by: staff.session.operator,
        comment,
    };
    let done = staff.write(move |tx| sign_audit(tx, &sign)).await;
    finish(&address(store, day), done, "signed")
}
