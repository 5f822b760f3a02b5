//! Filter chips. Each says what it filters by and is a link, so that what is shown can be read off the address and sent to somebody.

use leptos::prelude::*;

use super::icon::{self, icon};
use crate::i18n::Lang;

/// A filter that is set; following it takes the filter away.
pub fn chip_set(t: Lang, words: String, without: String) -> impl IntoView {
    view! {
        <a class="chip on" href=without>
            {words}{icon(icon::CROSS)}<span class="unseen">{t.text("filter-remove")}</span>
        </a>
    }
}

/// One of several values, of which one is chosen at a time.
pub fn chip_choice(words: String, path: String, chosen: bool) -> impl IntoView {
    view! { <a class="chip" href=path aria-current=chosen.then_some("true")>{words}</a> }
}

/// A chip that opens: below it stand the values as links, or a small form.
#[component]
pub fn ChipMenu(
    words: String,
    /// Whether this is the chip by which a condition is added.
    #[prop(optional)]
    add: bool,
    children: Children,
) -> impl IntoView {
    let class = if add { "chip add" } else { "chip" };
    view! {
        <details class="choose" name="chip">
            <summary class=class>{words}</summary>
            <div class="pop">{children()}</div>
        </details>
    }
}

/// A view that somebody saved: its name, the address with its filters, and whether it is the one that is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedView {
    pub name: String,
    pub path: String,
    pub shown: bool,
}

/// The saved views of a list, above its filters; nothing where there are none.
pub fn saved_views(label: String, views: Vec<SavedView>) -> Option<impl IntoView> {
    let links: Vec<_> = views
        .into_iter()
        .map(|one| {
            view! { <a href=one.path aria-current=one.shown.then_some("true")>{icon(icon::STAR)}{one.name}</a> }
        })
        .collect();
    (!links.is_empty()).then(|| view! { <nav class="views" aria-label=label>{links}</nav> })
}
