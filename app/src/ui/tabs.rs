//! The tabs of a page about one thing. Each is a link to a page of its own, so that it works without a script and has an address.

use leptos::prelude::*;

/// One tab, with how much is behind it where that is worth knowing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TabLink {
    pub path: String,
    pub words: &'static str,
    pub count: Option<i64>,
}

/// The tabs, the one with `here` as its path being shown.
pub fn tabs(label: String, links: Vec<TabLink>, here: &str) -> impl IntoView + use<> {
    let links: Vec<_> = links
        .into_iter()
        .map(|tab| {
            let current = (tab.path == here).then_some("page");
            let count = tab.count.map(|count| view! { <span class="count">{count}</span> });
            view! { <a href=tab.path aria-current=current>{tab.words}{count}</a> }
        })
        .collect();
    view! { <nav class="tabs" aria-label=label>{links}</nav> }
}
