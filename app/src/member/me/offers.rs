//! Whether the member wants offers and news: said on `/me`, and changed there by one tap either way.

use huika_domain::Millis;
use huika_store::{
    StoreError,
    member::{give_consent, withdraw_consent},
};
use leptos::prelude::*;

use crate::{
    context::{Done, go, refuse},
    member::session::{Member, form_member},
    show::times::moment_text,
};

/// The version of what is agreed to, beside the box at joining and here.
pub const CONSENT_VERSION: &str = "2026-11";

/// How it stands, and the button that changes it. Taking it back is as easy as giving it.
pub fn offers(member: &Member, since: Option<Millis>) -> impl IntoView + use<> {
    let t = member.lang();
    let (state, wish, button) = match since {
        Some(at) => {
            let when = moment_text(&member.portal, t, at);
            let state = t.with("me-offers-since", &[("when", when.into())]);
            (state, "stop", t.text("me-offers-stop"))
        }
        None => (t.text("me-offers-none").to_owned(), "start", t.text("me-offers-start")),
    };
    view! {
        <section class="panel">
            <header><h2>{t.text("me-offers")}</h2></header>
            <form class="offers" method="post" action="/do/set_consent">
                <p class="quiet-text">{state}</p>
                <button class="button quiet small" name="wish" value=wish>{button}</button>
            </form>
        </section>
    }
}

#[server(prefix = "/do", endpoint = "set_consent")]
pub async fn change_consent(#[server(default)] wish: String) -> Done {
    let member = match form_member("/me").await {
        Ok(member) => member,
        Err(answer) => return answer,
    };
    let starts = match wish.as_str() {
        "start" => true,
        "stop" => false,
        _ => return go("/me"),
    };
    let changed = member.write(move |tx, session| {
        if starts {
            give_consent(tx, session.member, CONSENT_VERSION)
        } else {
            withdraw_consent(tx, session.member)
        }
    });
    match changed.await {
        Ok(()) => go(if starts {
            "/me?done=offers"
        } else {
            "/me?done=no-offers"
        }),
        Err(error) => {
            let error: StoreError = error;
            tracing::error!(%error, "a member's consent could not be changed");
            refuse("/me", error.code())
        }
    }
}
