//! A dense table in a frame of its own: it scrolls where the page does not, and its first column stays. What stands under it is about all
//! of it: how much is shown, whether it adds up, the way to the next page.

use leptos::prelude::*;

use super::icon::{self, icon};

/// A column: the words at its head, and whether its cells are figures, which end where the column ends. Such a cell has the class `n`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    pub head: &'static str,
    pub figures: bool,
}

impl Column {
    pub const fn words(head: &'static str) -> Self {
        Self { head, figures: false }
    }

    pub const fn figures(head: &'static str) -> Self {
        Self { head, figures: true }
    }
}

#[component]
pub fn Sheet(
    /// What the table is, for those who hear it, and for the keyboard that scrolls it.
    #[prop(into)]
    label: String,
    columns: Vec<Column>,
    /// Whether the label is also seen above the table, where no heading says it.
    #[prop(optional)]
    caption: bool,
    /// The row of totals, which are those of everything that the filters let through and not of this page.
    #[prop(optional, into)]
    total: Option<AnyView>,
    #[prop(optional, into)] foot: Option<AnyView>,
    children: Children,
) -> impl IntoView {
    let heads: Vec<_> = columns
        .into_iter()
        .map(|column| {
            view! { <th scope="col" class=column.figures.then_some("n")>{column.head}</th> }
        })
        .collect();
    let caption = caption.then(|| view! { <caption>{label.clone()}</caption> });
    view! {
        <div class="sheet">
            <div class="scroll" role="region" tabindex="0" aria-label=label>
                <table>
                    {caption}
                    <thead><tr>{heads}</tr></thead>
                    <tbody>{children()}</tbody>
                    {total.map(|total| view! { <tfoot>{total}</tfoot> })}
                </table>
            </div>
            {foot.map(|foot| view! { <div class="foot">{foot}</div> })}
        </div>
    }
}

/// The sentence under a table that says what was checked about it.
pub fn checked(words: String, right: bool) -> impl IntoView {
    let (class, sign) = if right {
        ("ok", icon::CHECK)
    } else {
        ("ok bad", icon::ALERT)
    };
    view! { <span class=class>{icon(sign)}{words}</span> }
}

/// The ways to the pages before and after this one; nothing where this is the only one.
pub fn pager(
    label: String,
    back: Option<(&'static str, String)>,
    on: Option<(&'static str, String)>,
) -> Option<impl IntoView> {
    let link = |way: Option<(&'static str, String)>, rel: &'static str| {
        way.map(|(words, path)| view! { <a class="btn" rel=rel href=path>{words}</a> })
    };
    (back.is_some() || on.is_some())
        .then(|| view! { <nav class="pager" aria-label=label>{link(back, "prev")}{link(on, "next")}</nav> })
}
