//! One's own sign-in: second step, recovery codes, counter PIN. Whoever changes something types the password again.

pub mod app;
pub mod codes;
pub mod keys;
pub mod password;
pub mod pin;

use huika_domain::ErrorCode;
use huika_store::{
    SentForm, Tx,
    db::turns,
    member::{KeyOwner, passkeys},
    once,
    staff::{StaffAccount, StaffError, account_of, count_password, password_matches, staff_security},
};
use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

use super::{
    Area, Desk, Staff,
    let_in::{next_field, next_of_query},
    require_own,
};
use crate::{
    context::{Done, ReturnPath, refuse},
    i18n::Lang,
    show::page,
    ui::{Field, Notice, PageError, Tone, done, icon, icon as draw, icon::Icon},
};

/// Longer passwords are not hashed.
const PASSWORD_LIMIT: usize = 200;

pub fn security() -> impl IntoView {
    let next = next_of_query();
    page(async move {
        let staff = require_own().await?;
        let operator = staff.session.operator;
        let (own, keys) = staff
            .read(move |tx| {
                Ok::<_, huika_store::StoreError>((
                    staff_security(tx, operator)?,
                    passkeys(tx, KeyOwner::Operator(operator))?,
                ))
            })
            .await?;
        let t = staff.lang();
        let keys_count = t.with("security-count", &[("count", (keys.len() as i64).into())]);
        let codes_count = t.with("security-count", &[("count", own.recovery_codes.into())]);
        let any = own.totp || !keys.is_empty();
        let must = staff.session.must_enrol.then(|| {
            view! { <Notice tone=Tone::Warn icon=draw::SHIELD><p>{t.text("security-must")}</p></Notice> }
        });
        let codes = any.then(|| {
            row(
                "/counter/security/codes".to_owned(),
                draw::TICKET,
                t.text("codes-title"),
                codes_count,
                own.recovery_codes > 2,
            )
        });
        Ok(view! {
            <Desk title=t.text("security-title").to_owned() staff=staff.session.clone() area=Area::Own class="slip-of-paper">
                <h1>{t.text("security-title")}</h1>
                {done(&[
                    ("app", t.text("app-is-set")),
                    ("app-removed", t.text("app-removed")),
                    ("pin", t.text("counter-pin-set")),
                    ("password", t.text("password-changed")),
                ])}
                {PageError::notice(PageError::of_request())}
                {must}
                {go_on(t, next.as_ref().filter(|_| !staff.session.must_enrol))}
                <section class="panel">
                    <header><h2>{t.text("security-second")}</h2></header>
                    <p class="quiet-text">{t.text("security-second-text")}</p>
                    <ul class="rows">
                        {row(ReturnPath::added_to(next.as_ref(), "/counter/security/app"), draw::PHONE, t.text("app-title"), on_or_off(t, own.totp), own.totp)}
                        {row(ReturnPath::added_to(next.as_ref(), "/counter/security/passkeys"), draw::KEY, t.text("passkeys-title"), keys_count, !keys.is_empty())}
                        {codes}
                    </ul>
                </section>
                <section class="panel">
                    <header><h2>{t.text("security-first")}</h2></header>
                    <ul class="rows">
                        <li>
                            <a class="row line" href="/counter/security/password">
                                {icon(draw::SHIELD)}<span class="what">{t.text("password-title")}</span>
                                <span class="end">{draw::go()}</span>
                            </a>
                        </li>
                    </ul>
                </section>
                {counter_pin(t, own.pin_since.is_some())}
            </Desk>
        }
        .into_any())
    })
}

fn on_or_off(t: Lang, yes: bool) -> String {
    t.text(if yes { "security-on" } else { "security-off" }).to_owned()
}

/// The PIN that opens a counter again that was left, and the way to leave it at once.
fn counter_pin(t: Lang, is_set: bool) -> impl IntoView {
    let lock = is_set.then(|| {
        view! {
            <form method="post" action="/do/lock_counter">
                <button class="button quiet">{icon(draw::SHIELD)}{t.text("security-lock-now")}</button>
            </form>
        }
    });
    view! {
        <section class="panel">
            <header><h2>{t.text("counter-pin-title")}</h2></header>
            <p class="quiet-text">{t.text("counter-pin-text")}</p>
            <ul class="rows">
                {row("/counter/security/pin".to_owned(), draw::SHIELD, t.text("counter-pin"), on_or_off(t, is_set), is_set)}
            </ul>
            {lock}
        </section>
    }
}

/// The way on to what somebody wanted before they were sent here.
fn go_on(t: Lang, next: Option<&ReturnPath>) -> impl IntoView + use<> {
    next.map(|next| view! { <a class="button wide" href=next.as_str().to_owned()>{t.text("security-go-on")}</a> })
}

fn row(path: String, sign: Icon, name: &'static str, state: String, good: bool) -> impl IntoView {
    let badge = if good { Tone::Good.badge() } else { Tone::Plain.badge() };
    view! {
        <li>
            <a class="row line" href=path>
                {icon(sign)}<span class="what">{name}</span>
                <span class="end"><span class=badge>{state}</span>{draw::go()}</span>
            </a>
        </li>
    }
}

/// The password, asked for again.
pub fn password_field(t: Lang, name: &'static str) -> impl IntoView {
    view! {
        <Field name label=t.text("security-password") kind="password" autocomplete="current-password" maxlength="200" />
    }
}

/// A password that was typed again, compared outside of any transaction.
#[derive(Clone)]
pub struct TypedPassword {
    account: StaffAccount,
    fits: bool,
}

impl TypedPassword {
    /// Compares; the error is the code of the refusal.
    pub async fn compare(staff: &Staff, typed: String) -> Result<Self, &'static str> {
        if typed.len() > PASSWORD_LIMIT {
            return Err(ErrorCode::PasswordAgain.as_str());
        }
        let operator = staff.session.operator;
        let account = staff.read(move |tx| account_of(tx, operator)).await;
        let account = account
            .map_err(|error: huika_store::StoreError| {
                tracing::error!(%error, "an operator could not be read");
                error.code()
            })?
            .ok_or(ErrorCode::SignedOut.as_str())?;
        let compared = turns::hashing(move || {
            let fits = password_matches(Some(&account), &typed);
            Self { account, fits }
        });
        compared.await.map_err(|error| error.code())
    }

    /// Counts the try; answers whether it was right.
    pub fn check(&self, tx: &mut Tx<'_>) -> Result<bool, StaffError> {
        count_password(tx, &self.account, self.fits)
    }
}

/// Does something of the operator's own after the password was typed again; the error is the code of the refusal.
pub async fn with_password<T: Serialize + DeserializeOwned + Send + 'static>(
    staff: &Staff,
    sent: SentForm,
    typed: String,
    use_case: impl Fn(&mut Tx<'_>, huika_domain::OperatorId) -> Result<T, StaffError> + Send + 'static,
) -> Result<T, &'static str> {
    let typed = TypedPassword::compare(staff, typed).await?;
    let operator = staff.session.operator;
    let made = staff.write(move |tx| {
        // Not an `Option`: one of nothing cannot be told from none when it is kept.
        once(tx, &sent, Result::is_ok, |tx| {
            if typed.check(tx)? {
                use_case(tx, operator).map(Ok)
            } else {
                Ok(Err(()))
            }
        })
    });
    match made.await {
        Ok(Ok(made)) => Ok(made),
        Ok(Err(())) | Err(StaffError::Wrong) => Err(ErrorCode::PasswordAgain.as_str()),
        Err(StaffError::Locked) => Err(ErrorCode::Locked.as_str()),
        Err(StaffError::StoreClosed) => Err(ErrorCode::StoreClosed.as_str()),
        Err(StaffError::Store(error)) => {
            tracing::error!(%error, "an operator's own setting could not be saved");
            Err(error.code())
        }
    }
}

/// Ends a form: what was done, or the refusal.
pub fn finish(page: &str, made: Result<(), &'static str>, done: &str) -> Done {
    match made {
        Ok(()) => crate::context::go(done),
        Err(code) => refuse(page, code),
    }
}
