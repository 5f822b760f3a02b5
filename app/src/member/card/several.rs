//! The member's cards, where there are several: which one is shown and topped up.

use huika_domain::{CardId, ErrorCode};
use huika_store::card::{CardError, OwnCard, choose_card};
use leptos::prelude::*;

use crate::{
    context::{Done, Portal, Typed, go, refuse},
    i18n::Lang,
    member::session::form_member,
    show::{
        card::refuse_card,
        card_face::{Face, face},
        card_kind_name,
        times::day,
    },
    ui::key_field,
};

/// All of them; nothing where there is one only.
pub fn several(portal: &Portal, t: Lang, cards: &[OwnCard]) -> Option<impl IntoView + use<>> {
    let each: Vec<_> = cards.iter().map(|card| one(portal, t, card)).collect();
    (cards.len() > 1).then(|| {
        view! {
            <section class="panel">
                <header><h2>{t.text("card-own-cards")}</h2></header>
                <p class="quiet-text">{t.text("card-own-cards-text")}</p>
                <ul class="rows">{each}</ul>
            </section>
        }
    })
}

fn one(portal: &Portal, t: Lang, card: &OwnCard) -> impl IntoView + use<> {
    let line = card.expires_at.map_or_else(String::new, |at| {
        t.with("card-until", &[("day", day(portal, t, at).into())])
    });
    let drawn = Face {
        key: card.id.to_string(),
        name: card_kind_name(t, &card.name, &card.english),
        line,
        number: card.number.masked(),
        shop: portal.face().name.clone(),
        colour: card.colour.clone(),
        picture: card.picture.clone(),
    };
    let below = if card.shown {
        view! { <p class="center"><span class="badge good">{t.text("card-shown")}</span></p> }.into_any()
    } else {
        view! {
            <form method="post" action="/do/choose_card">
                {key_field(&Typed::into_one_of("choose_card", "card", &card.id.to_string()))}
                <input type="hidden" name="card" value=card.id.to_string() />
                <button class="button quiet wide">{t.text("card-choose")}</button>
            </form>
        }
        .into_any()
    };
    view! { <li class="stack">{face(&drawn)}{below}</li> }
}

#[server(prefix = "/do", endpoint = "choose_card")]
pub async fn choose(#[server(default)] card: String) -> Done {
    const PAGE: &str = "/card";
    let member = match form_member(PAGE).await {
        Ok(member) => member,
        Err(answer) => return answer,
    };
    let Ok(card) = CardId::parse(&card) else {
        return refuse(PAGE, ErrorCode::NoCard.as_str());
    };
    let chosen: Result<(), CardError> = member
        .write(move |tx, session| choose_card(tx, session.member, card))
        .await;
    match chosen {
        Ok(()) => go("/card?done=shown"),
        Err(error) => refuse_card(PAGE, &error),
    }
}
