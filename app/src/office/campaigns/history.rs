//! The versions of a campaign, each with what is different from the one before it, and its steps.

use huika_domain::campaign::Stage;
use huika_store::campaign::{Past, Step};
use leptos::prelude::*;

use crate::{
    i18n::Lang,
    office::frame::Desk,
    show::{
        campaign::{Named, parts},
        times::moment_text,
    },
    ui::{Event, Tone, timeline},
};

pub fn history(desk: &Desk, past: &[Past], steps: &[Step], named: &Named) -> impl IntoView + use<> {
    let t = desk.lang();
    let versions: Vec<_> = past
        .iter()
        .enumerate()
        .map(|(place, one)| {
            let before = past.get(place + 1);
            let when = moment_text(&desk.portal, t, one.at);
            let head = t.with(
                "campaign-version-by",
                &[
                    ("version", one.version.into()),
                    ("who", by(t, &one.by).into()),
                    ("when", when.into()),
                    ("reason", one.reason.clone().into()),
                ],
            );
            let differences = before.map(|before| differences(t, before, one, named));
            view! { <li><b>{head}</b>{differences}</li> }
        })
        .collect();
    let events = steps
        .iter()
        .map(|step| Event {
            what: stage_words(t, step.stage).to_owned(),
            by: t.with(
                "campaign-step-by",
                &[
                    ("who", by(t, &step.by).into()),
                    ("when", moment_text(&desk.portal, t, step.at).into()),
                    ("reason", step.reason.clone().into()),
                ],
            ),
            tone: match step.stage {
                Stage::On => Tone::Good,
                Stage::Paused | Stage::Ended => Tone::Bad,
                Stage::Draft | Stage::Test => Tone::Plain,
            },
        })
        .collect();
    view! {
        <section class="card">
            <h2>{t.text("campaign-history")}</h2>
            {timeline(events)}
            <ul class="rows decided">{versions}</ul>
        </section>
    }
}

fn by(t: Lang, name: &str) -> String {
    if name.is_empty() {
        t.text("campaign-by-the-shop").to_owned()
    } else {
        name.to_owned()
    }
}

fn stage_words(t: Lang, stage: Stage) -> &'static str {
    match stage {
        Stage::Draft => t.text("campaign-state-draft"),
        Stage::Test => t.text("campaign-state-test"),
        Stage::On => t.text("campaign-stage-on"),
        Stage::Paused => t.text("campaign-state-paused"),
        Stage::Ended => t.text("campaign-state-ended"),
    }
}

/// The parts that differ: as they were, struck out, and as they are.
fn differences(t: Lang, before: &Past, after: &Past, named: &Named) -> impl IntoView + use<> {
    let (old, new) = (parts(t, &before.terms, named), parts(t, &after.terms, named));
    let mut lines = Vec::new();
    if before.terms.name != after.terms.name {
        lines.push(line(
            t.text("campaign-name"),
            Some(before.terms.name.clone()),
            Some(after.terms.name.clone()),
        ));
    }
    for part in &new {
        let was = old
            .iter()
            .find(|one| one.label == part.label)
            .map(|one| one.words.clone());
        if was.as_ref() != Some(&part.words) {
            lines.push(line(part.label, was, Some(part.words.clone())));
        }
    }
    for part in &old {
        if !new.iter().any(|one| one.label == part.label) {
            lines.push(line(part.label, Some(part.words.clone()), None));
        }
    }
    lines
}

fn line(label: &'static str, old: Option<String>, new: Option<String>) -> AnyView {
    let old = old.map(|old| view! { <del>{old}</del>" " });
    let new = new.map(|new| view! { <ins>{new}</ins> });
    view! { <p>{label}" "{old}{new}</p> }.into_any()
}
