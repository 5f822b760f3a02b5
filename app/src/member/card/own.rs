//! The member's card: lost, found, frozen, unfrozen, replaced by the member, each in force with the click.

use huika_store::card::{CardState, Stopped, card_state, cards_of};
use leptos::prelude::*;

use super::{
    face::{lines, stopped_notice, what_helps},
    several::several,
};
use crate::{
    i18n::Lang,
    member::session::{Member, require_member},
    show::{
        Frame, Leave, big_money,
        card::{Wish, event_words, status_words, stopped_words},
        page,
        times::instant_text,
    },
    ui::{PageError, done, icon, icon as draw},
};

/// The card without its colour: it cannot be used.
fn grey_card(t: Lang, state: &CardState, stopped: Stopped) -> impl IntoView + use<> {
    view! {
        <section class="card off" aria-label=t.text("home-card")>
            {lines()}
            <header>
                <p class="number">{state.card.number.masked()}</p>
                <span class="tier">{stopped_words(t, stopped)}</span>
            </header>
            <div class="sum">
                <span class="label">{t.text("balance")}</span>
                {big_money(state.balance)}
            </div>
        </section>
    }
}

async fn state_of(member: &Member) -> Result<CardState, Leave> {
    let state = member.read(|tx, session| card_state(tx, session.member)).await?;
    state.ok_or(Leave::NotFound)
}

pub fn card() -> impl IntoView {
    page(async {
        let member = require_member().await?;
        let state = state_of(&member).await?;
        let cards = member.read(|tx, session| cards_of(tx, session.member)).await?;
        let t = member.lang();
        let (tone, title, text) = status_words(t, state.card.status);
        // What helps stands on its button already.
        let on_the_button = member.session.stopped.and_then(what_helps);
        let wishes: Vec<_> = Wish::of_status(state.card.status)
            .into_iter()
            .filter(|wish| Some(*wish) != on_the_button)
            .map(|wish| {
                view! {
                    <li>
                        <a class="row line" href=format!("/card/{}", wish.as_str())>
                            {icon(wish.icon())}<span class="what">{wish.name(t)}</span>{draw::go()}
                        </a>
                    </li>
                }
            })
            .collect();
        let face = match member.session.stopped {
            Some(stopped) => view! { {grey_card(t, &state, stopped)} {stopped_notice(t, stopped)} }.into_any(),
            None => view! {
                <section class=format!("outcome {tone}")>
                    {icon(draw::CHECK)}
                    <h2>{title}</h2>
                    <p>{state.card.number.masked()}</p>
                    <p>{text}</p>
                </section>
            }
            .into_any(),
        };
        Ok(view! {
            <Frame title=t.text("card-title").to_owned() back="/me">
                {done(&[("shown", t.text("card-was-shown"))])}
                {PageError::notice(PageError::of_request())}
                {face}
                {several(&member.portal, t, &cards)}
                <section class="panel"><ul class="rows">{wishes}</ul></section>
                {events(&member, &state)}
            </Frame>
        }
        .into_any())
    })
}

fn events(member: &Member, state: &CardState) -> impl IntoView + use<> {
    let (portal, t) = (&member.portal, member.lang());
    let rows: Vec<_> = state
        .events
        .iter()
        .map(|event| {
            let place = if event.store.is_empty() && !event.operator.is_empty() {
                t.text("card-by-shop").to_owned()
            } else if event.store.is_empty() {
                t.text("card-on-phone").to_owned()
            } else {
                event.store.clone()
            };
            view! {
                <li class="row">
                    <span class="what">{event_words(t, event.kind)}</span>
                    <small class="end">{place}</small>
                    <small class="all">{instant_text(portal, t, event.at)}</small>
                </li>
            }
        })
        .collect();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="panel">
                <header><h2>{t.text("card-events")}</h2></header>
                <ul class="rows">{rows}</ul>
            </section>
        }
    })
}
