//! Saying something else in a campaign.
#![expect(
    clippy::too_many_arguments,
    reason = "a server function has one argument for each field of its form"
)]

use std::collections::BTreeMap;

use huika_domain::{CampaignId, ErrorCode, Reason};
use huika_store::{
    StoreError,
    campaign::{CampaignError, ChangeCampaign, campaign, change_campaign},
    staff::Role,
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{
    PAGE,
    fields::{fields, reason_field},
    named::named,
    typed::{Sent, Unread},
};
use crate::{
    context::{Done, Typed, go, refuse},
    office::{
        form::{code_of, sender},
        frame::{Office, Scoped, enter},
        settings::refuse_value,
    },
    show::{
        Leave,
        campaign::{state_tone, state_words},
        page,
    },
    ui::{Crumb, PageError, key_field, tag},
};

/// `/office/campaigns/:campaign/change`.
pub fn edit() -> impl IntoView {
    let id = use_params_map().with_untracked(|params| params.get("campaign").unwrap_or_default());
    let wrong = use_query_map().with_untracked(|query| query.get("field"));
    page(async move {
        let desk = enter(Role::runs_campaigns, Scoped::No).await?;
        let id = CampaignId::parse(&id).map_err(|_| Leave::NotFound)?;
        let viewer = desk.session.operator;
        let found = desk
            .read(move |tx| {
                let Some(row) = campaign(tx, id)? else {
                    return Ok::<_, StoreError>(None);
                };
                let named = named(tx, viewer, &[&row.terms])?;
                Ok(Some((row, named)))
            })
            .await?;
        let (row, known) = found.ok_or(Leave::NotFound)?;
        let t = desk.lang();
        let typed = Typed::into_form("change_campaign");
        let crumb = Crumb {
            path: format!("{PAGE}/{id}"),
            words: t.text("campaign-back"),
        };
        let kind = row.terms.kind.name();
        Ok(view! {
            <Office
                around=desk.around.clone()
                title=row.terms.name.clone()
                lead=t.text("campaign-change-lead").to_owned()
                crumb=crumb
                tags=tag(state_tone(row.state), state_words(t, row.state).to_owned()).into_any()
            >
                {PageError::notice(PageError::of_request())}
                <form class="card form" method="post" action="/do/change_campaign">
                    {key_field(&typed)}
                    <input type="hidden" name="campaign" value=id.to_string() />
                    <input type="hidden" name="seen" value=row.version.to_string() />
                    <input type="hidden" name="kind" value=kind.as_str() />
                    {fields(t, &typed, kind, Some(&row.terms), &known, wrong.as_deref())}
                    {reason_field(t, &typed)}
                    <button class="button">{t.text("store-save")}</button>
                </form>
            </Office>
        }
        .into_any())
    })
}

#[server(prefix = "/do", endpoint = "change_campaign")]
pub async fn change(
    #[server(default)] campaign: String,
    #[server(default)] seen: String,
    #[server(default)] kind: String,
    #[server(default)] reason: String,
    #[server(default)] rule: BTreeMap<String, String>,
    #[server(default)] camp: BTreeMap<String, String>,
    #[server(default)] weekdays: Vec<String>,
    #[server(default)] stores: Vec<String>,
    #[server(default)] tiers: Vec<String>,
    #[server(default)] card_types: Vec<String>,
    #[server(default)] tags: Vec<String>,
) -> Done {
    let staff = match sender(PAGE, Role::runs_campaigns).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let Ok(id) = CampaignId::parse(&campaign) else {
        return refuse(PAGE, ErrorCode::NoCampaign.as_str());
    };
    let page = format!("{PAGE}/{id}/change");
    let sent = Sent {
        kind,
        rule,
        camp,
        weekdays,
        stores,
        tiers,
        card_types,
        tags,
    };
    let terms = match sent.terms(&staff).await {
        Ok(terms) => terms,
        Err(unread) => return refuse_unread(&page, &unread),
    };
    let Ok(reason) = Reason::parse(&reason) else {
        return refuse(&page, ErrorCode::ReasonLength.as_str());
    };
    let change = ChangeCampaign {
        campaign: id,
        seen: seen.parse().unwrap_or_default(),
        terms,
        reason,
        by: staff.session.operator,
    };
    match staff.write(move |tx| change_campaign(tx, &change)).await {
        Ok(_) => go(&format!("{PAGE}/{id}?done=changed")),
        Err(CampaignError::Unknown) => refuse(PAGE, ErrorCode::NoCampaign.as_str()),
        Err(CampaignError::Store(error)) => refuse(&page, code_of(&error, error.code())),
        Err(error) => refuse(&page, error.code()),
    }
}

/// Leads back to a form that says nothing that can be kept.
pub fn refuse_unread(page: &str, unread: &Unread) -> Done {
    match unread {
        Unread::Code(code) => refuse(page, code.as_str()),
        Unread::Figure(form, error) => refuse_value(page, &form.area, error),
        Unread::Store(error) => refuse(page, code_of(error, error.code())),
    }
}
