//! The card desk signs a member out everywhere: the phone is at a repair, or was left somewhere, and the card is not lost.

use huika_domain::{ErrorCode, Reason};
use huika_store::{
    StoreError,
    staff::{EndSessions, end_sessions_of},
};
use leptos::prelude::*;

use super::served::{PAGE, form_server, open};
use crate::{
    context::{Done, Typed, go, refuse},
    i18n::Lang,
    staff::{document_field, is_document},
    ui::Field,
};

/// The form, folded away: it is seldom needed.
pub fn form(t: Lang, who: &str) -> impl IntoView + use<> {
    let typed = Typed::into_form("end_sessions");
    view! {
        <details class="panel fold" open=typed.is_there()>
            <summary>{t.text("sessions-end")}</summary>
            <form class="form" method="post" action="/do/end_sessions">
                <p class="quiet-text">{t.text("sessions-end-text")}</p>
                <input type="hidden" name="who" value=who.to_owned() />
                {document_field(t, "sessions", &typed)}
                <Field
                    name="reason"
                    label=t.text("entry-reason")
                    hint=t.text("sessions-reason-hint").to_owned()
                    maxlength="200"
                    value=typed.value("reason")
                />
                <button class="button quiet wide">{t.text("sessions-end")}</button>
            </form>
        </details>
    }
}

#[server(prefix = "/do", endpoint = "end_sessions")]
pub async fn sign_out_everywhere(
    #[server(default)] who: String,
    #[server(default)] document: String,
    #[server(default)] reason: String,
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
    let Ok(reason) = Reason::parse(&reason) else {
        return refuse(&page, ErrorCode::ReasonLength.as_str());
    };
    let request = EndSessions {
        member,
        place: staff.place(),
        identification: document,
        reason,
    };
    let ended = staff.write(move |tx| end_sessions_of(tx, &request));
    match ended.await {
        Ok(Some(_)) => go(&format!("{page}?done=sessions")),
        Ok(None) => refuse(&page, ErrorCode::NotAllowed.as_str()),
        Err(error) => {
            let error: StoreError = error;
            tracing::error!(%error, "a member's sessions could not be ended");
            refuse(&page, error.code())
        }
    }
}
