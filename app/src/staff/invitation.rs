//! The page that a one-time link opens: an operator sets a password of their own, and goes on to the second step.

use huika_domain::ErrorCode;
use huika_store::{
    SentForm, StoreError,
    db::turns,
    once,
    staff::{Invited, NewPassword, PasswordStep, accept_invitation, invited},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    Gate,
    let_in::{begin, let_in},
    sign_in::TILL,
};
use crate::{
    context::{Done, Portal, ReturnPath, Typed, form_key, portal, refuse, visit},
    i18n::Lang,
    show::{page, times::moment_text},
    ui::{Empty, Field, PageError, fact, icon as draw, key_field},
};

/// Where a link leads.
pub const PAGE: &str = "/counter/invitation";
/// Where they go on: what they have is a password, and what is missing is a second step.
const NEXT: &str = "/counter/security?done=password";

/// `/counter/invitation/:token`. Looking at it uses nothing up.
pub fn invitation() -> impl IntoView {
    let token = use_params_map().with_untracked(|params| params.get("token").unwrap_or_default());
    page(async move {
        let portal = portal();
        let t = visit().lang;
        let asked = token.clone();
        let found = portal.store.read(move |tx| invited(tx, &asked)).await?;
        let content = match found {
            Some(who) => form(&portal, t, &token, &who).into_any(),
            None => view! {
                <Empty icon=draw::KEY title=t.text("invitation-over") text=t.text("invitation-over-text")>
                    <a class="button quiet" href="/counter/sign-in">{t.text("counter-sign-in-title")}</a>
                </Empty>
            }
            .into_any(),
        };
        Ok(view! { <Gate title=t.text("invitation-title").to_owned()>{content}</Gate> }.into_any())
    })
}

fn form(portal: &Portal, t: Lang, token: &str, who: &Invited) -> impl IntoView + use<> {
    let until = t.with(
        "invitation-until",
        &[("when", moment_text(portal, t, who.until).into())],
    );
    view! {
        <p class="quiet-text">{t.text("invitation-lead")}</p>
        <form class="panel form" method="post" action="/do/accept_invitation">
            {PageError::notice(PageError::of_request())}
            <dl class="facts">
                {fact(t.text("staff-name"), who.name.clone())}
                {fact(t.text("counter-login"), who.login.clone())}
            </dl>
            {key_field(&Typed::into_form("accept_invitation"))}
            <input type="hidden" name="token" value=token.to_owned() />
            // For password managers, which keep a password by its log-in.
            <input type="hidden" name="username" autocomplete="username" value=who.login.clone() />
            <Field
                name="new"
                label=t.text("password-new")
                hint=t.text("password-hint").to_owned()
                kind="password"
                autocomplete="new-password"
                maxlength="200"
                autofocus=true
            />
            <Field name="again" label=t.text("password-again") kind="password" autocomplete="new-password" maxlength="200" />
            <button class="button wide">{t.text("invitation-set")}</button>
        </form>
        <p class="center quiet-text">{until}</p>
    }
}

#[server(prefix = "/do", endpoint = "accept_invitation")]
pub async fn accept(
    #[server(default)] token: String,
    #[server(default)] new: String,
    #[server(default)] again: String,
) -> Done {
    let (portal, visit) = (portal(), visit());
    // What is no token leads to no page of ours.
    let plain = token.len() <= 64
        && token
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    if !plain || token.is_empty() {
        return refuse("/counter/sign-in", ErrorCode::InvitationOver.as_str());
    }
    let page = format!("{PAGE}/{token}");
    let asked = token.clone();
    let found: Result<_, StoreError> = portal.store.read(move |tx| invited(tx, &asked)).await;
    let login = match found {
        Ok(who) => who.map(|who| who.login),
        Err(error) => return busy(&page, &error),
    };
    if new != again {
        return refuse(&page, ErrorCode::PasswordsDiffer.as_str());
    }
    // Nothing is hashed for a link that works no more. By a second tap it was used a moment ago, and gets the answer of the first.
    let hash = match login {
        Some(login) => {
            if let Err(code) = NewPassword::check(&new, &login) {
                return refuse(&page, code);
            }
            let hasher = portal.clone();
            let hashed = turns::hashing(move || NewPassword::hash(hasher.store.context().rng.as_ref(), &new));
            match hashed.await {
                Ok(Ok(hash)) => Some(hash),
                Ok(Err(error)) | Err(error) => return busy(&page, &error),
            }
        }
        None => None,
    };
    let sent = SentForm::new("invitation", &form_key(), &[&token]);
    let accepted = portal.store.write(move |tx| {
        once(tx, &sent, Option::is_some, |tx| match &hash {
            Some(hash) => accept_invitation(tx, &token, hash, TILL),
            None => Ok(None),
        })
    });
    let accepted: Result<_, StoreError> = accepted.await;
    let next = ReturnPath::staff(NEXT);
    match accepted {
        Ok(Some(PasswordStep::In { operator, token })) => let_in(&portal, &visit, operator, &token, next.as_ref()),
        Ok(Some(PasswordStep::Second(token))) => begin(&portal, &token, next.as_ref()),
        Ok(Some(PasswordStep::Wrong) | None) => refuse(&page, ErrorCode::InvitationOver.as_str()),
        Err(error) => busy(&page, &error),
    }
}

fn busy(page: &str, error: &StoreError) -> Done {
    tracing::error!(%error, "a link to a password could not be used");
    refuse(page, error.code())
}
