//! Taking a copy of everything that is kept: shown first what is in it, then made for some minutes for this browser alone.

use huika_domain::Act;
use huika_store::member::{CopyError, PARTS, ask_copy, copy_waiting};
use leptos::prelude::*;

use crate::{
    context::{Done, Typed, failed, go, refuse, refuse_with},
    member::{
        proof::{Brought, ProvedForm, Wanted, Ways, refuse_unproved},
        session::{form_member, require_member},
    },
    show::{Frame, page, times::moment_text},
    ui::{Notice, PageError, Tone, drawn_key, icon, icon as draw},
};

const PAGE: &str = "/me/data";

pub fn show() -> impl IntoView {
    page(async {
        let member = require_member().await?;
        let (ways, until) = member
            .read(|tx, session| {
                let ways = Ways::read(tx, session, Act::TakeData)?;
                Ok((ways, copy_waiting(tx, session.member, session.device)?))
            })
            .await?;
        let t = member.lang();
        let form = ProvedForm {
            wanted: Wanted::Data,
            action: "/do/take_data",
            fields: vec![("key", drawn_key(&Typed::into_form("take_data")))],
            tick: None,
            button: t.text("data-make").to_owned(),
            class: "button wide",
            in_sight: false,
            note: Some(t.text("data-proof").to_owned()),
        };
        let ready = until.map(|until| {
            let when = moment_text(&member.portal, t, until);
            view! {
                <Notice tone=Tone::Good icon=draw::CHECK>
                    <p>{t.with("data-ready", &[("when", when.into())])}</p>
                </Notice>
                <a class="button wide" href="/me/data/file" download="">{icon(draw::DOWN)}{t.text("data-fetch")}</a>
            }
        });
        let most = member.portal.store.rules().privacy.copies_a_day;
        let parts = i64::try_from(PARTS.len()).unwrap_or(i64::MAX);
        let form = until.is_none().then(|| form.show(t, ways));
        Ok(view! {
            <Frame title=t.text("data-title").to_owned() back="/me">
                {PageError::notice(PageError::of_request())}
                <p>{t.with("data-what", &[("count", parts.into())])}</p>
                <p class="quiet-text">{t.with("data-how-often", &[("count", most.into())])}</p>
                {ready}
                {form}
            </Frame>
        }
        .into_any())
    })
}

#[server(prefix = "/do", endpoint = "take_data")]
pub async fn take_data(#[server(default)] pin: String, #[server(default)] signed: String) -> Done {
    let member = match form_member(PAGE).await {
        Ok(member) => member,
        Err(answer) => return answer,
    };
    let brought = match Brought::pin_or_passkey(&member, Wanted::Data, &pin, signed).await {
        Ok(brought) => brought,
        Err(code) => return refuse(PAGE, code),
    };
    let asked = member.write(move |tx, session| {
        let shown = match brought.count(tx, session)? {
            Ok(shown) => shown,
            Err(unproved) => return Ok(Err(unproved)),
        };
        // Pressed twice, it is the same copy.
        if copy_waiting(tx, session.member, session.device)?.is_some() {
            return Ok(Ok(()));
        }
        ask_copy(tx, session.member, session.device, &shown).map(|_| Ok(()))
    });
    match asked.await {
        Ok(Ok(())) => go(PAGE),
        Ok(Err(unproved)) => refuse_unproved(&member, PAGE, &unproved),
        Err(error @ CopyError::UsedUp { most }) => refuse_with(PAGE, error.code(), &[("count", most.to_string())]),
        Err(error @ CopyError::NotProved(_)) => refuse(PAGE, error.code()),
        Err(CopyError::Store(error)) => failed(PAGE, &error),
    }
}
