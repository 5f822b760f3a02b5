//! The scope of a rule: where its page is, what it is called, and whether it has a rule of its own.

use huika_domain::settings::{self, Scope};
use huika_store::settings::AreaView;
use leptos::prelude::*;

use super::PAGE;
use crate::i18n::Lang;

/// The address of an area's page for a scope.
pub fn address(area: &settings::Area, scope: Scope) -> String {
    match scope {
        Scope::Chain => format!("{PAGE}/{}", area.name),
        _ => format!("{PAGE}/{}?scope={}", area.name, scope.to_text()),
    }
}

/// What a scope is called.
pub fn scope_words(t: Lang, view: &AreaView, scope: Scope) -> String {
    let named = view.scopes.iter().find(|(known, _)| *known == scope);
    match (scope, named) {
        (Scope::Chain, _) => t.text("rules-scope-chain").to_owned(),
        (Scope::Region(_), Some((_, name))) => t.with("rules-scope-region", &[("name", name.clone().into())]),
        (_, Some((_, name))) => name.clone(),
        (scope, None) => scope.to_text(),
    }
}

/// That a scope has nothing of its own.
pub fn inherited(t: Lang, scope: Scope, view: &AreaView) -> impl IntoView + use<> {
    let has_none = scope != Scope::Chain && !view.own.contains(&scope);
    has_none.then(|| view! { <p class="fine">{t.text("rules-inherited")}</p> })
}
