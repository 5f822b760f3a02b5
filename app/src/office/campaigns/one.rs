//! One campaign: its sentence, its next steps, what it did so far, what it would have done last month, and its history.

use huika_domain::CampaignId;
use huika_store::{
    StoreError, Tx,
    campaign::{
        CampaignEffect, CampaignRow, Past, ReplayJob, Replayed, Step, campaign, campaign_effect, last_replay,
        past_versions, replay_sample, steps_of,
    },
    staff::Role,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{PAGE, effect::effect, history::history, named::named, replay::replay, steps::steps};
use crate::{
    i18n::Lang,
    office::frame::{Office, Scoped, enter},
    show::{
        Leave,
        campaign::{Named, kind_words, parts, state_tone, state_words},
        page,
    },
    ui::{Crumb, PageError, done, fact, tag},
};

/// What the page shows.
struct Found {
    row: CampaignRow,
    past: Vec<Past>,
    steps: Vec<Step>,
    named: Named,
    effect: Option<CampaignEffect>,
    sample: Replayed,
    job: Option<ReplayJob>,
    /// What the other campaigns that it met are called.
    others: Vec<(i64, String)>,
}

fn find(tx: &mut Tx<'_>, viewer: huika_domain::OperatorId, id: CampaignId) -> Result<Option<Found>, StoreError> {
    let Some(row) = campaign(tx, id)? else {
        return Ok(None);
    };
    let past = past_versions(tx, id)?;
    let terms: Vec<_> = past.iter().map(|past| &past.terms).collect();
    let named = named(tx, viewer, &terms)?;
    let sample = replay_sample(tx, id, &row.terms)?;
    let job = last_replay(tx, id)?.filter(|job| job.version == row.version);
    let figures = job.as_ref().and_then(|job| job.figures.as_ref());
    let met = sample
        .figures
        .beside
        .keys()
        .chain(figures.iter().flat_map(|figures| figures.beside.keys()));
    let mut others = Vec::new();
    for other in met.copied().collect::<std::collections::BTreeSet<i64>>() {
        if let Some(row) = campaign(tx, CampaignId::new(other))? {
            others.push((other, row.terms.name));
        }
    }
    Ok(Some(Found {
        steps: steps_of(tx, id)?,
        effect: campaign_effect(tx, id)?,
        row,
        past,
        named,
        sample,
        job,
        others,
    }))
}

/// `/office/campaigns/:campaign`.
pub fn one_campaign() -> impl IntoView {
    let id = use_params_map().with_untracked(|params| params.get("campaign").unwrap_or_default());
    page(async move {
        let desk = enter(Role::sees_office, Scoped::No).await?;
        let id = CampaignId::parse(&id).map_err(|_| Leave::NotFound)?;
        let viewer = desk.session.operator;
        let found = desk.read(move |tx| find(tx, viewer, id)).await?;
        let found = found.ok_or(Leave::NotFound)?;
        let t = desk.lang();
        let runs = desk.session.role.runs_campaigns();
        let row = &found.row;
        let crumb = Crumb {
            path: PAGE.to_owned(),
            words: t.text("campaigns-title"),
        };
        let acts = runs.then(|| {
            view! {
                <a class="btn" href=format!("{PAGE}/{id}/try")>{t.text("campaign-try")}</a>
                <a class="btn" href=format!("{PAGE}/{id}/change")>{t.text("campaign-change")}</a>
            }
            .into_any()
        });
        let tags = view! {
            {tag(state_tone(row.state), state_words(t, row.state).to_owned())}
            {tag(crate::ui::Tone::Plain, t.with("campaign-version", &[("version", row.version.into())]))}
        };
        let (title, lead) = (row.terms.name.clone(), kind_words(t, row.terms.kind.name()).to_owned());
        let content = view! {
            {sentence(t, &found, runs)}
            {runs.then(|| steps(t, row))}
            {found.effect.as_ref().map(|effects| effect(t, &row.terms.name, effects))}
            {replay(&desk, row, &found.sample, found.job.as_ref(), &found.others)}
            {history(&desk, &found.past, &found.steps, &found.named)}
        }
        .into_any();
        Ok(view! {
            <Office
                around=desk.around.clone()
                title=title
                lead=lead
                crumb=crumb
                tags=tags.into_any()
                acts=acts
            >
                {done(&[
                    ("made", t.text("campaign-was-made")),
                    ("changed", t.text("campaign-was-changed")),
                    ("moved", t.text("campaign-was-moved")),
                    ("ordered", t.text("replay-was-ordered")),
                ])}
                {PageError::notice(PageError::of_request())}
                {content}
            </Office>
        }
        .into_any())
    })
}

/// The campaign as one sentence, each part a way to where it is edited.
fn sentence(t: Lang, found: &Found, runs: bool) -> impl IntoView + use<> {
    let page = format!("{PAGE}/{}/change", found.row.id);
    let parts = parts(t, &found.row.terms, &found.named);
    let mut said = Vec::new();
    for (place, part) in parts.iter().enumerate() {
        if place > 0 {
            said.push(t.text("campaign-joint").into_any());
        }
        let words = part.words.clone();
        said.push(if runs {
            view! { <a href=format!("{page}#part-{}", part.section)><u>{words}</u></a> }.into_any()
        } else {
            view! { <u>{words}</u> }.into_any()
        });
    }
    let facts: Vec<_> = parts.into_iter().map(|part| fact(part.label, part.words)).collect();
    view! {
        <section class="card">
            <h2>{t.text("campaign-sentence")}</h2>
            <p class="say">{said}</p>
            <dl class="facts">{facts}</dl>
        </section>
    }
}
