//! The receipt of what was done to a card, with the instant from which it is in force. It stands sealed in its own address: after a
//! loss report nobody is signed in any more who could ask for it.

use huika_domain::{Fen, Millis};
use huika_store::card::CardReceipt;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::own::event_words;
use crate::{
    context::{Portal, from_hex, portal, to_hex, visit},
    i18n::Lang,
    member::session::signed_in,
    show::{Frame, Leave, page, times::instant_text},
    ui::{fact, icon, icon as draw},
};

const SEAL: &str = "card-receipt";

/// What a receipt says.
pub struct Slip {
    pub kind: String,
    at: Millis,
    tail: String,
    fee: Fen,
}

/// The receipt as it stands in an address.
pub fn seal(portal: &Portal, receipt: &CardReceipt) -> String {
    let text = format!(
        "{}\n{}\n{}\n{}",
        receipt.kind,
        receipt.at.get(),
        receipt.number.tail(),
        receipt.fee.get()
    );
    to_hex(&portal.store.context().secret.seal(SEAL, text.as_bytes()))
}

/// Reads [`seal`]; nobody else could have written it.
pub fn open(portal: &Portal, sealed: &str) -> Option<Slip> {
    let opened = portal.store.context().secret.open(SEAL, &from_hex(sealed)?).ok()?;
    let text = String::from_utf8(opened).ok()?;
    let mut lines = text.lines();
    Some(Slip {
        kind: lines.next()?.to_owned(),
        at: Millis::new(lines.next()?.parse().ok()?),
        tail: lines.next()?.to_owned(),
        fee: Fen::new(lines.next()?.parse().ok()?),
    })
}

/// The facts of a receipt, on the phone and at the counter.
pub fn facts(portal: &Portal, t: Lang, slip: &Slip) -> impl IntoView + use<> {
    let fee = (!slip.fee.is_zero()).then(|| fact(t.text("card-fee"), slip.fee.display()));
    view! {
        <dl class="facts">
            {fact(t.text("card-in-force"), instant_text(portal, t, slip.at))}
            {fact(t.text("card-tail"), slip.tail.clone())}
            {fee}
        </dl>
    }
}

/// What it means from now on.
pub fn meaning(t: Lang, kind: &str) -> &'static str {
    match kind {
        "lost" => t.text("card-slip-lost"),
        "found" => t.text("card-slip-found"),
        "frozen" => t.text("card-slip-frozen"),
        "unfrozen" => t.text("card-slip-unfrozen"),
        _ => t.text("card-slip-replaced"),
    }
}

pub fn receipt() -> impl IntoView {
    let sealed = use_params_map()
        .with_untracked(|params| params.get("sealed"))
        .unwrap_or_default();
    page(async move {
        let (portal, t) = (portal(), visit().lang);
        let slip = open(&portal, &sealed).ok_or(Leave::NotFound)?;
        let (back, way_on) = if signed_in().await?.is_some() {
            ("/card", t.text("card-title"))
        } else {
            ("/join", t.text("signed-out-again"))
        };
        Ok(view! {
            <Frame title=t.text("card-receipt-title").to_owned() back="/">
                <section class="outcome good">
                    {icon(draw::CHECK)}
                    <h2>{event_words(t, &slip.kind)}</h2>
                    <p>{meaning(t, &slip.kind)}</p>
                </section>
                <section class="panel">{facts(&portal, t, &slip)}</section>
                <a class="button quiet wide" href=back>{way_on}</a>
            </Frame>
        }
        .into_any())
    })
}
