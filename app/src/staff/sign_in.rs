//! The counter's sign-in: a log-in and a password. Staff and members never share a session.

use huika_domain::ErrorCode;
use huika_store::{
    db::turns,
    staff::{
        PasswordStep, PasswordTry, StaffError, end_staff_session, enter_password, password_matches, staff_account_at,
    },
};
use leptos::prelude::*;

use super::{
    Gate,
    let_in::{begin, known_browser, let_in, next_field, next_of_query},
    staff_signed_in,
};
use crate::{
    context::{self, Done, ReturnPath, Typed, go, portal, refuse, visit},
    show::{Leave, page},
    ui::{Field, PageError, language_switch},
};

const PAGE: &str = "/counter/sign-in";
/// Which till a browser at the counter is.
pub const TILL: &str = "1";
/// Longer passwords are not hashed: that costs time, which strangers must not be able to spend.
const PASSWORD_LIMIT: usize = 200;

pub fn sign_in() -> impl IntoView {
    let next = next_of_query();
    page(async move {
        if staff_signed_in().await?.is_some() {
            return Err(Leave::to(next.as_ref().map_or("/counter", ReturnPath::as_str)));
        }
        crate::show::lead_to_set_up().await?;
        let t = visit().lang;
        let login = Typed::into_form("staff_sign_in").value("login");
        Ok(view! {
            <Gate title=t.text("counter-sign-in-title").to_owned()>
                    <form class="panel form" method="post" action="/do/staff_sign_in">
                        {PageError::notice(PageError::of_request())}
                        {next_field(next.as_ref())}
                        <Field
                            name="login"
                            label=t.text("counter-login")
                            autocomplete="username"
                            maxlength="60"
                            autofocus=login.is_none()
                            value=login.clone()
                        />
                        <Field
                            name="password"
                            label=t.text("counter-password")
                            kind="password"
                            autocomplete="current-password"
                            maxlength="200"
                            autofocus=login.is_some()
                        />
                        <button class="button wide">{t.text("counter-enter")}</button>
                    </form>
                    {language_switch(t, ReturnPath::added_to(next.as_ref(), PAGE))}
            </Gate>
        }
        .into_any())
    })
}

#[server(prefix = "/do", endpoint = "staff_sign_in")]
pub async fn staff_sign_in(
    #[server(default)] login: String,
    #[server(default)] password: String,
    #[server(default)] next: String,
) -> Done {
    let (portal, visit) = (portal(), visit());
    let login = login.trim().to_owned();
    let next = ReturnPath::staff(&next);
    let page = ReturnPath::added_to(next.as_ref(), PAGE);
    if password.len() > PASSWORD_LIMIT {
        return refuse(&page, ErrorCode::WrongPassword.as_str());
    }
    let (looked_for, till) = (login.clone(), visit.till.clone().unwrap_or_default());
    let account = portal.store.read(move |tx| staff_account_at(tx, &looked_for, &till));
    let account = match account.await {
        Ok(account) => account,
        Err(error) => return busy(&error),
    };
    let checked = turns::hashing(move || {
        let fits = password_matches(account.as_ref(), &password);
        (account, fits)
    });
    let (account, fits) = match checked.await {
        Ok(checked) => checked,
        Err(error) => return busy(&error),
    };
    let request = PasswordTry {
        login,
        account,
        fits,
        address: visit.ip,
        browser: known_browser(&portal, &visit),
        till: TILL.to_owned(),
    };
    match portal.store.write(move |tx| enter_password(tx, &request)).await {
        Ok(PasswordStep::In { operator, token }) => let_in(&portal, &visit, operator, &token, next.as_ref()),
        Ok(PasswordStep::Second(token)) => begin(&portal, &token, next.as_ref()),
        Ok(PasswordStep::Wrong) | Err(StaffError::Wrong) => refuse(&page, ErrorCode::WrongPassword.as_str()),
        Err(StaffError::Locked) => refuse(&page, ErrorCode::Locked.as_str()),
        Err(StaffError::StoreClosed) => refuse(&page, ErrorCode::StoreClosed.as_str()),
        Err(StaffError::Store(error)) => busy(&error),
    }
}

fn busy(error: &huika_store::StoreError) -> Done {
    tracing::error!(%error, "an operator could not sign in");
    refuse(PAGE, error.code())
}

#[server(prefix = "/do", endpoint = "staff_sign_out")]
pub async fn staff_sign_out() -> Done {
    let (portal, visit) = (portal(), visit());
    if let Some(token) = visit.staff {
        let ended = portal.store.write(move |tx| end_staff_session(tx, &token)).await;
        if let Err(error) = ended {
            return busy(&error);
        }
    }
    context::expired_cookie(&portal, &context::staff_cookie(&portal));
    go(PAGE)
}
