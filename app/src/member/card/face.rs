//! What the faces of a card have in common.

use huika_store::card::{CardAction, Stopped};
use leptos::prelude::*;

use crate::{
    i18n::Lang,
    member::session::Member,
    show::card::Wish,
    ui::{Notice, Tone, icon as draw},
};

/// Fine lines across the card, as on a banknote.
pub fn lines() -> impl IntoView {
    const RINGS: &str = r#"<circle cx="330" cy="200" r="70"/><circle cx="330" cy="200" r="104"/><circle cx="330" cy="200" r="138"/><circle cx="330" cy="200" r="172"/><circle cx="330" cy="200" r="206"/><circle cx="330" cy="200" r="240"/>"#;
    view! { <svg class="lines" viewBox="0 0 360 212" preserveAspectRatio="xMaxYMax slice" aria-hidden="true" inner_html=RINGS></svg> }
}

/// What brings a card back that cannot be used.
pub const fn what_helps(stopped: Stopped) -> Option<Wish> {
    match stopped {
        Stopped::Frozen => Some(Wish::Change(CardAction::Unfreeze)),
        Stopped::Lost => Some(Wish::Change(CardAction::Find)),
        Stopped::Closed => None,
    }
}

/// What stands in the place of a form that needs a card in use: how the card stands, and what helps. `None` while it can be used.
pub fn instead_of_form(member: &Member) -> Option<AnyView> {
    let stopped = member.session.stopped?;
    Some(stopped_notice(member.lang(), stopped).into_any())
}

/// What a card that cannot be used says, and one button to what helps.
pub fn stopped_notice(t: Lang, stopped: Stopped) -> impl IntoView {
    let (tone, title, text) = match stopped {
        Stopped::Frozen => (Tone::Warn, t.text("card-frozen"), t.text("card-frozen-banner")),
        Stopped::Lost => (Tone::Bad, t.text("card-lost"), t.text("card-lost-banner")),
        Stopped::Closed => (Tone::Bad, t.text("card-closed"), t.text("card-closed-text")),
    };
    let button = what_helps(stopped).map(|wish| {
        view! { <a class="button wide" href=format!("/card/{}", wish.as_str())>{wish.name(t)}</a> }
    });
    view! {
        <section class="stopped" role="status">
            <Notice tone icon=draw::LOCK><p><strong>{title}</strong><br />{text}</p></Notice>
            {button}
        </section>
    }
}
