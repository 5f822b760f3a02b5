//! A new campaign: first what it does, then everything that it says.
#![expect(
    clippy::too_many_arguments,
    reason = "a server function has one argument for each field of its form"
)]

use std::collections::BTreeMap;

use huika_domain::{CampaignId, pricing::KindName};
use huika_store::{
    campaign::{CampaignError, make_campaign},
    once,
    staff::Role,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{PAGE, change::refuse_unread, fields::fields, named::named, typed::Sent};
use crate::{
    context::{Done, Typed, go, refuse},
    i18n::Lang,
    office::{
        form::{code_of, sender},
        frame::{Office, Scoped, enter},
    },
    show::{campaign::kind_words, page},
    ui::{Crumb, PageError, key_field},
};

/// `/office/campaigns/new`, its kind as `?kind=`.
pub fn new_campaign() -> impl IntoView {
    let query = use_query_map().with_untracked(Clone::clone);
    let kind = query
        .get_str("kind")
        .and_then(KindName::parse)
        .unwrap_or(KindName::ThresholdOff);
    page(async move {
        let desk = enter(Role::runs_campaigns, Scoped::No).await?;
        let viewer = desk.session.operator;
        let known = desk.read(move |tx| named(tx, viewer, &[])).await?;
        let t = desk.lang();
        let crumb = Crumb {
            path: PAGE.to_owned(),
            words: t.text("campaigns-title"),
        };
        let typed = Typed::into_form("make_campaign");
        let wrong = query.get("field");
        let title = t.with("campaign-new-of", &[("kind", kind_words(t, kind).into())]);
        Ok(view! {
            <Office around=desk.around.clone() title=title crumb=crumb>
                {PageError::notice(PageError::of_request())}
                {kinds(t, kind)}
                <form class="card form" method="post" action="/do/make_campaign">
                    {key_field(&typed)}
                    <input type="hidden" name="kind" value=kind.as_str() />
                    {fields(t, &typed, kind, None, &known, wrong.as_deref())}
                    <button class="button">{t.text("campaign-make")}</button>
                </form>
            </Office>
        }
        .into_any())
    })
}

/// What a campaign can do: links to the form of each kind.
fn kinds(t: Lang, chosen: KindName) -> impl IntoView {
    let links = KindName::ALL.map(|kind| {
        let current = (kind == chosen).then_some("page");
        view! {
            <a class="btn" aria-current=current href=format!("{PAGE}/new?kind={kind}")>{kind_words(t, kind)}</a>
            " "
        }
    });
    view! { <nav aria-label=t.text("campaign-kind")>{Vec::from(links)}</nav> }
}

#[server(prefix = "/do", endpoint = "make_campaign")]
pub async fn make(
    #[server(default)] kind: String,
    #[server(default)] rule: BTreeMap<String, String>,
    #[server(default)] camp: BTreeMap<String, String>,
    #[server(default)] weekdays: Vec<String>,
    #[server(default)] stores: Vec<String>,
    #[server(default)] tiers: Vec<String>,
    #[server(default)] card_types: Vec<String>,
    #[server(default)] tags: Vec<String>,
) -> Done {
    let page = format!("{PAGE}/new");
    let staff = match sender(&page, Role::runs_campaigns).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let page = match KindName::parse(&kind) {
        Some(kind) => format!("{page}?kind={kind}"),
        None => page,
    };
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
    let (by, form) = (staff.session.operator, staff.sent("make-campaign"));
    let made = staff.write(move |tx| once(tx, &form, |_: &CampaignId| true, |tx| make_campaign(tx, by, &terms)));
    match made.await {
        Ok(made) => go(&format!("{PAGE}/{made}?done=made")),
        Err(CampaignError::Store(error)) => refuse(&page, code_of(&error, error.code())),
        Err(error) => refuse(&page, error.code()),
    }
}
