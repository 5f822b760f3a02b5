//! The stores of the chain by region, as the tree is today or was on another day.

use huika_domain::{BusinessDay, RegionId, StoreId};
use huika_store::{
    StoreError,
    organisation::{RegionRow, TreeOf, TreeQuery, TreeStore, regions, stores_on},
    staff::Role,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    i18n::Lang,
    office::frame::{Office, Scoped, enter},
    show::page,
    ui::{Column, Empty, PageError, Sheet, Tone, chip_choice, done, icon as draw, pager, tag},
};

pub const PAGE: &str = "/office/stores";
/// Stores on a page.
const A_PAGE: usize = 100;

/// A day as fields and addresses write it.
pub fn day_text(day: BusinessDay) -> String {
    format!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day())
}

/// The address of the list with its choices.
fn address(region: &str, on: Option<BusinessDay>, after: Option<StoreId>) -> String {
    let mut pairs = Vec::new();
    if !region.is_empty() {
        pairs.push(format!("region={region}"));
    }
    if let Some(on) = on {
        pairs.push(format!("on={}", day_text(on)));
    }
    if let Some(after) = after {
        pairs.push(format!("after={after}"));
    }
    if pairs.is_empty() {
        PAGE.to_owned()
    } else {
        format!("{PAGE}?{}", pairs.join("&"))
    }
}

/// `/office/stores`, of one region as `?region=`, on another day as `?on=`.
pub fn stores() -> impl IntoView {
    let query = use_query_map().with_untracked(Clone::clone);
    let text = move |name: &str| query.get(name).unwrap_or_default();
    let (region, on, after) = (text("region"), text("on"), text("after"));
    page(async move {
        let desk = enter(Role::sees_office, Scoped::No).await?;
        let viewer = desk.session.operator;
        let today = desk.portal.shop.zone.business_day(desk.portal.now());
        let on = BusinessDay::parse(&on).ok().filter(|day| *day != today);
        let (of, region) = match RegionId::parse(&region) {
            Ok(id) => (TreeOf::Region(id), region),
            Err(_) if region == "none" => (TreeOf::NoRegion, region),
            Err(_) => (TreeOf::All, String::new()),
        };
        let asked = TreeQuery {
            day: on.unwrap_or(today),
            of,
            after: StoreId::parse(&after).ok(),
            limit: A_PAGE as i64 + 1,
        };
        let (mut rows, regions) = desk
            .read(move |tx| Ok::<_, StoreError>((stores_on(tx, viewer, &asked)?, regions(tx, asked.day)?)))
            .await?;
        let t = desk.lang();
        let more = rows.len() > A_PAGE;
        rows.truncate(A_PAGE);
        let last = rows.last().filter(|_| more).map(|row| row.id);
        let on_page = last.map(|last| (t.text("page-next"), address(&region, on, Some(last))));
        let back = asked.after.map(|_| (t.text("page-first"), address(&region, on, None)));
        let runs = desk.session.role.keeps_stores();
        let regions_link = desk
            .session
            .role
            .sees_shop()
            .then(|| view! { <a class="btn" href="/office/regions">{t.text("regions-title")}</a> });
        let acts = view! {
            {regions_link}
            {runs.then(|| view! { <a class="btn go" href="/office/stores/new">{t.text("store-new")}</a> })}
        };
        let chips = (!regions.is_empty() && desk.session.role.sees_shop()).then(|| chips(t, &regions, &region, on));
        Ok(view! {
            <Office
                around=desk.around.clone()
                title=t.text("stores-title").to_owned()
                lead=t.text("stores-lead").to_owned()
                acts=acts.into_any()
            >
                {done(&[("closed", t.text("store-was-closed"))])}
                {PageError::notice(PageError::of_request())}
                {chips}
                {day_form(t, &region, asked.day)}
                {table(t, &rows)}
                {pager(t.text("stores-title").to_owned(), back, on_page)}
            </Office>
        }
        .into_any())
    })
}

fn chips(t: Lang, regions: &[RegionRow], chosen: &str, on: Option<BusinessDay>) -> impl IntoView + use<> {
    let each: Vec<_> = regions
        .iter()
        .map(|region| {
            let id = region.id.to_string();
            let words = t.with(
                "region-with-stores",
                &[("name", region.name.clone().into()), ("count", region.stores.into())],
            );
            chip_choice(words, address(&id, on, None), chosen == id)
        })
        .collect();
    view! {
        <nav class="filters" aria-label=t.text("store-region")>
            {chip_choice(t.text("region-all").to_owned(), address("", on, None), chosen.is_empty())}
            {each}
            {chip_choice(t.text("region-none").to_owned(), address("none", on, None), chosen == "none")}
        </nav>
    }
}

/// The tree of another day: what a report of that day is counted by.
fn day_form(t: Lang, region: &str, day: BusinessDay) -> impl IntoView + use<> {
    let kept = (!region.is_empty()).then(|| view! { <input type="hidden" name="region" value=region.to_owned() /> });
    view! {
        <form class="filters" method="get" action=PAGE>
            {kept}
            <div class="field">
                <label for="on">{t.text("stores-on-day")}</label>
                <input id="on" name="on" type="date" value=day_text(day) />
            </div>
            <button class="btn">{t.text("stores-show-day")}</button>
        </form>
    }
}

fn table(t: Lang, rows: &[TreeStore]) -> impl IntoView + use<> {
    if rows.is_empty() {
        return view! { <Empty icon=draw::SHOP title=t.text("stores-none") text=t.text("stores-none-text") /> }
            .into_any();
    }
    let lines: Vec<_> = rows
        .iter()
        .map(|row| {
            let region = if row.region.is_empty() {
                t.text("region-none").to_owned()
            } else {
                row.region.clone()
            };
            let state = if row.closed_at.is_some() {
                tag(Tone::Warn, t.text("store-closed").to_owned()).into_any()
            } else {
                tag(Tone::Good, t.text("store-open").to_owned()).into_any()
            };
            view! {
                <tr>
                    <td><a class="link" href=format!("{PAGE}/{}", row.id)>{row.name.clone()}</a></td>
                    <td>{row.code.clone()}</td>
                    <td>{region}</td>
                    <td>{state}</td>
                    <td class="n">{row.staff}</td>
                    <td>{row.phone.clone()}</td>
                    <td>{row.address.clone()}</td>
                </tr>
            }
        })
        .collect();
    let columns = vec![
        Column::words(t.text("store-name")),
        Column::words(t.text("store-short")),
        Column::words(t.text("store-region")),
        Column::words(t.text("store-state")),
        Column::figures(t.text("staff-title")),
        Column::words(t.text("store-phone")),
        Column::words(t.text("store-address")),
    ];
    view! { <Sheet label=t.text("stores-title").to_owned() columns>{lines}</Sheet> }.into_any()
}
