//! Signing in with a passkey.

use huika_domain::ErrorCode;
use huika_store::{
    StoreError,
    member::{KeyOwner, QuestionPurpose, sign_in_with_passkey},
};
use leptos::prelude::*;

use crate::{
    context::{self, Done, ReturnPath, failed, go, portal, refuse, refused_address, visit},
    passkey::Asking,
    ui::{PasskeyForm, icon, icon as draw, passkey_script, passkeys_possible},
};

const JOIN: &str = "/join";

/// "Sign in with a passkey", on the page where one joins.
pub fn sign_in_form(next: Option<&ReturnPath>) -> impl IntoView + use<> {
    let t = visit().lang;
    let (page, next) = (
        ReturnPath::added_to(next, JOIN),
        next.map_or("", ReturnPath::as_str).to_owned(),
    );
    passkeys_possible().then(|| {
        view! {
            <PasskeyForm action="/do/passkey_sign_in" ask="/do/ask_passkey_sign_in" page=page class="stack">
                <input type="hidden" name="next" value=next />
                <button class="button quiet wide">{icon(draw::KEY)}{t.text("passkey-sign-in")}</button>
            </PasskeyForm>
            {passkey_script()}
        }
    })
}

const fn signing_in<'a>(portal: &'a context::Portal, visit: &'a context::Visit) -> Asking<'a> {
    Asking {
        portal,
        visit,
        purpose: QuestionPurpose::SignIn,
        subject: String::new(),
    }
}

#[server(prefix = "/do", endpoint = "ask_passkey_sign_in")]
pub async fn ask_passkey_sign_in(#[server(default)] next: String) -> Result<String, ServerFnError> {
    let (portal, visit) = (portal(), visit());
    let asked = signing_in(&portal, &visit).for_known(&[]).await;
    let page = ReturnPath::added_to(ReturnPath::member(&next).as_ref(), JOIN);
    Ok(asked.unwrap_or_else(|code| refused_address(&page, code, &[])))
}

#[server(prefix = "/do", endpoint = "passkey_sign_in")]
pub async fn passkey_sign_in(#[server(default)] signed: String, #[server(default)] next: String) -> Done {
    let (portal, visit) = (portal(), visit());
    let next = ReturnPath::member(&next);
    let page = ReturnPath::added_to(next.as_ref(), JOIN);
    let of_a_member = |owner| matches!(owner, KeyOwner::Member(_));
    let used = match signing_in(&portal, &visit).key_use(signed, of_a_member).await {
        Ok(used) => used,
        Err(code) => return refuse(&page, code),
    };
    let (agent, place) = (visit.user_agent.clone(), visit.place());
    match portal
        .store
        .write(move |tx| sign_in_with_passkey(tx, &used, &agent, &place))
        .await
    {
        Ok(Some(signed_in)) => {
            let cookie = context::session_cookie(&portal);
            context::set_cookie(&portal, &cookie, &signed_in.token, context::session_secs(&portal));
            let next = next.as_ref().map_or("/", ReturnPath::as_str);
            go(if signed_in.kept { "/me/close?done=kept" } else { next })
        }
        Ok(None) => refuse(&page, ErrorCode::PasskeyUnknown.as_str()),
        Err(error) => {
            let error: StoreError = error;
            failed(&page, &error)
        }
    }
}
