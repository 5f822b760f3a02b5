//! The regions: made, renamed, and ended when no store is in them any more.

use huika_domain::{ErrorCode, RegionId, RegionName};
use huika_store::{
    once,
    organisation::{RegionRow, end_region, make_region, regions, rename_region},
    staff::Role,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    list::PAGE as STORES,
    make::refusal,
    rename_or_end::{EndForm, NameForm, rename_or_end},
};
use crate::{
    context::{Done, Typed, go, refuse},
    i18n::Lang,
    office::{
        form::sender,
        frame::{Office, Scoped, enter},
    },
    show::page,
    ui::{Column, Crumb, Empty, Field, PageError, Sheet, done, icon as draw, key_field},
};

const PAGE: &str = "/office/regions";

/// `/office/regions`, with the forms of one of them as `?region=`.
pub fn list() -> impl IntoView {
    let wanted = use_query_map().with_untracked(|query| query.get("region").unwrap_or_default());
    page(async move {
        let desk = enter(Role::sees_shop, Scoped::No).await?;
        let today = desk.portal.shop.zone.business_day(desk.portal.now());
        let rows = desk.read(move |tx| regions(tx, today)).await?;
        let t = desk.lang();
        let runs = desk.session.role.keeps_stores();
        let one = rows.iter().find(|row| row.id.to_string() == wanted).filter(|_| runs);
        let form = match one {
            Some(row) => forms_of(t, row).into_any(),
            None if runs => new_form(t).into_any(),
            None => ().into_any(),
        };
        let crumb = Crumb {
            path: STORES.to_owned(),
            words: t.text("stores-title"),
        };
        Ok(view! {
            <Office
                around=desk.around.clone()
                title=t.text("regions-title").to_owned()
                lead=t.text("regions-lead").to_owned()
                crumb=crumb
            >
                {done(&[
                    ("made", t.text("region-was-made")),
                    ("renamed", t.text("region-was-renamed")),
                    ("ended", t.text("region-was-ended")),
                ])}
                {PageError::notice(PageError::of_request())}
                {form}
                {table(t, &rows, runs)}
            </Office>
        }
        .into_any())
    })
}

fn new_form(t: Lang) -> impl IntoView {
    let typed = Typed::into_form("make_region");
    view! {
        <form class="card form" method="post" action="/do/make_region">
            {key_field(&typed)}
            <Field name="name" label=t.text("region-name") maxlength="100" autocomplete="off" value=typed.value("name") />
            <button class="button">{t.text("region-make")}</button>
        </form>
    }
}

fn forms_of(t: Lang, row: &RegionRow) -> impl IntoView + use<> {
    let rename = NameForm {
        form: "rename_region",
        label: t.text("region-name"),
        name: row.name.clone(),
        max: "100",
        words: t.text("region-rename"),
    };
    let end = EndForm {
        form: "end_region",
        text: t.text("region-end-text"),
        words: t.text("region-end"),
        question: t.text("region-end-sure"),
    };
    rename_or_end("region", row.id.to_string(), rename, end)
}

fn table(t: Lang, rows: &[RegionRow], runs: bool) -> impl IntoView + use<> {
    if rows.is_empty() {
        return view! { <Empty icon=draw::SHOP title=t.text("regions-none") text=t.text("regions-none-text") /> }
            .into_any();
    }
    let lines: Vec<_> = rows
        .iter()
        .map(|row| {
            let name = if runs {
                view! { <a class="link" href=format!("{PAGE}?region={}", row.id)>{row.name.clone()}</a> }.into_any()
            } else {
                row.name.clone().into_any()
            };
            view! {
                <tr>
                    <td>{name}</td>
                    <td class="n"><a class="link" href=format!("{STORES}?region={}", row.id)>{row.stores}</a></td>
                    <td>{row.led_by.clone()}</td>
                </tr>
            }
        })
        .collect();
    let columns = vec![
        Column::words(t.text("region-name")),
        Column::figures(t.text("stores-title")),
        Column::words(t.text("region-led-by")),
    ];
    view! { <Sheet label=t.text("regions-title").to_owned() columns>{lines}</Sheet> }.into_any()
}

fn page_of(region: &str) -> String {
    format!("{PAGE}?region={region}")
}

#[server(prefix = "/do", endpoint = "make_region")]
pub async fn make(#[server(default)] name: String) -> Done {
    let staff = match sender(PAGE, Role::keeps_stores).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let name = match RegionName::parse(&name) {
        Ok(name) => name,
        Err(error) => return refuse(PAGE, error.code()),
    };
    let (by, sent) = (staff.session.operator, staff.sent("make-region"));
    let made = staff.write(move |tx| once(tx, &sent, |_: &RegionId| true, |tx| make_region(tx, by, &name)));
    match made.await {
        Ok(_) => go(&format!("{PAGE}?done=made")),
        Err(error) => refuse(PAGE, refusal(&error)),
    }
}

#[server(prefix = "/do", endpoint = "rename_region")]
pub async fn rename(#[server(default)] region: String, #[server(default)] name: String) -> Done {
    let staff = match sender(PAGE, Role::keeps_stores).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let Ok(id) = RegionId::parse(&region) else {
        return refuse(PAGE, ErrorCode::NoRegion.as_str());
    };
    let page = page_of(&region);
    let name = match RegionName::parse(&name) {
        Ok(name) => name,
        Err(error) => return refuse(&page, error.code()),
    };
    let by = staff.session.operator;
    match staff.write(move |tx| rename_region(tx, by, id, &name)).await {
        Ok(()) => go(&format!("{PAGE}?done=renamed")),
        Err(error) => refuse(&page, refusal(&error)),
    }
}

#[server(prefix = "/do", endpoint = "end_region")]
pub async fn end(#[server(default)] region: String) -> Done {
    let staff = match sender(PAGE, Role::keeps_stores).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let Ok(id) = RegionId::parse(&region) else {
        return refuse(PAGE, ErrorCode::NoRegion.as_str());
    };
    let by = staff.session.operator;
    match staff.write(move |tx| end_region(tx, by, id)).await {
        Ok(()) => go(&format!("{PAGE}?done=ended")),
        Err(error) => refuse(&page_of(&region), refusal(&error)),
    }
}
