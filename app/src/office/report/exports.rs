//! Large exports: ordered with one button, made in the background, and fetched from a page that shows how far they are.

use huika_domain::ErrorCode;
use huika_store::StoreError;
use huika_store::report::{
    Asked, Export, ExportError, ExportState, Filters, Format, NewExport, cancel_export, count, export_of, named, open,
    order_export,
};
use huika_store::staff::Role;
use leptos::prelude::*;
use leptos_meta::Meta;
use leptos_router::hooks::use_query_map;

use super::{listed, words};
use crate::{
    context::{Done, go, pairs_of, refuse},
    office::frame::{Office, Scoped, enter},
    show::{Leave, page, times::moment_text},
    staff::{Staff, form_staff},
    ui::{Crumb, PageError, Progress, done, fact},
};

const PAGE: &str = "/office/exports";
/// How often the page of an export under way asks for itself again.
const LOOK_AGAIN_SECS: &str = "2";

/// `/office/exports`: an operator's own, with one of them as `?id=`.
pub fn exports() -> impl IntoView {
    let wanted = use_query_map()
        .with_untracked(|query| query.get("id"))
        .and_then(|id| id.parse::<i64>().ok());
    page(async move {
        let staff = enter(Role::sees_office, Scoped::No).await?;
        let t = staff.lang();
        let viewer = staff.session.operator;
        let one = match wanted {
            Some(id) => staff.read(move |tx| export_of(tx, viewer, id)).await?,
            None => None,
        };
        let one = one.map(|export| one_export(&staff, &export));
        let report = named("exports").ok_or(Leave::NotFound)?;
        let list = listed(&staff, report, PAGE).await?;
        Ok(view! {
            <Office
                around=staff.around.clone()
                title=t.text("exports-title").to_owned()
                lead=words::purpose(t, report)
                crumb=Crumb { path: "/office/reports".to_owned(), words: t.text("reports-all") }
            >
                {done(&[("cancelled", t.text("export-was-cancelled"))])}
                {PageError::notice(PageError::of_request())}
                {one}
                {list}
            </Office>
        }
        .into_any())
    })
}

fn one_export(staff: &Staff, export: &Export) -> impl IntoView + use<> {
    let (t, id) = (staff.lang(), export.id);
    let title = named(&export.report)
        .map(|report| words::title(t, report))
        .unwrap_or_default();
    let state = words::choice(t, "export-state-", export.state.as_str());
    let again = export
        .state
        .is_open()
        .then(|| view! { <Meta http_equiv="refresh" content=LOOK_AGAIN_SECS /> });
    let bar = export.state.is_open().then(|| {
        let (done, all) = (export.rows_done, export.rows_total.max(1));
        let words = t.with(
            "export-rows",
            &[("done", done.into()), ("all", export.rows_total.into())],
        );
        view! { <Progress label=t.text("export-progress") words done=done.min(all) all /> }
    });
    let kept = export.expires_at.filter(|until| *until > staff.portal.now());
    let file = kept.filter(|_| export.state == ExportState::Done).map(|until| {
        let until = moment_text(&staff.portal, t, until);
        view! {
            <p>
                <a class="btn go" href=format!("{PAGE}/{id}/file") download="">{t.text("export-fetch")}</a>
                " "<small>{t.with("export-until", &[("when", until.into())])}</small>
            </p>
        }
    });
    let may_cancel = export.state.is_open() || kept.is_some();
    let cancel = may_cancel.then(|| {
        let words = if export.state.is_open() {
            t.text("export-cancel")
        } else {
            t.text("export-delete")
        };
        view! {
            <form method="post" action="/do/cancel_export">
                <input type="hidden" name="export" value=id.to_string() />
                <button class="btn">{words}</button>
            </form>
        }
    });
    view! {
        {again}
        <section class="panel" aria-label=t.text("export-one")>
            <header><h2>{format!("{title} · {}", export.format.as_str().to_uppercase())}</h2></header>
            <dl class="facts">
                {fact(t.text("export-state"), state)}
                {fact(t.text("export-asked-at"), moment_text(&staff.portal, t, export.asked_at))}
            </dl>
            {bar}
            {file}
            {cancel}
        </section>
    }
}

#[server(prefix = "/do", endpoint = "order_export")]
pub async fn order(
    #[server(default)] report: String,
    #[server(default)] query: String,
    #[server(default)] format: String,
) -> Done {
    let (Some(report), Some(format)) = (named(&report), Format::parse(&format)) else {
        return refuse("/office/reports", ErrorCode::NotAllowed.as_str());
    };
    let page = format!("/office/reports/{}", report.name);
    let staff = match form_staff(&page).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    if !staff.session.role.sees_office() {
        return refuse("/counter", ErrorCode::NotAllowed.as_str());
    }
    let today = staff.portal.shop.zone.business_day(staff.portal.now());
    let pairs = pairs_of(&query);
    let filters = Filters::parse(report, today, |name| {
        pairs
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.clone())
    });
    if !filters.wrong.is_empty() {
        return refuse(&page, ErrorCode::FilterUnreadable.as_str());
    }
    let (operator, language) = (staff.session.operator, staff.lang().tag().to_owned());
    let ordered = staff.write(move |tx| {
        let seen = open(tx, operator, report)?.ok_or(ExportError::NotAllowed)?;
        let asked = Asked {
            report,
            filters: &filters,
            seen,
        };
        let new = NewExport {
            operator,
            report: report.name,
            query: filters.query(),
            format,
            language: language.clone(),
            // What the bar on the page counts up to: more than that are counted no further.
            rows: count(tx, &asked, COUNTED_ROWS)?,
        };
        order_export(tx, &new)
    });
    match ordered.await {
        Ok(id) => go(&format!("{PAGE}?id={id}")),
        Err(ExportError::Store(error)) => {
            tracing::error!(%error, "an export could not be ordered");
            refuse(&page, error.code())
        }
        Err(error) => refuse(&page, error.code()),
    }
}

const COUNTED_ROWS: i64 = 5_000_000;

#[server(prefix = "/do", endpoint = "cancel_export")]
pub async fn cancel(#[server(default)] export: String) -> Done {
    let staff = match form_staff(PAGE).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    if !staff.session.role.sees_office() {
        return refuse("/counter", ErrorCode::NotAllowed.as_str());
    }
    let (viewer, id) = (staff.session.operator, export.parse().unwrap_or_default());
    let cancelled = staff.write(move |tx| cancel_export(tx, viewer, id));
    match cancelled.await {
        Ok(true) => go(&format!("{PAGE}?done=cancelled")),
        Ok(false) => refuse(PAGE, ErrorCode::NoExport.as_str()),
        Err(error) => {
            let error: StoreError = error;
            tracing::error!(%error, "an export could not be cancelled");
            refuse(PAGE, error.code())
        }
    }
}
