//! What the shop asks beside name and birthday, as far as its rule asks anything.

use huika_store::{
    StoreError,
    member::{said_profile, save_profile},
};
use leptos::prelude::*;

use crate::{
    context::{Done, Typed, go, refuse},
    member::session::{form_member, require_member},
    show::{Frame, Leave, TypedProfile, asks_profile, page, profile_fields},
    ui::{PageError, done},
};

const PAGE: &str = "/me/profile";

pub fn show() -> impl IntoView {
    page(async {
        let member = require_member().await?;
        let rule = member.portal.store.rules().profile.clone();
        if !asks_profile(&rule) {
            return Err(Leave::to("/me"));
        }
        let known = member.read(|tx, session| said_profile(tx, session.member)).await?;
        let t = member.lang();
        let fields = profile_fields(t, &rule, &known, &Typed::into_form("set_profile"));
        Ok(view! {
            <Frame title=t.text("profile-title").to_owned() back="/me">
                {done(&[("saved", t.text("profile-saved"))])}
                {PageError::notice(PageError::of_request())}
                <form class="form" method="post" action="/do/set_profile">
                    {fields}
                    <p class="fine">{t.text("profile-what-for")}</p>
                    <button class="button wide">{t.text("profile-save")}</button>
                </form>
            </Frame>
        }
        .into_any())
    })
}

#[server(prefix = "/do", endpoint = "set_profile")]
pub async fn save_own_profile(#[server(default)] profile: TypedProfile) -> Done {
    let member = match form_member(PAGE).await {
        Ok(member) => member,
        Err(answer) => return answer,
    };
    let rule = member.portal.store.rules().profile.clone();
    let today = member.portal.shop.zone.business_day(member.portal.now());
    let said = match profile.read(&rule, today) {
        Ok(said) => said,
        Err(code) => return refuse(PAGE, code),
    };
    match member
        .write(move |tx, session| save_profile(tx, session.member, &said))
        .await
    {
        Ok(()) => go("/me/profile?done=saved"),
        Err(error) => {
            let error: StoreError = error;
            tracing::error!(%error, "a profile could not be saved");
            refuse(PAGE, error.code())
        }
    }
}
