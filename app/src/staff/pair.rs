//! A browser becomes a till of the shop: it types the code that the office has made, once, and keeps a token in a cookie.

use huika_domain::ErrorCode;
use huika_store::till::{Pairing, pair_till, till_of_token};
use leptos::prelude::*;

use super::{Gate, session::PAIR};
use crate::{
    context::{self, Done, go, portal, refuse, visit},
    show::page,
    ui::{Field, Notice, PageError, Tone, done, icon as draw, language_switch},
};

/// `/counter/pair`: what this browser is, and the field for a code.
pub fn pair() -> impl IntoView {
    page(async {
        let (portal, visit) = (portal(), visit());
        let known = match visit.till.clone() {
            Some(token) => portal.store.look_up(move |tx| till_of_token(tx, &token)).await?,
            None => None,
        };
        let t = visit.lang;
        let is = known.map(|till| {
            let words = t.with(
                "pair-is",
                &[("name", till.name.into()), ("store", till.store_name.into())],
            );
            view! {
                <Notice tone=Tone::Good icon=draw::SHOP><p>{words}</p></Notice>
                <p class="center"><a class="button quiet" href="/counter">{t.text("pair-on")}</a></p>
            }
        });
        let needed = (is.is_none() && !portal.store.rules().till.unpaired)
            .then(|| view! { <p class="quiet-text">{t.text("pair-needed")}</p> });
        Ok(view! {
            <Gate title=t.text("pair-title").to_owned()>
                {done(&[("paired", t.text("pair-done"))])}
                {is}
                {needed}
                <form class="panel form" method="post" action="/do/pair_till">
                    {PageError::notice(PageError::of_request())}
                    <p class="quiet-text">{t.text("pair-lead")}</p>
                    <Field
                        name="code"
                        label=t.text("pair-code")
                        hint=t.text("pair-code-hint").to_owned()
                        maxlength="40"
                        autocomplete="one-time-code"
                    />
                    <button class="button wide">{t.text("pair-go")}</button>
                </form>
                {language_switch(t, PAIR.to_owned())}
            </Gate>
        }
        .into_any())
    })
}

#[server(prefix = "/do", endpoint = "pair_till")]
pub async fn pair_here(#[server(default)] code: String) -> Done {
    let (portal, visit) = (portal(), visit());
    let address = visit.ip.to_string();
    let paired = portal.store.write(move |tx| pair_till(tx, &code, &address));
    match paired.await {
        Ok(Pairing::Paired { token, .. }) => {
            context::set_cookie(&portal, &context::till_cookie(&portal), &token, context::TILL_SECS);
            go(&format!("{PAIR}?done=paired"))
        }
        Ok(Pairing::Wrong) => refuse(PAIR, ErrorCode::PairCode.as_str()),
        Ok(Pairing::Locked) => refuse(PAIR, ErrorCode::Locked.as_str()),
        Err(error) => {
            tracing::error!(%error, "a till could not be paired");
            refuse(PAIR, error.code())
        }
    }
}
