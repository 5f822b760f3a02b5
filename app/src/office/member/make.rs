//! `/office/members/new`: somebody becomes a member whom the office has on the phone or in a letter. They claim the membership later, by signing
//! in with that phone.

use huika_domain::{ErrorCode, PersonName, Phone, StoreId, settings::Asked};
use huika_store::{
    StoreError,
    member::{EnterError, EnterMember, ProfileValues, enter_member},
    staff::{Place, Role, open_stores, stores_of},
};
use leptos::prelude::*;

use super::address::{PAGE, member_page};
use crate::{
    context::{Done, Typed, go, refuse},
    office::{
        form::{code_of, sender},
        frame::{Office, Scoped, enter},
    },
    show::{TypedBirthday, TypedProfile, birthday_fields, guardian_field, page, profile_fields},
    ui::{Crumb, Field, PageError},
};

const NEW: &str = "/office/members/new";

pub fn new_member() -> impl IntoView {
    page(async move {
        let desk = enter(office_enters, Scoped::No).await?;
        let viewer = desk.session.operator;
        let stores = desk
            .read(move |tx| {
                let seen = stores_of(tx, viewer)?;
                let mut stores = open_stores(tx)?;
                stores.retain(|(id, _)| seen.iter().any(|(one, _)| one == id));
                Ok::<_, StoreError>(stores)
            })
            .await?;
        let (t, typed) = (desk.lang(), Typed::into_form("register_member"));
        let rules = desk.portal.store.rules();
        let (named, born) = (Asked::of(&rules.profile.name), Asked::of(&rules.profile.birthday));
        // It stands at its own field.
        let above = PageError::of_request().filter(|problem| problem.code != ErrorCode::GuardianNeeded.as_str());
        let options: Vec<_> = stores
            .iter()
            .map(|(id, name)| {
                let chosen = typed.picked("store", &id.to_string(), *id == desk.session.store);
                view! { <option value=id.to_string() selected=chosen>{name.clone()}</option> }
            })
            .collect();
        let crumb = Crumb {
            path: PAGE.to_owned(),
            words: t.text("members-title"),
        };
        Ok(view! {
            <Office
                around=desk.around.clone()
                title=t.text("new-member-title").to_owned()
                lead=t.text("new-member-what").to_owned()
                crumb=crumb
            >
                {PageError::notice(above)}
                <form class="card form" method="post" action="/do/register_member" autocomplete="off">
                    <Field
                        name="phone"
                        label=t.text("join-phone")
                        kind="tel"
                        inputmode="tel"
                        autocomplete="off"
                        maxlength="64"
                        value=typed.value("phone")
                        before="+86"
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
                    <div class="field">
                        <label for="store">{t.text("member-home")}</label>
                        <select id="store" name="store">{options}</select>
                    </div>
                    {born.is_asked().then(|| birthday_fields(t, None, &typed, born.is_needed()))}
                    {guardian_field(t, &rules, PageError::of_request(), &typed)}
                    {profile_fields(t, &rules.profile, &ProfileValues::default(), &typed)}
                    <button class="button">{t.text("new-member-enter")}</button>
                </form>
            </Office>
        }
        .into_any())
    })
}

#[server(prefix = "/do", endpoint = "register_member")]
pub async fn register(
    #[server(default)] phone: String,
    #[server(default)] name: String,
    #[server(default)] store: String,
    #[server(default)] birth: TypedBirthday,
    #[server(default)] guardian: String,
    #[server(default)] profile: TypedProfile,
) -> Done {
    let staff = match sender(NEW, office_enters).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let phone = match Phone::parse(&phone) {
        Ok(phone) => phone,
        Err(error) => return refuse(NEW, error.code()),
    };
    let name = match PersonName::parse_optional(&name) {
        Ok(name) => name,
        Err(error) => return refuse(NEW, error.code()),
    };
    let rule = staff.portal.store.rules().profile.clone();
    let today = staff.portal.shop.zone.business_day(staff.portal.now());
    let needed = ErrorCode::FieldNeeded.as_str();
    if name.is_none() && Asked::of(&rule.name).is_needed() {
        return refuse(NEW, needed);
    }
    let birthday = match birth.read(today) {
        Ok(None) if Asked::of(&rule.birthday).is_needed() => return refuse(NEW, needed),
        Ok(birthday) => birthday,
        Err(code) => return refuse(NEW, code),
    };
    let profile = match profile.read(&rule, today) {
        Ok(profile) => profile,
        Err(code) => return refuse(NEW, code),
    };
    let guardian = match PersonName::parse_optional(&guardian) {
        Ok(guardian) => guardian,
        Err(error) => return refuse(NEW, error.code()),
    };
    let Ok(store) = StoreId::parse(&store) else {
        return refuse(NEW, ErrorCode::NoStore.as_str());
    };
    let request = EnterMember {
        phone,
        name,
        birthday,
        profile,
        // Nobody shows a document to an office.
        document: None,
        guardian,
        place: Place {
            store,
            till: String::new(),
            operator: Some(staff.session.operator),
        },
    };
    match staff.write(move |tx| enter_member(tx, &request)).await {
        Ok(member) => go(&format!("{}?done=entered", member_page(member))),
        Err(EnterError::Known(member)) => go(&format!("{}?done=known", member_page(member))),
        Err(error @ (EnterError::NotAllowed | EnterError::GuardianNeeded)) => refuse(NEW, error.code()),
        Err(EnterError::Store(fault)) => refuse(NEW, code_of(&fault, fault.code())),
    }
}

/// Who enters members and has an office to do it in.
fn office_enters(role: Role) -> bool {
    role.sees_office() && role.enters_members()
}
