//! Somebody without a phone in their hand becomes a member: the cashier enters what they say. They claim the membership later, by
//! signing in with that phone.

use huika_domain::{ErrorCode, PersonName, Phone, settings::Asked};
use huika_store::member::{EnterError, EnterMember, ProfileValues, enter_member};
use leptos::prelude::*;

use super::{
    document::{document_fields, read_document},
    served::{form_server, require_server, seal},
};
use crate::{
    context::{Done, Typed, go, refuse},
    show::{TypedBirthday, TypedProfile, birthday_fields, guardian_field, page, profile_fields},
    staff::{Area, Desk},
    ui::{Field, PageError},
};

const PAGE: &str = "/counter/new-member";

pub fn new_member() -> impl IntoView {
    page(async {
        let staff = require_server().await?;
        let (t, typed) = (staff.lang(), Typed::into_form("enter_member"));
        let rules = staff.portal.store.rules();
        let (named, born) = (Asked::of(&rules.profile.name), Asked::of(&rules.profile.birthday));
        let (at_phone, above) = match PageError::of_request() {
            Some(problem) if problem.code.starts_with("phone-") => (Some(problem), None),
            // It stands at its own field.
            Some(problem) if problem.code == ErrorCode::GuardianNeeded.as_str() => (None, None),
            other => (None, other),
        };
        Ok(view! {
            <Desk title=t.text("new-member-title").to_owned() staff=staff.session.clone() area=Area::Cards>
                <form class="panel form slim" method="post" action="/do/enter_member" autocomplete="off">
                    <h1>{t.text("new-member-title")}</h1>
                    {PageError::notice(above)}
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
                    {named.is_asked().then(|| view! {
                        <Field
                            name="name"
                            label=t.text("me-name")
                            autocomplete="off"
                            maxlength="40"
                            value=typed.value("name")
                            required=named.is_needed()
                        />
                    })}
                    {born.is_asked().then(|| birthday_fields(t, None, &typed, born.is_needed()))}
                    {guardian_field(t, &rules, PageError::of_request(), &typed)}
                    {profile_fields(t, &rules.profile, &ProfileValues::default(), &typed)}
                    {Asked::of(&rules.profile.document).is_asked().then(|| document_fields(t, &rules.profile, &typed))}
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
    #[server(default)] guardian: String,
    #[server(default)] profile: TypedProfile,
    #[server(default)] document: String,
    #[server(default)] document_number: String,
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
    let rule = staff.portal.store.rules().profile.clone();
    let today = staff.portal.shop.zone.business_day(staff.portal.now());
    let needed = ErrorCode::FieldNeeded.as_str();
    if name.is_none() && Asked::of(&rule.name).is_needed() {
        return refuse(PAGE, needed);
    }
    let birthday = match birth.read(today) {
        Ok(None) if Asked::of(&rule.birthday).is_needed() => return refuse(PAGE, needed),
        Ok(birthday) => birthday,
        Err(code) => return refuse(PAGE, code),
    };
    let (profile, document) = match (
        profile.read(&rule, today),
        read_document(&rule, &document, &document_number),
    ) {
        (Ok(profile), Ok(document)) => (profile, document),
        (Err(code), _) | (_, Err(code)) => return refuse(PAGE, code),
    };
    let guardian = match PersonName::parse_optional(&guardian) {
        Ok(guardian) => guardian,
        Err(error) => return refuse(PAGE, error.code()),
    };
    let request = EnterMember {
        phone,
        name,
        birthday,
        profile,
        document,
        guardian,
        place: staff.place(),
    };
    match staff.write(move |tx| enter_member(tx, &request)).await {
        Ok(member) => go(&format!("/counter/cards/{}?done=entered", seal(&staff, member))),
        // Pressed twice, or a member for long: this is the one to serve.
        Err(EnterError::Known(member)) => go(&format!("/counter/cards/{}?done=known", seal(&staff, member))),
        Err(error @ (EnterError::NotAllowed | EnterError::GuardianNeeded)) => refuse(PAGE, error.code()),
        Err(EnterError::Store(error)) => {
            tracing::error!(%error, "a member could not be entered");
            refuse(PAGE, error.code())
        }
    }
}
