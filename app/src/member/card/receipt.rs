//! `/card/receipt/:sealed`: what was done to the card.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::{
    context::{portal, visit},
    member::session::signed_in,
    show::{Frame, Leave, card::event_words, card_receipt, page},
    ui::{icon, icon as draw},
};

pub fn receipt() -> impl IntoView {
    let sealed = use_params_map()
        .with_untracked(|params| params.get("sealed"))
        .unwrap_or_default();
    page(async move {
        let (portal, t) = (portal(), visit().lang);
        let slip = card_receipt::open(&portal, &sealed).ok_or(Leave::NotFound)?;
        let (back, way_on) = if signed_in().await?.is_some() {
            ("/card", t.text("card-title"))
        } else {
            ("/join", t.text("signed-out-again"))
        };
        Ok(view! {
            <Frame title=t.text("card-receipt-title").to_owned() back="/">
                <section class="outcome good">
                    {icon(draw::CHECK)}
                    <h2>{event_words(t, slip.kind)}</h2>
                    <p>{card_receipt::meaning(t, slip.kind)}</p>
                </section>
                <section class="panel">{card_receipt::facts(&portal, t, &slip)}</section>
                <a class="button quiet wide" href=back>{way_on}</a>
            </Frame>
        }
        .into_any())
    })
}
