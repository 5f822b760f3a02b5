//! The slip of a shift as counter and office show it, and as paper takes it.

use huika_domain::{DENOMINATIONS, Fen};
use huika_store::shift::{Moved, Slip, TenderSum};
use leptos::prelude::*;

use super::Staff;
use crate::{
    i18n::Lang,
    show::{channel::tender_name, times::moment_text},
    ui::{Table, fact},
};

/// All of it. A blind one says nothing of what should be in the drawer, nor of what leads to it.
pub fn slip_view(staff: &Staff, slip: &Slip, blind: bool) -> impl IntoView + use<> {
    let t = staff.lang();
    let title = if slip.number == 0 {
        t.text("shift-x").to_owned()
    } else {
        format!("Z {}", slip.number)
    };
    let ending = slip.ending.map(|ending| {
        fact(
            t.text("shift-ending"),
            t.find(&format!("shift-ending-{ending}"), &[]).unwrap_or_default(),
        )
    });
    let float = slip
        .float
        .map_or_else(|| t.text("shift-not-counted").to_owned(), Fen::display);
    let overnight = slip
        .overnight()
        .filter(|changed| !changed.is_zero())
        .map(|changed| fact(t.text("shift-overnight"), changed.signed()));
    let receiver = (!slip.receiver.is_empty()).then(|| fact(t.text("shift-receiver"), slip.receiver.clone()));
    let reason = (!slip.reason.is_empty()).then(|| fact(t.text("entry-reason"), slip.reason.clone()));
    let counts = (slip.counts > 1).then(|| fact(t.text("shift-counts"), slip.counts.to_string()));
    let picked_up = (slip.picked_up > 0).then(|| fact(t.text("shift-picked-up"), slip.picked_up.to_string()));
    let tenders = (!blind).then(|| tenders(t, &slip.tenders));
    let note = blind.then(|| view! { <p class="fine">{t.text("shift-blind")}</p> });
    view! {
        <section class="panel" aria-label=t.text("shift-slip")>
            <header><h1>{title}</h1></header>
            <dl class="facts">
                {fact(t.text("shift-store"), slip.store_name.clone())}
                {fact(t.text("shift-till"), slip.till.clone())}
                {fact(t.text("shift-person"), slip.person.clone())}
                {fact(t.text("shift-day"), slip.day.to_string())}
                {fact(t.text("shift-since"), moment_text(&staff.portal, t, slip.opened_at))}
                {fact(t.text("shift-until"), moment_text(&staff.portal, t, slip.at))}
                {ending}
                {fact(t.text("shift-carried"), slip.carried.display())}
                {fact(t.text("shift-float"), float)}
                {overnight}
                {counts}
                {picked_up}
                {receiver}
                {reason}
            </dl>
            {note}
        </section>
        {tenders}
        {moved(t, &slip.figures.moved, blind)}
        {persons(t, slip, blind)}
        {pieces(t, slip)}
    }
}

fn tenders(t: Lang, tenders: &[TenderSum]) -> impl IntoView + use<> {
    let rows: Vec<_> = tenders
        .iter()
        .map(|one| {
            let counted = one.counted.map_or_else(|| "—".to_owned(), Fen::display);
            let difference = one.difference().map_or_else(|| "—".to_owned(), Fen::signed);
            view! {
                <tr>
                    <td>{tender_name(t, &one.tender)}</td>
                    <td>{one.expected.display()}</td>
                    <td>{counted}</td>
                    <td>{difference}</td>
                </tr>
            }
        })
        .collect();
    let columns = vec![
        t.text("shift-tender"),
        t.text("shift-expected"),
        t.text("shift-counted"),
        t.text("shift-difference"),
    ];
    view! { <Table label=t.text("shift-tenders") columns caption=true>{rows}</Table> }
}

fn moved(t: Lang, moved: &[Moved], blind: bool) -> impl IntoView + use<> {
    let rows: Vec<_> = moved
        .iter()
        .map(|one| {
            let words = t.find(&format!("report-entry-{}", one.kind), &[]).unwrap_or_default();
            let tenders: Vec<_> = one
                .tenders
                .iter()
                .filter(|_| !blind)
                .map(|(tender, amount)| format!("{} {}", tender_name(t, tender), amount.signed()))
                .collect();
            view! {
                <tr>
                    <td>{words}</td>
                    <td>{one.entries}</td>
                    <td>{one.principal.signed()}</td>
                    <td>{one.bonus.signed()}</td>
                    <td>{one.points.signed()}</td>
                    <td>{tenders.join(" · ")}</td>
                </tr>
            }
        })
        .collect();
    let columns = vec![
        t.text("shift-kind"),
        t.text("shift-entries"),
        t.text("line-principal"),
        t.text("line-bonus"),
        t.text("points"),
        t.text("shift-tenders"),
    ];
    view! { <Table label=t.text("shift-moved") columns caption=true>{rows}</Table> }
}

fn persons(t: Lang, slip: &Slip, blind: bool) -> Option<impl IntoView + use<>> {
    if slip.figures.persons.len() < 2 {
        return None;
    }
    let rows: Vec<_> = slip
        .figures
        .persons
        .iter()
        .map(|one| {
            let cash = if blind { "—".to_owned() } else { one.cash.signed() };
            view! { <tr><td>{one.name.clone()}</td><td>{one.entries}</td><td>{cash}</td></tr> }
        })
        .collect();
    let columns = vec![t.text("shift-person"), t.text("shift-entries"), t.text("shift-cash")];
    Some(view! { <Table label=t.text("shift-persons") columns caption=true>{rows}</Table> })
}

fn pieces(t: Lang, slip: &Slip) -> Option<impl IntoView + use<>> {
    let counted = slip.pieces?;
    let rows: Vec<_> = counted
        .pieces()
        .into_iter()
        .zip(DENOMINATIONS)
        .filter(|(pieces, _)| *pieces > 0)
        .map(|(pieces, fen)| {
            let worth = Fen::new(fen.saturating_mul(pieces)).display();
            view! { <tr><td>{Fen::new(fen).display()}</td><td>{pieces}</td><td>{worth}</td></tr> }
        })
        .collect();
    let columns = vec![t.text("shift-note"), t.text("shift-pieces"), t.text("sale-amount")];
    Some(view! { <Table label=t.text("shift-pieces-counted") columns caption=true>{rows}</Table> })
}
