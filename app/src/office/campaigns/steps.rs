//! The next steps in the life of a campaign, each a button with why.

use huika_domain::{
    CampaignId, ErrorCode, Reason,
    campaign::{CampaignState, Stage},
};
use huika_store::{
    campaign::{CampaignError, CampaignRow, MoveCampaign, move_campaign},
    staff::Role,
};
use leptos::prelude::*;

use super::{PAGE, fields::reason_field};
use crate::{
    context::{Done, Typed, go, refuse},
    i18n::Lang,
    office::form::{code_of, sender},
    ui::key_field,
};

/// What leads to a stage.
fn step_words(t: Lang, from: Stage, to: Stage) -> &'static str {
    match (from, to) {
        (_, Stage::Test) => t.text("campaign-step-test"),
        (Stage::Paused, Stage::On) => t.text("campaign-step-resume"),
        (_, Stage::On) => t.text("campaign-step-on"),
        (_, Stage::Paused) => t.text("campaign-step-pause"),
        (_, Stage::Draft) => t.text("campaign-step-draft"),
        (_, Stage::Ended) => t.text("campaign-step-end"),
    }
}

/// The form; nothing where there is no next step.
pub fn steps(t: Lang, row: &CampaignRow) -> Option<impl IntoView + use<>> {
    let next = row.stage.next();
    if next.is_empty() || row.state == CampaignState::Ended {
        return None;
    }
    let typed = Typed::into_form("move_campaign");
    let from = row.stage;
    let buttons: Vec<_> = next
        .iter()
        .map(|stage| {
            let class = match stage {
                Stage::On => "btn go",
                _ => "btn",
            };
            view! { <button class=class name="stage" value=stage.as_str()>{step_words(t, from, *stage)}</button> }
        })
        .collect();
    let hint = match row.stage {
        Stage::On => t.text("campaign-steps-on"),
        Stage::Paused => t.text("campaign-steps-paused"),
        _ => t.text("campaign-steps-draft"),
    };
    Some(view! {
        <form class="card form" method="post" action="/do/move_campaign">
            <h2>{t.text("campaign-steps")}</h2>
            <p class="hint">{hint}</p>
            {key_field(&typed)}
            <input type="hidden" name="campaign" value=row.id.to_string() />
            <input type="hidden" name="seen" value=row.version.to_string() />
            {reason_field(t, &typed)}
            <div class="ways-on">{buttons}</div>
        </form>
    })
}

#[server(prefix = "/do", endpoint = "move_campaign")]
pub async fn step(
    #[server(default)] campaign: String,
    #[server(default)] seen: String,
    #[server(default)] stage: String,
    #[server(default)] reason: String,
) -> Done {
    let staff = match sender(PAGE, Role::runs_campaigns).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let Ok(id) = CampaignId::parse(&campaign) else {
        return refuse(PAGE, ErrorCode::NoCampaign.as_str());
    };
    let page = format!("{PAGE}/{id}");
    let Some(stage) = Stage::parse(&stage) else {
        return refuse(&page, ErrorCode::CampaignStage.as_str());
    };
    let Ok(reason) = Reason::parse(&reason) else {
        return refuse(&page, ErrorCode::ReasonLength.as_str());
    };
    let step = MoveCampaign {
        campaign: id,
        seen: seen.parse().unwrap_or_default(),
        stage,
        reason,
        by: staff.session.operator,
    };
    match staff.write(move |tx| move_campaign(tx, &step)).await {
        Ok(_) => go(&format!("{page}?done=moved")),
        Err(CampaignError::Unknown) => refuse(PAGE, ErrorCode::NoCampaign.as_str()),
        Err(CampaignError::Store(error)) => refuse(&page, code_of(&error, error.code())),
        Err(error) => refuse(&page, error.code()),
    }
}
