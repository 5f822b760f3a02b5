//! What reports say, in both languages: titles, headings, definitions, cells and filters. Pages and files use the same words.

use huika_domain::{Fen, LocalTime, Millis, ShopZone};
use huika_store::report::{Ask, Cell, Choices, Column, Filter, Filters, Kind, Picked, Report};

use crate::i18n::Lang;

fn said(t: Lang, key: &str) -> String {
    t.find(key, &[]).unwrap_or_default()
}

/// What a report is called.
pub fn title(t: Lang, report: &Report) -> String {
    said(t, &format!("report-{}", report.name))
}

/// What it is for, in a sentence.
pub fn purpose(t: Lang, report: &Report) -> String {
    said(t, &format!("report-{}-text", report.name))
}

/// The heading of a column.
pub fn heading(t: Lang, column: &Column) -> String {
    said(t, &format!("col-{}", column.name))
}

/// What a column means, in a sentence.
pub fn definition(t: Lang, column: &Column) -> String {
    said(t, &format!("col-{}-text", column.name))
}

/// What a filter is called.
pub fn filter(t: Lang, filter: &Filter) -> String {
    said(t, &format!("by-{}", filter.name))
}

/// The text for a word that the books hold, or the word itself where it is the shop's own, such as a tender.
pub fn choice(t: Lang, family: &str, word: &str) -> String {
    t.find(&format!("{family}{word}"), &[])
        .unwrap_or_else(|| word.to_owned())
}

/// `2026-11-28 14:05:09` by the shop's clock: in a list moments are compared, so each has the same form.
pub fn instant(zone: ShopZone, at: Millis) -> String {
    let local: LocalTime = zone.local(at);
    format!("{}:{:02}", local.date_and_time(), local.second)
}

/// A cell as people read it.
pub fn cell(t: Lang, zone: ShopZone, kind: Kind, cell: &Cell) -> String {
    match (cell, kind) {
        (Cell::None, _) => String::new(),
        (Cell::Text(word), Kind::Choice(family)) => choice(t, family, word),
        (Cell::Text(name), Kind::Tier) => choice(t, TIERS, name),
        (Cell::Text(kept), Kind::Differences) => differences(t, kept),
        (Cell::Text(masked), Kind::Phone) => crate::show::member_phone::masked_words(t, masked),
        (Cell::Text(text), _) => text.clone(),
        (Cell::Fen(amount), _) => amount.display(),
        (Cell::Points(points), _) => points.display(),
        (Cell::Count(count), _) => count.to_string(),
        (Cell::Time(at), _) => instant(zone, *at),
        (Cell::Day(day), _) => day.to_string(),
    }
}

/// Where the texts of the tiers are that a shop begins with; others are called as the shop calls them.
const TIERS: &str = "tier-";
/// Where the texts are of when a birthday is kept.
pub const BIRTHDAY_WORDS: &str = "birthday-when-";

/// What a filter offers that stands in the books, in words.
pub fn offered(t: Lang, filter: &Filter, choices: &Choices) -> Vec<(i64, String)> {
    let of = choices.of(filter.name).iter();
    of.map(|(id, name)| {
        let words = if matches!(filter.ask, Ask::Tier(_)) {
            choice(t, TIERS, name)
        } else {
            name.clone()
        };
        (*id, words)
    })
    .collect()
}

/// The filters that hold, each by its name and what was answered.
pub fn filters(t: Lang, report: &Report, filters: &Filters, choices: &Choices) -> Vec<(&'static str, String, String)> {
    let mut found = Vec::new();
    for (name, picked) in &filters.picked {
        let Some(of) = report.filter(name) else { continue };
        if let Some(answer) = answer(t, of, picked, choices) {
            found.push((of.name, filter(t, of), answer));
        }
    }
    found
}

fn answer(t: Lang, filter: &Filter, picked: &Picked, choices: &Choices) -> Option<String> {
    let between = |from: Option<String>, to: Option<String>| match (from, to) {
        (None, None) => None,
        (Some(from), Some(to)) if from == to => Some(from),
        (from, to) => Some(format!("{} – {}", from.unwrap_or_default(), to.unwrap_or_default())),
    };
    match (picked, filter.ask) {
        (Picked::Period(period), _) => between(
            period.from.map(|day| day.to_string()),
            period.to.map(|day| day.to_string()),
        ),
        (Picked::Store(id), _) => {
            let known = choices.stores.iter().find(|(store, _)| store == id);
            Some(known.map_or_else(|| id.to_string(), |(_, name)| name.clone()))
        }
        (Picked::Word(word), Ask::Word { words, .. }) | (Picked::Case(Some(word)), Ask::Case { words, .. }) => {
            Some(choice(t, words, word))
        }
        (Picked::Text(text), _) => Some(text.clone()),
        (Picked::Phone(phone), _) => Some(phone.masked()),
        (Picked::Amount(min, max), _) => between(min.map(Fen::display), max.map(Fen::display)),
        (Picked::Number(min, max), Ask::DaysSince(_)) => {
            let days = |key: &'static str, days: &Option<i64>| days.map(|days| t.with(key, &[("days", days.into())]));
            let parts: Vec<String> = [days("days-at-least", min), days("days-at-most", max)]
                .into_iter()
                .flatten()
                .collect();
            (!parts.is_empty()).then(|| parts.join(t.text("list-comma")))
        }
        (Picked::Number(min, max), _) => between(min.map(|min| min.to_string()), max.map(|max| max.to_string())),
        (Picked::One(id), _) => {
            let known = offered(t, filter, choices).into_iter().find(|(known, _)| known == id);
            Some(known.map_or_else(|| id.to_string(), |(_, name)| name))
        }
        (Picked::Name(part), _) => Some(part.as_str().to_owned()),
        (Picked::Tail(tail), _) => Some(tail.digits().to_owned()),
        (Picked::Card(card), _) => Some(card.masked()),
        (Picked::Word(word), Ask::Birthday(_)) => Some(choice(t, BIRTHDAY_WORDS, word)),
        _ => None,
    }
}

/// "金额：订单 ¥100.00，平台 ¥100.01", out of the reason and what was kept with it.
fn differences(t: Lang, kept: &str) -> String {
    crate::show::misfits::differences_of(t, kept)
}
