//! The components, each with invented words.

use huika_domain::Fen;
use leptos::prelude::*;

use super::scheme::Scheme;
use crate::{
    i18n::Lang,
    ui::{
        AmountField, ChipMenu, Column, Confirm, Editor, Empty, Event, Notice, PageHead, Progress, SavedView, Sheet,
        Stat, TabLink, Tone, checked, chip_choice, chip_set, fact, failed, icon as draw, loading, pager, saved_views,
        stats, tabs, tag, timeline, toast,
    },
};

const PAGE: &str = "/ui";

/// All of them in one scheme. What was typed into the editor is in the address.
pub fn all(t: Lang, scheme: Scheme, typed: &dyn Fn(&str) -> Option<String>) -> impl IntoView + use<> {
    let name = t.text(scheme.pick("specimen-light", "specimen-dark"));
    // A landmark's name stands once on a page.
    let label = |key: &'static str| format!("{} · {name}", t.text(key));
    let sections = vec![
        section(t.text("specimen-colours"), swatches().into_any()),
        section(t.text("specimen-head"), head(t).into_any()),
        section(t.text("specimen-pills"), pills(t).into_any()),
        section(
            t.text("specimen-filters"),
            filters(t, label("specimen-filters")).into_any(),
        ),
        section(
            t.text("specimen-table"),
            table(t, label("specimen-report"), label("specimen-newer")).into_any(),
        ),
        section(
            t.text("specimen-detail"),
            detail(t, label("specimen-detail")).into_any(),
        ),
        section(
            t.text("specimen-editor"),
            editor(t, scheme, label("specimen-sentence"), typed).into_any(),
        ),
        section(t.text("specimen-notices"), notices(t).into_any()),
        section(t.text("specimen-confirm"), confirm(t).into_any()),
        section(
            t.text("specimen-states"),
            states(t, label("specimen-export-running")).into_any(),
        ),
    ];
    view! {
        <div class=scheme.class() id=scheme.as_str()>
            <h2>{name}</h2>
            {sections}
        </div>
    }
}

fn section(title: &'static str, content: AnyView) -> impl IntoView {
    view! { <section><h3>{title}</h3>{content}</section> }
}

const COLOURS: [&str; 13] = [
    "accent",
    "accent-text",
    "accent-soft",
    "accent-line",
    "paper",
    "raised",
    "sunk",
    "ink",
    "ink-2",
    "line-strong",
    "in",
    "warn-ink",
    "bad-ink",
];

fn swatches() -> impl IntoView {
    let each = COLOURS.map(|name| view! { <li><i class=format!("c-{name}")></i>{name}</li> });
    view! { <ul class="swatches">{Vec::from(each)}</ul> }
}

fn head(t: Lang) -> impl IntoView {
    // A page has one head; what stands here shows its parts below the title of this section.
    let acts = view! {
        <a class="btn" href=PAGE>{t.text("specimen-columns")}</a>
        <a class="btn" href=PAGE>{t.text("specimen-save-view")}</a>
        <button class="btn" disabled>{t.text("specimen-unavailable")}</button>
        <a class="btn bad" href=PAGE>{t.text("specimen-freeze")}</a>
        <a class="btn go" href=PAGE>{t.text("specimen-export")}</a>
    };
    view! {
        <PageHead
            below=true
            title=t.text("specimen-report").to_owned()
            lead=t.text("specimen-report-lead").to_owned()
            tags=tag(Tone::Warn, t.text("specimen-draft").to_owned()).into_any()
            acts=acts.into_any()
        />
    }
}

fn pills(t: Lang) -> impl IntoView {
    let pill = |tone, key| tag(tone, t.text(key).to_owned());
    view! {
        <p class="line">
            {pill(Tone::Plain, "specimen-pill-plain")}
            {pill(Tone::Good, "specimen-pill-good")}
            {pill(Tone::Warn, "specimen-pill-warn")}
            {pill(Tone::Bad, "specimen-pill-bad")}
        </p>
    }
}

fn filters(t: Lang, label: String) -> impl IntoView {
    let view_of = |key: &'static str, shown| SavedView {
        name: t.text(key).to_owned(),
        path: PAGE.to_owned(),
        shown,
    };
    let views = vec![
        view_of("specimen-view-month", true),
        view_of("specimen-view-returns", false),
    ];
    let page = || PAGE.to_owned();
    view! {
        {saved_views(label, views)}
        <div class="filters">
            {chip_set(t, t.text("specimen-filter-days").to_owned(), page())}
            {chip_set(t, t.text("specimen-filter-store").to_owned(), page())}
            {chip_choice(t.text("specimen-with-returns").to_owned(), page(), false)}
            <ChipMenu words=t.text("specimen-filter-staff").to_owned()>
                <a href=PAGE aria-current="true">{t.text("specimen-cashier-one")}</a>
                <a href=PAGE>{t.text("specimen-cashier-two")}</a>
            </ChipMenu>
            <ChipMenu words=t.text("specimen-filter-add").to_owned() add=true>
                <a href=PAGE>{t.text("specimen-discount")}</a>
                <a href=PAGE>{t.text("specimen-by-points")}</a>
            </ChipMenu>
        </div>
    }
}

/// Time, number, who, phone, cashier, and the seven figures in fen and points.
type Row = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    [i64; 7],
);

const ROWS: [Row; 3] = [
    (
        "18:40",
        "S20261128184012r5t4k2m1",
        "specimen-lin",
        "138****8000",
        "specimen-cashier-one",
        [28_800, -2_880, -1_044, 0, 21_240, 3_636, 212],
    ),
    (
        "17:02",
        "S20261128170211k2m1p9x7",
        "specimen-zhao",
        "139****2210",
        "specimen-cashier-one",
        [3_650, 0, 0, 3_650, 0, 0, 36],
    ),
    (
        "16:20",
        "B20261128162055x77c3d8q",
        "specimen-chen",
        "150****6633",
        "specimen-cashier-two",
        [-3_900, 0, 0, 0, -3_600, -300, -36],
    ),
];
const TOTALS: [i64; 7] = [
    18_420_900, -1_204_410, -148_000, 6_140_290, 9_788_000, 1_140_200, 158_004,
];

/// Below zero is a return's; what is taken off a price is so on every row.
fn figures(values: [i64; 7]) -> impl IntoView {
    let returned = values[0] < 0;
    let last = values.len() - 1;
    let cells: Vec<_> = values
        .into_iter()
        .enumerate()
        .map(|(index, value)| {
            let text = if index == last {
                huika_domain::Points::new(value).display()
            } else {
                // In a table of amounts nobody needs the currency on each.
                Fen::new(value).signed().trim_start_matches('+').to_owned()
            };
            view! { <td class=if returned && value < 0 { "n neg" } else { "n" }>{text}</td> }
        })
        .collect();
    cells
}

fn table(t: Lang, label: String, pages: String) -> impl IntoView {
    let rows: Vec<_> = ROWS
        .iter()
        .map(|(time, number, who, phone, cashier, values)| {
            let when = t.with("when-today", &[("time", (*time).into())]);
            view! {
                <tr>
                    <th scope="row"><a href=PAGE>{when}</a><small>{*number}</small></th>
                    <td>{t.text(who)}<small>{*phone}</small></td>
                    <td>{t.text(cashier)}</td>
                    {figures(*values)}
                </tr>
            }
        })
        .collect();
    let figure = |key: &'static str| Column::figures(t.text(key));
    let columns = vec![
        Column::words(t.text("specimen-time")),
        Column::words(t.text("sale-member")),
        Column::words(t.text("specimen-filter-staff")),
        figure("specimen-list"),
        figure("specimen-discount"),
        figure("specimen-by-points"),
        figure("specimen-outside"),
        figure("specimen-principal"),
        figure("specimen-bonus"),
        figure("specimen-earned"),
    ];
    let total = view! { <tr><th scope="row" colspan="3">{t.text("specimen-total")}</th>{figures(TOTALS)}</tr> };
    let older = (t.text("statement-older"), PAGE.to_owned());
    let newer = (t.text("specimen-newer"), PAGE.to_owned());
    let foot =
        view! { {checked(t.text("specimen-identity").to_owned(), true)}{pager(pages, Some(newer), Some(older))} };
    view! { <Sheet label columns total=total.into_any() foot=foot.into_any()>{rows}</Sheet> }
}

fn detail(t: Lang, label: String) -> impl IntoView {
    let tab = |path: &str, key, count| TabLink {
        path: path.to_owned(),
        words: t.text(key),
        count,
    };
    let links = vec![
        tab(PAGE, "specimen-tab-statement", None),
        tab("/ui#lots", "specimen-tab-lots", None),
        tab("/ui#coupons", "specimen-tab-coupons", Some(3)),
        tab("/ui#acts", "specimen-tab-acts", None),
    ];
    let tiles = vec![
        Stat::new(t.text("balance"), "¥1,204.50".to_owned()).with_note(Some(t.with(
            "parts",
            &[("principal", "¥1,118.30".into()), ("bonus", "¥86.20".into())],
        ))),
        Stat::new(t.text("points"), "3,120".to_owned()).with_note(Some(t.text("specimen-points-note").to_owned())),
        Stat {
            change: Some((t.text("specimen-year-change").to_owned(), false)),
            ..Stat::new(t.text("specimen-year"), "¥8,431.00".to_owned())
        },
        Stat::new(t.text("specimen-visits"), t.text("specimen-visits-is").to_owned())
            .with_note(Some(t.text("specimen-visits-note").to_owned())),
    ];
    view! {
        <div class="two">
            <div>
                <div class="card">
                    <dl class="facts">
                        {fact(t.text("sale-member"), format!("{} · 138****8000", t.text("specimen-lin")))}
                        {fact(t.text("specimen-birthday"), t.text("specimen-birthday-is").to_owned())}
                        {fact(t.text("specimen-joined"), t.text("specimen-joined-is").to_owned())}
                    </dl>
                </div>
            </div>
            <div>
                {stats(tiles)}
                {tabs(label, links, PAGE)}
                <div class="card"><h4>{t.text("specimen-timeline")}</h4>{events(t)}</div>
            </div>
        </div>
    }
}

fn events(t: Lang) -> impl IntoView {
    let event = |what, by, tone| Event {
        what: t.text(what).to_owned(),
        by: t.text(by).to_owned(),
        tone,
    };
    timeline(vec![
        event("specimen-event-waits", "specimen-event-waits-by", Tone::Warn),
        event("specimen-event-failed", "specimen-event-failed-by", Tone::Bad),
        event("specimen-event-asked", "specimen-event-asked-by", Tone::Good),
        event("specimen-event-top-up", "specimen-event-top-up-by", Tone::Plain),
    ])
}

/// What a bill comes to that this example is about.
const BILL: Fen = Fen::new(18_800);

fn editor(t: Lang, scheme: Scheme, label: String, typed: &dyn Fn(&str) -> Option<String>) -> impl IntoView + use<> {
    let (threshold, cut) = (
        scheme.pick("threshold-light", "threshold-dark"),
        scheme.pick("cut-light", "cut-dark"),
    );
    let said = |name: &str, usual: &str| typed(name).unwrap_or_else(|| usual.to_owned());
    let (typed_threshold, typed_cut) = (said(threshold, "100.00"), said(cut, "15.00"));
    let side = side(t, &typed_threshold, &typed_cut);
    view! {
        <Editor id=scheme.pick("editor-light", "editor-dark") preview=PAGE label side>
            <form class="column" method="get" action=PAGE>
                <div class="card form">
                    <AmountField
                        name=threshold
                        label=t.text("specimen-threshold")
                        hint=t.text("specimen-threshold-hint").to_owned()
                        value=typed_threshold
                    />
                    <AmountField name=cut label=t.text("specimen-cut") value=typed_cut />
                    <label class="tick">
                        <input type="checkbox" checked />
                        <span>{t.text("specimen-with-returns")}</span>
                    </label>
                </div>
                <div class="save-bar">
                    <span class="q">{t.text("specimen-unsaved")}</span>
                    <span class="end">
                        <button class="btn refresh">{t.text("specimen-refresh")}</button>
                        <button class="btn go">{t.text("specimen-save")}</button>
                    </span>
                </div>
            </form>
        </Editor>
    }
}

/// What the rule would do, worked out from what was typed.
fn side(t: Lang, threshold: &str, cut: &str) -> AnyView {
    let amounts = (Fen::parse_yuan(threshold), Fen::parse_yuan(cut));
    let rule = match amounts {
        (Ok(threshold), Ok(cut)) if cut.is_positive() && cut < threshold => Some((threshold, cut)),
        _ => None,
    };
    let Some((threshold, cut)) = rule else {
        return view! { <div class="card"><p class="note b">{t.text("specimen-says-not")}</p></div> }.into_any();
    };
    let says = t.with(
        "specimen-says",
        &[("threshold", threshold.display().into()), ("cut", cut.display().into())],
    );
    let pays = if BILL >= threshold {
        BILL.checked_sub(cut).unwrap_or(BILL)
    } else {
        BILL
    };
    let example = t.with("specimen-example", &[("bill", BILL.display().into())]);
    // The height of each bar is a class, as the policy allows no style in an element.
    let bars = ["h2", "h4", "h6", "h10", "h7", "h3", "h1"];
    let bars = bars.map(|height| view! { <i class=if height == "h10" { "h10 on" } else { height }></i> });
    view! {
        <div class="card">
            <h4>{t.text("specimen-sentence")}</h4>
            <p class="say">{says}</p>
            <dl class="facts"><div><dt>{example}</dt><dd>{pays.display()}</dd></div></dl>
            <small>{t.text("specimen-spread")}</small>
            <div class="bars" aria-hidden="true">{Vec::from(bars)}</div>
        </div>
    }
    .into_any()
}

fn notices(t: Lang) -> impl IntoView {
    view! {
        <Notice tone=Tone::Warn icon=draw::ALERT><p>{t.text("specimen-notice-warn")}</p></Notice>
        <Notice tone=Tone::Bad icon=draw::ALERT><p>{t.text("specimen-notice-bad")}</p></Notice>
        <Notice tone=Tone::Good icon=draw::CHECK><p>{t.text("specimen-notice-good")}</p></Notice>
        {toast(t, t.text("specimen-toast").to_owned(), PAGE.to_owned())}
    }
}

fn confirm(t: Lang) -> impl IntoView {
    view! {
        <Confirm words=t.text("specimen-freeze") question=t.text("specimen-freeze-question")>
            <form method="get" action=PAGE><button class="button certain">{t.text("specimen-freeze-certain")}</button></form>
        </Confirm>
    }
}

fn states(t: Lang, label: String) -> impl IntoView {
    view! {
        <Progress label words=t.text("specimen-export-at") done=41_200 all=120_000 />
        <div class="sheet">
            <Empty icon=draw::SEARCH title=t.text("specimen-none") text=t.text("specimen-none-text") below=true />
        </div>
        {loading(t)}
        <div class="card">{failed(t, PAGE.to_owned())}</div>
    }
}
