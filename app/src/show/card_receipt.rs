//! The receipt of what was done to a card, with the instant from which it is in force. It stands sealed in its own address: after a loss
//! report nobody is signed in any more who could ask for it.

use huika_domain::{Fen, Millis};
use huika_store::card::{CardEventKind, CardReceipt};
use leptos::prelude::*;

use super::times::instant_text;
use crate::{
    context::{Portal, from_hex, to_hex},
    i18n::Lang,
    ui::fact,
};

const SEAL: &str = "card-receipt";

/// What a receipt says.
pub struct Slip {
    pub kind: CardEventKind,
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
        kind: CardEventKind::parse(lines.next()?)?,
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
pub fn meaning(t: Lang, kind: CardEventKind) -> &'static str {
    match kind {
        CardEventKind::Lost => t.text("card-slip-lost"),
        CardEventKind::Found => t.text("card-slip-found"),
        CardEventKind::Frozen => t.text("card-slip-frozen"),
        CardEventKind::Unfrozen => t.text("card-slip-unfrozen"),
        CardEventKind::Replaced => t.text("card-slip-replaced"),
        CardEventKind::Issued | CardEventKind::KindChanged | CardEventKind::Renewed | CardEventKind::TakenBack => {
            t.text("card-slip-desk")
        }
    }
}
