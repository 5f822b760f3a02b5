//! The counter's sign-in: a log-in and a password. Staff and members never share a session.

use huika_store::{
    identity::{PasswordStep, StaffError, end_staff_session, enter_password, password_matches, staff_account},
    turns,
};
use leptos::prelude::*;

use super::{Gate, second_step, staff_signed_in};
use crate::{
    context::{self, Done, Portal, go, portal, refuse, visit},
    ui::{Field, Leave, Problem, page},
};

/// Twelve hours, as long as a staff session.
const STAFF_SECS: i64 = 12 * 3600;
/// Which till a browser at the counter is.
const TILL: &str = "1";
/// Longer passwords are not hashed: that costs time, which strangers must not be able to spend.
const PASSWORD_LIMIT: usize = 200;

pub fn sign_in() -> impl IntoView {
    page(async {
        if staff_signed_in().await?.is_some() {
            return Err(Leave::to("/counter"));
        }
        let t = visit().lang;
        Ok(view! {
            <Gate title=t.text("counter-sign-in-title").to_owned()>
                    <form class="panel form" method="post" action="/do/staff_sign_in">
                        {Problem::notice(Problem::of_request())}
                        <Field name="login" label=t.text("counter-login") autocomplete="username" maxlength="60" autofocus=true />
                        <Field
                            name="password"
                            label=t.text("counter-password")
                            kind="password"
                            autocomplete="current-password"
                            maxlength="200"
                        />
                        <button class="button wide">{t.text("counter-enter")}</button>
                    </form>
            </Gate>
        }
        .into_any())
    })
}

#[server(prefix = "/do", endpoint = "staff_sign_in")]
pub async fn staff_sign_in(#[server(default)] login: String, #[server(default)] password: String) -> Done {
    const PAGE: &str = "/counter/sign-in";
    let portal = portal();
    let login = login.trim().to_owned();
    if password.len() > PASSWORD_LIMIT {
        return refuse(PAGE, "wrong-password");
    }
    let account = match portal.store.read(move |tx| staff_account(tx, &login)).await {
        Ok(account) => account,
        Err(error) => return busy(&error),
    };
    let checked = turns::hashing(move || {
        let fits = password_matches(account.as_ref(), &password);
        (account, fits)
    });
    let (account, fits) = match checked.await {
        Ok((Some(account), fits)) => (account, fits),
        Ok((None, _)) => return refuse(PAGE, "wrong-password"),
        Err(error) => return busy(&error),
    };
    match portal
        .store
        .write(move |tx| enter_password(tx, &account, fits, TILL))
        .await
    {
        Ok(PasswordStep::In(token)) => let_in(&portal, &token),
        Ok(PasswordStep::Second(token)) => second_step::begin(&portal, &token),
        Ok(PasswordStep::Wrong) | Err(StaffError::Wrong) => refuse(PAGE, "wrong-password"),
        Err(StaffError::Locked) => refuse(PAGE, "locked"),
        Err(StaffError::Store(error)) => busy(&error),
    }
}

/// Keeps the session in the browser and leads to the counter.
pub fn let_in(portal: &Portal, token: &str) -> Done {
    context::set_cookie(portal, &context::staff_cookie(portal), token, STAFF_SECS);
    go("/counter")
}

fn busy(error: &huika_store::StoreError) -> Done {
    tracing::error!(%error, "an operator could not sign in");
    refuse("/counter/sign-in", error.code())
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
    go("/counter/sign-in")
}
