//! A table in a frame of its own that scrolls where the page does not.

use leptos::prelude::*;

/// A table: its name, the heads of its columns, and its rows.
#[component]
pub fn Table(
    label: &'static str,
    columns: Vec<&'static str>,
    /// Whether the name is also seen above the table, where no heading says it.
    #[prop(optional)]
    caption: bool,
    /// Whether the cells hold words, which begin where their column begins; figures end where it ends.
    #[prop(optional)]
    words: bool,
    children: Children,
) -> impl IntoView {
    let heads: Vec<_> = columns
        .into_iter()
        .map(|column| view! { <th scope="col">{column}</th> })
        .collect();
    view! {
        <div class=if words { "table words" } else { "table" } tabindex="0" role="region" aria-label=label>
            <table>
                {caption.then(|| view! { <caption>{label}</caption> })}
                <thead><tr>{heads}</tr></thead>
                <tbody>{children()}</tbody>
            </table>
        </div>
    }
}
