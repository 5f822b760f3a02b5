//! A report's list on a page: views, filters, the rows with their totals, the ways to other pages, and the files.

use huika_domain::ErrorCode;
use huika_store::{
    StoreError,
    report::{
        Asked, Cell, Choices, Column, Cursor, Filters, Format, Kind, Line, Page, Report, SavedView, Way, choices, open,
        page, saved_views, totals,
    },
};
use leptos::prelude::*;

use super::{address::address, at_once::too_many_rows, columns, filter_bar, views, words};
use crate::{
    context::{query_of, visit},
    i18n::Lang,
    show::Leave,
    staff::Staff,
    ui::{Empty, Head, List, PageError, Shown, icon as draw, pager},
};

const A_PAGE: usize = 50;

/// All that one page shows.
struct Found {
    columns: Vec<&'static Column>,
    page: Page,
    count: i64,
    totals: Vec<Cell>,
    offered: Choices,
    views: Vec<SavedView>,
}

/// The first rows of a report as it stands without an answer to its filters, for the page of another list, and the way to all of it.
pub async fn briefly(staff: &Staff, report: &'static Report) -> Result<AnyView, Leave> {
    let today = staff.portal.shop.zone.business_day(staff.portal.now());
    let found = find(staff, report, Filters::parse(report, today, |_| None), None).await?;
    let title = words::title(staff.lang(), report);
    Ok(view! {
        <h2><a class="link" href=format!("/office/reports/{}", report.name)>{title}</a></h2>
        {table(staff, report, &found, None)}
    }
    .into_any())
}

/// The list of a report with the filters of this request, on the page at `path`. Parameters that are no filter's are the page's own.
pub async fn listed(staff: &Staff, report: &'static Report, path: &str) -> Result<AnyView, Leave> {
    let query = query_of(&visit());
    let get = |name: &str| {
        query
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.clone())
    };
    let today = staff.portal.shop.zone.business_day(staff.portal.now());
    let filters = Filters::parse(report, today, get);
    let after = get("after").and_then(|text| Cursor::parse(report, Way::After, &text));
    let cursor = after.or_else(|| get("before").and_then(|text| Cursor::parse(report, Way::Before, &text)));
    let found = find(staff, report, filters.clone(), cursor).await?;
    let t = staff.lang();
    let wrong = (!filters.wrong.is_empty()).then(|| PageError::new(t, ErrorCode::FilterUnreadable.as_str(), &[]));
    let rows = if found.page.lines.is_empty() {
        view! {
            <section class="panel"><Empty icon=draw::SEARCH title=t.text("list-none-title") text=t.text("list-none-text") /></section>
        }
        .into_any()
    } else {
        table(
            staff,
            report,
            &found,
            Some(foot(t, path, &filters, &found.page).into_any()),
        )
        .into_any()
    };
    Ok(view! {
        {PageError::notice(wrong)}
        {views::bar(t, report, path, &filters, &found.views)}
        {filter_bar::bar(staff, report, path, &filters, &found.offered)}
        {columns::chooser(t, report, path, &filters)}
        {rows}
        {report.may_export(staff.session.role).then(|| files(t, report, &filters, found.count))}
        {meanings(t, report)}
    }
    .into_any())
}

async fn find(staff: &Staff, report: &'static Report, wanted: Filters, cursor: Option<Cursor>) -> Result<Found, Leave> {
    let viewer = staff.session.operator;
    let found = staff.read(move |tx| {
        let Some(seen) = open(tx, viewer, report)? else {
            return Ok::<_, StoreError>(None);
        };
        let asked = Asked {
            report,
            filters: &wanted,
            seen,
        };
        let (count, totals) = totals(tx, &asked)?;
        Ok(Some(Found {
            columns: wanted.shown(report),
            page: page(tx, &asked, cursor.as_ref(), A_PAGE)?,
            count,
            totals,
            offered: choices(tx, viewer, report)?,
            views: saved_views(tx, viewer, report.name)?,
        }))
    });
    found.await?.ok_or(Leave::NotFound)
}

fn table(staff: &Staff, report: &Report, found: &Found, foot: Option<AnyView>) -> impl IntoView + use<> {
    let t = staff.lang();
    let heads = found.columns.iter().map(|column| Head {
        name: words::heading(t, column),
        says: words::definition(t, column),
        figure: column.kind.is_figure(),
    });
    let rows = found
        .page
        .lines
        .iter()
        .map(|line| shown(staff, &found.columns, line))
        .collect();
    let counted_to = report.counted_to();
    let count = match counted_to {
        Some(limit) if found.count > limit => t.with("list-total-above", &[("count", grouped(limit).into())]),
        _ => t.with("list-total", &[("count", grouped(found.count).into())]),
    };
    let totals = found
        .columns
        .iter()
        .zip(&found.totals)
        .map(|(column, cell)| one(staff, column, cell, None));
    view! {
        <List
            label=words::title(t, report)
            heads=heads.collect()
            rows
            total=count
            totals=totals.collect()
            foot
        />
    }
}

/// `10,000`
fn grouped(count: i64) -> String {
    huika_domain::Points::new(count).display()
}

fn shown(staff: &Staff, columns: &[&Column], line: &Line) -> Vec<Shown> {
    let cells = columns.iter().zip(&line.cells).zip(&line.links);
    cells
        .map(|((column, cell), link)| one(staff, column, cell, link.clone()))
        .collect()
}

fn one(staff: &Staff, column: &Column, cell: &Cell, link: Option<String>) -> Shown {
    Shown {
        text: words::cell(staff.lang(), staff.portal.shop.zone, column.kind, cell),
        href: link.filter(|_| *cell != Cell::None),
        figure: column.kind.is_figure(),
        negative: column.kind == Kind::Fen && cell.figure().is_some_and(|figure| figure < 0),
    }
}

fn foot(t: Lang, path: &str, filters: &Filters, found: &Page) -> impl IntoView + use<> {
    let query = filters.query();
    let to = |name: &str, key: &Option<String>, words: &'static str| {
        let key = key.as_ref()?;
        Some((words, address(path, &query, &format!("{name}={key}"))))
    };
    let turned = address(path, &filters.turned().query(), "");
    let pages = pager(
        t.text("list-pages").to_owned(),
        to("before", &found.before, t.text("list-before")),
        to("after", &found.after, t.text("list-after")),
    );
    view! {
        <a class="btn" href=turned>{t.text("list-turn")}</a>
        <span class="end">{pages}</span>
    }
}

/// The files of exactly these rows. Many rows are ordered and fetched later.
fn files(t: Lang, report: &'static Report, filters: &Filters, count: i64) -> AnyView {
    if !filters.wrong.is_empty() || count == 0 {
        return ().into_any();
    }
    let query = filters.query();
    let each = Format::ALL.map(|format| {
        let words = match format {
            Format::Xlsx => t.text("export-xlsx"),
            Format::Csv => t.text("export-csv"),
        };
        if too_many_rows(count) {
            view! {
                <form method="post" action="/do/order_export">
                    <input type="hidden" name="report" value=report.name />
                    <input type="hidden" name="query" value=query.clone() />
                    <input type="hidden" name="format" value=format.as_str() />
                    <button class="btn">{words}</button>
                </form>
            }
            .into_any()
        } else {
            let file = address(
                &format!("/office/reports/{}.{}", report.name, format.as_str()),
                &query,
                "",
            );
            view! { <a class="btn" href=file download="">{words}</a> }.into_any()
        }
    });
    let later = too_many_rows(count).then(|| view! { <small>{t.text("export-later")}</small> });
    view! { <nav class="acts exports" aria-label=t.text("export-label")>{each.into_iter().collect_view()}{later}</nav> }
        .into_any()
}

/// Each column's sentence, for whoever has no pointer to hold over its heading.
fn meanings(t: Lang, report: &Report) -> impl IntoView + use<> {
    let each: Vec<_> = report
        .columns
        .iter()
        .map(|column| view! { <div><dt>{words::heading(t, column)}</dt><dd>{words::definition(t, column)}</dd></div> })
        .collect();
    view! {
        <details class="meanings">
            <summary>{t.text("list-meanings")}</summary>
            <dl class="facts">{each}</dl>
        </details>
    }
}
