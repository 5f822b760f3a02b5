//! A session is over: because its owner left, because it was ended elsewhere, or because the card was reported lost. The page says which,
//! and empties what the browser kept.

use huika_store::member::{ended_session, session};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    context::{self, ReturnPath, portal, visit},
    show::{Frame, Leave, page, times::moment_text},
    ui::{forget, icon, icon as draw},
};

pub fn signed_out() -> impl IntoView {
    let next = use_query_map().with_untracked(|query| ReturnPath::member(query.get_str("next").unwrap_or_default()));
    page(async move {
        let (portal, visit) = (portal(), visit());
        let t = visit.lang;
        let ended = match visit.session.clone() {
            None => None,
            Some(token) => {
                let found = portal.store.read(move |tx| {
                    let open = session(tx, &token)?.is_some();
                    Ok::<_, huika_store::StoreError>((open, ended_session(tx, &token)?))
                });
                let (open, ended) = found.await?;
                if open {
                    return Err(Leave::to(next.as_ref().map_or("/", ReturnPath::as_str)));
                }
                context::expired_cookie(&portal, &context::session_cookie(&portal));
                context::forget_storage();
                ended
            }
        };
        let why = ended.as_ref().map(|ended| ended.why.as_str());
        let (tone, title, text) = match why {
            Some("elsewhere") => (
                "warn",
                t.text("signed-out-elsewhere"),
                t.text("signed-out-elsewhere-text"),
            ),
            Some("counter") => ("warn", t.text("signed-out-counter"), t.text("signed-out-counter-text")),
            Some("lost") => ("warn", t.text("signed-out-lost"), t.text("signed-out-lost-text")),
            Some("replaced") => (
                "warn",
                t.text("signed-out-replaced"),
                t.text("signed-out-replaced-text"),
            ),
            Some("phone-changed") => ("warn", t.text("signed-out-phone"), t.text("signed-out-phone-text")),
            Some("closing") => ("warn", t.text("signed-out-closing"), t.text("signed-out-closing-text")),
            Some("merged") => ("warn", t.text("signed-out-merged"), t.text("signed-out-merged-text")),
            Some("expired") => ("warn", t.text("signed-out-expired"), t.text("signed-out-expired-text")),
            _ => ("good", t.text("signed-out-left"), t.text("signed-out-left-text")),
        };
        let when = ended.map(|ended| {
            let when = moment_text(&portal, t, ended.at);
            view! { <p>{t.with("signed-out-when", &[("when", when.into())])}</p> }
        });
        let sign = if tone == "good" { draw::CHECK } else { draw::LEAVE };
        Ok(view! {
            <Frame title=t.text("signed-out-title").to_owned()>
                <section class=format!("outcome {tone}")>
                    {icon(sign)}
                    <h1>{title}</h1>
                    {when}
                    <p>{text}</p>
                </section>
                <a class="button wide" href=ReturnPath::added_to(next.as_ref(), "/join")>{t.text("signed-out-again")}</a>
                {forget()}
            </Frame>
        }
        .into_any())
    })
}
