//! The filter of a list.

use leptos::prelude::*;

use crate::i18n::Lang;

/// One filter of a list: its parameter in the address, and what it is set to.
pub struct Filter {
    pub path: &'static str,
    pub name: &'static str,
    pub chosen: String,
}

/// The choices of a filter as links, the one that needs no word in the address first: what is shown can be read off the address and
/// sent to somebody.
pub fn filters(
    t: Lang,
    filter: &Filter,
    first: &'static str,
    choices: &[(&'static str, String)],
) -> impl IntoView + use<> {
    let Filter { path, name, chosen } = filter;
    let link = |value: &str, words: String| {
        let address = if value.is_empty() {
            (*path).to_owned()
        } else {
            format!("{path}?{name}={value}")
        };
        view! { <a class="choice" href=address aria-current=(value == chosen).then_some("true")>{words}</a> }
    };
    let first = link("", first.to_owned());
    let each: Vec<_> = choices
        .iter()
        .map(|(value, words)| link(value, words.clone()))
        .collect();
    view! { <nav class="filters" aria-label=t.text("filter-label")>{first}{each}</nav> }
}
