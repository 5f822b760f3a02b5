//! The deposit slip of a top-up: on the screen, and on the paper of a slip printer.

use huika_domain::{ErrorCode, Fen, PersonName};
use huika_store::top_up::{DepositSlip, deposit_slip};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::{
    context::{Done, PaperSlip, refuse},
    i18n::Lang,
    show::{
        Leave, big_money,
        channel::tender_name,
        page,
        paper::{entry_address, entry_code},
        times::moment_text,
    },
    staff::{
        Area, Desk, Staff, form_staff,
        paper::{print_at_till, printer_form, slip_title},
        require_staff,
    },
    ui::{PageError, done, fact, icon, icon as draw, print_slip},
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
                {PageError::notice(PageError::of_request())}
                {done(&[("printed", t.text("paper-printed"))])}
                <section class="till done">
                    {icon(sign)}
                    <h1>{t.text(heading)}</h1>
                    <div class="due">{big_money(slip.facts.principal)}</div>
                    <p class="quiet-text">{who(&slip)}</p>
                    <a class="button wide" href="/counter" autofocus>{t.text("receipt-next")}" "<kbd>{t.text("sale-enter")}</kbd></a>
                    {print_slip(t)}
                    {printer_form(&staff, "/do/print_deposit", &slip.number)}
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

#[server(prefix = "/do", endpoint = "print_deposit")]
pub async fn print_deposit(#[server(default)] number: String, #[server(default)] again: String) -> Done {
    let staff = match form_staff("/counter").await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let plain = number.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if number.is_empty() || !plain {
        return refuse("/counter", ErrorCode::OrderUnknown.as_str());
    }
    let page = format!("/counter/deposit/{number}");
    let (place, wanted) = (staff.place(), number);
    let found = staff.read(move |tx| deposit_slip(tx, &wanted, &place)).await;
    let slip = match found {
        Ok(Some(slip)) => slip,
        Ok(None) => return refuse("/counter", ErrorCode::OrderUnknown.as_str()),
        Err(error) => {
            let error: huika_store::StoreError = error;
            tracing::error!(%error, "a slip could not be read");
            return refuse(&page, error.code());
        }
    };
    let paper = on_paper(&staff, &slip, again == "1");
    print_at_till(&staff, &page, &paper).await
}

/// The same facts as the page's slip.
fn on_paper(staff: &Staff, slip: &DepositSlip, again: bool) -> PaperSlip {
    let (t, facts) = (staff.lang(), &slip.facts);
    let row = |words: &str, value: String| (t.find(words, &[]).unwrap_or_default(), value);
    let mut rows = vec![
        row("sale-member", who(slip)),
        row("top-up-amount", facts.principal.display()),
    ];
    if facts.bonus.is_positive() {
        rows.push(row("deposit-bonus", facts.bonus.display()));
    }
    if facts.points.is_positive() {
        rows.push(row("points", facts.points.display()));
    }
    rows.push(row("deposit-paid-by", tender_name(t, &facts.channel)));
    if let Some(balance) = facts.balance {
        rows.push(row("receipt-balance", balance.display()));
    }
    let invoiced = if facts.invoiced {
        "deposit-invoiced"
    } else {
        "deposit-not-invoiced"
    };
    rows.extend([
        row("entry-when", moment_text(&staff.portal, t, facts.at)),
        row("deposit-number", slip.number.clone()),
        row("deposit-operator", facts.operator.clone()),
        row("counter-top-up-sold-by", facts.sold_by.clone()),
        row("deposit-invoice", t.text(invoiced).to_owned()),
    ]);
    PaperSlip {
        heading: staff.portal.face().name.clone(),
        title: slip_title(t, &staff.session.store_name, t.text("deposit-title"), again),
        rows,
        code: facts.entry.map(|entry| entry_address(&staff.portal, entry)),
        foot: vec![t.text("paper-entry").to_owned()],
    }
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
