//! What waits for a second person: for whoever is signed in here to say yes or no to, and what they asked for themselves. The one who was
//! asked decides on their own device, or types their PIN at the till of whoever asked.

use huika_domain::{ErrorCode, OperatorId, Pin, Reason};
use huika_store::{
    StoreError,
    db::turns,
    sign_off::{
        Approver, PinSaid, SignOff, SignOffError, Waits, approvers, asked_by, choose_second, sign_off as decide,
        sign_off_by_pin, sign_offs_for,
    },
    staff::{counter_pin, counter_pin_matches},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{Area, Desk, Staff, form_staff, require_staff};
use crate::{
    context::{Done, Typed, go, refuse, refuse_with},
    i18n::Lang,
    show::{page, times::moment_text},
    ui::{PageError, done, fact, key_field},
};

const PAGE: &str = "/counter/approvals";
/// Of each kind on a page.
const A_PAGE: usize = 20;

/// `/counter/approvals`; more of what waits as `?after=`.
pub fn approvals() -> impl IntoView {
    let after = use_query_map().with_untracked(|query| query.get("after").and_then(|text| text.parse::<i64>().ok()));
    page(async move {
        let staff = require_staff().await?;
        let viewer = staff.session.operator;
        let (mut theirs, own) = staff
            .read(move |tx| {
                let theirs = sign_offs_for(tx, viewer, after.unwrap_or_default(), A_PAGE as i64 + 1)?;
                let mut own = Vec::new();
                for waits in asked_by(tx, viewer, 0, A_PAGE as i64)? {
                    let who = approvers(tx, &waits)?;
                    own.push((waits, who));
                }
                Ok::<_, StoreError>((theirs, own))
            })
            .await?;
        let t = staff.lang();
        let more = theirs.len() > A_PAGE;
        theirs.truncate(A_PAGE);
        let next = theirs.last().filter(|_| more).map(|last| {
            view! { <a class="button quiet small" href=format!("{PAGE}?after={}", last.id)>{t.text("page-next")}</a> }
        });
        let for_you: Vec<_> = theirs.iter().map(|waits| to_decide(&staff, waits)).collect();
        let yours: Vec<_> = own.iter().map(|(waits, who)| to_ask(&staff, waits, who)).collect();
        Ok(view! {
            <Desk title=t.text("sign-offs-title").to_owned() staff=staff.session.clone() area=Area::Approvals>
                <header><h1>{t.text("sign-offs-title")}</h1><p class="quiet-text">{t.text("sign-offs-lead")}</p></header>
                {done(&[
                    ("approved", t.text("sign-off-done-approved")),
                    ("refused", t.text("sign-off-done-refused")),
                    ("chosen", t.text("sign-off-done-chosen")),
                    ("waits", t.text("sign-off-done-waits")),
                ])}
                {PageError::notice(PageError::of_request())}
                <h2>{t.text("sign-offs-for-you")}</h2>
                {or_none(t, "sign-offs-for-you-none", for_you)}
                {next}
                <h2>{t.text("sign-offs-yours")}</h2>
                {or_none(t, "sign-offs-yours-none", yours)}
            </Desk>
        }
        .into_any())
    })
}

fn or_none(t: Lang, none: &'static str, cards: Vec<AnyView>) -> AnyView {
    if cards.is_empty() {
        view! { <section class="panel"><p class="quiet-text">{t.text(none)}</p></section> }.into_any()
    } else {
        cards.into_any()
    }
}

/// What it is about.
fn facts(staff: &Staff, waits: &Waits) -> impl IntoView + use<> {
    let t = staff.lang();
    let amount = match (waits.money, waits.points) {
        (Some(money), _) => money.display(),
        (None, Some(points)) => t.with("points-signed", &[("points", points.signed().into())]),
        (None, None) => String::new(),
    };
    let phone = waits
        .phone
        .as_ref()
        .map(|phone| fact(t.text("join-phone"), phone.masked()));
    let leaving = waits
        .leaving_phone
        .as_ref()
        .map(|phone| fact(t.text("sign-off-leaving"), phone.masked()));
    let reason = (!waits.reason.is_empty()).then(|| fact(t.text("entry-reason"), waits.reason.clone()));
    let store = (!waits.store_name.is_empty()).then(|| fact(t.text("store-name"), waits.store_name.clone()));
    view! {
        <dl class="facts">
            {fact(t.text("refund-number"), waits.subject.clone())}
            {fact(t.text("line-refund-amount"), amount)}
            {phone}
            {leaving}
            {store}
            {reason}
        </dl>
    }
}

fn head(staff: &Staff, waits: &Waits) -> impl IntoView + use<> {
    let t = staff.lang();
    let title = t
        .find(&format!("sign-off-{}", waits.kind), &[])
        .unwrap_or_else(|| waits.kind.to_string());
    let asked = t.with(
        "sign-off-asked",
        &[
            ("who", waits.asker.clone().into()),
            ("when", moment_text(&staff.portal, t, waits.asked_at).into()),
        ],
    );
    view! { <header><h3>{title}</h3><p class="fine">{asked}</p></header> }
}

/// Several of them may stand on the page, each with an id of its own.
fn reason_field(t: Lang, typed: &Typed, id: &str) -> impl IntoView + use<> {
    let (input, hint) = (format!("reason-{id}"), format!("reason-{id}-hint"));
    view! {
        <div class="field">
            <label for=input.clone()>{t.text("entry-reason")}</label>
            <input
                id=input
                name="reason"
                maxlength="200"
                autocomplete="off"
                required
                value=typed.value("reason")
                aria-describedby=hint.clone()
            />
            <p class="hint" id=hint>{t.text("sign-off-reason-hint")}</p>
        </div>
    }
}

fn answers(t: Lang) -> impl IntoView {
    view! {
        <div class="ways-on">
            <button class="button" name="answer" value="yes">{t.text("sign-off-yes")}</button>
            <button class="button quiet" name="answer" value="no">{t.text("sign-off-no")}</button>
        </div>
    }
}

fn to_decide(staff: &Staff, waits: &Waits) -> AnyView {
    let t = staff.lang();
    let id = waits.id.to_string();
    let typed = Typed::into_one_of("sign_off", "sign_off", &id);
    let reason = reason_field(t, &typed, &id);
    view! {
        <section class="panel" aria-label=waits.subject.clone()>
            {head(staff, waits)}
            {facts(staff, waits)}
            <form class="form" method="post" action="/do/sign_off">
                {key_field(&typed)}
                <input type="hidden" name="sign_off" value=id />
                {reason}
                {answers(t)}
            </form>
        </section>
    }
    .into_any()
}

fn to_ask(staff: &Staff, waits: &Waits, who: &[Approver]) -> AnyView {
    let t = staff.lang();
    let id = waits.id.to_string();
    let asked = match waits.chosen {
        Some(_) => t.with("sign-off-chosen", &[("who", waits.chosen_name.clone().into())]),
        None => t.text("sign-off-anybody").to_owned(),
    };
    let forms = if who.is_empty() {
        view! { <p class="fine">{t.text("sign-off-nobody")}</p> }.into_any()
    } else {
        second_form(t, waits, who, id).into_any()
    };
    view! {
        <section class="panel" aria-label=waits.subject.clone()>
            {head(staff, waits)}
            {facts(staff, waits)}
            <p>{asked}</p>
            {forms}
        </section>
    }
    .into_any()
}

/// One form for both ways: the person that is chosen is asked on their own device, or types their PIN here.
fn second_form(t: Lang, waits: &Waits, who: &[Approver], id: String) -> impl IntoView + use<> {
    let typed = Typed::into_one_of("ask_second", "sign_off", &id);
    let options: Vec<_> = who
        .iter()
        .map(|one| {
            let value = one.operator.to_string();
            let chosen = typed.picked("second_person", &value, waits.chosen == Some(one.operator));
            let words = if one.has_pin {
                one.name.clone()
            } else {
                format!("{} {}", one.name, t.text("sign-off-no-pin"))
            };
            view! { <option value=value selected=chosen>{words}</option> }
        })
        .collect();
    let (person, pin) = (format!("who-{id}"), format!("pin-{id}"));
    let reason = reason_field(t, &typed, &id);
    view! {
        <form class="form" method="post" action="/do/ask_second">
            {key_field(&typed)}
            <input type="hidden" name="sign_off" value=id />
            <div class="field">
                <label for=person.clone()>{t.text("sign-off-who")}</label>
                <select id=person name="second_person">{options}</select>
            </div>
            <button class="button quiet" name="answer" value="ask" formnovalidate>{t.text("sign-off-ask")}</button>
            <p class="quiet-text">{t.text("sign-off-here-text")}</p>
            <div class="field">
                <label for=pin.clone()>{t.text("sign-off-pin")}</label>
                <input
                    id=pin
                    class="otp"
                    name="pin"
                    type="password"
                    inputmode="numeric"
                    autocomplete="off"
                    maxlength="64"
                    required
                />
            </div>
            {reason}
            {answers(t)}
        </form>
    }
}

/// What a form says: which, who by, yes or no, and why.
fn said(sign_off: &str, operator: OperatorId, answer: &str, reason: &str) -> Result<SignOff, Done> {
    let Ok(id) = sign_off.parse::<i64>() else {
        return Err(refuse(PAGE, ErrorCode::NotWaiting.as_str()));
    };
    let Ok(reason) = Reason::parse(reason) else {
        return Err(refuse(PAGE, ErrorCode::ReasonLength.as_str()));
    };
    Ok(SignOff {
        id,
        operator,
        yes: answer == "yes",
        reason,
    })
}

fn refused(error: &SignOffError) -> Done {
    if let SignOffError::Store(error) = error {
        tracing::error!(%error, "what a second person said could not be kept");
    }
    refuse(PAGE, error.code())
}

const fn word(yes: bool) -> &'static str {
    if yes { "approved" } else { "refused" }
}

#[server(prefix = "/do", endpoint = "sign_off")]
pub async fn sign(
    #[server(default)] sign_off: String,
    #[server(default)] answer: String,
    #[server(default)] reason: String,
) -> Done {
    let staff = match form_staff(PAGE).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let said = match said(&sign_off, staff.session.operator, &answer, &reason) {
        Ok(said) => said,
        Err(answer) => return answer,
    };
    let yes = said.yes;
    match staff.write(move |tx| decide(tx, &said)).await {
        Ok(()) => go(&format!("{PAGE}?done={}", word(yes))),
        Err(error) => refused(&error),
    }
}

/// Names the person to be asked.
async fn choose(staff: &Staff, sign_off: &str, second: OperatorId) -> Done {
    let Ok(id) = sign_off.parse::<i64>() else {
        return refuse(PAGE, ErrorCode::NotWaiting.as_str());
    };
    let by = staff.session.operator;
    match staff.write(move |tx| choose_second(tx, by, id, Some(second))).await {
        Ok(()) => go(&format!("{PAGE}?done=chosen")),
        Err(error) => refused(&error),
    }
}

#[server(prefix = "/do", endpoint = "ask_second")]
pub async fn ask(
    #[server(default)] sign_off: String,
    #[server(default)] second_person: String,
    #[server(default)] pin: String,
    #[server(default)] answer: String,
    #[server(default)] reason: String,
) -> Done {
    let staff = match form_staff(PAGE).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let Ok(second) = OperatorId::parse(&second_person) else {
        return refuse(PAGE, ErrorCode::NoOperator.as_str());
    };
    if answer == "ask" {
        return choose(&staff, &sign_off, second).await;
    }
    let said = match said(&sign_off, second, &answer, &reason) {
        Ok(said) => said,
        Err(answer) => return answer,
    };
    let Ok(pin) = Pin::parse(&pin) else {
        return refuse(PAGE, ErrorCode::PinShape.as_str());
    };
    let kept = match staff.read(move |tx| counter_pin(tx, second)).await {
        Ok(Some(kept)) => kept,
        Ok(None) => return refuse(PAGE, ErrorCode::NotAllowed.as_str()),
        Err(error) => return refused(&SignOffError::Store(error)),
    };
    let compared = turns::hashing(move || {
        let fits = counter_pin_matches(&kept, &pin);
        (kept, fits)
    });
    let (kept, fits) = match compared.await {
        Ok(compared) => compared,
        Err(error) => return refused(&SignOffError::Store(error)),
    };
    let (by, yes) = (staff.session.operator, said.yes);
    match staff.write(move |tx| sign_off_by_pin(tx, by, &said, &kept, fits)).await {
        Ok(PinSaid::Done) => go(&format!("{PAGE}?done={}", word(yes))),
        Ok(PinSaid::Wrong { tries_left }) => {
            refuse_with(PAGE, ErrorCode::PinWrong.as_str(), &[("tries", tries_left.to_string())])
        }
        Ok(PinSaid::Over) => refuse(PAGE, ErrorCode::CounterPinOver.as_str()),
        Err(error) => refused(&error),
    }
}
