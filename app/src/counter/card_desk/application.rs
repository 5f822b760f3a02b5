//! The application form of a member, or of another card: what was entered, for the person to sign.

use huika_domain::{ErrorCode, PersonName};
use huika_store::{
    StoreError,
    card::{CardState, OwnCard, card_state, cards_of},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::served::{PAGE, form_server, open, require_server};
use crate::{
    context::{Done, PaperSlip, refuse},
    show::{Leave, card_kind_name, page, times::moment_text},
    staff::{
        Area, Desk, Staff,
        paper::{paper_slip, print_at_till, printer_form_of, slip_title},
    },
    ui::{PageError, done, print_slip},
};

/// `/counter/cards/{who}/application`.
pub fn application() -> impl IntoView {
    let who = use_params_map()
        .with_untracked(|params| params.get("who"))
        .unwrap_or_default();
    page(async move {
        let staff = require_server().await?;
        let slip = read(&staff, &who, false).await?.ok_or(Leave::NotFound)?;
        let t = staff.lang();
        Ok(view! {
            <Desk title=t.text("paper-application").to_owned() staff=staff.session.clone() area=Area::Cards class="slip-of-paper">
                {PageError::notice(PageError::of_request())}
                {done(&[("printed", t.text("paper-printed"))])}
                <h1>{t.text("paper-application")}</h1>
                {print_slip(t)}
                {printer_form_of(&staff, "/do/print_application", vec![("who", who.clone())])}
                {paper_slip(&slip)}
                <a class="button quiet" href=format!("{PAGE}/{who}")>{t.text("paper-back")}</a>
            </Desk>
        }
        .into_any())
    })
}

#[server(prefix = "/do", endpoint = "print_application")]
pub async fn print_application(#[server(default)] who: String, #[server(default)] again: String) -> Done {
    let staff = match form_server().await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let page = format!("{PAGE}/{who}/application");
    match read(&staff, &who, again == "1").await {
        Ok(Some(slip)) => print_at_till(&staff, &page, &slip).await,
        Ok(None) => refuse(PAGE, ErrorCode::SessionOver.as_str()),
        Err(error) => {
            tracing::error!(%error, "an application could not be read");
            refuse(PAGE, error.code())
        }
    }
}

/// Whoever is served at this moment; none where that is over.
async fn read(staff: &Staff, who: &str, again: bool) -> Result<Option<PaperSlip>, StoreError> {
    let Some(member) = open(staff, who) else {
        return Ok(None);
    };
    let found = staff.read(move |tx| Ok::<_, StoreError>((card_state(tx, member)?, cards_of(tx, member)?)));
    let (state, cards) = found.await?;
    Ok(state.map(|state| on_paper(staff, &state, &cards, again)))
}

/// As little of the person as says whose form it is; the member sees the rest on their own phone.
fn on_paper(staff: &Staff, state: &CardState, cards: &[OwnCard], again: bool) -> PaperSlip {
    let t = staff.lang();
    let row = |words: &'static str, value: String| (t.text(words).to_owned(), value);
    let mut rows = Vec::new();
    if let Some(name) = PersonName::masked(&state.card.name) {
        rows.push(row("me-name", name));
    }
    rows.push(row("join-phone", state.card.phone.masked()));
    for card in cards {
        let kind = card_kind_name(t, &card.name, &card.english);
        rows.push((kind, card.number.masked()));
    }
    let rules = staff.portal.store.rules();
    rows.extend([
        row("paper-terms", rules.cards.terms_version.clone()),
        row("deposit-operator", staff.session.name.clone()),
        row("entry-when", moment_text(&staff.portal, t, staff.portal.now())),
    ]);
    PaperSlip {
        heading: staff.portal.face().name.clone(),
        title: slip_title(t, &staff.session.store_name, t.text("paper-application"), again),
        rows,
        code: Some(format!("{}/me", staff.portal.public_url)),
        foot: vec![
            t.text("paper-own-account").to_owned(),
            t.text("paper-agrees").to_owned(),
            t.text("paper-sign-applies").to_owned(),
        ],
    }
}
