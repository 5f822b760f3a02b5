//! Numbers of documents at the card desk: taken down when a member is entered, and shown by an act that is written down with its reason.

use huika_domain::{
    DocumentKind, DocumentNumber, ErrorCode, MemberId, Reason,
    settings::{Asked, ProfileRule},
    visible,
};
use huika_store::{
    StoreError,
    member::{KeptDocument, ShowDocument, show_document},
};
use leptos::prelude::*;

use super::served::{PAGE, form_server, open};
use crate::{
    context::{Done, Typed, refuse},
    i18n::Lang,
    staff::{
        Staff,
        shown_once::{just_made, show_once},
    },
    ui::{Field, Notice, Tone, icon as draw},
};

fn kind_words(t: Lang, kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::IdCard => t.text("document-id-card"),
        DocumentKind::Passport => t.text("document-passport"),
        DocumentKind::Permit => t.text("document-residence-permit"),
    }
}

/// Kind and number, as far as the shop asks for them.
pub fn document_fields(t: Lang, rule: &ProfileRule, typed: &Typed) -> impl IntoView + use<> {
    let needed = Asked::of(&rule.document).is_needed();
    let kinds = DocumentKind::ALL.map(|kind| {
        let selected = typed.picked("document", kind.as_str(), false);
        view! { <option value=kind.as_str() selected=selected>{kind_words(t, kind)}</option> }
    });
    view! {
        <div class="field">
            <label for="document-kind">{t.text("cards-document")}</label>
            <select id="document-kind" name="document" required=needed>
                <option value="">{t.text("cards-document-choose")}</option>
                {Vec::from(kinds)}
            </select>
        </div>
        <Field
            name="document_number"
            label=t.text("document-number")
            hint=t.text("document-number-hint").to_owned()
            autocomplete="off"
            maxlength="80"
            value=typed.value("document_number")
            required=needed
        />
    }
}

/// What was typed into them; nothing where the shop asks for none.
pub fn read_document(rule: &ProfileRule, kind: &str, number: &str) -> Result<Option<DocumentNumber>, &'static str> {
    let asked = Asked::of(&rule.document);
    if !asked.is_asked() || (!asked.is_needed() && visible(number).is_empty()) {
        return Ok(None);
    }
    let kind = DocumentKind::parse(kind).ok_or(ErrorCode::NoIdentification.as_str())?;
    DocumentNumber::parse(kind, number)
        .map(Some)
        .map_err(huika_domain::DocumentNumberError::code)
}

/// What the number that was shown belongs to, so that no other page shows it.
fn about(member: MemberId) -> String {
    format!("document-of-{member}")
}

/// The number that was asked for a moment ago, once.
pub fn just_shown(staff: &Staff, member: MemberId) -> Option<impl IntoView + use<>> {
    let number = just_made(staff, &about(member))?;
    let words = staff.lang().with("document-shown", &[("number", number.into())]);
    Some(view! { <Notice tone=Tone::Warn icon=draw::SHIELD><p>{words}</p></Notice> })
}

/// A fold for each document that is kept: its last signs, and the form that shows the whole number.
pub fn form(t: Lang, who: &str, documents: &[KeptDocument]) -> impl IntoView + use<> {
    let folds: Vec<_> = documents
        .iter()
        .map(|document| {
            let typed = Typed::into_one_of("show_document", "document", document.kind.as_str());
            let name = format!("{} ····{}", kind_words(t, document.kind), document.tail);
            view! {
                <details class="panel fold" open=typed.is_there()>
                    <summary>{name}</summary>
                    <form class="form" method="post" action="/do/show_document">
                        <input type="hidden" name="who" value=who.to_owned() />
                        <input type="hidden" name="document" value=document.kind.as_str() />
                        <Field
                            name="reason"
                            label=t.text("entry-reason")
                            hint=t.text("document-show-hint").to_owned()
                            maxlength="200"
                            value=typed.value("reason")
                        />
                        <button class="button quiet wide">{t.text("document-show")}</button>
                    </form>
                </details>
            }
        })
        .collect();
    folds
}

#[server(prefix = "/do", endpoint = "show_document")]
pub async fn show_number(
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
    let Some(kind) = DocumentKind::parse(&document) else {
        return refuse(&page, ErrorCode::NoIdentification.as_str());
    };
    let Ok(reason) = Reason::parse(&reason) else {
        return refuse(&page, ErrorCode::ReasonLength.as_str());
    };
    let request = ShowDocument {
        member,
        kind,
        place: staff.place(),
        reason,
    };
    let shown = staff.write(move |tx| show_document(tx, &request));
    match shown.await {
        Ok(Some(number)) => show_once(&staff, &about(member), number.as_str(), &page),
        Ok(None) => refuse(&page, ErrorCode::NotAllowed.as_str()),
        Err(error) => {
            let error: StoreError = error;
            tracing::error!(%error, "the number of a document could not be shown");
            refuse(&page, error.code())
        }
    }
}
