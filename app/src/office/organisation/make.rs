//! A new store, and the fields of what a store says about itself.

use huika_domain::{DetailError, MapLink, OpeningHours, StoreAddress, StoreCode, StoreId, StoreName, StorePhone};
use huika_store::{
    once,
    organisation::{OrganisationError, StoreDetails, StoreRow, make_store},
    staff::Role,
};
use leptos::prelude::*;

use super::list::PAGE as LIST;
use crate::{
    context::{Done, Typed, go, refuse},
    i18n::Lang,
    office::{
        form::{code_of, sender},
        frame::{Office, Scoped, enter},
    },
    show::page,
    ui::{Crumb, Field, PageError, key_field},
};

const PAGE: &str = "/office/stores/new";

/// `/office/stores/new`.
pub fn new_store() -> impl IntoView {
    page(async move {
        let desk = enter(Role::keeps_stores, Scoped::No).await?;
        let t = desk.lang();
        let typed = Typed::into_form("make_store");
        let crumb = Crumb {
            path: LIST.to_owned(),
            words: t.text("stores-title"),
        };
        Ok(view! {
            <Office around=desk.around.clone() title=t.text("store-new").to_owned() crumb=crumb>
                {PageError::notice(PageError::of_request())}
                <form class="card form" method="post" action="/do/make_store">
                    {key_field(&typed)}
                    <Field
                        name="short"
                        label=t.text("store-short")
                        hint=t.text("store-short-hint").to_owned()
                        maxlength="20"
                        autocomplete="off"
                        value=typed.value("short")
                        autofocus=true
                    />
                    {detail_fields(t, &typed, None)}
                    <button class="button">{t.text("store-make")}</button>
                </form>
            </Office>
        }
        .into_any())
    })
}

/// The fields of a store, with what was typed or what it says already.
pub fn detail_fields(t: Lang, typed: &Typed, store: Option<&StoreRow>) -> impl IntoView + use<> {
    let value = |name: &str, kept: fn(&StoreRow) -> &str| typed.or(name, store.map(kept).unwrap_or_default());
    view! {
        <Field
            name="name"
            label=t.text("store-name")
            maxlength="100"
            autocomplete="off"
            value=value("name", |store| &store.name)
        />
        <Field
            name="address"
            label=t.text("store-address")
            maxlength="300"
            autocomplete="off"
            required=false
            value=value("address", |store| &store.address)
        />
        <Field
            name="phone"
            label=t.text("store-phone")
            inputmode="tel"
            maxlength="60"
            autocomplete="off"
            required=false
            value=value("phone", |store| &store.phone)
        />
        <Field
            name="hours"
            label=t.text("store-hours")
            hint=t.text("store-hours-hint").to_owned()
            maxlength="300"
            autocomplete="off"
            required=false
            value=value("hours", |store| &store.hours)
        />
        <Field
            name="map"
            label=t.text("store-map")
            hint=t.text("store-map-hint").to_owned()
            inputmode="url"
            maxlength="600"
            autocomplete="off"
            required=false
            value=value("map", |store| &store.map_link)
        />
    }
}

/// What was typed, or the code of what does not fit.
pub fn read_details(
    name: &str,
    address: &str,
    phone: &str,
    hours: &str,
    map: &str,
) -> Result<StoreDetails, DetailError> {
    Ok(StoreDetails {
        name: StoreName::parse(name)?,
        address: StoreAddress::parse(address)?,
        phone: StorePhone::parse(phone)?,
        hours: OpeningHours::parse(hours)?,
        map_link: MapLink::parse(map)?,
    })
}

/// The code by which a page says why nothing was changed.
pub fn refusal(error: &OrganisationError) -> &'static str {
    match error {
        OrganisationError::Store(fault) => code_of(fault, error.code()),
        _ => error.code(),
    }
}

#[server(prefix = "/do", endpoint = "make_store")]
pub async fn make(
    #[server(default)] short: String,
    #[server(default)] name: String,
    #[server(default)] address: String,
    #[server(default)] phone: String,
    #[server(default)] hours: String,
    #[server(default)] map: String,
) -> Done {
    let staff = match sender(PAGE, Role::keeps_stores).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let read =
        StoreCode::parse(&short).and_then(|code| Ok((code, read_details(&name, &address, &phone, &hours, &map)?)));
    let (code, details) = match read {
        Ok(read) => read,
        Err(error) => return refuse(PAGE, error.code()),
    };
    let (by, sent) = (staff.session.operator, staff.sent("make-store"));
    let made = staff.write(move |tx| once(tx, &sent, |_: &StoreId| true, |tx| make_store(tx, by, &code, &details)));
    match made.await {
        Ok(store) => go(&format!("{LIST}/{store}?done=made")),
        Err(error) => refuse(PAGE, refusal(&error)),
    }
}
