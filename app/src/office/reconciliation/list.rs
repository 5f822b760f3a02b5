//! The gateways' bills held against our orders: each day of each gateway, and what differs on one of them.

use huika_domain::{BusinessDay, Fen};
use huika_store::{
    StoreError,
    reconciliation::{Finding, FindingKind, KeptBillFile, ReportRow, kept_bill_files, last_report, report, reports},
    staff::Role,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    i18n::Lang,
    office::frame::{Office, Scoped, enter},
    show::{Leave, movement::channel_name, page, times::moment_text},
    staff::Staff,
    ui::{Crumb, Empty, Filter, Table, fact, filters, icon as draw},
};

const DAYS_A_PAGE: i64 = 60;
const FINDINGS_A_PAGE: i64 = 200;

/// `/office/reconciliation`, filtered by `?channel=`; one day of one gateway by `&day=`, its findings by `&kind=`.
pub fn reconciliation() -> impl IntoView {
    let query = use_query_map().with_untracked(Clone::clone);
    let text = move |name: &str| query.get(name).unwrap_or_default();
    let (channel, kind) = (text("channel"), text("kind"));
    let (day, until) = (
        BusinessDay::parse(&text("day")).ok(),
        BusinessDay::parse(&text("until")).ok(),
    );
    page(async move {
        let staff = enter(Role::sees_shop, Scoped::No).await?;
        let content = match day {
            Some(day) => one_day(&staff, channel, day, kind).await?,
            None => all_days(&staff, channel, until).await?,
        };
        let t = staff.lang();
        let crumb = day.map(|_| Crumb {
            path: "/office/reconciliation".to_owned(),
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

async fn all_days(staff: &Staff, channel: String, until: Option<BusinessDay>) -> Result<AnyView, Leave> {
    let t = staff.lang();
    let wanted = channel.clone();
    let rows = staff
        .portal
        .store
        .read(move |tx| reports(tx, &wanted, false, until, DAYS_A_PAGE))
        .await?;
    let choices = ["wechat", "alipay", "stripe"].map(|name| (name, channel_name(t, name)));
    let filter = Filter {
        path: "/office/reconciliation",
        name: "channel",
        chosen: channel,
    };
    let tabs = filters(t, &filter, t.text("filter-all"), &choices);
    let older = (rows.len() as i64 == DAYS_A_PAGE)
        .then(|| rows.last().map(|row| row.day))
        .flatten();
    let older = older.map(|day| {
        let address = format!("/office/reconciliation?channel={}&until={day}", filter.chosen);
        view! { <a class="button quiet small" href=address>{t.text("statement-older")}</a> }
    });
    let content = if rows.is_empty() {
        view! {
            <section class="panel">
                <Empty icon=draw::BOOKS title=t.text("reconciliation-none-title") text=t.text("reconciliation-none-text") />
            </section>
        }
        .into_any()
    } else {
        table(staff, &rows).into_any()
    };
    Ok(view! {
        {tabs}
        {content}
        <nav class="pager" aria-label=t.text("reconciliation-title")>{older}</nav>
    }
    .into_any())
}

fn table(staff: &Staff, rows: &[ReportRow]) -> impl IntoView + use<> {
    let t = staff.lang();
    let rows: Vec<_> = rows
        .iter()
        .map(|row| {
            let address = format!("/office/reconciliation?channel={}&day={}", row.channel, row.day);
            view! {
                <tr>
                    <td><a class="link" href=address>{row.day.to_string()}</a></td>
                    <td>{channel_name(t, &row.channel)}</td>
                    <td>{row.lines}</td>
                    <td>{row.matched}</td>
                    <td>{verdict(t, row)}</td>
                    <td>{row.paid.display()}</td>
                    <td>{row.refunded.display()}</td>
                    <td>{row.fees.display()}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <Table label=t.text("reconciliation-title") columns=vec![t.text("reconciliation-day"), t.text("entry-channel"), t.text("reconciliation-lines"), t.text("reconciliation-matched"), t.text("reconciliation-differences"), t.text("reconciliation-paid"), t.text("reconciliation-refunded"), t.text("reconciliation-fees")]>{rows}</Table>
    }
}

/// Differences are said, and so is that there are none.
fn verdict(t: Lang, row: &ReportRow) -> impl IntoView + use<> {
    let (class, words) = if row.differences > 0 {
        ("badge bad", row.differences.to_string())
    } else if row.waiting > 0 {
        let count = [("count", row.waiting.into())];
        ("badge warn", t.with("reconciliation-waiting", &count))
    } else {
        ("badge good", t.text("reconciliation-agree").to_owned())
    };
    view! { <span class=class>{words}</span> }
}

async fn one_day(staff: &Staff, channel: String, day: BusinessDay, kind: String) -> Result<AnyView, Leave> {
    let t = staff.lang();
    let (wanted, of_kind) = (channel.clone(), FindingKind::parse(&kind));
    let (head, findings, files) = staff
        .portal
        .store
        .read(move |tx| {
            let head = last_report(tx, &wanted, day)?;
            let findings = report(tx, &wanted, day, of_kind, FINDINGS_A_PAGE)?;
            Ok::<_, StoreError>((head, findings, kept_bill_files(tx, &wanted, day)?))
        })
        .await?;
    let head = head.ok_or(Leave::NotFound)?;
    let here = format!("/office/reconciliation?channel={channel}&day={day}");
    let link = |value: &str, words: String| {
        let address = if value.is_empty() {
            here.clone()
        } else {
            format!("{here}&kind={value}")
        };
        view! { <a class="choice" href=address aria-current=(value == kind).then_some("true")>{words}</a> }
    };
    let mut choices = vec![link("", t.text("filter-all").to_owned())];
    choices.extend(FindingKind::ALL.map(|kind| link(kind.as_str(), kind_words(t, kind))));
    let export = format!("/office/export/reconciliation?channel={channel}&day={day}&kind={kind}");
    let content = if findings.is_empty() {
        view! {
            <section class="panel">
                <Empty icon=draw::CHECK title=t.text("reconciliation-agree") text=t.text("reconciliation-agree-text") />
            </section>
        }
        .into_any()
    } else {
        found(staff, &findings).into_any()
    };
    Ok(view! {
        <section class="panel">
            <dl class="facts">
                {fact(t.text("reconciliation-day"), format!("{} · {day}", channel_name(t, &channel)))}
                {fact(t.text("reconciliation-lines"), head.lines.to_string())}
                {fact(t.text("reconciliation-matched"), head.matched.to_string())}
                {fact(t.text("reconciliation-differences"), head.differences.to_string())}
                {fact(t.text("reconciliation-at"), moment_text(&staff.portal, t, head.at))}
            </dl>
        </section>
        <nav class="filters" aria-label=t.text("filter-label")>{choices}</nav>
        {content}
        <a class="button quiet" href=export>{t.text("export-csv")}</a>
        {kept(staff, &files)}
    }
    .into_any())
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

fn kind_words(t: Lang, kind: FindingKind) -> String {
    t.find(&format!("finding-{}", kind.as_str()), &[]).unwrap_or_default()
}

fn found(staff: &Staff, findings: &[Finding]) -> impl IntoView + use<> {
    let t = staff.lang();
    let amount = |fen: Option<Fen>| fen.map_or_else(|| "—".to_owned(), Fen::display);
    let rows: Vec<_> = findings
        .iter()
        .map(|one| {
            let at = one.at.map(|at| moment_text(&staff.portal, t, at)).unwrap_or_default();
            view! {
                <tr>
                    <td>{kind_words(t, one.kind)}</td>
                    <td>{one.number.clone()}</td>
                    <td>{amount(one.ours_fen)}<small>{one.ours.clone()}</small></td>
                    <td>{amount(one.theirs_fen)}<small>{one.theirs.clone()}</small></td>
                    <td>{at}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <Table words=true label=t.text("reconciliation-differences") columns=vec![t.text("reconciliation-kind"), t.text("pay-number"), t.text("reconciliation-ours"), t.text("reconciliation-theirs"), t.text("entry-when")]>{rows}</Table>
    }
}
