//! What a campaign would have done to the sales of the last month: of the newest at once, of all of them when somebody orders it.

use huika_domain::{CampaignId, ErrorCode};
use huika_store::{
    campaign::{
        Baskets, CampaignError, CampaignRow, REPLAY_DAYS, ReplayFigures, ReplayJob, ReplayState, Replayed, SAMPLE,
        order_replay,
    },
    staff::Role,
};
use leptos::prelude::*;
use leptos_meta::Meta;

use super::PAGE;
use crate::{
    context::{Done, go, refuse},
    i18n::Lang,
    office::{
        form::{code_of, sender},
        frame::Desk,
    },
    ui::{Progress, fact},
};

/// How often the page of a replay under way asks for itself again.
const LOOK_AGAIN_SECS: &str = "2";

pub fn replay(
    desk: &Desk,
    row: &CampaignRow,
    sample: &Replayed,
    job: Option<&ReplayJob>,
    others: &[(i64, String)],
) -> impl IntoView + use<> {
    let t = desk.lang();
    let all = job.and_then(|job| job.figures.as_ref().filter(|_| job.state == ReplayState::Done));
    let (figures, title) = match all {
        Some(figures) => (figures, t.with("replay-title-all", &[("count", figures.sales.into())])),
        None if sample.is_all => (
            &sample.figures,
            t.with("replay-title-all", &[("count", sample.figures.sales.into())]),
        ),
        None => (
            &sample.figures,
            t.with("replay-title-sample", &[("count", SAMPLE.into())]),
        ),
    };
    let under_way = job.filter(|job| job.state.is_open()).map(|job| {
        let words = t.with(
            "replay-progress-words",
            &[("done", job.done.into()), ("all", job.total.into())],
        );
        view! {
            <Meta http_equiv="refresh" content=LOOK_AGAIN_SECS />
            <Progress label=t.text("replay-progress") words done=job.done.min(job.total) all=job.total.max(1) />
        }
    });
    let failed = job
        .filter(|job| job.state == ReplayState::Failed)
        .map(|_| view! { <p class="error">{t.text("replay-failed")}</p> });
    let may_order = desk.session.role.runs_campaigns() && all.is_none() && under_way.is_none() && !sample.is_all;
    let order = may_order.then(|| {
        view! {
            <form method="post" action="/do/order_replay">
                <input type="hidden" name="campaign" value=row.id.to_string() />
                <button class="btn">{t.text("replay-order")}</button>
            </form>
        }
    });
    let content = if figures.sales == 0 {
        view! { <p>{t.with("replay-none", &[("days", i64::from(REPLAY_DAYS).into())])}</p> }.into_any()
    } else {
        shown(t, row, figures, others)
    };
    view! {
        <section class="card">
            <h2>{title}</h2>
            {content}
            {under_way}
            {failed}
            {order}
            <p class="fine">{t.text("replay-lead")}</p>
        </section>
    }
}

fn share(part: i64, of: i64) -> String {
    let permille = if of == 0 { 0 } else { part * 1_000 / of };
    format!("{}.{} %", permille / 10, permille % 10)
}

fn shown(t: Lang, row: &CampaignRow, figures: &ReplayFigures, others: &[(i64, String)]) -> AnyView {
    let sales = |count: i64| {
        t.with(
            "replay-sales",
            &[("count", count.into()), ("share", share(count, figures.sales).into())],
        )
    };
    let near = figures.missing[0] + figures.missing[1];
    let budget = match (row.terms.budget, figures.budget_day) {
        (None, _) => None,
        (Some(_), Some((day, nth))) => Some(t.with(
            "replay-budget-day",
            &[("day", day.to_string().into()), ("nth", nth.into())],
        )),
        (Some(_), None) => Some(t.text("replay-budget-lasts").to_owned()),
    };
    let limited = row
        .terms
        .limits
        .any()
        .then(|| fact(t.text("replay-limited"), sales(figures.limited)));
    let beside: Vec<_> = figures
        .beside
        .iter()
        .map(|(other, beside)| {
            let name = others
                .iter()
                .find(|(id, _)| id == other)
                .map_or_else(|| other.to_string(), |(_, name)| name.clone());
            let each = if beside.together == 0 {
                0
            } else {
                beside.together_fen / beside.together
            };
            let words = t.with(
                "replay-beside",
                &[
                    ("name", name.into()),
                    ("together", beside.together.into()),
                    ("each", huika_domain::Fen::new(each).display().into()),
                    ("this", beside.this_instead.into()),
                    ("other", beside.other_instead.into()),
                ],
            );
            view! { <p class="note">{words}</p> }
        })
        .collect();
    view! {
        <dl class="facts">
            {fact(t.text("replay-hit"), sales(figures.hit))}
            {fact(t.text("replay-cost"), figures.cost.display())}
            {fact(t.text("replay-lower"), figures.lower.display())}
            {fact(t.text("replay-met"), sales(figures.met))}
            {limited}
            {fact(t.text("replay-near"), sales(near))}
            {fact(t.text("replay-missing"), missing(t, figures))}
            {budget.map(|budget| fact(t.text("replay-budget"), budget))}
        </dl>
        {bars(t, &figures.baskets)}
        {beside}
    }
    .into_any()
}

fn missing(t: Lang, figures: &ReplayFigures) -> String {
    let [ten, twenty, fifty, more] = figures.missing;
    t.with(
        "replay-missing-words",
        &[
            ("ten", ten.into()),
            ("twenty", twenty.into()),
            ("fifty", fifty.into()),
            ("more", more.into()),
        ],
    )
}

/// Bills by their size; the tallest bar is said in words as well.
fn bars(t: Lang, baskets: &Baskets) -> impl IntoView + use<> {
    let most = baskets.iter().copied().max().unwrap_or_default().max(1);
    let tallest = baskets.iter().position(|count| *count == most).unwrap_or_default();
    let bars: Vec<_> = baskets
        .iter()
        .enumerate()
        .map(|(place, count)| {
            let class = (place == tallest).then_some("on");
            let height = count * 72 / most;
            let x = (place * 10).to_string();
            view! { <rect class=class x=x y=(72 - height).to_string() width="8" height=height.to_string()></rect> }
        })
        .collect();
    let from = i64::try_from(tallest).unwrap_or_default() * 20;
    let words = if tallest + 1 == baskets.len() {
        t.with("replay-baskets-above", &[("from", from.into())])
    } else {
        t.with(
            "replay-baskets",
            &[("from", from.into()), ("until", (from + 20).into())],
        )
    };
    view! {
        <svg class="bars" viewBox="0 0 118 72" preserveAspectRatio="none" aria-hidden="true">{bars}</svg>
        <small>{words}</small>
    }
}

#[server(prefix = "/do", endpoint = "order_replay")]
pub async fn order(#[server(default)] campaign: String) -> Done {
    let staff = match sender(PAGE, Role::runs_campaigns).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let Ok(id) = CampaignId::parse(&campaign) else {
        return refuse(PAGE, ErrorCode::NoCampaign.as_str());
    };
    let page = format!("{PAGE}/{id}");
    let by = staff.session.operator;
    match staff.write(move |tx| order_replay(tx, by, id)).await {
        Ok(_) => go(&format!("{page}?done=ordered")),
        Err(CampaignError::Unknown) => refuse(PAGE, ErrorCode::NoCampaign.as_str()),
        Err(CampaignError::Store(error)) => refuse(&page, code_of(&error, error.code())),
        Err(error) => refuse(&page, error.code()),
    }
}
