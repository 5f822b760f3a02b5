//! Documents of a member: their last signs, and the whole number for somebody who says why, this once.

use huika_domain::{DocumentKind, ErrorCode, MemberId, Reason};
use huika_store::{
    StoreError,
    member::{KeptDocument, show_document_in_office},
    staff::Role,
};
use leptos::prelude::*;

use super::address::{PAGE, member_page};
use crate::{
    context::{Done, Typed, refuse},
    office::{
        form::{code_of, sender},
        frame::Desk,
    },
    staff::{
        document_name,
        shown_once::{just_made, show_once},
    },
    ui::{Field, Notice, Tone, icon as draw},
};

/// What the number that is shown belongs to, so that no other page shows it.
fn about(member: MemberId) -> String {
    format!("document-in-office-of {member}")
}

/// A fold for each document that is kept; nothing where none is.
pub(super) fn folds(desk: &Desk, member: MemberId, documents: &[KeptDocument]) -> impl IntoView + use<> {
    let t = desk.lang();
    let shows = desk.session.role.keeps_members();
    let number = just_made(&desk.staff, &about(member)).map(|number| {
        let words = t.with("document-shown", &[("number", number.into())]);
        view! { <Notice tone=Tone::Warn icon=draw::SHIELD><p>{words}</p></Notice> }
    });
    let folds: Vec<_> = documents
        .iter()
        .map(|document| {
            let name = format!("{} ····{}", document_name(t, document.kind.as_str()), document.tail);
            if !shows {
                return view! { <p class="quiet-text">{name}</p> }.into_any();
            }
            let typed = Typed::into_one_of("show_member_document", "document", document.kind.as_str());
            view! {
                <details class="fold" open=typed.is_there()>
                    <summary>{name}</summary>
                    <form class="form" method="post" action="/do/show_member_document">
                        <input type="hidden" name="member" value=member.to_string() />
                        <input type="hidden" name="document" value=document.kind.as_str() />
                        <Field
                            name="reason"
                            label=t.text("entry-reason")
                            hint=t.text("document-show-hint").to_owned()
                            maxlength="200"
                            value=typed.value("reason")
                        />
                        <button class="btn">{t.text("document-show")}</button>
                    </form>
                </details>
            }
            .into_any()
        })
        .collect();
    view! { {number}{folds} }
}

#[server(prefix = "/do", endpoint = "show_member_document")]
pub async fn show_number(
    #[server(default)] member: String,
    #[server(default)] document: String,
    #[server(default)] reason: String,
) -> Done {
    let staff = match sender(PAGE, Role::keeps_members).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let Ok(member) = MemberId::parse(&member) else {
        return refuse(PAGE, ErrorCode::NoMember.as_str());
    };
    let page = member_page(member);
    let Some(kind) = DocumentKind::parse(&document) else {
        return refuse(&page, ErrorCode::NoIdentification.as_str());
    };
    let Ok(reason) = Reason::parse(&reason) else {
        return refuse(&page, ErrorCode::ReasonLength.as_str());
    };
    let by = staff.session.operator;
    match staff
        .write(move |tx| show_document_in_office(tx, by, member, kind, &reason))
        .await
    {
        Ok(Some(number)) => show_once(&staff, &about(member), number.as_str(), &page),
        Ok(None) => refuse(&page, ErrorCode::NotAllowed.as_str()),
        Err(fault) => {
            let fault: StoreError = fault;
            refuse(&page, code_of(&fault, fault.code()))
        }
    }
}
