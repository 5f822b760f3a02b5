//! What is planned, and what was decided: who, when, why, and what is different.

use huika_domain::{
    Millis,
    settings::{self, Scope, Sentence},
};
use huika_store::settings::{AreaView, Past};
use leptos::prelude::*;
use serde_json::Value;

use super::scope::{address, scope_words};
use crate::{
    i18n::Lang,
    show::{
        sentence::{changed_words, said_of},
        times::{day, moment_text, time_of_day},
    },
    staff::Staff,
};

/// Rules that come into force later.
pub fn planned(staff: &Staff, area: &'static settings::Area, view: &AreaView) -> impl IntoView + use<> {
    let t = staff.lang();
    let rows: Vec<_> = view.pending.iter().map(|past| one(staff, area, view, past)).collect();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="panel" aria-label=t.text("rules-planned")>
                <header><h2>{t.text("rules-planned")}</h2></header>
                <ul class="rows decided">{rows}</ul>
            </section>
        }
    })
}

/// What was decided, newest first.
pub fn history_list(
    staff: &Staff,
    area: &'static settings::Area,
    scope: Scope,
    view: &AreaView,
    a_page: i64,
) -> impl IntoView + use<> {
    let t = staff.lang();
    let rows: Vec<_> = view.history.iter().map(|past| one(staff, area, view, past)).collect();
    let none = rows
        .is_empty()
        .then(|| view! { <p class="quiet-text">{t.text("rules-history-none")}</p> });
    let older = view
        .history
        .last()
        .filter(|_| view.history.len() as i64 == a_page)
        .map(|last| {
            let page = address(area, scope);
            let joint = if page.contains('?') { '&' } else { '?' };
            view! { <a class="button quiet small" href=format!("{page}{joint}before={}", last.id)>{t.text("rules-older")}</a> }
        });
    view! {
        <section class="panel" aria-label=t.text("rules-history")>
            <header><h2>{t.text("rules-history")}</h2></header>
            {none}
            <ul class="rows decided">{rows}</ul>
            <nav class="pager" aria-label=t.text("rules-history")>{older}</nav>
        </section>
    }
}

fn one(staff: &Staff, area: &'static settings::Area, view: &AreaView, past: &Past) -> impl IntoView + use<> {
    let t = staff.lang();
    let who = past.made_by.clone().unwrap_or_else(|| {
        let key = match past.source.as_str() {
            "command" => "rules-by-command",
            "upgrade" => "rules-by-upgrade",
            _ => "rules-by-start",
        };
        t.text(key).to_owned()
    });
    let made = [
        ("who", who.into()),
        ("when", moment_text(&staff.portal, t, past.at).into()),
    ];
    let scope = scope_words(t, view, past.scope);
    view! {
        <li>
            <p><strong>{scope}</strong>" · "{t.with("rules-history-by", &made)}" · "{begins(staff, past.from)}</p>
            <p>{reason_words(t, past)}</p>
            {changes(t, area, past)}
        </li>
    }
}

fn begins(staff: &Staff, from: Millis) -> String {
    let t = staff.lang();
    if from.get() == 0 {
        return t.text("rules-history-begin").to_owned();
    }
    // Not "yesterday": it may be tomorrow.
    let when = format!("{} {}", day(&staff.portal, t, from), time_of_day(&staff.portal, from));
    t.with("rules-history-from", &[("when", when.into())])
}

/// What the program writes by itself has words in both languages.
fn reason_words(t: Lang, past: &Past) -> String {
    let key = match (past.source.as_str(), past.reason.as_str()) {
        ("start", "default") => "rules-reason-default",
        ("start", _) => "rules-reason-start",
        ("upgrade", _) => "rules-reason-upgrade",
        _ => return past.reason.clone(),
    };
    t.text(key).to_owned()
}

/// The sentences that are different now.
fn changes(t: Lang, area: &'static settings::Area, past: &Past) -> AnyView {
    let Some(body) = &past.body else {
        return view! { <p>{t.text("rules-history-ended")}</p> }.into_any();
    };
    let Some(before) = &past.before else {
        return view! { <p class="fine">{t.text("rules-history-first")}</p> }.into_any();
    };
    let changed: Vec<_> = area
        .sentences
        .iter()
        .flat_map(|sentence| {
            pairs(sentence, before, body)
                .into_iter()
                .map(move |pair| (sentence, pair))
        })
        .filter(|(_, (old, new))| old != new)
        .map(|(sentence, pair)| view! { <li>{changed_words(t, area, sentence, pair)}</li> })
        .collect();
    view! { <ul class="sentences">{changed}</ul> }.into_any()
}

/// What a sentence said and says: its values, or each row of its list.
fn pairs<'b>(sentence: &Sentence, before: &'b Value, body: &'b Value) -> Vec<(Option<&'b Value>, Option<&'b Value>)> {
    if sentence.rows.is_none() {
        let differs = sentence
            .fields
            .iter()
            .any(|field| before[field.name] != body[field.name]);
        return if differs {
            vec![(Some(before), Some(body))]
        } else {
            Vec::new()
        };
    }
    let (old, new) = (said_of(sentence, before), said_of(sentence, body));
    (0..old.len().max(new.len()))
        .map(|row| (old.get(row).map(|(_, of)| *of), new.get(row).map(|(_, of)| *of)))
        .collect()
}
