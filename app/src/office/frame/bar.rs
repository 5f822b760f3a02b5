//! The bar: menu on a small screen, the shop, the search box, the scope of stores, and who is signed in.

use leptos::prelude::*;

use super::{
    around::{Around, Scoped},
    rail::rail,
    scope::Scope,
};
use crate::{
    context::{own_page, portal, visit},
    i18n::Lang,
    show::role_name,
    ui::{icon, icon as draw, language_switch},
};

/// With more stores than these a list of links would be longer than any screen: they are chosen in a field.
const LINKS_MAX: usize = 12;

pub fn bar(t: Lang, around: &Around, searched: Option<String>) -> impl IntoView + use<> {
    view! {
        <header class="bar">
            <a class="skip" href="#main">{t.text("skip")}</a>
            <details class="menu" name="bar">
                <summary>{icon(draw::MENU)}<span>{t.text("office-menu")}</span></summary>
                <nav aria-label=t.text("office-nav")>{rail(t, around)}</nav>
            </details>
            <a class="brand" href="/office">{icon(draw::SIGN)}<span>{portal().face().name.clone()}</span></a>
            {search_box(t, searched)}
            {scope(t, around)}
            {me(t, around)}
        </header>
    }
}

fn search_box(t: Lang, searched: Option<String>) -> impl IntoView {
    view! {
        <form class="search" role="search" method="get" action="/office/search">
            <label class="unseen" for="search">{t.text("search-label")}</label>
            <input
                id="search"
                type="search"
                name="q"
                value=searched
                placeholder=t.text("search-placeholder")
                maxlength="200"
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                enterkeyhint="search"
                aria-keyshortcuts="/"
            />
            {icon(draw::SEARCH)}
            <kbd aria-hidden="true">"/"</kbd>
        </form>
    }
}

/// Nothing where there is only one store, or where the page is no single store's.
fn scope(t: Lang, around: &Around) -> Option<impl IntoView + use<>> {
    let scope = &around.scope;
    if around.scoped == Scoped::No || scope.stores.len() < 2 {
        return None;
    }
    let visit = visit();
    let all = t.text("scope-all");
    let shown = scope.name().unwrap_or(all).to_owned();
    let class = if scope.store.is_some() {
        "drop scope set"
    } else {
        "drop scope"
    };
    let choices = if scope.stores.len() > LINKS_MAX {
        field(t, scope, &visit.path).into_any()
    } else {
        let link = |store, name: &str| {
            let address = Scope::choice(&visit.path, &visit.query, store);
            let chosen = (store == scope.store).then_some("true");
            view! { <a href=address aria-current=chosen>{name.to_owned()}</a> }
        };
        let each: Vec<_> = scope.stores.iter().map(|(id, name)| link(Some(*id), name)).collect();
        view! { {link(None, all)}{each} }.into_any()
    };
    Some(view! {
        <details class=class name="bar">
            <summary>
                {icon(draw::SHOP)}<span class="unseen">{t.text("scope-label")}</span><span>{shown}</span>{draw::down()}
            </summary>
            <div class="pop">{choices}</div>
        </details>
    })
}

fn field(t: Lang, scope: &Scope, path: &str) -> impl IntoView + use<> {
    let options: Vec<_> = scope
        .stores
        .iter()
        .map(|(id, name)| {
            view! { <option value=id.to_string() selected=Some(*id) == scope.store>{name.clone()}</option> }
        })
        .collect();
    view! {
        <form class="form" method="get" action=path.to_owned()>
            <div class="field">
                <label for="scope">{t.text("scope-label")}</label>
                <select id="scope" name="store"><option value="all">{t.text("scope-all")}</option>{options}</select>
            </div>
            <button class="btn go">{t.text("scope-choose")}</button>
        </form>
    }
}

fn me(t: Lang, around: &Around) -> impl IntoView + use<> {
    let session = &around.session;
    let counter = (session.role.sells() || session.role.serves_cards())
        .then(|| view! { <a href="/counter">{t.text("office-to-counter")}{icon(draw::SCAN)}</a> });
    let visit = visit();
    // A language is chosen on this page; with an address too long to come back to, on the page without its filters.
    let whole = format!("{}?{}", visit.path, visit.query);
    let here = own_page(&whole)
        .map_or(visit.path.as_str(), |page| page.trim_end_matches('?'))
        .to_owned();
    view! {
        <details class="drop me" name="bar">
            <summary>
                <span><b>{session.name.clone()}</b><small>{role_name(t, &session.title)}</small></span>{draw::down()}
            </summary>
            <div class="pop">
                {counter}
                <a href="/counter/security">{t.text("security-title")}{icon(draw::SHIELD)}</a>
                <hr />
                {language_switch(t, here)}
                <hr />
                <form method="post" action="/do/staff_sign_out">
                    <button class="item">{t.text("counter-sign-out")}{icon(draw::LEAVE)}</button>
                </form>
            </div>
        </details>
    }
}
