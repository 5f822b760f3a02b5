//! The gateways' bills held against our orders: each day of each gateway, and what differs on one of them.

use huika_domain::BusinessDay;
use huika_store::{
    StoreError,
    reconciliation::{KeptBillFile, ReportRow, kept_bill_files, last_report},
    report::named,
    staff::Role,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    i18n::Lang,
    office::{
        frame::{Office, Scoped, enter},
        report::listed,
    },
    show::{Leave, channel::channel_name, page, times::moment_text},
    staff::Staff,
    ui::{Crumb, fact},
};

const PAGE: &str = "/office/reconciliation";

/// `/office/reconciliation`: each day of each gateway; one day of one gateway as `?channel=` and `&day=`, its findings by `&kind=`.
pub fn reconciliation() -> impl IntoView {
    let query = use_query_map().with_untracked(Clone::clone);
    let channel = query.get("channel").unwrap_or_default();
    let day = query.get("day").and_then(|text| BusinessDay::parse(&text).ok());
    page(async move {
        let staff = enter(Role::sees_shop, Scoped::No).await?;
        let content = match day.filter(|_| !channel.is_empty()) {
            Some(day) => one_day(&staff, channel, day).await?,
            None => listed(&staff, named("reconciliation").ok_or(Leave::NotFound)?, PAGE).await?,
        };
        let t = staff.lang();
        let crumb = day.map(|_| Crumb {
            path: PAGE.to_owned(),
            words: t.text("reconciliation-all"),
        });
        Ok(view! {
            <Office around=staff.around.clone() title=t.text("reconciliation-title").to_owned() crumb>
                {content}
            </Office>
        }
        .into_any())
    })
}

async fn one_day(staff: &Staff, channel: String, day: BusinessDay) -> Result<AnyView, Leave> {
    let t = staff.lang();
    let wanted = channel.clone();
    let (head, files) = staff
        .read(move |tx| Ok::<_, StoreError>((last_report(tx, &wanted, day)?, kept_bill_files(tx, &wanted, day)?)))
        .await?;
    let head = head.ok_or(Leave::NotFound)?;
    let list = listed(
        staff,
        named("findings").ok_or(Leave::NotFound)?,
        "/office/reports/findings",
    )
    .await?;
    Ok(view! {
        <section class="panel">
            <dl class="facts">
                {fact(t.text("reconciliation-day"), format!("{} · {day}", channel_name(t, &channel)))}
                {fact(t.text("reconciliation-lines"), head.lines.to_string())}
                {fact(t.text("reconciliation-matched"), head.matched.to_string())}
                {fact(t.text("reconciliation-differences"), verdict(t, &head))}
                {fact(t.text("reconciliation-at"), moment_text(&staff.portal, t, head.at))}
            </dl>
        </section>
        {list}
        {kept(staff, &files)}
    }
    .into_any())
}

/// Differences are said, and so is that there are none.
fn verdict(t: Lang, row: &ReportRow) -> String {
    if row.differences > 0 {
        row.differences.to_string()
    } else if row.waiting > 0 {
        t.with("reconciliation-waiting", &[("count", row.waiting.into())])
    } else {
        t.text("reconciliation-agree").to_owned()
    }
}

/// The bills as they came: what they were compared with, to be audited or compared again.
fn kept(staff: &Staff, files: &[KeptBillFile]) -> impl IntoView + use<> {
    let t = staff.lang();
    let rows: Vec<_> = files
        .iter()
        .map(|file| {
            let words = t.find(&format!("bill-{}", file.kind), &[]).unwrap_or_default();
            let when = moment_text(&staff.portal, t, file.fetched_at);
            let size = format!("{} kB", (file.bytes + 1023) / 1024);
            view! {
                <li>
                    <a class="link" href=format!("/office/export/bill/{}", file.id)>{words}</a>
                    <small>{format!("{when} · {size}")}</small>
                    <code>{file.digest.clone()}</code>
                </li>
            }
        })
        .collect();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="panel kept" aria-label=t.text("bills-kept")>
                <header><h2>{t.text("bills-kept")}</h2></header>
                <ul>{rows}</ul>
                <p class="fine">{t.text("bills-kept-text")}</p>
            </section>
        }
    })
}
