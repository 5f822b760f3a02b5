//! `/office/grants/:number`: what a grant comes to and whom it does not reach, before it begins; afterwards how far it has come.

use huika_domain::ErrorCode;
use huika_store::{
    StoreError,
    adjustment::grant::{
        GrantError, GrantPhase, GrantRefusal, GrantRow, Granted, approve_grant, confirm_grant, drop_grant,
        grant_refusals, grant_row,
    },
    staff::Role,
};
use leptos::prelude::*;
use leptos_meta::Meta;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::list::PAGE;
use crate::{
    context::{Done, go, refuse},
    i18n::Lang,
    office::{
        form::{code_of, sender},
        frame::{Desk, Office, Scoped, enter},
    },
    show::{Leave, card_kind_name, page, times::moment_text},
    ui::{Column, Crumb, PageError, Progress, Sheet, Stat, Tone, done, fact, pager, stats, tag},
};

/// Refusals on a page.
const A_PAGE: usize = 50;
/// How soon a page looks again at a grant that runs.
const LOOK_AGAIN_SECS: &str = "3";

pub fn one_grant() -> impl IntoView {
    let number = use_params_map().with_untracked(|params| params.get("number").unwrap_or_default());
    let after: i64 = use_query_map()
        .with_untracked(|query| query.get("after"))
        .and_then(|after| after.parse().ok())
        .unwrap_or_default();
    page(async move {
        let desk = enter(Role::sees_grants, Scoped::No).await?;
        let viewer = desk.session.operator;
        let found = desk
            .read(move |tx| {
                let Some(row) = grant_row(tx, viewer, &number)? else {
                    return Ok::<_, StoreError>(None);
                };
                let refusals = grant_refusals(tx, &number, after, A_PAGE as i64 + 1)?;
                Ok(Some((row, refusals)))
            })
            .await?;
        let (row, refusals) = found.ok_or(Leave::NotFound)?;
        let t = desk.lang();
        let state = t.find(&format!("grant-state-{}", row.phase), &[]).unwrap_or_default();
        let tone = match row.phase {
            GrantPhase::Draft | GrantPhase::Waiting => Tone::Warn,
            GrantPhase::Done => Tone::Good,
            GrantPhase::Running | GrantPhase::Dropped => Tone::Plain,
        };
        let again =
            (row.phase == GrantPhase::Running).then(|| view! { <Meta http_equiv="refresh" content=LOOK_AGAIN_SECS /> });
        let crumb = Crumb {
            path: PAGE.to_owned(),
            words: t.text("grants-title"),
        };
        Ok(view! {
            {again}
            <Office around=desk.around.clone() title=each_words(t, &row) crumb=crumb tags=tag(tone, state).into_any()>
                {done(&[
                    ("running", t.text("grant-runs")),
                    ("waiting", t.text("grant-waits")),
                ])}
                {PageError::notice(PageError::of_request())}
                {what(&desk, &row)}
                {forms(&desk, &row)}
                {not_reached(t, &row, refusals)}
            </Office>
        }
        .into_any())
    })
}

fn each_words(t: Lang, row: &GrantRow) -> String {
    let amount = amount(row.granted);
    match row.granted {
        Granted::Coupon { .. } => {
            let coupon = card_kind_name(t, &row.coupon.0, &row.coupon.1);
            t.with("grant-coupon-each", &[("coupon", coupon.into())])
        }
        Granted::Bonus(_) => t.with("grant-bonus-each", &[("amount", amount.into())]),
        Granted::Points(_) => t.with("grant-points-each", &[("points", amount.into())]),
    }
}

fn amount(granted: Granted) -> String {
    match granted {
        Granted::Bonus(amount) | Granted::Coupon { worth: amount, .. } => amount.display(),
        Granted::Points(points) => points.display(),
    }
}

fn what(desk: &Desk, row: &GrantRow) -> impl IntoView + use<> {
    let t = desk.lang();
    let count = |count: i64| huika_domain::Points::new(count).display();
    let tiles = stats(vec![
        Stat::new(t.text("grant-takers"), count(row.takers)),
        Stat::new(t.text("grant-sum"), amount(row.sum())),
        Stat::new(t.text("grant-refused"), count(row.refused)),
        Stat::new(t.text("grant-reached"), count(row.done)),
    ]);
    let bar = (row.phase == GrantPhase::Running).then(|| {
        let words = t.with(
            "grant-progress",
            &[("done", row.done.into()), ("all", row.takers.into())],
        );
        view! { <Progress label=t.text("export-progress") words done=row.done.min(row.takers) all=row.takers /> }
    });
    let until = row
        .expires_at
        .map(|at| fact(t.text("lot-until"), moment_text(&desk.portal, t, at)));
    let from = if row.segment.is_empty() {
        t.text("grant-to-list").to_owned()
    } else {
        row.segment.clone()
    };
    let asked = format!("{} · {}", row.asked_name, moment_text(&desk.portal, t, row.asked_at));
    let decided = (!row.decided_name.is_empty()).then(|| fact(t.text("grant-second"), row.decided_name.clone()));
    view! {
        {tiles}
        {bar}
        <section class="card">
            <dl class="facts">
                {fact(t.text("record-number"), row.number.clone())}
                {fact(t.text("grant-to"), from)}
                {fact(t.text("entry-reason"), row.reason.clone())}
                {until}
                {fact(t.text("record-by"), asked)}
                {decided}
            </dl>
        </section>
    }
}

/// What can be decided about it now, and by whom.
fn forms(desk: &Desk, row: &GrantRow) -> Option<AnyView> {
    let t = desk.lang();
    let own = row.asked_by == desk.session.operator;
    if !desk.session.role.grants() {
        return None;
    }
    let (word, words) = match (row.phase, own) {
        (GrantPhase::Draft, true) => (Some("confirm"), t.text("grant-confirm")),
        (GrantPhase::Waiting, false) if desk.session.role.approves() => (Some("approve"), t.text("grant-approve")),
        (GrantPhase::Draft | GrantPhase::Waiting, _) => (None, ""),
        _ => return None,
    };
    let go_on = word.map(|word| view! { <button class="button" name="decision" value=word>{words}</button> });
    let second = (row.phase == GrantPhase::Waiting && own)
        .then(|| view! { <p class="quiet-text">{t.text("correction-own")}</p> });
    Some(
        view! {
            {second}
            <form class="acts" method="post" action="/do/decide_grant">
                <input type="hidden" name="number" value=row.number.clone() />
                {go_on}
                <button class="button quiet" name="decision" value="drop">{t.text("grant-drop")}</button>
            </form>
        }
        .into_any(),
    )
}

fn not_reached(t: Lang, row: &GrantRow, mut refusals: Vec<GrantRefusal>) -> Option<AnyView> {
    if refusals.is_empty() {
        return None;
    }
    let more = refusals.len() > A_PAGE;
    refusals.truncate(A_PAGE);
    let rows: Vec<_> = refusals
        .iter()
        .map(|one| {
            let why = t.find(&format!("grant-why-{}", one.why), &[]).unwrap_or_default();
            let line = (one.line > 0).then(|| one.line.to_string());
            view! { <tr><th scope="row">{one.who.clone()}</th><td class="n">{line}</td><td>{why}</td></tr> }
        })
        .collect();
    let columns = vec![
        Column::words(t.text("sale-member")),
        Column::figures(t.text("grant-line")),
        Column::words(t.text("grant-why")),
    ];
    let page = format!("{PAGE}/{}", row.number);
    let next = refusals
        .last()
        .filter(|_| more)
        .map(|last| (t.text("page-next"), format!("{page}?after={}", last.id)));
    Some(
        view! {
            <Sheet label=t.text("grant-not-reached") caption=true columns>{rows}</Sheet>
            {pager(t.text("list-pages").to_owned(), None, next)}
        }
        .into_any(),
    )
}

#[server(prefix = "/do", endpoint = "decide_grant")]
pub async fn decide(#[server(default)] number: String, #[server(default)] decision: String) -> Done {
    let staff = match sender(PAGE, Role::grants).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let by = staff.session.operator;
    let plain = number.len() <= 40 && number.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let page = if plain {
        format!("{PAGE}/{number}")
    } else {
        PAGE.to_owned()
    };
    let decided = match decision.as_str() {
        "confirm" => {
            let done = staff.write(move |tx| confirm_grant(tx, &number, by));
            done.await
                .map(|runs| format!("{page}?done={}", if runs { "running" } else { "waiting" }))
        }
        "approve" => {
            let done = staff.write(move |tx| approve_grant(tx, &number, by));
            done.await.map(|()| format!("{page}?done=running"))
        }
        "drop" => {
            let done = staff.write(move |tx| drop_grant(tx, &number, by));
            done.await.map(|()| format!("{PAGE}?done=dropped"))
        }
        _ => return refuse(&page, ErrorCode::GrantOver.as_str()),
    };
    match decided {
        Ok(to) => go(&to),
        Err(GrantError::Store(fault)) => refuse(&page, code_of(&fault, fault.code())),
        // Where there is no such grant, the list says so.
        Err(GrantError::Over) => refuse(PAGE, GrantError::Over.code()),
        Err(error) => refuse(&page, error.code()),
    }
}
