//! The books of one member, a tab each: statement, lots, orders, cards, contacts, and what staff did.

use huika_domain::{ConsentTo, EntryId, MemberId, RedemptionId};
use huika_store::{
    StoreError,
    card::card_events,
    ledger::{money_lots, point_lots},
    mall::orders,
    member::{acts_about, cards_ever, consent_history, devices, may_send, statement},
};
use leptos::prelude::*;

use super::{address::member_page, coupons::coupons, tier};
use crate::{
    i18n::Lang,
    office::frame::Desk,
    show::{Leave, card::event_words, card_kind_name, consent_words, movement, times::moment_text},
    staff::document_name,
    ui::{Column, Empty, Sheet, TabLink, icon as draw, pager, tabs},
};

/// The tabs by their words in the address; the first one needs none.
const TABS: [&str; 8] = ["", "lots", "coupons", "orders", "cards", "tier", "contacts", "acts"];

fn tab_page(member: MemberId, tab: &str) -> String {
    if tab.is_empty() {
        member_page(member)
    } else {
        format!("{}?tab={tab}", member_page(member))
    }
}

/// The tabs as links; none is current while a form stands in their place.
pub(super) fn links(t: Lang, member: MemberId, tab: &str) -> impl IntoView + use<> {
    let links = [
        t.text("tab-statement"),
        t.text("tab-lots"),
        t.text("tab-coupons"),
        t.text("tab-orders"),
        t.text("tab-cards"),
        t.text("tab-tier"),
        t.text("tab-contacts"),
        t.text("tab-acts"),
    ];
    let links = TABS.iter().zip(links).map(|(name, words)| TabLink {
        path: tab_page(member, name),
        words,
        count: None,
    });
    let here = TABS
        .iter()
        .find(|name| **name == tab)
        .map(|name| tab_page(member, name))
        .unwrap_or_default();
    tabs(t.text("member-tabs").to_owned(), links.collect(), &here)
}

/// What stands behind a tab; the statement for a word that names none.
pub(super) async fn shown(desk: &Desk, member: MemberId, tab: &str, before: &str) -> Result<AnyView, Leave> {
    match tab {
        "lots" => lots(desk, member).await,
        "coupons" => coupons(desk, member, before).await,
        "orders" => all_orders(desk, member, before).await,
        "cards" => cards(desk, member).await,
        "tier" => tier::tab(desk, member, before).await,
        "contacts" => contacts(desk, member).await,
        "acts" => acts(desk, member).await,
        _ => statement_of(desk, member, before).await,
    }
}

fn nothing(t: Lang) -> AnyView {
    view! {
        <section class="card"><Empty icon=draw::SEARCH title=t.text("tab-none-title") text=t.text("tab-none-text") /></section>
    }
    .into_any()
}

async fn statement_of(desk: &Desk, member: MemberId, before: &str) -> Result<AnyView, Leave> {
    let from = EntryId::parse(before).ok();
    let found = desk.read(move |tx| statement(tx, member, from)).await?;
    let t = desk.lang();
    if found.movements.is_empty() {
        return Ok(nothing(t));
    }
    let rows: Vec<_> = found
        .movements
        .iter()
        .map(|movement| {
            view! {
                <tr>
                    <th scope="row">{moment_text(&desk.portal, t, movement.at)}</th>
                    <td>{movement::title(t, movement)}</td>
                    <td>{movement.store.clone()}</td>
                    <td class="n">{movement.principal.signed()}</td>
                    <td class="n">{movement.bonus.signed()}</td>
                    <td class="n">{movement.points.signed()}</td>
                    <td class="n">{movement.money_after.display()}</td>
                    <td class="n">{movement.points_after.display()}</td>
                </tr>
            }
        })
        .collect();
    let columns = vec![
        Column::words(t.text("record-when")),
        Column::words(t.text("statement-what")),
        Column::words(t.text("record-where")),
        Column::figures(t.text("lot-principal")),
        Column::figures(t.text("lot-bonus")),
        Column::figures(t.text("points")),
        Column::figures(t.text("balance")),
        Column::figures(t.text("points-left")),
    ];
    // Whether it adds up is looked at here, and not promised: what a page begins with and what moved is what it ends with.
    let moved: i64 = found.movements.iter().map(|movement| movement.money.get()).sum();
    let right = found.opening.get() + moved == found.closing.get();
    let words = if right {
        t.text("statement-adds-up")
    } else {
        t.text("statement-wrong")
    };
    let older = found
        .older
        .map(|entry| (t.text("list-after"), format!("{}?before={entry}", member_page(member))));
    let first = from.map(|_| (t.text("page-first"), member_page(member)));
    let foot = view! {
        {crate::ui::checked(words.to_owned(), right)}
        <span class="end">{pager(t.text("list-pages").to_owned(), first, older)}</span>
    };
    Ok(view! { <Sheet label=t.text("tab-statement") columns foot=foot.into_any()>{rows}</Sheet> }.into_any())
}

async fn lots(desk: &Desk, member: MemberId) -> Result<AnyView, Leave> {
    let (money, points) = desk
        .read(move |tx| Ok::<_, StoreError>((money_lots(tx, member)?, point_lots(tx, member)?)))
        .await?;
    let t = desk.lang();
    if money.is_empty() && points.is_empty() {
        return Ok(nothing(t));
    }
    let until = |at: Option<huika_domain::Millis>| {
        at.map_or_else(
            || t.text("lot-for-ever").to_owned(),
            |at| moment_text(&desk.portal, t, at),
        )
    };
    let money_rows: Vec<_> = money
        .iter()
        .map(|lot| {
            view! {
                <tr>
                    <th scope="row">{moment_text(&desk.portal, t, lot.created_at)}</th>
                    <td class="n">{lot.principal_left.display()}</td>
                    <td class="n">{lot.bonus_left.display()}</td>
                    <td class="n">{lot.principal_granted.display()}</td>
                    <td class="n">{lot.bonus_granted.display()}</td>
                    <td>{until(lot.bonus_expires_at)}</td>
                </tr>
            }
        })
        .collect();
    let point_rows: Vec<_> = points
        .iter()
        .map(|lot| {
            view! {
                <tr>
                    <th scope="row">{moment_text(&desk.portal, t, lot.created_at)}</th>
                    <td class="n">{lot.remaining.display()}</td>
                    <td class="n">{lot.granted.display()}</td>
                    <td>{moment_text(&desk.portal, t, lot.available_from)}</td>
                    <td>{until(lot.expires_at)}</td>
                </tr>
            }
        })
        .collect();
    let of_money = vec![
        Column::words(t.text("lot-since")),
        Column::figures(t.text("lot-principal")),
        Column::figures(t.text("lot-bonus")),
        Column::figures(t.text("lot-principal-granted")),
        Column::figures(t.text("lot-bonus-granted")),
        Column::words(t.text("lot-bonus-until")),
    ];
    let of_points = vec![
        Column::words(t.text("lot-since")),
        Column::figures(t.text("points-left")),
        Column::figures(t.text("lot-granted")),
        Column::words(t.text("lot-from")),
        Column::words(t.text("lot-until")),
    ];
    Ok(view! {
        {(!money_rows.is_empty()).then(|| view! { <Sheet label=t.text("lots-money") caption=true columns=of_money>{money_rows}</Sheet> })}
        {(!point_rows.is_empty()).then(|| view! { <Sheet label=t.text("lots-points") caption=true columns=of_points>{point_rows}</Sheet> })}
    }
    .into_any())
}

async fn all_orders(desk: &Desk, member: MemberId, before: &str) -> Result<AnyView, Leave> {
    let from = RedemptionId::parse(before).ok();
    let found = desk.read(move |tx| orders(tx, member, from)).await?;
    let t = desk.lang();
    if found.is_empty() {
        return Ok(nothing(t));
    }
    let rows: Vec<_> = found
        .iter()
        .map(|order| {
            let state = t
                .find(&format!("redemption-state-{}", order.status), &[])
                .unwrap_or_default();
            view! {
                <tr>
                    <th scope="row"><a class="link" href=format!("/office/search?q={}", order.number)>{order.number.clone()}</a></th>
                    <td>{moment_text(&desk.portal, t, order.at)}</td>
                    <td>{order.item_name.clone()}</td>
                    <td class="n">{order.points.display()}</td>
                    <td>{state}</td>
                </tr>
            }
        })
        .collect();
    let columns = vec![
        Column::words(t.text("record-number")),
        Column::words(t.text("record-when")),
        Column::words(t.text("order-item")),
        Column::figures(t.text("points")),
        Column::words(t.text("record-status")),
    ];
    let page = tab_page(member, "orders");
    let older = found
        .last()
        .filter(|_| found.len() == ORDERS_A_PAGE)
        .map(|last| (t.text("list-after"), format!("{page}&before={}", last.id)));
    let first = from.map(|_| (t.text("page-first"), page.clone()));
    Ok(view! {
        <Sheet label=t.text("tab-orders") columns>{rows}</Sheet>
        {pager(t.text("list-pages").to_owned(), first, older)}
    }
    .into_any())
}

/// As many as the store answers at once.
const ORDERS_A_PAGE: usize = 20;

async fn cards(desk: &Desk, member: MemberId) -> Result<AnyView, Leave> {
    let (cards, events) = desk
        .read(move |tx| Ok::<_, StoreError>((cards_ever(tx, member)?, card_events(tx, member)?)))
        .await?;
    let t = desk.lang();
    let rows: Vec<_> = cards
        .iter()
        .map(|card| {
            let state = t.find(&format!("card-state-{}", card.status), &[]).unwrap_or_default();
            let ended = card.ended_at.map(|at| moment_text(&desk.portal, t, at));
            view! {
                <tr>
                    <th scope="row">{card.number.masked()}</th>
                    <td>{card_kind_name(t, &card.kind, &card.english)}</td>
                    <td>{state}</td>
                    <td>{moment_text(&desk.portal, t, card.issued_at)}</td>
                    <td>{ended}</td>
                </tr>
            }
        })
        .collect();
    let happened: Vec<_> = events
        .iter()
        .map(|event| {
            let place = if event.operator.is_empty() {
                t.text("search-by-member").to_owned()
            } else {
                event.operator.clone()
            };
            let place = if event.store.is_empty() {
                place
            } else {
                format!("{place} · {}", event.store)
            };
            view! {
                <tr>
                    <th scope="row">{moment_text(&desk.portal, t, event.at)}</th>
                    <td>{event_words(t, event.kind)}</td>
                    <td>{place}</td>
                </tr>
            }
        })
        .collect();
    let of_cards = vec![
        Column::words(t.text("me-card")),
        Column::words(t.text("card-kind")),
        Column::words(t.text("record-status")),
        Column::words(t.text("card-since")),
        Column::words(t.text("card-ended-on")),
    ];
    let of_events = vec![
        Column::words(t.text("record-when")),
        Column::words(t.text("statement-what")),
        Column::words(t.text("record-by")),
    ];
    Ok(view! {
        <Sheet label=t.text("tab-cards") caption=true columns=of_cards>{rows}</Sheet>
        {(!happened.is_empty()).then(|| view! { <Sheet label=t.text("card-events") caption=true columns=of_events>{happened}</Sheet> })}
    }
    .into_any())
}

/// By what the shop reaches the member: what they have agreed to, and where they are signed in.
async fn contacts(desk: &Desk, member: MemberId) -> Result<AnyView, Leave> {
    let (consents, devices, sendable) = desk
        .read(move |tx| {
            let mut sendable = Vec::new();
            for to in ConsentTo::all() {
                if may_send(tx, member, to.purpose, to.channel)? {
                    sendable.push(to);
                }
            }
            Ok::<_, StoreError>((consent_history(tx, member)?, devices(tx, member)?, sendable))
        })
        .await?;
    let t = desk.lang();
    let sendable: Vec<String> = sendable.into_iter().map(|to| consent_words(t, to)).collect();
    let sendable = if sendable.is_empty() {
        t.text("consent-may-send-nothing").to_owned()
    } else {
        t.with("consent-may-send", &[("what", sendable.join(", ").into())])
    };
    if consents.is_empty() && devices.is_empty() {
        return Ok(nothing(t));
    }
    let changes: Vec<_> = consents
        .iter()
        .map(|one| {
            let until = one.withdrawn_at.map(|at| moment_text(&desk.portal, t, at));
            view! {
                <tr>
                    <th scope="row">{moment_text(&desk.portal, t, one.given_at)}</th>
                    <td>{consent_words(t, one.to)}</td>
                    <td>{one.version.clone()}</td>
                    <td>{one.wording.clone()}</td>
                    <td>{until}</td>
                </tr>
            }
        })
        .collect();
    let signed_in: Vec<_> = devices
        .iter()
        .map(|device| {
            view! {
                <tr>
                    <th scope="row">{moment_text(&desk.portal, t, device.last_seen_at)}</th>
                    <td>{crate::show::device::device_name(t, &device.user_agent)}</td>
                    <td>{moment_text(&desk.portal, t, device.created_at)}</td>
                </tr>
            }
        })
        .collect();
    let of_consent = vec![
        Column::words(t.text("record-when")),
        Column::words(t.text("member-offers")),
        Column::words(t.text("consent-version")),
        Column::words(t.text("consent-wording")),
        Column::words(t.text("consent-taken-back")),
    ];
    let of_devices = vec![
        Column::words(t.text("device-seen")),
        Column::words(t.text("device-what")),
        Column::words(t.text("device-since")),
    ];
    Ok(view! {
        <p class="quiet-text">{sendable}</p>
        {(!changes.is_empty()).then(|| view! { <Sheet label=t.text("member-offers") caption=true columns=of_consent>{changes}</Sheet> })}
        {(!signed_in.is_empty()).then(|| view! { <Sheet label=t.text("member-devices") caption=true columns=of_devices>{signed_in}</Sheet> })}
    }
    .into_any())
}

async fn acts(desk: &Desk, member: MemberId) -> Result<AnyView, Leave> {
    let found = desk.read(move |tx| acts_about(tx, member)).await?;
    let t = desk.lang();
    if found.is_empty() {
        return Ok(nothing(t));
    }
    let rows: Vec<_> = found
        .iter()
        .map(|act| {
            let what = t
                .find(&format!("act-{}", act.kind), &[])
                .unwrap_or_else(|| act.kind.clone());
            view! {
                <tr>
                    <th scope="row">{moment_text(&desk.portal, t, act.at)}</th>
                    <td>{what}</td>
                    <td>{act.by.clone()}</td>
                    <td>{act.store.clone()}</td>
                    <td>{document_name(t, &act.identification)}</td>
                    <td>{act.was.clone()}</td>
                    <td>{act.detail.clone()}</td>
                </tr>
            }
        })
        .collect();
    let columns = vec![
        Column::words(t.text("record-when")),
        Column::words(t.text("statement-what")),
        Column::words(t.text("record-by")),
        Column::words(t.text("record-where")),
        Column::words(t.text("cards-document")),
        Column::words(t.text("act-was")),
        Column::words(t.text("act-why")),
    ];
    Ok(view! { <Sheet label=t.text("tab-acts") columns>{rows}</Sheet> }.into_any())
}
