//! What happened to one thing, one below the other.

use leptos::prelude::*;

use super::Tone;

/// One thing that happened: what, when and by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub what: String,
    pub by: String,
    pub tone: Tone,
}

pub fn timeline(events: Vec<Event>) -> impl IntoView {
    let events: Vec<_> = events
        .into_iter()
        .map(|event| {
            let class = match event.tone {
                Tone::Plain => None,
                Tone::Good => Some("on"),
                Tone::Warn => Some("w"),
                Tone::Bad => Some("b"),
            };
            view! { <li class=class><b>{event.what}</b><small>{event.by}</small></li> }
        })
        .collect();
    view! { <ol class="timeline">{events}</ol> }
}
