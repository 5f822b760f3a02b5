//! The card desk corrects a birthday from a document, which is written down with it.

use huika_domain::{Birthday, ErrorCode};
use huika_store::member::correct_birthday;
use leptos::prelude::*;

use super::served::{PAGE, form_server, open};
use crate::{
    context::{Done, Typed, go, refuse},
    i18n::Lang,
    show::{TypedBirthday, birthday_fields, birthday_text},
    staff::{document_field, is_document},
};

/// The form, folded away: it is seldom needed.
pub fn form(t: Lang, who: &str, known: Option<Birthday>) -> impl IntoView + use<> {
    let typed = Typed::into_form("correct_birthday");
    let now = known.map(|birthday| view! { <p class="quiet-text">{birthday_text(t, birthday)}</p> });
    view! {
        <details class="panel fold" open=typed.is_there()>
            <summary>{t.text("birthday-correct")}</summary>
            <form class="form" method="post" action="/do/correct_birthday">
                {now}
                <input type="hidden" name="who" value=who.to_owned() />
                {document_field(t, "birthday", &typed)}
                {birthday_fields(t, known, &typed, true)}
                <button class="button quiet wide">{t.text("birthday-correct")}</button>
            </form>
        </details>
    }
}

#[server(prefix = "/do", endpoint = "correct_birthday")]
pub async fn take_birthday(
    #[server(default)] who: String,
    #[server(default)] document: String,
    #[server(default)] birth: TypedBirthday,
) -> Done {
    let staff = match form_server().await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let Some(member) = open(&staff, &who) else {
        return refuse(PAGE, ErrorCode::SessionOver.as_str());
    };
    let page = format!("{PAGE}/{who}");
    if !is_document(&document) {
        return refuse(&page, ErrorCode::NoIdentification.as_str());
    }
    let new = match birth.read(staff.portal.shop.zone.business_day(staff.portal.now())) {
        Ok(Some(birthday)) => birthday,
        Ok(None) => return refuse(&page, ErrorCode::BirthdayNotADay.as_str()),
        Err(code) => return refuse(&page, code),
    };
    let place = staff.place();
    let corrected = staff.write(move |tx| correct_birthday(tx, member, new, &place, &document));
    match corrected.await {
        Ok(true) => go(&format!("{page}?done=birthday")),
        Ok(false) => refuse(&page, ErrorCode::NotAllowed.as_str()),
        Err(error) => {
            let error: huika_store::StoreError = error;
            tracing::error!(%error, "a birthday could not be corrected");
            refuse(&page, ErrorCode::Busy.as_str())
        }
    }
}
