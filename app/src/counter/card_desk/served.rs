//! Who is served at the card desk, by whom, and what they showed.

use huika_domain::{ErrorCode, MemberId, StoreId};
use leptos::prelude::*;

use crate::{
    context::{Done, Typed, from_hex, refuse, to_hex},
    i18n::Lang,
    show::Leave,
    staff::{Staff, form_staff, require_staff},
};

pub const PAGE: &str = "/counter/cards";

const SEAL: &str = "card-desk";

/// How long a member who was looked up can be served.
const SERVED_SECS: i64 = 15 * 60;

/// Documents that a person can show; kept by these words.
const DOCUMENTS: [&str; 4] = ["id-card", "passport", "driving-licence", "residence-permit"];

fn document_name(t: Lang, document: &str) -> &'static str {
    match document {
        "id-card" => t.text("document-id-card"),
        "passport" => t.text("document-passport"),
        "driving-licence" => t.text("document-driving-licence"),
        _ => t.text("document-residence-permit"),
    }
}

/// The cashier of a card desk, or the way out for those who do not serve there.
pub async fn require_server() -> Result<Staff, Leave> {
    let staff = require_staff().await?;
    if staff.session.role.serves_cards() {
        Ok(staff)
    } else {
        Err(Leave::to("/office"))
    }
}

/// The cashier who sent a form of the card desk, or the answer to give instead.
pub async fn form_server() -> Result<Staff, Done> {
    let staff = form_staff(PAGE).await?;
    if staff.session.role.serves_cards() {
        Ok(staff)
    } else {
        Err(refuse("/office", ErrorCode::NotYourRole.as_str()))
    }
}

/// Who is served, as it stands in the address: sealed, for this store and a quarter of an hour.
pub fn seal(staff: &Staff, member: MemberId) -> String {
    let until = staff.portal.now().plus_secs(SERVED_SECS).get();
    let text = format!("{member}\n{}\n{until}", staff.session.store);
    to_hex(&staff.portal.store.context().secret.seal(SEAL, text.as_bytes()))
}

pub fn open(staff: &Staff, who: &str) -> Option<MemberId> {
    let opened = staff.portal.store.context().secret.open(SEAL, &from_hex(who)?).ok()?;
    let text = String::from_utf8(opened).ok()?;
    let mut lines = text.lines();
    let member = MemberId::parse(lines.next()?).ok()?;
    let store = StoreId::parse(lines.next()?).ok()?;
    let until: i64 = lines.next()?.parse().ok()?;
    (store == staff.session.store && until > staff.portal.now().get()).then_some(member)
}

/// What the member showed; `of` tells several such fields on one page apart.
pub fn document_field(t: Lang, of: &str, typed: &Typed) -> impl IntoView + use<> {
    let id = format!("document-{of}");
    let documents: Vec<_> = DOCUMENTS
        .into_iter()
        .map(|document| {
            let selected = typed.picked("document", document, false);
            view! { <option value=document selected=selected>{document_name(t, document)}</option> }
        })
        .collect();
    view! {
        <div class="field">
            <label for=id.clone()>{t.text("cards-document")}</label>
            <select id=id name="document" required>
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
