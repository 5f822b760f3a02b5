//! One's own password: changed with the one before.

use huika_domain::ErrorCode;
use huika_store::{
    db::turns,
    staff::{NewPassword, change_password},
};
use leptos::prelude::*;

use super::{finish, password_field, with_password};
use crate::{
    context::{Done, Typed, refuse},
    show::page,
    staff::{Area, Desk, form_own, require_own},
    ui::{Field, PageError, key_field},
};

const PAGE: &str = "/counter/security/password";

pub fn password() -> impl IntoView {
    page(async {
        let staff = require_own().await?;
        let t = staff.lang();
        Ok(view! {
            <Desk title=t.text("password-title").to_owned() staff=staff.session.clone() area=Area::Own class="slip-of-paper">
                <header class="head">
                    <h1>{t.text("password-title")}</h1>
                    <a class="link" href="/counter/security">{t.text("security-back")}</a>
                </header>
                <p class="quiet-text">{t.text("password-what")}</p>
                {PageError::notice(PageError::of_request())}
                <form class="panel form" method="post" action="/do/change_password">
                    {key_field(&Typed::into_form("change_password"))}
                    {password_field(t, "password")}
                    <Field
                        name="new"
                        label=t.text("password-new")
                        hint=t.text("password-hint").to_owned()
                        kind="password"
                        autocomplete="new-password"
                        maxlength="200"
                    />
                    <Field name="again" label=t.text("password-again") kind="password" autocomplete="new-password" maxlength="200" />
                    <button class="button wide">{t.text("password-change")}</button>
                </form>
            </Desk>
        }
        .into_any())
    })
}

#[server(prefix = "/do", endpoint = "change_password")]
pub async fn save_password(
    #[server(default)] password: String,
    #[server(default)] new: String,
    #[server(default)] again: String,
) -> Done {
    let staff = match form_own(PAGE).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    if new != again {
        return refuse(PAGE, ErrorCode::PasswordsDiffer.as_str());
    }
    if let Err(code) = NewPassword::check(&new, &staff.session.login) {
        return refuse(PAGE, code);
    }
    let sent = staff.sent("change-password");
    let portal = staff.portal.clone();
    let hashed = turns::hashing(move || NewPassword::hash(portal.store.context().rng.as_ref(), &new));
    let new = match hashed.await {
        Ok(Ok(new)) => new,
        Ok(Err(error)) | Err(error) => return refuse(PAGE, error.code()),
    };
    let token = staff.visit.staff.clone().unwrap_or_default();
    let set = with_password(&staff, sent, password, move |tx, operator| {
        Ok(change_password(tx, operator, &new, &token)?)
    });
    finish(PAGE, set.await, "/counter/security?done=password")
}
