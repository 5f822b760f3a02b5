//! `/office/search?q=`: members by phone, its last digits, a card or a part of their name; a receipt, an order or a refund by its number.

use huika_domain::{PersonName, RecordKind, SearchError, SearchTerm};
use huika_store::{
    member::Movement,
    search::{Found, FoundMember, FoundRecord, MEMBERS_MAX, SaleParts, find},
    staff::Role,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    i18n::Lang,
    office::frame::{Desk, Office, Scoped, enter},
    show::{
        Leave,
        member_phone::phone_words,
        movement, page,
        tier::{tier_name, tier_of},
        times::moment_text,
    },
    ui::{Column, Empty, PageError, Sheet, Tone, fact, icon as draw, tag},
};

pub fn results() -> impl IntoView {
    let typed = use_query_map()
        .with_untracked(|query| query.get("q"))
        .unwrap_or_default();
    page(async move {
        let desk = enter(Role::sees_office, Scoped::No).await?;
        let t = desk.lang();
        let content = match SearchTerm::parse(&typed) {
            Ok(term) => found(&desk, &typed, term).await?,
            Err(error) => how(t, error),
        };
        let shown = typed.trim().to_owned();
        let title = if shown.is_empty() {
            t.text("search-title").to_owned()
        } else {
            t.with("search-title-for", &[("typed", shown.clone().into())])
        };
        Ok(view! {
            <Office around=desk.around.clone() title lead=t.text("search-lead").to_owned() searched=shown>{content}</Office>
        }
        .into_any())
    })
}

/// What can be looked for, and what was wrong with what was typed.
fn how(t: Lang, error: SearchError) -> AnyView {
    let problem = (error != SearchError::Empty).then(|| PageError::new(t, error.code(), &[]));
    view! {
        {PageError::notice(problem)}
        <section class="card">
            <Empty icon=draw::SEARCH title=t.text("search-how-title") text=t.text("search-how-text") />
        </section>
    }
    .into_any()
}

async fn found(desk: &Desk, typed: &str, term: SearchTerm) -> Result<AnyView, Leave> {
    let (t, viewer) = (desk.lang(), desk.session.operator);
    let found = desk.read(move |tx| find(tx, viewer, &term)).await?;
    let Found {
        members,
        more,
        recent,
        record,
    } = found;
    if members.is_empty() && record.is_none() {
        tracing::debug!(length = typed.len(), "a search found nothing");
        return Ok(view! {
            <section class="card">
                <Empty icon=draw::SEARCH title=t.text("search-none-title") text=t.text("search-none-text") />
            </section>
        }
        .into_any());
    }
    let more = more.then(|| {
        let count = MEMBERS_MAX as i64;
        view! { <p class="note">{t.with("search-more", &[("count", count.into())])}</p> }
    });
    Ok(view! {
        {more}
        {(!members.is_empty()).then(|| people(desk, &members))}
        {(!recent.is_empty()).then(|| movements(desk, &recent))}
        {record.map(|record| one_record(desk, &record))}
    }
    .into_any())
}

fn name_of(t: Lang, name: &str) -> String {
    PersonName::masked(name).unwrap_or_else(|| t.text("search-name-none").to_owned())
}

fn people(desk: &Desk, members: &[FoundMember]) -> impl IntoView + use<> {
    let t = desk.lang();
    let rows: Vec<_> = members.iter().map(|member| person(desk, member)).collect();
    let columns = vec![
        Column::words(t.text("sale-member")),
        Column::words(t.text("member-tier")),
        Column::figures(t.text("balance")),
        Column::figures(t.text("points")),
        Column::words(t.text("member-card")),
        Column::words(t.text("member-home")),
        Column::words(t.text("member-state")),
    ];
    view! { <Sheet label=t.text("search-members") columns>{rows}</Sheet> }
}

fn person(desk: &Desk, member: &FoundMember) -> impl IntoView + use<> {
    let t = desk.lang();
    let rules = desk.portal.store.rules();
    let tier = tier_of(&rules.tiers.tiers, member.tier_rank).map(|tier| tag(Tone::Good, tier_name(t, &tier)));
    let card = member
        .card
        .map(|card| t.with("member-card-tail", &[("tail", card.tail().into())]));
    let home = if member.home_store.is_empty() {
        t.text("search-home-none").to_owned()
    } else {
        member.home_store.clone()
    };
    let state = t
        .find(&format!("member-state-{}", member.status), &[])
        .unwrap_or_default();
    let tone = if member.status.is_active() {
        Tone::Plain
    } else {
        Tone::Warn
    };
    view! {
        <tr>
            <th scope="row">
                <a class="link" href=format!("/office/members/{}", member.member)>{name_of(t, &member.name)}</a>
                <small>{phone_words(t, &member.phone)}</small>
            </th>
            <td>{tier}</td>
            <td class="n">{member.balance.display()}</td>
            <td class="n">{member.points.display()}</td>
            <td>{card}</td>
            <td>{home}</td>
            <td>{tag(tone, state)}</td>
        </tr>
    }
}

/// What happened last to the only member that was found.
fn movements(desk: &Desk, recent: &[Movement]) -> impl IntoView + use<> {
    let t = desk.lang();
    let rows: Vec<_> = recent
        .iter()
        .map(|movement| {
            view! {
                <tr>
                    <td>{moment_text(&desk.portal, t, movement.at)}</td>
                    <td>{movement::title(t, movement)}</td>
                    <td>{movement.store.clone()}</td>
                    <td class="n">{movement.money.signed()}</td>
                    <td class="n">{movement.points.signed()}</td>
                    <td class="n">{movement.money_after.display()}</td>
                    <td class="n">{movement.points_after.display()}</td>
                </tr>
            }
        })
        .collect();
    let columns = vec![
        Column::words(t.text("record-when")),
        Column::words(t.text("search-recent")),
        Column::words(t.text("record-where")),
        Column::figures(t.text("record-amount")),
        Column::figures(t.text("points")),
        Column::figures(t.text("balance")),
        Column::figures(t.text("points-left")),
    ];
    view! { <Sheet label=t.text("search-recent") columns>{rows}</Sheet> }
}

fn one_record(desk: &Desk, record: &FoundRecord) -> impl IntoView + use<> {
    let t = desk.lang();
    let kind = t
        .find(&format!("record-{}", record.kind.as_str()), &[])
        .unwrap_or_default();
    let by = if record.by.is_empty() {
        t.text("search-by-member").to_owned()
    } else {
        record.by.clone()
    };
    let store = (!record.store.is_empty()).then(|| fact(t.text("record-where"), record.store.clone()));
    let amount =
        (record.kind != RecordKind::Redemption).then(|| fact(t.text("record-amount"), record.amount.display()));
    let points = (!record.points.is_zero()).then(|| fact(t.text("record-points"), record.points.display()));
    let member = record.phone.as_ref().map_or_else(
        || t.text("receipt-nobody").to_owned(),
        |phone| format!("{} · {}", name_of(t, &record.name), phone_words(t, phone)),
    );
    let state = state_words(t, record).map(|words| tag(Tone::Plain, words));
    let label = kind.clone();
    view! {
        <section class="card" aria-label=label>
            <header><h2>{kind}</h2>{state}</header>
            <dl class="facts">
                {fact(t.text("record-number"), record.number.clone())}
                {fact(t.text("record-when"), moment_text(&desk.portal, t, record.at))}
                {store}
                {fact(t.text("record-by"), by)}
                {fact(t.text("sale-member"), member)}
                {amount}
                {record.parts.as_ref().map(|parts| paid_with(t, parts))}
                {points}
                {belongs_to(t, record)}
            </dl>
            {ways_on(t, record)}
        </section>
    }
}

fn state_words(t: Lang, record: &FoundRecord) -> Option<String> {
    let family = match record.kind {
        RecordKind::Sale | RecordKind::Return => return None,
        RecordKind::Redemption => "redemption-state",
        RecordKind::TopUp => "order-state",
        RecordKind::Refund => "refund-state",
    };
    t.find(&format!("{family}-{}", record.status), &[])
}

/// What paid for a sale; what did nothing is not told.
fn paid_with(t: Lang, parts: &SaleParts) -> impl IntoView + use<> {
    let amounts = [
        ("record-discount", parts.discount),
        ("record-by-points", parts.by_points),
        ("record-principal", parts.principal),
        ("record-bonus", parts.bonus),
        ("record-outside", parts.outside),
        ("record-returned", parts.returned),
    ];
    let told = amounts.into_iter().filter(|(_, amount)| amount.is_positive());
    told.map(|(key, amount)| fact(t.text(key), amount.display()))
        .collect::<Vec<_>>()
}

fn belongs_to(t: Lang, record: &FoundRecord) -> Option<impl IntoView + use<>> {
    let key = match record.kind {
        RecordKind::Return => "record-of-sale",
        RecordKind::Refund => "record-of-top-up",
        _ => return None,
    };
    let number = record.belongs_to.clone();
    let address = format!("/office/search?q={number}");
    Some(view! { <div><dt>{t.text(key)}</dt><dd><a class="link" href=address>{number}</a></dd></div> })
}

fn ways_on(t: Lang, record: &FoundRecord) -> Option<impl IntoView + use<>> {
    let (address, words) = match record.kind {
        RecordKind::Refund => (
            format!("/office/refunds?number={}", record.number),
            t.text("record-open"),
        ),
        RecordKind::TopUp => (format!("/office/refunds?q={}", record.number), t.text("record-quote")),
        _ => return None,
    };
    Some(view! { <p class="line"><a class="btn" href=address>{words}</a></p> })
}
