//! The second step of a sign-in: a code of the authenticator app, a recovery code, or a passkey.

use huika_domain::ErrorCode;
use huika_store::{
    StoreError,
    member::{KeyOwner, QuestionPurpose, passkeys},
    staff::{SecondStep, StaffStep, enter_second_code, enter_with_passkey, staff_step},
};
use leptos::prelude::*;

use super::{
    Gate,
    let_in::{SECOND_STEP, let_in, next_field, next_of_query},
};
use crate::{
    context::{self, Done, Portal, ReturnPath, Visit, portal, refuse, refuse_with, refused_address, visit},
    passkey::Asking,
    show::{Leave, page, times::moment_text},
    ui::{Field, PageError, PasskeyForm, icon, icon as draw, no_passkey_note, passkey_script, passkeys_possible},
};

const SIGN_IN: &str = "/counter/sign-in";

/// The sign-in that this browser has begun.
async fn begun(portal: &Portal, visit: &Visit) -> Result<Option<StaffStep>, StoreError> {
    let Some(token) = visit.staff_step.clone() else {
        return Ok(None);
    };
    portal.store.read(move |tx| staff_step(tx, &token)).await
}

pub fn second_step() -> impl IntoView {
    let next = next_of_query();
    page(async move {
        let (portal, visit) = (portal(), visit());
        let sign_in = ReturnPath::added_to(next.as_ref(), SIGN_IN);
        let step = begun(&portal, &visit).await?.ok_or_else(|| Leave::to(&sign_in))?;
        let t = visit.lang;
        let by_key = (step.passkey && passkeys_possible()).then(|| {
            let (page, into_key) = (
                ReturnPath::added_to(next.as_ref(), SECOND_STEP),
                next_field(next.as_ref()),
            );
            view! {
                <PasskeyForm action="/do/staff_passkey" ask="/do/ask_staff_passkey" page=page class="panel form">
                    {into_key}
                    <button class="button wide">{icon(draw::KEY)}{t.text("second-by-passkey")}</button>
                </PasskeyForm>
                {no_passkey_note(t.text("second-no-passkey"))}
                {passkey_script()}
            }
        });
        let into_code = next_field(next.as_ref());
        let hint = if step.totp {
            t.text("second-code-hint")
        } else {
            t.text("second-recovery-hint")
        };
        Ok(view! {
            <Gate title=t.text("second-title").to_owned()>
                <p class="quiet-text">{t.text("second-lead")}</p>
                {PageError::notice(PageError::of_request())}
                {by_key}
                <form class="panel form" method="post" action="/do/staff_code">
                    {into_code}
                    <Field
                        name="code"
                        label=t.text("second-code")
                        hint=hint.to_owned()
                        autocomplete="one-time-code"
                        maxlength="500"
                        autofocus=!step.passkey
                    />
                    <button class="button wide">{t.text("counter-enter")}</button>
                </form>
                <p class="center"><a class="link" href=sign_in>{t.text("second-back")}</a></p>
            </Gate>
        }
        .into_any())
    })
}

#[server(prefix = "/do", endpoint = "staff_code")]
pub async fn staff_code(#[server(default)] code: String, #[server(default)] next: String) -> Done {
    let (portal, visit) = (portal(), visit());
    let next = ReturnPath::staff(&next);
    let Some(token) = visit.staff_step.clone() else {
        return refuse(SIGN_IN, ErrorCode::SecondOver.as_str());
    };
    let code: String = code.chars().take(500).collect();
    let entered = portal.store.write(move |tx| enter_second_code(tx, &token, &code)).await;
    answer(&portal, &visit, next.as_ref(), entered)
}

fn answer(portal: &Portal, visit: &Visit, next: Option<&ReturnPath>, entered: Result<SecondStep, StoreError>) -> Done {
    let page = ReturnPath::added_to(next, SECOND_STEP);
    match entered {
        Ok(SecondStep::In { operator, token }) => {
            context::expired_cookie(portal, &context::staff_step_cookie(portal));
            let_in(portal, visit, operator, &token, next)
        }
        Ok(SecondStep::Wrong { tries_left }) => refuse_with(
            &page,
            ErrorCode::SecondWrong.as_str(),
            &[("tries", tries_left.to_string())],
        ),
        Ok(SecondStep::Locked { until }) => refuse_with(
            &page,
            ErrorCode::SecondLocked.as_str(),
            &[("when", moment_text(portal, visit.lang, until))],
        ),
        Ok(SecondStep::Over) => refuse(&ReturnPath::added_to(next, SIGN_IN), ErrorCode::SecondOver.as_str()),
        Err(error) => {
            tracing::error!(%error, "a second step could not be checked");
            refuse(&page, error.code())
        }
    }
}

fn asking<'a>(portal: &'a Portal, visit: &'a Visit, step: &StaffStep) -> Asking<'a> {
    Asking {
        portal,
        visit,
        purpose: QuestionPurpose::StaffSignIn,
        subject: step.operator.to_string(),
    }
}

#[server(prefix = "/do", endpoint = "ask_staff_passkey")]
pub async fn ask_staff_passkey() -> Result<String, ServerFnError> {
    let (portal, visit) = (portal(), visit());
    let Ok(Some(step)) = begun(&portal, &visit).await else {
        return Ok(refused_address(SIGN_IN, "second-over", &[]));
    };
    let owner = KeyOwner::Operator(step.operator);
    let asked = match portal.store.read(move |tx| passkeys(tx, owner)).await {
        Ok(keys) if keys.is_empty() => Err(ErrorCode::PasskeyUnknown.as_str()),
        Ok(keys) => asking(&portal, &visit, &step).for_known(&keys).await,
        Err(error) => Err(StoreError::code(&error)),
    };
    Ok(asked.unwrap_or_else(|code| refused_address(SECOND_STEP, code, &[])))
}

#[server(prefix = "/do", endpoint = "staff_passkey")]
pub async fn staff_passkey(#[server(default)] signed: String, #[server(default)] next: String) -> Done {
    let (portal, visit) = (portal(), visit());
    let next = ReturnPath::staff(&next);
    let (Ok(Some(step)), Some(token)) = (begun(&portal, &visit).await, visit.staff_step.clone()) else {
        return refuse(SIGN_IN, ErrorCode::SecondOver.as_str());
    };
    let own = KeyOwner::Operator(step.operator);
    let used = match asking(&portal, &visit, &step)
        .key_use(signed, |owner| owner == own)
        .await
    {
        Ok(used) => used,
        Err(code) => return refuse(&ReturnPath::added_to(next.as_ref(), SECOND_STEP), code),
    };
    let entered = portal
        .store
        .write(move |tx| enter_with_passkey(tx, &token, &used))
        .await;
    answer(&portal, &visit, next.as_ref(), entered)
}
