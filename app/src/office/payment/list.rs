//! Payments that do not fit, which are the shop's account with its gateways and no single store's: what was wrong with each, and what a person made of it.

use huika_domain::{Fen, Phone, Reason};
use huika_store::{
    StoreError, once,
    payment::{AlarmSettled, Misfit, PaymentAlarm, payment_alarm, payment_alarms, settle_alarm},
    staff::Role,
    top_up::{held_top_up, held_top_ups},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::held;
use crate::{
    context::{Done, Typed, go, refuse},
    i18n::Lang,
    office::frame::{Office, Scoped, enter},
    show::{movement::channel_name, page, times::moment_text},
    staff::{Staff, form_staff},
    ui::{Empty, Field, Filter, Problem, Table, done, fact, filters, icon as draw, key_field},
};

const A_PAGE: i64 = 50;
/// Held top-ups that are shown at once, the longest waiting first; the rest follows as these are decided.
const HELD: i64 = 100;

/// `/office/payments`: what is held, and the open alarms, or the settled ones as `?show=settled`; one of them as `?held=` or `?alarm=`.
pub fn payments() -> impl IntoView {
    let query = use_query_map().with_untracked(Clone::clone);
    let text = move |name: &str| query.get(name).unwrap_or_default();
    let show = text("show");
    let number = |name: &str| text(name).parse::<i64>().ok();
    let (wanted, wanted_held, before) = (number("alarm"), number("held"), number("before"));
    page(async move {
        let staff = enter(Role::sees_shop, Scoped::No).await?;
        let open = show != "settled";
        let (rows, one, waiting, one_held) = staff
            .portal
            .store
            .read(move |tx| {
                let rows = payment_alarms(tx, open, before, A_PAGE)?;
                let one = match wanted {
                    Some(id) => payment_alarm(tx, id)?,
                    None => None,
                };
                let waiting = if open { held_top_ups(tx, HELD)? } else { Vec::new() };
                let one_held = match wanted_held {
                    Some(id) => held_top_up(tx, id)?,
                    None => None,
                };
                Ok::<_, StoreError>((rows, one, waiting, one_held))
            })
            .await?;
        let t = staff.lang();
        let one = one.map(|alarm| one_alarm(&staff, &alarm));
        let one_held = one_held.map(|held| held::one(&staff, &held));
        let filter = Filter {
            path: "/office/payments",
            name: "show",
            chosen: show,
        };
        let older = (rows.len() as i64 == A_PAGE)
            .then(|| rows.last().map(|row| row.id))
            .flatten();
        let older = older.map(|id| {
            let address = format!("/office/payments?show={}&before={id}", filter.chosen);
            view! { <a class="button quiet small" href=address>{t.text("statement-older")}</a> }
        });
        let settled = ("settled", t.text("alarms-settled").to_owned());
        let tabs = filters(t, &filter, t.text("alarms-open"), &[settled]);
        Ok(view! {
            <Office around=staff.around.clone() title=t.text("alarms-title").to_owned()>
                {done(&[("settled", t.text("alarm-was-settled"))])}
                {Problem::notice(Problem::of_request())}
                {one}
                {one_held}
                {tabs}
                {held::waiting(&staff, &waiting)}
                {(!waiting.is_empty()).then(|| view! { <h2>{t.text("alarms-heading")}</h2> })}
                {table(&staff, &rows)}
                <nav class="pager" aria-label=t.text("alarms-title")>{older}</nav>
            </Office>
        }
        .into_any())
    })
}

fn reason_words(t: Lang, alarm: &PaymentAlarm) -> String {
    t.find(&format!("alarm-{}", alarm.reason.as_str()), &[])
        .unwrap_or_default()
}

/// "金额：订单 ¥100.00，平台 ¥100.01".
fn misfit_words(t: Lang, alarm: &PaymentAlarm, misfit: &Misfit) -> String {
    let name = t.find(&format!("misfit-{}", misfit.what), &[]);
    let Some(name) = name else {
        // Of an earlier version, which wrote sentences.
        return misfit.theirs.clone();
    };
    let said = |text: &str| match (misfit.what.as_str(), text.parse::<i64>()) {
        ("amount", Ok(fen)) => Fen::new(fen).display(),
        // Which of the gateway's refunds or disputes it was stands on the other side.
        ("gone", Ok(fen)) if text == misfit.theirs => Fen::new(fen).display(),
        ("gone", _) if text == misfit.theirs => t.text("misfit-gone-unknown").to_owned(),
        ("channel", _) => channel_name(t, text),
        _ => text.to_owned(),
    };
    let key = match (misfit.what.as_str(), alarm.reason.as_str()) {
        ("gone", _) => "misfit-went",
        ("refund", _) => "misfit-named",
        (_, "above-cap") => "misfit-above-cap",
        _ => "misfit-differs",
    };
    let (ours, theirs) = (said(&misfit.ours), said(&misfit.theirs));
    t.with(
        key,
        &[("what", name.into()), ("ours", ours.into()), ("theirs", theirs.into())],
    )
}

fn differences(t: Lang, alarm: &PaymentAlarm) -> String {
    let words: Vec<String> = alarm
        .misfits
        .iter()
        .map(|misfit| misfit_words(t, alarm, misfit))
        .collect();
    words.join("; ")
}

fn state_words(t: Lang, alarm: &PaymentAlarm) -> String {
    let key = alarm.status.map(|status| format!("order-state-{}", status.as_str()));
    key.and_then(|key| t.find(&key, &[])).unwrap_or_else(|| "—".to_owned())
}

/// One alarm in full, with what to do about it, and the note that settles it.
fn one_alarm(staff: &Staff, alarm: &PaymentAlarm) -> impl IntoView + use<> {
    let t = staff.lang();
    let reason = alarm.reason.as_str();
    let advice = t.find(&format!("alarm-{reason}-advice"), &[]).unwrap_or_default();
    let ordered = alarm.ordered.map(|amount| fact(t.text("pay-amount"), amount.display()));
    let differs = (!alarm.misfits.is_empty()).then(|| fact(t.text("alarm-differs"), differences(t, alarm)));
    let settled = alarm.settled_at.map(|at| {
        let when = moment_text(&staff.portal, t, at);
        fact(t.text("alarm-settled-at"), format!("{when} · {}", alarm.note))
    });
    let may_settle = alarm.settled_at.is_none() && staff.session.role.runs_shop();
    let form = may_settle.then(|| {
        view! {
            <form class="form" method="post" action="/do/settle_alarm">
                <input type="hidden" name="alarm" value=alarm.id.to_string() />
                {key_field(&Typed::into_form("settle_alarm"))}
                <Field
                    name="note"
                    label=t.text("alarm-note")
                    hint=t.text("alarm-note-hint").to_owned()
                    maxlength="200"
                    value=Typed::into_form("settle_alarm").value("note")
                />
                <button class="button">{t.text("alarm-settle")}</button>
            </form>
        }
    });
    view! {
        <section class="panel" aria-label=t.text("alarm-one")>
            <header><h2>{reason_words(t, alarm)}</h2></header>
            <dl class="facts">
                {fact(t.text("pay-number"), alarm.number.clone())}
                {fact(t.text("entry-channel"), channel_name(t, &alarm.channel))}
                {ordered}
                {differs}
                {fact(t.text("alarm-order"), state_words(t, alarm))}
                {settled}
            </dl>
            <p class="fine">{advice}</p>
            {form}
        </section>
    }
}

fn table(staff: &Staff, rows: &[PaymentAlarm]) -> AnyView {
    let t = staff.lang();
    if rows.is_empty() {
        return view! {
            <section class="panel"><Empty icon=draw::SHIELD title=t.text("alarms-none-title") text=t.text("alarms-none-text") /></section>
        }
        .into_any();
    }
    let rows: Vec<_> = rows
        .iter()
        .map(|alarm| {
            let phone = alarm.phone.as_ref().map_or_else(|| "—".to_owned(), Phone::masked);
            view! {
                <tr>
                    <td>
                        <a class="link" href=format!("/office/payments?alarm={}", alarm.id)>
                            {moment_text(&staff.portal, t, alarm.at)}
                        </a>
                    </td>
                    <td>{reason_words(t, alarm)}</td>
                    <td>{differences(t, alarm)}</td>
                    <td>{alarm.times}</td>
                    <td>{phone}</td>
                    <td>{state_words(t, alarm)}</td>
                    <td>{alarm.number.clone()}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <Table words=true label=t.text("alarms-title") columns=vec![t.text("alarm-at"), t.text("entry-reason"), t.text("alarm-differs"), t.text("alarm-times"), t.text("sale-member"), t.text("alarm-order"), t.text("pay-number")]>{rows}</Table>
    }
    .into_any()
}

#[server(prefix = "/do", endpoint = "settle_alarm")]
pub async fn settle(#[server(default)] alarm: String, #[server(default)] note: String) -> Done {
    const PAGE: &str = "/office/payments";
    let staff = match form_staff(PAGE).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    if !staff.session.role.runs_shop() {
        return refuse("/office", "not-allowed");
    }
    let Ok(id) = alarm.parse::<i64>() else {
        return refuse(PAGE, "no-alarm");
    };
    let Ok(note) = Reason::parse(&note) else {
        return refuse(&format!("{PAGE}?alarm={id}"), "reason-length");
    };
    let operator = staff.session.operator;
    let sent = staff.sent("settle-alarm");
    let settled = staff.portal.store.write(move |tx| {
        let done = |settled: &AlarmSettled| *settled == AlarmSettled::Done;
        once(tx, &sent, done, |tx| settle_alarm(tx, id, operator, &note))
    });
    match settled.await {
        Ok(AlarmSettled::Done) => go("/office/payments?done=settled"),
        Ok(AlarmSettled::NotOpen) => refuse(PAGE, "no-alarm"),
        Ok(AlarmSettled::NotAllowed) => refuse("/office", "not-allowed"),
        Err(error) => {
            let error: StoreError = error;
            tracing::error!(%error, "an alarm could not be settled");
            refuse(PAGE, error.code())
        }
    }
}
