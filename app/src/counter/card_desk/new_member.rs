//! Somebody without a phone in their hand becomes a member: the cashier enters what they say. They claim the membership later, by
//! signing in with that phone.

use huika_domain::{ErrorCode, PersonName, Phone};
use huika_store::member::{EnterError, EnterMember, enter_member};
use leptos::prelude::*;

use super::served::{form_server, require_server, seal};
use crate::{
    context::{Done, Typed, go, refuse},
    show::{TypedBirthday, birthday_fields, page},
    staff::{Area, Desk},
    ui::{Field, Problem},
};

const PAGE: &str = "/counter/new-member";

pub fn new_member() -> impl IntoView {
    page(async {
        let staff = require_server().await?;
        let (t, typed) = (staff.lang(), Typed::into_form("enter_member"));
        let (at_phone, above) = match Problem::of_request() {
            Some(problem) if problem.code.starts_with("phone-") => (Some(problem), None),
            other => (None, other),
        };
        Ok(view! {
            <Desk title=t.text("new-member-title").to_owned() staff=staff.session.clone() area=Area::Cards>
                <form class="panel form slim" method="post" action="/do/enter_member" autocomplete="off">
                    <h1>{t.text("new-member-title")}</h1>
                    {Problem::notice(above)}
                    <p class="quiet-text">{t.text("new-member-what")}</p>
                    <Field
                        name="phone"
                        label=t.text("join-phone")
                        problem=at_phone
                        kind="tel"
                        inputmode="tel"
                        autocomplete="off"
                        maxlength="64"
                        value=typed.value("phone")
                        before="+86"
                        autofocus=true
                    />
                    <Field
                        name="name"
                        label=t.text("me-name")
                        autocomplete="off"
                        maxlength="40"
                        value=typed.value("name")
                        required=false
                    />
                    {birthday_fields(t, None, &typed, false)}
                    <button class="button wide">{t.text("new-member-enter")}</button>
                </form>
            </Desk>
        }
        .into_any())
    })
}

#[server(prefix = "/do", endpoint = "enter_member")]
pub async fn take_member(
    #[server(default)] phone: String,
    #[server(default)] name: String,
    #[server(default)] birth: TypedBirthday,
) -> Done {
    let staff = match form_server().await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let phone = match Phone::parse(&phone) {
        Ok(phone) => phone,
        Err(error) => return refuse(PAGE, error.code()),
    };
    let name = match PersonName::parse_optional(&name) {
        Ok(name) => name,
        Err(error) => return refuse(PAGE, error.code()),
    };
    let birthday = match birth.read(staff.portal.shop.zone.business_day(staff.portal.now())) {
        Ok(birthday) => birthday,
        Err(code) => return refuse(PAGE, code),
    };
    let place = staff.place();
    let request = EnterMember {
        phone,
        name,
        birthday,
        place,
    };
    match staff.write(move |tx| enter_member(tx, &request)).await {
        Ok(member) => go(&format!("/counter/cards/{}?done=entered", seal(&staff, member))),
        // Pressed twice, or a member for long: this is the one to serve.
        Err(EnterError::Known(member)) => go(&format!("/counter/cards/{}?done=known", seal(&staff, member))),
        Err(EnterError::NotAllowed) => refuse(PAGE, ErrorCode::NotAllowed.as_str()),
        Err(EnterError::Store(error)) => {
            tracing::error!(%error, "a member could not be entered");
            refuse(PAGE, error.code())
        }
    }
}
