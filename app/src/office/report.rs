//! Lists and reports: their index, the page of each, and the list as a part of pages on which its rows are acted upon.

mod address;
pub mod at_once;
mod columns;
pub mod exports;
mod filter_bar;
mod list;
mod views;
pub mod words;

use huika_store::{
    report::{ALL, Group, Report, named},
    staff::Role,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

pub use list::{briefly, listed};

use crate::{
    office::frame::{Office, Scoped, enter},
    show::{Leave, page},
    staff::Staff,
    ui::{Crumb, PageError, done},
};

/// Says that these rows leave the books as a file by those alone who have the right to it.
pub fn exports_of(t: crate::i18n::Lang) -> impl IntoView {
    view! { <p class="quiet-text">{t.text("export-of-people")}</p> }
}

/// Whether this operator may open a report, as far as a page can tell: the list asks the database again.
fn may_open(staff: &Staff, report: &Report) -> bool {
    (report.seen_by)(staff.session.role)
}

/// `/office/reports`: what there is for this operator, by group.
pub fn index() -> impl IntoView {
    page(async move {
        let staff = enter(Role::sees_office, Scoped::No).await?;
        let t = staff.lang();
        let groups: Vec<_> = Group::ALL
            .into_iter()
            .filter_map(|group| one_group(&staff, group))
            .collect();
        Ok(view! {
            <Office around=staff.around.clone() title=t.text("reports-title").to_owned()>{groups}</Office>
        }
        .into_any())
    })
}

fn one_group(staff: &Staff, group: Group) -> Option<impl IntoView + use<>> {
    let t = staff.lang();
    let links: Vec<_> = ALL
        .into_iter()
        .filter(|report| report.group == group && may_open(staff, report))
        .map(|report| {
            view! {
                <li>
                    <a class="link" href=format!("/office/reports/{}", report.name)>{words::title(t, report)}</a>
                    <small>{words::purpose(t, report)}</small>
                </li>
            }
        })
        .collect();
    let title = t
        .find(&format!("report-group-{}", group.as_str()), &[])
        .unwrap_or_default();
    (!links.is_empty()).then(|| {
        view! {
            <section class="panel reports" aria-label=title.clone()>
                <header><h2>{title.clone()}</h2></header>
                <ul>{links}</ul>
            </section>
        }
    })
}

/// `/office/reports/:name`: one of them.
pub fn report() -> impl IntoView {
    let name = use_params_map().with_untracked(|params| params.get("name").unwrap_or_default());
    page(async move {
        let staff = enter(Role::sees_office, Scoped::No).await?;
        let report = named(&name)
            .filter(|report| may_open(&staff, report))
            .ok_or(Leave::NotFound)?;
        let t = staff.lang();
        let list = listed(&staff, report, &format!("/office/reports/{name}")).await?;
        let title = words::title(t, report);
        let acts = (!report.page.is_empty())
            .then(|| view! { <a class="btn" href=report.page>{t.text("report-acts")}</a> }.into_any());
        let crumb = Crumb {
            path: "/office/reports".to_owned(),
            words: t.text("reports-all"),
        };
        Ok(view! {
            <Office around=staff.around.clone() title lead=words::purpose(t, report) crumb acts=acts.into_any()>
                {done(&[("saved", t.text("view-saved")), ("removed", t.text("view-removed"))])}
                {PageError::notice(PageError::of_request())}
                {list}
            </Office>
        }
        .into_any())
    })
}
