//! The list of campaigns, by how they stand today.

use huika_domain::{CampaignId, campaign::CampaignState};
use huika_store::{
    campaign::{CampaignLine, CampaignQuery, find_campaigns},
    staff::Role,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::PAGE;
use crate::{
    i18n::Lang,
    office::frame::{Office, Scoped, enter},
    show::{
        campaign::{kind_words, state_tone, state_words},
        page,
    },
    ui::{
        Column, Empty, PageError, Sheet,
        address::{with, without},
        done, icon as draw, pager, tag,
    },
};

/// Rows of a page.
const A_PAGE: usize = 50;

/// `/office/campaigns`, those that stand so as `?state=`.
pub fn campaigns() -> impl IntoView {
    let query = use_query_map().with_untracked(Clone::clone);
    let chosen = query.get_str("state").and_then(CampaignState::parse);
    let before = query.get_str("before").and_then(|id| CampaignId::parse(id).ok());
    page(async move {
        let desk = enter(Role::sees_office, Scoped::No).await?;
        let asked = CampaignQuery {
            state: chosen,
            before,
            limit: A_PAGE as i64 + 1,
        };
        let mut rows = desk.read(move |tx| find_campaigns(tx, &asked)).await?;
        let t = desk.lang();
        let more = rows.len() > A_PAGE;
        rows.truncate(A_PAGE);
        let last = rows.last().filter(|_| more).map(|row| row.id);
        let query = &desk.visit.query;
        let on = last.map(|last| (t.text("page-next"), with(PAGE, query, "before", &last.to_string())));
        let back = before.map(|_| (t.text("page-first"), without(PAGE, query, "before")));
        let acts = view! {
            <a class="btn" href=format!("{PAGE}/groups")>{t.text("stack-groups-title")}</a>
            {desk
                .session
                .role
                .runs_campaigns()
                .then(|| view! { <a class="btn go" href=format!("{PAGE}/new")>{t.text("campaign-new")}</a> })}
        };
        Ok(view! {
            <Office
                around=desk.around.clone()
                title=t.text("campaigns-title").to_owned()
                lead=t.text("campaigns-lead").to_owned()
                acts=acts.into_any()
            >
                {done(&[("made", t.text("campaign-was-made"))])}
                {PageError::notice(PageError::of_request())}
                {filter(t, chosen)}
                {table(t, &rows)}
                {pager(t.text("campaigns-title").to_owned(), back, on)}
                <p class="fine">{t.text("campaigns-elsewhere")}" "<a class="link" href="/office/rules/packages">{t.text("rules-packages")}</a>" · "<a class="link" href="/office/rules/joining">{t.text("rules-joining")}</a></p>
            </Office>
        }
        .into_any())
    })
}

fn filter(t: Lang, chosen: Option<CampaignState>) -> impl IntoView + use<> {
    let states = CampaignState::ALL.map(|state| {
        view! { <option value=state.as_str() selected=chosen == Some(state)>{state_words(t, state)}</option> }
    });
    view! {
        <form class="filters" method="get" action=PAGE>
            <div class="field">
                <label for="state">{t.text("campaign-state")}</label>
                <select id="state" name="state">
                    <option value="">{t.text("goods-all")}</option>
                    {Vec::from(states)}
                </select>
            </div>
            <button class="btn">{t.text("goods-find")}</button>
        </form>
    }
}

fn table(t: Lang, rows: &[CampaignLine]) -> impl IntoView + use<> {
    if rows.is_empty() {
        return view! { <Empty icon=draw::GIFT title=t.text("campaigns-none") text=t.text("campaigns-none-text") /> }
            .into_any();
    }
    let lines: Vec<_> = rows
        .iter()
        .map(|row| {
            let day =
                |day: Option<huika_domain::BusinessDay>| day.map_or_else(|| "—".to_owned(), |day| day.to_string());
            view! {
                <tr>
                    <td><a class="link" href=format!("{PAGE}/{}", row.id)>{row.name.clone()}</a></td>
                    <td>{kind_words(t, row.kind)}</td>
                    <td>{tag(state_tone(row.state), state_words(t, row.state).to_owned())}</td>
                    <td>{day(row.first)}</td>
                    <td>{day(row.last)}</td>
                    <td class="n">{row.uses}</td>
                    <td class="n">{row.cost.display()}</td>
                </tr>
            }
        })
        .collect();
    let columns = vec![
        Column::words(t.text("campaign-name")),
        Column::words(t.text("campaign-kind")),
        Column::words(t.text("campaign-state")),
        Column::words(t.text("campaign-first-day")),
        Column::words(t.text("campaign-last-day")),
        Column::figures(t.text("campaign-uses")),
        Column::figures(t.text("campaign-cost")),
    ];
    view! { <Sheet label=t.text("campaigns-title").to_owned() columns>{lines}</Sheet> }.into_any()
}
