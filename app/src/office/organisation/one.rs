//! One store: what it says about itself, who works in it, in which region it is, and whether it is open.

use huika_domain::StoreId;
use huika_store::{
    StoreError,
    organisation::{RegionRow, StoreRow, region_on, regions, store},
    parked::favourite_codes,
    staff::{OperatorRow, Role, operators_of_store, stores_of},
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{
    list::{PAGE as LIST, day_text},
    make::detail_fields,
};
use crate::{
    context::{Portal, Typed},
    i18n::Lang,
    office::frame::{Office, Scoped, enter},
    show::{Leave, page, role_name, times::moment_text},
    staff::Staff,
    ui::{
        Column, Confirm, Crumb, Empty, Field, PageError, Sheet, TabLink, Tone, done, fact, icon as draw, key_field,
        tabs, tag,
    },
};

/// The address of a store's page, with one of its forms.
pub fn page_of(store: StoreId, form: &str) -> String {
    if form.is_empty() {
        format!("{LIST}/{store}")
    } else {
        format!("{LIST}/{store}?form={form}")
    }
}

/// `/office/stores/:store`, with one of its forms as `?form=`.
pub fn one_store() -> impl IntoView {
    let id = use_params_map().with_untracked(|params| params.get("store").unwrap_or_default());
    let form = use_query_map().with_untracked(|query| query.get("form").unwrap_or_default());
    page(async move {
        let desk = enter(Role::sees_office, Scoped::No).await?;
        let id = StoreId::parse(&id).map_err(|_| Leave::NotFound)?;
        let viewer = desk.session.operator;
        let today = desk.portal.shop.zone.business_day(desk.portal.now());
        let (row, seen, region, regions, staff, favourites) = desk
            .read(move |tx| {
                Ok::<_, StoreError>((
                    store(tx, id)?,
                    stores_of(tx, viewer)?,
                    region_on(tx, id, today)?,
                    regions(tx, today)?,
                    operators_of_store(tx, id)?,
                    favourite_codes(tx, id)?,
                ))
            })
            .await?;
        // A store that somebody does not see is none for them.
        let row = row
            .filter(|row| seen.iter().any(|(one, _)| *one == row.id))
            .ok_or(Leave::NotFound)?;
        let t = desk.lang();
        let runs = desk.session.role.keeps_stores();
        let state = if row.closed_at.is_some() {
            tag(Tone::Warn, t.text("store-closed").to_owned()).into_any()
        } else {
            tag(Tone::Good, t.text("store-open").to_owned()).into_any()
        };
        let leads = desk.session.role.closes_days();
        let ways = (runs || leads).then(|| ways(t, id, &form, (runs, leads)));
        let content = match form.as_str() {
            "change" if runs => change_form(t, &row).into_any(),
            "region" if runs => region_form(t, &row, &regions, &day_text(today)).into_any(),
            "open" if runs => open_form(t, &row).into_any(),
            "favourites" if leads => favourites_form(t, &row, &favourites).into_any(),
            _ => {
                let region = region.map_or_else(|| t.text("region-none").to_owned(), |(_, name)| name);
                view! {
                    {facts(&desk.portal, t, &row, region)}
                    {workers(&desk.staff, &row, &staff)}
                }
                .into_any()
            }
        };
        let crumb = Crumb {
            path: LIST.to_owned(),
            words: t.text("stores-title"),
        };
        Ok(view! {
            <Office around=desk.around.clone() title=row.name.clone() crumb=crumb tags=state>
                {done(&[
                    ("made", t.text("store-was-made")),
                    ("changed", t.text("store-was-changed")),
                    ("moved", t.text("store-was-moved")),
                    ("favourites", t.text("store-favourites-set")),
                    ("closed", t.text("store-was-closed")),
                    ("reopened", t.text("store-was-reopened")),
                ])}
                {PageError::notice(PageError::of_request())}
                {ways}
                {content}
            </Office>
        }
        .into_any())
    })
}

/// What headquarters, and who leads the store, can do with it, a form each.
fn ways(t: Lang, store: StoreId, form: &str, (runs, leads): (bool, bool)) -> impl IntoView + use<> {
    let links = [
        ("", t.text("store-about"), true),
        ("change", t.text("store-change"), runs),
        ("region", t.text("store-move"), runs),
        ("favourites", t.text("store-favourites"), leads),
        ("open", t.text("store-open-or-close"), runs),
    ];
    let links = links.into_iter().filter(|(_, _, may)| *may);
    let links = links.map(|(form, words, _)| TabLink {
        path: page_of(store, form),
        words,
        count: None,
    });
    tabs(t.text("store-forms").to_owned(), links.collect(), &page_of(store, form))
}

/// The goods that the store's tills offer to be tapped, by their numbers and in their order.
fn favourites_form(t: Lang, row: &StoreRow, codes: &[String]) -> impl IntoView + use<> {
    let typed = Typed::into_form("set_favourites");
    let lines = typed.or("lines", codes.join("\n"));
    view! {
        <form class="card form" method="post" action="/do/set_favourites">
            <p class="quiet-text">{t.text("store-favourites-text")}</p>
            {key_field(&typed)}
            <input type="hidden" name="store" value=row.id.to_string() />
            <div class="field">
                <label for="lines">{t.text("store-favourites-lines")}</label>
                <textarea id="lines" name="lines" rows="10" aria-describedby="lines-hint">
                    {lines}
                </textarea>
                <p class="hint" id="lines-hint">{t.text("store-favourites-hint")}</p>
            </div>
            <button class="button">{t.text("store-save")}</button>
        </form>
    }
}

fn facts(portal: &Portal, t: Lang, row: &StoreRow, region: String) -> impl IntoView + use<> {
    let or_none = |text: &str| {
        if text.is_empty() {
            t.text("not-said").to_owned()
        } else {
            text.to_owned()
        }
    };
    let place = if row.map_link.is_empty() {
        t.text("not-said").into_any()
    } else {
        view! { <a class="link" href=row.map_link.clone() rel="noopener noreferrer" target="_blank">{t.text("store-map-open")}</a> }.into_any()
    };
    let hour = portal.store.rules_of(row.id).business_day.ends_hour;
    let rule = format!("/office/rules/business-day?scope=store:{}", row.id);
    let ends = view! { <a class="link" href=rule>{t.with("store-day-ends-at", &[("hour", hour.into())])}</a> };
    let closed = row
        .closed_at
        .map(|at| fact(t.text("store-closed-since"), moment_text(portal, t, at)));
    view! {
        <section class="card">
            <dl class="facts">
                {fact(t.text("store-short"), row.code.clone())}
                {fact(t.text("store-region"), region)}
                {fact(t.text("store-address"), or_none(&row.address))}
                {fact(t.text("store-phone"), or_none(&row.phone))}
                {fact(t.text("store-hours"), or_none(&row.hours))}
                <div><dt>{t.text("store-map")}</dt><dd>{place}</dd></div>
                <div><dt>{t.text("store-day-ends")}</dt><dd>{ends}</dd></div>
                {fact(t.text("store-made-at"), moment_text(portal, t, row.made_at))}
                {closed}
            </dl>
        </section>
    }
}

fn workers(staff: &Staff, row: &StoreRow, workers: &[OperatorRow]) -> impl IntoView + use<> {
    let t = staff.lang();
    let new = staff.session.role.appoints_any().then(|| {
        view! { <a class="btn" href=format!("/office/staff/new?role=cashier&store={}", row.id)>{t.text("staff-new")}</a> }
    });
    let keys = view! { <a class="btn" href=format!("/office/keys?store={}", row.id)>{t.text("keys-title")}</a> };
    let list = if workers.is_empty() {
        view! { <Empty below=true icon=draw::USER title=t.text("store-no-staff") text=t.text("store-no-staff-text") /> }
            .into_any()
    } else {
        let lines: Vec<_> = workers
            .iter()
            .map(|one| {
                view! {
                    <tr>
                        <td><a class="link" href=format!("/office/staff/{}", one.id)>{one.name.clone()}</a></td>
                        <td>{one.login.clone()}</td>
                        <td>{role_name(t, &one.role.title)}</td>
                    </tr>
                }
            })
            .collect();
        let columns = ["staff-name", "counter-login", "staff-role"].map(|key| Column::words(t.text(key)));
        view! { <Sheet label=t.text("staff-title").to_owned() columns=columns.to_vec()>{lines}</Sheet> }.into_any()
    };
    view! {
        <header class="head">
            <div class="about"><h2>{t.text("staff-title")}</h2></div>
            <div class="acts">{keys}{new}</div>
        </header>
        {list}
    }
}

fn change_form(t: Lang, row: &StoreRow) -> impl IntoView + use<> {
    let typed = Typed::into_form("change_store");
    view! {
        <form class="card form" method="post" action="/do/change_store">
            {key_field(&typed)}
            <input type="hidden" name="store" value=row.id.to_string() />
            {detail_fields(t, &typed, Some(row))}
            <button class="button">{t.text("store-save")}</button>
        </form>
    }
}

fn region_form(t: Lang, row: &StoreRow, regions: &[RegionRow], today: &str) -> impl IntoView + use<> {
    let typed = Typed::into_form("move_store");
    let chosen = typed.value("region").unwrap_or_default();
    let options: Vec<_> = regions
        .iter()
        .map(|region| {
            let id = region.id.to_string();
            view! { <option value=id.clone() selected=id == chosen>{region.name.clone()}</option> }
        })
        .collect();
    view! {
        <form class="card form" method="post" action="/do/move_store">
            <p class="quiet-text">{t.text("store-move-text")}</p>
            {key_field(&typed)}
            <input type="hidden" name="store" value=row.id.to_string() />
            <div class="field">
                <label for="region">{t.text("store-region")}</label>
                <select id="region" name="region">
                    <option value="" selected=chosen.is_empty()>{t.text("region-none")}</option>
                    {options}
                </select>
            </div>
            <Field
                name="from"
                label=t.text("store-move-from")
                kind="date"
                value=typed.or("from", today)
            />
            <button class="button">{t.text("store-move-save")}</button>
        </form>
    }
}

/// Closing asks twice; opening again is one tap.
fn open_form(t: Lang, row: &StoreRow) -> impl IntoView + use<> {
    if row.closed_at.is_some() {
        return view! {
            <form class="card form" method="post" action="/do/reopen_store">
                <p class="quiet-text">{t.text("store-reopen-text")}</p>
                {key_field(&Typed::into_form("reopen_store"))}
                <input type="hidden" name="store" value=row.id.to_string() />
                <button class="button">{t.text("store-reopen")}</button>
            </form>
        }
        .into_any();
    }
    let typed = Typed::into_form("close_store");
    let (open, id) = (typed.is_there(), row.id.to_string());
    view! {
        <section class="card">
            <p class="quiet-text">{t.text("store-close-text")}</p>
            <Confirm words=t.text("store-close").to_owned() question=t.text("store-close-sure").to_owned() open=open>
                <form class="form" method="post" action="/do/close_store">
                    {key_field(&typed)}
                    <input type="hidden" name="store" value=id />
                    <Field name="reason" label=t.text("entry-reason") maxlength="200" value=typed.value("reason") />
                    <button class="button certain">{t.text("store-close")}</button>
                </form>
            </Confirm>
        </section>
    }
    .into_any()
}
