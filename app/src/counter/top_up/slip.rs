//! The deposit slip of a top-up: on the screen, and on the paper of a slip printer.

use huika_domain::{Fen, PersonName};
use huika_store::top_up::{DepositSlip, deposit_slip};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::{
    i18n::Lang,
    show::{Leave, big_money, channel::tender_name, page, paper::entry_code, times::moment_text},
    staff::{Area, Desk, Staff, require_staff},
    ui::{fact, icon, icon as draw, print_slip},
};

/// `/counter/deposit/:number`.
pub fn slip() -> impl IntoView {
    let number = use_params_map()
        .with_untracked(|params| params.get("number"))
        .unwrap_or_default();
    page(async move {
        let staff = require_staff().await?;
        let place = staff.place();
        let found = staff.read(move |tx| deposit_slip(tx, &number, &place)).await?;
        let slip = found.ok_or(Leave::NotFound)?;
        let t = staff.lang();
        let credited = slip.facts.status.is_paid();
        let heading = if credited { "deposit-done" } else { "deposit-not-yet" };
        let sign = if credited { draw::CHECK } else { draw::CLOCK };
        Ok(view! {
            <Desk title=t.text("deposit-title").to_owned() staff=staff.session.clone() area=Area::Till class="slip-of-paper">
                <section class="till done">
                    {icon(sign)}
                    <h1>{t.text(heading)}</h1>
                    <div class="due">{big_money(slip.facts.principal)}</div>
                    <p class="quiet-text">{who(&slip)}</p>
                    <a class="button wide" href="/counter" autofocus>{t.text("receipt-next")}" "<kbd>{t.text("sale-enter")}</kbd></a>
                    {print_slip(t)}
                </section>
                {paper(&staff, t, &slip)}
            </Desk>
        }
        .into_any())
    })
}

fn who(slip: &DepositSlip) -> String {
    let name = PersonName::masked(&slip.card.name).unwrap_or_default();
    format!("{name} {}", slip.card.phone.masked()).trim().to_owned()
}

/// What comes out of the printer.
fn paper(staff: &Staff, t: Lang, slip: &DepositSlip) -> impl IntoView + use<> {
    let facts = &slip.facts;
    let some = |words, amount: Fen| (!amount.is_zero()).then(|| fact(t.text(words), amount.display()));
    let points = (!facts.points.is_zero()).then(|| fact(t.text("points"), facts.points.display()));
    let balance = facts
        .balance
        .map(|balance| fact(t.text("receipt-balance"), balance.display()));
    let invoiced = if facts.invoiced {
        "deposit-invoiced"
    } else {
        "deposit-not-invoiced"
    };
    view! {
        <section class="panel paper-slip" aria-label=t.text("deposit-title")>
            <header>
                <h2>{staff.portal.face().name.clone()}</h2>
                <p>{format!("{} · {}", staff.session.store_name, t.text("deposit-title"))}</p>
            </header>
            <dl class="facts">
                {fact(t.text("sale-member"), who(slip))}
                {fact(t.text("top-up-amount"), facts.principal.display())}
                {some("deposit-bonus", facts.bonus)}
                {points}
                {fact(t.text("deposit-paid-by"), tender_name(t, &facts.channel))}
                {balance}
                {fact(t.text("entry-when"), moment_text(&staff.portal, t, facts.at))}
                {fact(t.text("deposit-number"), slip.number.clone())}
                {fact(t.text("deposit-till"), facts.till.clone())}
                {fact(t.text("deposit-operator"), facts.operator.clone())}
                {fact(t.text("counter-top-up-sold-by"), facts.sold_by.clone())}
                {fact(t.text("deposit-invoice"), t.text(invoiced).to_owned())}
            </dl>
            {facts.entry.map(|entry| entry_code(&staff.portal, t, entry))}
        </section>
    }
}
