//! Documents that a member shows to staff; with what is done for them, the word is kept.

use leptos::prelude::*;

use crate::{context::Typed, i18n::Lang};

/// Documents that a person can show; kept by these words.
const DOCUMENTS: [&str; 4] = ["id-card", "passport", "driving-licence", "residence-permit"];

/// What a document is called; nothing for what is none.
pub fn document_name(t: Lang, document: &str) -> &'static str {
    match document {
        "id-card" => t.text("document-id-card"),
        "passport" => t.text("document-passport"),
        "driving-licence" => t.text("document-driving-licence"),
        "residence-permit" => t.text("document-residence-permit"),
        _ => "",
    }
}

/// What the member showed; `of` tells several such fields on one page apart.
pub fn document_field(t: Lang, of: &str, typed: &Typed) -> impl IntoView + use<> {
    choice(
        t,
        format!("document-{of}"),
        ("document", t.text("cards-document")),
        typed,
        true,
    )
}

/// What somebody showed who came in the member's place.
pub fn proxy_document_field(t: Lang, typed: &Typed) -> impl IntoView + use<> {
    let label = t.text("cards-proxy-document");
    choice(t, "proxy-document".to_owned(), ("proxy_document", label), typed, false)
}

fn choice(
    t: Lang,
    id: String,
    (name, label): (&'static str, &'static str),
    typed: &Typed,
    required: bool,
) -> impl IntoView + use<> {
    let documents: Vec<_> = DOCUMENTS
        .into_iter()
        .map(|document| {
            let selected = typed.picked(name, document, false);
            view! { <option value=document selected=selected>{document_name(t, document)}</option> }
        })
        .collect();
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <select id=id name=name required=required>
                <option value="">{t.text("cards-document-choose")}</option>
                {documents}
            </select>
        </div>
    }
}

/// Whether it is one of those that are written down.
pub fn is_document(word: &str) -> bool {
    DOCUMENTS.contains(&word)
}
