//! Top-ups that are held until a person decides: why, what the gateway took, what is set aside, and the form that decides.

use huika_domain::{ErrorCode, Fen, Reason};
use huika_store::{
    StoreError, once,
    payment::ReversalState,
    top_up::{Decide, DecideError, Decision, HeldReason, HeldTopUp, decide_held},
};
use leptos::prelude::*;

use crate::{
    context::{Done, Typed, go, refuse},
    i18n::Lang,
    show::{channel::channel_name, member_phone::phone_words, times::moment_text},
    staff::{Staff, form_staff},
    ui::{AmountField, Field, fact, key_field},
};

const PAGE: &str = "/office/payments";

fn reason_words(t: Lang, held: &HeldTopUp) -> String {
    t.find(&format!("held-{}", held.reason.as_str()), &[])
        .unwrap_or_default()
}

/// "¥100.00 · decided for the payer": what the gateway took, as far as it says.
fn gone_words(t: Lang, held: &HeldTopUp) -> String {
    let Some(state) = held.state else {
        return "—".to_owned();
    };
    let words = t
        .find(&format!("held-state-{}", state.as_str()), &[])
        .unwrap_or_default();
    if held.gone.is_positive() {
        format!("{} · {words}", held.gone.display())
    } else {
        words
    }
}

/// What is set aside.
fn aside_words(t: Lang, held: &HeldTopUp) -> String {
    let bonus = held.bonus.display();
    if held.bonus.is_positive() {
        let principal = held.principal.display();
        t.with(
            "held-aside-both",
            &[("principal", principal.into()), ("bonus", bonus.into())],
        )
    } else {
        held.principal.display()
    }
}

/// One of them in full, with the form that decides.
pub fn one(staff: &Staff, held: &HeldTopUp) -> impl IntoView + use<> {
    let t = staff.lang();
    let decided = held.decided_at.map(|at| {
        let how = t
            .find(&format!("held-decision-{}", held.decision), &[])
            .unwrap_or_default();
        let when = moment_text(&staff.portal, t, at);
        fact(t.text("alarm-settled-at"), format!("{when} · {how} · {}", held.note))
    });
    let advice = t
        .find(&format!("held-{}-advice", held.reason.as_str()), &[])
        .unwrap_or_default();
    let form = (held.decided_at.is_none() && staff.session.role.settles_payments()).then(|| form(t, held));
    view! {
        <section class="panel" aria-label=t.text("held-one")>
            <header><h2>{reason_words(t, held)}</h2></header>
            <dl class="facts">
                {fact(t.text("pay-number"), held.number.clone())}
                {fact(t.text("entry-channel"), channel_name(t, &held.channel))}
                {fact(t.text("sale-member"), phone_words(t, &held.phone))}
                {fact(t.text("pay-amount"), held.paid.display())}
                {fact(t.text("held-gone"), gone_words(t, held))}
                {fact(t.text("held-aside"), aside_words(t, held))}
                {decided}
            </dl>
            <p class="fine">{advice}</p>
            {form}
        </section>
    }
}

/// What the gateway took is taken; what only has no room is paid back. All of it may be released, and there is nothing else to do where the
/// gateway took nothing after all.
fn form(t: Lang, held: &HeldTopUp) -> impl IntoView + use<> {
    let typed = Typed::into_form("decide_held");
    let took = held.state.is_some_and(|state| state != ReversalState::Withdrawn);
    let taken = took.then(|| {
        let known = if held.gone.is_positive() { held.gone } else { held.paid };
        view! {
            <AmountField
                name="amount"
                label=t.text("held-amount")
                hint=t.text("held-amount-hint").to_owned()
                value=typed.or("amount", known.yuan())
            />
        }
    });
    let first = if took {
        Some(("take", t.text("held-take")))
    } else {
        (held.reason == HeldReason::AboveCap).then(|| ("refund", t.text("held-refund")))
    };
    let release = if first.is_some() { "button quiet" } else { "button" };
    let first = first.map(|(how, words)| view! { <button class="button" name="how" value=how>{words}</button> });
    view! {
        <form class="form" method="post" action="/do/decide_held">
            <input type="hidden" name="held" value=held.id.to_string() />
            {key_field(&Typed::into_form("decide_held"))}
            {taken}
            <Field
                name="reason"
                label=t.text("held-reason")
                hint=t.text("alarm-note-hint").to_owned()
                maxlength="200"
                value=typed.value("reason")
            />
            {first}
            <button class=release name="how" value="release">{t.text("held-release")}</button>
        </form>
    }
}

#[server(prefix = "/do", endpoint = "decide_held")]
pub async fn decide_top_up(
    #[server(default)] held: String,
    #[server(default)] how: String,
    #[server(default)] amount: String,
    #[server(default)] reason: String,
) -> Done {
    let staff = match form_staff(PAGE).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    if !staff.session.role.settles_payments() {
        return refuse("/office", ErrorCode::NotAllowed.as_str());
    }
    let Ok(held) = held.parse::<i64>() else {
        return refuse(PAGE, ErrorCode::NoAlarm.as_str());
    };
    let back = format!("{PAGE}?held={held}");
    let Ok(reason) = Reason::parse(&reason) else {
        return refuse(&back, ErrorCode::ReasonLength.as_str());
    };
    let sent = staff.sent("decide-held");
    let decision = match (how.as_str(), Fen::parse_yuan(&amount)) {
        ("release", _) => Decision::Release,
        ("refund", _) => Decision::Refund,
        ("take", Ok(gone)) => Decision::Take { gone },
        _ => return refuse(&back, ErrorCode::HeldAmount.as_str()),
    };
    let request = Decide {
        held,
        decision,
        operator: staff.session.operator,
        reason,
    };
    let decided = staff.write(move |tx| once(tx, &sent, |()| true, |tx| decide_held(tx, &request)));
    match decided.await {
        Ok(()) => go("/office/payments?done=settled"),
        Err(DecideError::NotHeld) => refuse(PAGE, DecideError::NotHeld.code()),
        Err(error) => {
            if let DecideError::Store(error) = &error {
                let error: &StoreError = error;
                tracing::error!(%error, "a held top-up could not be decided");
            }
            refuse(&back, error.code())
        }
    }
}
