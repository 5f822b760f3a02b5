//! The counter PIN: set or changed with the password.

use huika_domain::{ErrorCode, Pin};
use huika_store::{
    db::turns,
    member::{NewPin, PinError},
    staff::set_counter_pin,
};
use leptos::prelude::*;

use super::{finish, password_field, with_password};
use crate::{
    context::{Done, Typed, refuse},
    show::page,
    staff::{Area, Desk, form_own, require_own},
    ui::{PageError, PinField, key_field},
};

const PAGE: &str = "/counter/security/pin";

pub fn pin() -> impl IntoView {
    page(async {
        let staff = require_own().await?;
        let t = staff.lang();
        let secs = staff.portal.store.rules_of(staff.session.store).till.idle_secs;
        let when = t.with("counter-pin-when", &[("count", (secs / 60).into())]);
        Ok(view! {
            <Desk title=t.text("counter-pin").to_owned() staff=staff.session.clone() area=Area::Own class="slip-of-paper">
                <header class="head">
                    <h1>{t.text("counter-pin")}</h1>
                    <a class="link" href="/counter/security">{t.text("security-back")}</a>
                </header>
                <p class="quiet-text">{when}</p>
                {PageError::notice(PageError::of_request())}
                <form class="panel form" method="post" action="/do/set_counter_pin">
                    {key_field(&Typed::into_form("set_counter_pin"))}
                    {password_field(t, "password")}
                    <PinField name="pin" label=t.text("pin-new") fresh=true hint=t.text("pin-hint") />
                    <PinField name="again" label=t.text("pin-again") fresh=true />
                    <button class="button wide">{t.text("pin-set")}</button>
                </form>
            </Desk>
        }
        .into_any())
    })
}

#[server(prefix = "/do", endpoint = "set_counter_pin")]
pub async fn save_counter_pin(
    #[server(default)] password: String,
    #[server(default)] pin: String,
    #[server(default)] again: String,
) -> Done {
    let staff = match form_own(PAGE).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let (Ok(pin), Ok(again)) = (Pin::parse(&pin), Pin::parse(&again)) else {
        return refuse(PAGE, ErrorCode::PinShape.as_str());
    };
    if pin != again {
        return refuse(PAGE, ErrorCode::PinDiffers.as_str());
    }
    let sent = staff.sent("counter-pin");
    let portal = staff.portal.clone();
    let hashed = turns::hashing(move || NewPin::hash(portal.store.context().rng.as_ref(), &pin));
    let pin = match hashed.await {
        Ok(Ok(pin)) => pin,
        Ok(Err(PinError::Store(error))) | Err(error) => return refuse(PAGE, error.code()),
        Ok(Err(error)) => return refuse(PAGE, error.code()),
    };
    let set = with_password(&staff, sent, password, move |tx, operator| {
        Ok(set_counter_pin(tx, operator, &pin)?)
    });
    finish(PAGE, set.await, "/counter/security?done=pin")
}
