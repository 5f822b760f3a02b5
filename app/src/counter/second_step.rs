//! The second step of a sign-in: a code of the authenticator app, a recovery code, or a passkey.

use huika_store::{
    StoreError,
    identity::{
        KeyOwner, QuestionPurpose, SecondStep, StaffStep, enter_second_code, enter_with_passkey, passkeys, staff_step,
    },
};
use leptos::prelude::*;

use super::{Gate, sign_in::let_in};
use crate::{
    context::{self, Done, Portal, Visit, go, portal, refuse, refuse_with, refused_address, visit},
    passkey::Asking,
    ui::{
        Field, Leave, PasskeyForm, Problem, icon, icon as draw, no_passkey_note, page, passkey_script,
        passkeys_possible, when::moment_text,
    },
};

const PAGE: &str = "/counter/second-step";
const SIGN_IN: &str = "/counter/sign-in";

/// The sign-in that this browser has begun.
async fn begun(portal: &Portal, visit: &Visit) -> Result<Option<StaffStep>, StoreError> {
    let Some(token) = visit.staff_step.clone() else {
        return Ok(None);
    };
    portal.store.read(move |tx| staff_step(tx, &token)).await
}

pub fn second_step() -> impl IntoView {
    page(async {
        let (portal, visit) = (portal(), visit());
        let step = begun(&portal, &visit).await?.ok_or_else(|| Leave::to(SIGN_IN))?;
        let t = visit.lang;
        let by_key = (step.passkey && passkeys_possible()).then(|| {
            view! {
                <PasskeyForm action="/do/staff_passkey" ask="/do/ask_staff_passkey" page=PAGE class="panel form">
                    <button class="button wide">{icon(draw::KEY)}{t.text("second-by-passkey")}</button>
                </PasskeyForm>
                {no_passkey_note(t.text("second-no-passkey"))}
                {passkey_script()}
            }
        });
        let hint = if step.totp {
            t.text("second-code-hint")
        } else {
            t.text("second-recovery-hint")
        };
        Ok(view! {
            <Gate title=t.text("second-title").to_owned()>
                <p class="quiet-text">{t.text("second-lead")}</p>
                {Problem::notice(Problem::of_request())}
                {by_key}
                <form class="panel form" method="post" action="/do/staff_code">
                    <Field
                        name="code"
                        label=t.text("second-code")
                        hint=hint.to_owned()
                        autocomplete="one-time-code"
                        maxlength="20"
                        autofocus=!step.passkey
                    />
                    <button class="button wide">{t.text("counter-enter")}</button>
                </form>
                <p class="center"><a class="link" href=SIGN_IN>{t.text("second-back")}</a></p>
            </Gate>
        }
        .into_any())
    })
}

#[server(prefix = "/do", endpoint = "staff_code")]
pub async fn staff_code(#[server(default)] code: String) -> Done {
    let (portal, visit) = (portal(), visit());
    let Some(token) = visit.staff_step.clone() else {
        return refuse(SIGN_IN, "second-over");
    };
    let code: String = code.chars().take(40).collect();
    let entered = portal.store.write(move |tx| enter_second_code(tx, &token, &code)).await;
    answer(&portal, &visit, entered)
}

fn answer(portal: &Portal, visit: &Visit, entered: Result<SecondStep, StoreError>) -> Done {
    match entered {
        Ok(SecondStep::In(token)) => {
            context::expired_cookie(portal, &context::staff_step_cookie(portal));
            let_in(portal, &token)
        }
        Ok(SecondStep::Wrong { tries_left }) => refuse_with(PAGE, "second-wrong", &[("tries", tries_left.to_string())]),
        Ok(SecondStep::Locked { until }) => refuse_with(
            PAGE,
            "second-locked",
            &[("when", moment_text(portal, visit.lang, until))],
        ),
        Ok(SecondStep::Over) => refuse(SIGN_IN, "second-over"),
        Err(error) => {
            tracing::error!(%error, "a second step could not be checked");
            refuse(PAGE, error.code())
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
        Ok(keys) if keys.is_empty() => Err("passkey-unknown"),
        Ok(keys) => asking(&portal, &visit, &step).for_known(&keys).await,
        Err(error) => Err(StoreError::code(&error)),
    };
    Ok(asked.unwrap_or_else(|code| refused_address(PAGE, code, &[])))
}

#[server(prefix = "/do", endpoint = "staff_passkey")]
pub async fn staff_passkey(#[server(default)] signed: String) -> Done {
    let (portal, visit) = (portal(), visit());
    let (Ok(Some(step)), Some(token)) = (begun(&portal, &visit).await, visit.staff_step.clone()) else {
        return refuse(SIGN_IN, "second-over");
    };
    let own = KeyOwner::Operator(step.operator);
    let used = match asking(&portal, &visit, &step)
        .key_use(signed, |owner| owner == own)
        .await
    {
        Ok(used) => used,
        Err(code) => return refuse(PAGE, code),
    };
    let entered = portal
        .store
        .write(move |tx| enter_with_passkey(tx, &token, &used))
        .await;
    answer(&portal, &visit, entered)
}

/// Where a password that was right goes on when a second step is needed.
pub fn begin(portal: &Portal, token: &str) -> Done {
    context::set_cookie(portal, &context::staff_step_cookie(portal), token, 5 * 60);
    go(PAGE)
}
