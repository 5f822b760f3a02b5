//! Payments that do not fit, which are the shop's account with its gateways and no single store's: what was wrong with each, and what a person made of it.

use huika_domain::{ErrorCode, Reason};
use huika_store::{
    StoreError, once,
    payment::{AlarmSettled, PaymentAlarm, payment_alarm, settle_alarm},
    report::named,
    staff::Role,
    top_up::{held_now, held_top_up},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::held;
use crate::{
    context::{Done, Typed, go, refuse},
    i18n::Lang,
    office::{
        frame::{Office, Scoped, enter},
        report::{briefly, listed},
    },
    show::{Leave, channel::channel_name, misfits::differences, page, times::moment_text},
    staff::{Staff, form_staff},
    ui::{Field, PageError, done, fact, key_field},
};

/// `/office/payments`: the alarms below what is held; one of either as `?alarm=` or `?held=`.
pub fn payments() -> impl IntoView {
    let query = use_query_map().with_untracked(Clone::clone);
    let number = |name: &str| query.get(name).and_then(|text| text.parse::<i64>().ok());
    let (wanted, wanted_held) = (number("alarm"), number("held"));
    page(async move {
        let staff = enter(Role::sees_shop, Scoped::No).await?;
        let (one, one_held, waiting) = staff
            .read(move |tx| {
                let one = wanted.map(|id| payment_alarm(tx, id)).transpose()?.flatten();
                let held = wanted_held.map(|id| held_top_up(tx, id)).transpose()?.flatten();
                Ok::<_, StoreError>((one, held, held_now(tx)?))
            })
            .await?;
        let t = staff.lang();
        let one = one.map(|alarm| one_alarm(&staff, &alarm));
        let one_held = one_held.map(|held| held::one(&staff, &held));
        let held = match named("held-top-ups").filter(|_| waiting > 0) {
            Some(report) => Some(briefly(&staff, report).await?),
            None => None,
        };
        let list = listed(
            &staff,
            named("payment-alarms").ok_or(Leave::NotFound)?,
            "/office/payments",
        )
        .await?;
        Ok(view! {
            <Office around=staff.around.clone() title=t.text("alarms-title").to_owned()>
                {done(&[("settled", t.text("alarm-was-settled"))])}
                {PageError::notice(PageError::of_request())}
                {one}
                {one_held}
                {held}
                {list}
            </Office>
        }
        .into_any())
    })
}

fn reason_words(t: Lang, alarm: &PaymentAlarm) -> String {
    t.find(&format!("alarm-{}", alarm.reason.as_str()), &[])
        .unwrap_or_default()
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
    let differs =
        (!alarm.misfits.is_empty()).then(|| fact(t.text("alarm-differs"), differences(t, reason, &alarm.misfits)));
    let settled = alarm.settled_at.map(|at| {
        let when = moment_text(&staff.portal, t, at);
        fact(t.text("alarm-settled-at"), format!("{when} · {}", alarm.note))
    });
    let may_settle = alarm.settled_at.is_none() && staff.session.role.settles_payments();
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

#[server(prefix = "/do", endpoint = "settle_alarm")]
pub async fn settle(#[server(default)] alarm: String, #[server(default)] note: String) -> Done {
    const PAGE: &str = "/office/payments";
    let staff = match form_staff(PAGE).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    if !staff.session.role.settles_payments() {
        return refuse("/office", ErrorCode::NotAllowed.as_str());
    }
    let Ok(id) = alarm.parse::<i64>() else {
        return refuse(PAGE, ErrorCode::NoAlarm.as_str());
    };
    let Ok(note) = Reason::parse(&note) else {
        return refuse(&format!("{PAGE}?alarm={id}"), ErrorCode::ReasonLength.as_str());
    };
    let operator = staff.session.operator;
    let sent = staff.sent("settle-alarm");
    let settled = staff.write(move |tx| {
        let done = |settled: &AlarmSettled| *settled == AlarmSettled::Done;
        once(tx, &sent, done, |tx| settle_alarm(tx, id, operator, &note))
    });
    match settled.await {
        Ok(AlarmSettled::Done) => go("/office/payments?done=settled"),
        Ok(AlarmSettled::NotOpen) => refuse(PAGE, ErrorCode::NoAlarm.as_str()),
        Ok(AlarmSettled::NotAllowed) => refuse("/office", ErrorCode::NotAllowed.as_str()),
        Err(error) => {
            let error: StoreError = error;
            tracing::error!(%error, "an alarm could not be settled");
            refuse(PAGE, error.code())
        }
    }
}
