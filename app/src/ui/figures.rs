//! Figures: tiles with one number each, bars, and how far something has come.

use leptos::prelude::*;

/// A tile: what the figure is called, the figure, and what stands behind it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stat {
    pub name: &'static str,
    pub value: String,
    pub note: Option<String>,
    /// How it moved, such as "+18 %", and whether that is down.
    pub change: Option<(String, bool)>,
    /// The list of what it adds up.
    pub rows: Option<String>,
}

impl Stat {
    pub fn new(name: &'static str, value: String) -> Self {
        Self {
            name,
            value,
            ..Self::default()
        }
    }

    #[must_use]
    pub fn with_rows(self, rows: Option<String>) -> Self {
        Self { rows, ..self }
    }

    #[must_use]
    pub fn with_note(self, note: Option<String>) -> Self {
        Self { note, ..self }
    }
}

/// Tiles beside each other.
pub fn stats(tiles: Vec<Stat>) -> impl IntoView {
    let tiles: Vec<_> = tiles
        .into_iter()
        .map(|stat| {
            let note = stat.note.map(|note| view! { <small>{note}</small> });
            let change = stat
                .change
                .map(|(words, down)| view! { <em class=down.then_some("down")>{words}</em> });
            let value = match stat.rows {
                Some(rows) => view! { <a href=rows>{stat.value}</a> }.into_any(),
                None => stat.value.into_any(),
            };
            view! { <div class="kpi"><dt>{stat.name}</dt><dd>{value}{note}{change}</dd></div> }
        })
        .collect();
    view! { <dl class="kpis">{tiles}</dl> }
}

/// How far something has come, in words and as a bar.
#[component]
pub fn Progress(
    /// What is under way; also the bar's name.
    #[prop(into)]
    label: String,
    /// How far: "41,200 of 120,000 rows, about 2 minutes left".
    #[prop(into)]
    words: String,
    done: i64,
    all: i64,
) -> impl IntoView {
    view! {
        <div class="progress">
            <p><b>{label.clone()}</b><span>{words}</span></p>
            <progress aria-label=label value=done.to_string() max=all.max(1).to_string()></progress>
        </div>
    }
}
