//! Saved views: a list with its filters under a name of one's own.

use huika_domain::ErrorCode;
use huika_store::report::{Filters, Report, SavedView, ViewError, named, remove_view, save_view};
use leptos::prelude::*;

use super::address::address;
use crate::{
    context::{Done, Typed, go, refuse},
    i18n::Lang,
    staff::form_staff,
};

/// The views of this list, and the form that saves the one that is shown.
pub(super) fn bar(
    t: Lang,
    report: &'static Report,
    path: &str,
    filters: &Filters,
    views: &[SavedView],
) -> impl IntoView + use<> {
    let query = filters.query();
    let each: Vec<_> = views
        .iter()
        .map(|view| {
            let current = (view.query == query).then_some("true");
            let address = address(path, &view.query, "");
            let remove = t.with("view-remove", &[("what", view.name.clone().into())]);
            view! {
                <li>
                    <a class="chip" href=address aria-current=current>{view.name.clone()}</a>
                    <form method="post" action="/do/remove_view">
                        <input type="hidden" name="view" value=view.id.to_string() />
                        <button class="btn" aria-label=remove>"×"</button>
                    </form>
                </li>
            }
        })
        .collect();
    let list =
        (!each.is_empty()).then(|| view! { <ul class="filters views" aria-label=t.text("view-label")>{each}</ul> });
    view! {
        {list}
        <details class="save-view">
            <summary>{t.text("view-save")}</summary>
            <form class="filters" method="post" action="/do/save_view">
                <input type="hidden" name="report" value=report.name />
                <input type="hidden" name="query" value=query />
                <label class="field">
                    <span>{t.text("view-name")}</span>
                    <input name="name" maxlength="30" required value=Typed::into_form("save_view").value("name") />
                </label>
                <button class="btn">{t.text("view-save-go")}</button>
            </form>
        </details>
    }
}

#[server(prefix = "/do", endpoint = "save_view")]
pub async fn save_this_view(
    #[server(default)] report: String,
    #[server(default)] name: String,
    #[server(default)] query: String,
) -> Done {
    let Some(known) = named(&report) else {
        return refuse("/office/reports", ErrorCode::NotAllowed.as_str());
    };
    let page = format!("/office/reports/{report}");
    let staff = match form_staff(&page).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    if !staff.session.role.sees_office() {
        return refuse("/counter", ErrorCode::NotAllowed.as_str());
    }
    // What is kept is what the filters say, and nothing else that an address may hold.
    let today = staff.portal.shop.zone.business_day(staff.portal.now());
    let pairs = crate::context::pairs_of(&query);
    let filters = Filters::parse(known, today, |name| {
        pairs
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.clone())
    });
    let (operator, query) = (staff.session.operator, filters.query());
    let back = address(&page, &query, "");
    let saved = staff.write(move |tx| save_view(tx, operator, &report, &name, &query));
    match saved.await {
        Ok(()) => go(&address(&back, "", "done=saved")),
        Err(ViewError::Store(error)) => {
            tracing::error!(%error, "a view could not be saved");
            refuse(&back, error.code())
        }
        Err(error) => refuse(&back, error.code()),
    }
}

#[server(prefix = "/do", endpoint = "remove_view")]
pub async fn remove_this_view(#[server(default)] view: String) -> Done {
    const PAGE: &str = "/office/reports";
    let staff = match form_staff(PAGE).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    if !staff.session.role.sees_office() {
        return refuse("/counter", ErrorCode::NotAllowed.as_str());
    }
    let operator = staff.session.operator;
    let id = view.parse().unwrap_or_default();
    match staff.write(move |tx| remove_view(tx, operator, id)).await {
        Ok(Some(report)) => go(&format!("{PAGE}/{report}?done=removed")),
        Ok(None) => go(PAGE),
        Err(error) => {
            tracing::error!(%error, "a view could not be removed");
            refuse(PAGE, error.code())
        }
    }
}
