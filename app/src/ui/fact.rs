//! A word and what it is, in a list of facts.

use leptos::prelude::*;

/// One row of `<dl class="facts">`.
pub fn fact(name: &'static str, value: String) -> impl IntoView {
    view! { <div><dt>{name}</dt><dd>{value}</dd></div> }
}
