//! Whom the card desk serves.

use huika_domain::ErrorCode;
use huika_store::card::find_card_holder;
use leptos::prelude::*;

use super::served::{PAGE, form_server, require_server, seal};
use crate::{
    context::{Done, Typed, go, refuse},
    show::page,
    staff::{Area, Desk},
    ui::PageError,
};

pub fn find() -> impl IntoView {
    page(async {
        let staff = require_server().await?;
        let t = staff.lang();
        Ok(view! {
            <Desk title=t.text("cards-title").to_owned() staff=staff.session.clone() area=Area::Cards>
                <form class="scan-box" method="post" action="/do/find_card" autocomplete="off">
                    <h1><label for="typed">{t.text("cards-find")}</label></h1>
                    {PageError::notice(PageError::of_request())}
                    <div class="line">
                        <input
                            id="typed"
                            name="typed"
                            data-scan="cards"
                            inputmode="numeric"
                            autocomplete="off"
                            spellcheck="false"
                            maxlength="200"
                            value=Typed::into_form("find_card").value("typed")
                            required
                            autofocus
                            aria-describedby="typed-hint"
                        />
                        <button class="button">{t.text("scan-go")}</button>
                    </div>
                    <p class="hint" id="typed-hint">{t.text("cards-find-hint")}</p>
                </form>
                <p class="center"><a class="button quiet small" href="/counter/new-member">{t.text("new-member-title")}</a></p>
            </Desk>
        }
        .into_any())
    })
}

#[server(prefix = "/do", endpoint = "find_card")]
pub async fn find_card(#[server(default)] typed: String) -> Done {
    let staff = match form_server().await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    match staff.read(move |tx| find_card_holder(tx, &typed)).await {
        Ok(Some(member)) => go(&format!("{PAGE}/{}", seal(&staff, member))),
        Ok(None) => refuse(PAGE, ErrorCode::NoCardHolder.as_str()),
        Err(error) => {
            tracing::error!(%error, "a card could not be looked up");
            refuse(PAGE, ErrorCode::Busy.as_str())
        }
    }
}
