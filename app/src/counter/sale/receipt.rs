//! What was just sold.

use huika_domain::{Fen, PersonName};
use huika_store::{
    StoreError,
    parked::{differences, exchanged_for},
    sale::PriceExplained,
    till::sale_by_number,
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::{
    show::{
        Leave, big_money, channel::tender_name, page, paper::entry_code, price::price_explained, times::moment_text,
    },
    staff::{Area, Desk, paper::printer_form, require_staff},
    ui::{PageError, done, fact, icon, icon as draw, print_slip},
};

pub fn receipt() -> impl IntoView {
    let number = use_params_map()
        .with_untracked(|params| params.get("no"))
        .unwrap_or_default();
    let cash = use_query_map().with_untracked(|query| {
        let money = |name| query.get(name).and_then(|text| Fen::parse_yuan(&text).ok());
        money("received").zip(money("change"))
    });
    page(async move {
        let staff = require_staff().await?;
        let store = staff.session.store;
        let found = staff
            .read(move |tx| {
                let Some((sale, card)) = sale_by_number(tx, store, &number)? else {
                    return Ok(None);
                };
                let price = PriceExplained::of_sale(tx, sale.sale)?;
                let swapped = exchanged_for(tx, &sale.receipt_number)?;
                Ok::<_, StoreError>(Some((sale, card, price, swapped)))
            })
            .await?;
        let (sale, card, price, swapped) = found.ok_or(Leave::NotFound)?;
        let t = staff.lang();
        let stored = sale.principal.checked_add(sale.bonus).unwrap_or(sale.principal);
        let due = stored.checked_add(sale.outside).unwrap_or(stored);
        let some = |words, amount: Fen| (!amount.is_zero()).then(|| fact(t.text(words), amount.display()));
        let parts = [
            some("line-principal", sale.principal),
            some("line-bonus", sale.bonus),
            some("line-outside", sale.outside),
        ];
        let parts = Vec::from(parts);
        let points = (!sale.points_used.is_zero()).then(|| {
            let figures = [
                ("points", sale.points_used.display().into()),
                ("amount", sale.points_value.display().into()),
            ];
            fact(t.text("approve-points"), t.with("approve-points-worth", &figures))
        });
        let who = card.map_or_else(
            || t.text("receipt-nobody").to_owned(),
            |card| {
                let name = PersonName::masked(&card.name).unwrap_or_default();
                format!("{name} {}", card.phone.masked()).trim().to_owned()
            },
        );
        let discount = (!sale.discount.is_zero()).then(|| {
            fact(
                t.text("line-discount"),
                sale.discount.checked_neg().unwrap_or(sale.discount).display(),
            )
        });
        // What the cashier had in hand, said once, right after the sale.
        let change = cash.map(|(received, change)| {
            view! {
                <dl class="facts change">
                    {fact(t.text("receipt-received"), received.display())}
                    {fact(t.text("receipt-change"), change.display())}
                </dl>
            }
        });
        // What was paid for with other goods: of each tender, the difference changed hands.
        let swapped = swapped.map(|(number, back)| {
            let moved: Vec<_> = differences(&back, &sale.tenders)
                .into_iter()
                .map(|(tender, amount)| {
                    let key = if amount.is_positive() { "swap-adds" } else { "swap-gets" };
                    let shown = Fen::new(amount.get().saturating_abs()).display();
                    let figures = [("tender", tender_name(t, &tender).into()), ("amount", shown.into())];
                    view! { <div><dt>{t.text("swap-hands")}</dt><dd>{t.with(key, &figures)}</dd></div> }
                })
                .collect();
            view! { {fact(t.text("swap-for"), number)} {moved} }
        });
        let gross = (sale.gross != due).then(|| fact(t.text("line-gross"), sale.gross.display()));
        let explained = price.and_then(|price| price_explained(&staff.portal, t, &price));
        Ok(view! {
            <Desk title=t.text("receipt-title").to_owned() staff=staff.session.clone() area=Area::Till class="slip-of-paper">
                {PageError::notice(PageError::of_request())}
                {done(&[("before", t.text("receipt-was-before")), ("printed", t.text("paper-printed"))])}
                <section class="till done">
                    {icon(draw::CHECK)}
                    <h1>{t.text("receipt-done")}</h1>
                    <div class="due">{big_money(due)}</div>
                    <p class="quiet-text">{who}</p>
                    {change}
                    <a class="button wide" href="/counter" autofocus>{t.text("receipt-next")}" "<kbd>{t.text("sale-enter")}</kbd></a>
                </section>
                {print_slip(t)}
                {printer_form(&staff, "/do/print_receipt", &sale.receipt_number)}
                {explained}
                <section class="panel paper-slip">
                    <header><h2>{staff.portal.face().name.clone()}</h2></header>
                    <dl class="facts">
                        {gross}
                        {discount}
                        {points}
                        {parts}
                        {fact(t.text("line-points-earned"), sale.earned.display())}
                        {fact(t.text("receipt-balance"), sale.balance.display())}
                        {fact(t.text("entry-when"), moment_text(&staff.portal, t, sale.at))}
                        {fact(t.text("receipt-number"), sale.receipt_number.clone())}
                        {swapped}
                    </dl>
                    {sale.member.map(|_| entry_code(&staff.portal, t, sale.entry))}
                </section>
            </Desk>
        }
        .into_any())
    })
}
