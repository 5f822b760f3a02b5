//! One area of rules for one scope: its sentences with their values to be changed, what is planned, and what was decided.

use huika_domain::settings::{self, Scope};
use huika_store::{
    settings::{AreaView, area_view},
    staff::Role,
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{
    PAGE,
    change::edit_form,
    history::{history_list, planned},
    preview::would_have,
    scope::{inherited, scope_words},
};
use crate::{
    i18n::Lang,
    office::frame::{Office, Scoped, enter},
    show::{
        Leave, page,
        sentence::{read_words, said_of},
    },
    ui::{Crumb, PageError, done},
};

const PAST_A_PAGE: i64 = 20;

/// `/office/rules/{area}`, for a scope as `?scope=`.
pub fn rule() -> impl IntoView {
    let name = use_params_map().with_untracked(|params| params.get("area").unwrap_or_default());
    let query = use_query_map().with_untracked(Clone::clone);
    page(async move {
        let staff = enter(Role::sees_office, Scoped::No).await?;
        let area = settings::Area::find(&name).ok_or(Leave::NotFound)?;
        let scope = query.get_str("scope").unwrap_or("chain");
        let scope = Scope::parse(scope).map_err(|_| Leave::NotFound)?;
        let before = query.get_str("before").and_then(|id| id.parse().ok());
        let viewer = staff.session.operator;
        let view = staff
            .read(move |tx| area_view(tx, viewer, area, scope, before, PAST_A_PAGE))
            .await?
            .ok_or(Leave::NotFound)?;
        let t = staff.lang();
        let title = t.with(&format!("rules-{}", area.name), &[]);
        let lead = t.with(&format!("rules-{}-text", area.name), &[]);
        let crumb = Crumb {
            path: PAGE.to_owned(),
            words: t.text("rules-back"),
        };
        let wrong = query.get("field");
        let would_have = match query.get_str("preview") {
            Some(_) => would_have(&staff, area, scope).await?,
            None => None,
        };
        let now = if view.may_change {
            edit_form(&staff, area, scope, &view, wrong.as_deref())
        } else {
            in_force(t, area, scope, &view)
        };
        Ok(view! {
            <Office around=staff.around.clone() title lead crumb>
                {done(&[("rule", t.text("rules-done"))])}
                {PageError::notice(PageError::of_request())}
                {would_have}
                {scope_choice(t, area, scope, &view)}
                {now}
                {planned(&staff, area, &view)}
                {history_list(&staff, area, scope, &view, PAST_A_PAGE)}
            </Office>
        }
        .into_any())
    })
}

/// A form that only leads to another address: which scope is shown.
fn scope_choice(t: Lang, area: &settings::Area, scope: Scope, view: &AreaView) -> impl IntoView + use<> {
    let options: Vec<_> = view
        .scopes
        .iter()
        .map(|(known, _)| {
            let name = scope_words(t, view, *known);
            let words = if view.own.contains(known) {
                t.with("rules-scope-of", &[("name", name.into())])
            } else {
                name
            };
            view! { <option value=known.to_text() selected=*known == scope>{words}</option> }
        })
        .collect();
    (options.len() > 1).then(|| {
        view! {
            <form class="find" method="get" action=format!("{PAGE}/{}", area.name)>
                <div class="field">
                    <label for="scope">{t.text("rules-scope")}</label>
                    <select id="scope" name="scope">{options}</select>
                </div>
                <button class="button quiet">{t.text("rules-scope-show")}</button>
            </form>
        }
    })
}

/// The sentences to be read.
fn in_force(t: Lang, area: &'static settings::Area, scope: Scope, view: &AreaView) -> AnyView {
    let sentences: Vec<_> = area
        .sentences
        .iter()
        .flat_map(|sentence| {
            said_of(sentence, &view.body)
                .into_iter()
                .map(move |(_, of)| (sentence, of))
        })
        .map(|(sentence, of)| view! { <li>{read_words(t, area, sentence, of)}</li> })
        .collect();
    view! {
        <section class="panel" aria-label=t.text("rules-in-force")>
            <header><h2>{t.text("rules-in-force")}</h2></header>
            {inherited(t, scope, view)}
            <ul class="sentences">{sentences}</ul>
        </section>
    }
    .into_any()
}
