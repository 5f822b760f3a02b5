//! The filters of a list: words as links, everything else as fields of one form that asks with `GET`. What is shown can be read off the
//! address and sent to somebody.

use huika_domain::BusinessDay;
use huika_store::{
    member::BIRTHDAYS,
    report::{Ask, Choices, Filter, Filters, Picked, Report},
};
use leptos::prelude::*;

use super::{address::address, words};
use crate::{
    i18n::Lang,
    staff::Staff,
    ui::{chip_choice, chip_set},
};

/// All of a report's filters.
pub(super) fn bar(
    staff: &Staff,
    report: &'static Report,
    path: &str,
    filters: &Filters,
    offered: &Choices,
) -> impl IntoView + use<> {
    let t = staff.lang();
    let today = staff.portal.shop.zone.business_day(staff.portal.now());
    let choices: Vec<_> = report
        .filters
        .iter()
        .filter_map(|filter| links(t, filter, path, filters))
        .collect();
    let fields: Vec<_> = report
        .filters
        .iter()
        .filter_map(|filter| fields(t, filter, filters, offered).map(|field| (filter, field)))
        .collect();
    let chips = chips(t, report, path, filters, offered);
    let has_period = report
        .filters
        .iter()
        .any(|filter| matches!(filter.ask, Ask::Period { .. }));
    let presets = has_period.then(|| presets(t, path, filters, today));
    let hidden: Vec<_> = report
        .filters
        .iter()
        .filter_map(|filter| hidden(filter, filters))
        .chain(filters.columns_pair())
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect();
    // What was answered stays in sight; of many fields the others are folded away.
    let many = fields.len() > SHOWN_FIELDS;
    let mut shown = Vec::new();
    let mut folded = Vec::new();
    for (index, (filter, field)) in fields.into_iter().enumerate() {
        if many && index >= SHOWN_FIELDS && filters.of(filter.name).is_none() {
            folded.push(field);
        } else {
            shown.push(field);
        }
    }
    let more = (!folded.is_empty()).then(|| {
        view! { <details class="more-filters"><summary>{t.text("filter-more")}</summary><div class="filters">{folded}</div></details> }
    });
    let form = (!shown.is_empty()).then(|| {
        view! {
            <form class="filters" method="get" action=path.to_owned()>
                {hidden}
                {shown}
                {more}
                <button class="btn">{t.text("filter-go")}</button>
            </form>
        }
    });
    view! {
        {choices}
        {presets}
        {form}
        {chips}
    }
}

/// Of a list with more fields than this, those that were not answered are folded away.
const SHOWN_FIELDS: usize = 6;

fn link(path: &str, query: &str, current: bool, words: String) -> impl IntoView + use<> {
    chip_choice(words, address(path, query, ""), current)
}

/// The words of a filter, as links; the one that needs no word in the address first.
fn links(t: Lang, filter: &'static Filter, path: &str, filters: &Filters) -> Option<AnyView> {
    let (family, options, first): (_, Vec<&'static str>, bool) = match filter.ask {
        Ask::Word { words, options, .. } => (words, options.to_vec(), false),
        Ask::Case { words, options, first } => (words, options.iter().map(|case| case.word).collect(), first),
        Ask::Birthday(_) => (words::BIRTHDAY_WORDS, BIRTHDAYS.to_vec(), false),
        _ => return None,
    };
    let picked = filters.of(filter.name);
    let with = |picked: Picked| {
        let mut other = filters.without(filter.name);
        other.picked.push((filter.name, picked));
        other.query()
    };
    let is = |word: &str| matches!(picked, Some(Picked::Word(now) | Picked::Case(Some(now))) if *now == word);
    let everything = if first {
        with(Picked::Case(None))
    } else {
        filters.without(filter.name).query()
    };
    let any = matches!(picked, None | Some(Picked::Case(None)));
    let mut all = vec![link(path, &everything, any, t.text("filter-all").to_owned()).into_any()];
    for word in options {
        let picked = match filter.ask {
            Ask::Case { .. } => Picked::Case(Some(word)),
            _ => Picked::Word(word),
        };
        all.push(link(path, &with(picked), is(word), words::choice(t, family, word)).into_any());
    }
    let label = words::filter(t, filter);
    Some(
        view! { <nav class="filters" aria-label=label.clone()><span class="of">{label.clone()}</span>{all}</nav> }
            .into_any(),
    )
}

/// What the form has to carry along.
fn hidden(filter: &Filter, filters: &Filters) -> Option<(&'static str, String)> {
    match filters.of(filter.name)? {
        Picked::Word(word) => Some((filter.name, (*word).to_owned())),
        Picked::Case(word) => Some((filter.name, word.unwrap_or("all").to_owned())),
        _ => None,
    }
}

/// The fields of a filter that is no word.
fn fields(t: Lang, filter: &'static Filter, filters: &Filters, offered: &Choices) -> Option<AnyView> {
    let picked = filters.of(filter.name);
    let label = words::filter(t, filter);
    let field = move |name: String, kind: &'static str, words: String, value: String| {
        view! {
            <label class="field"><span>{words}</span><input type=kind name=name value=value maxlength="64" autocomplete="off" /></label>
        }
    };
    Some(match filter.ask {
        Ask::Word { .. } | Ask::Case { .. } | Ask::Birthday(_) => return None,
        Ask::Period { .. } => {
            let (from, to) = match picked {
                Some(Picked::Period(period)) => (period.from, period.to),
                _ => (None, None),
            };
            let day = |day: Option<BusinessDay>| day.map(|day| day.to_string()).unwrap_or_default();
            view! {
                {field("from".to_owned(), "date", t.text("filter-from").to_owned(), day(from))}
                {field("to".to_owned(), "date", t.text("filter-to").to_owned(), day(to))}
            }
            .into_any()
        }
        Ask::Store(_) => {
            // With one store there is nothing to choose.
            if offered.stores.len() < 2 {
                return None;
            }
            let chosen = match picked {
                Some(Picked::Store(store)) => Some(store.get()),
                _ => None,
            };
            let stores = offered.stores.iter().map(|(id, name)| (id.get(), name.clone()));
            select(t, filter.name, label, stores.collect(), chosen)
        }
        Ask::One(_) | Ask::Tier(_) => {
            let chosen = match picked {
                Some(Picked::One(id)) => Some(*id),
                _ => None,
            };
            let all = words::offered(t, filter, offered);
            if all.is_empty() && chosen.is_none() {
                return None;
            }
            select(t, filter.name, label, all, chosen)
        }
        Ask::Text(_) | Ask::Phone(_) | Ask::PhoneTail(_) | Ask::Name(_) | Ask::Card(_) => {
            let value = match picked {
                Some(Picked::Text(text)) => text.clone(),
                Some(Picked::Phone(phone)) => phone.as_str().to_owned(),
                Some(Picked::Tail(tail)) => tail.digits().to_owned(),
                Some(Picked::Name(part)) => part.as_str().to_owned(),
                Some(Picked::Card(card)) => card.as_digits(),
                _ => String::new(),
            };
            field(filter.name.to_owned(), "text", label, value).into_any()
        }
        Ask::Number(_) | Ask::DaysSince(_) => {
            let (min, max) = match picked {
                Some(Picked::Number(min, max)) => (*min, *max),
                _ => (None, None),
            };
            let (from, to) = if matches!(filter.ask, Ask::Number(_)) {
                ("filter-min", "filter-max")
            } else {
                ("filter-days-min", "filter-days-max")
            };
            let from = t.find(from, &[("what", label.clone().into())]).unwrap_or_default();
            let to = t.find(to, &[("what", label.into())]).unwrap_or_default();
            let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
            view! {
                {field(format!("{}-min", filter.name), "text", from, number(min))}
                {field(format!("{}-max", filter.name), "text", to, number(max))}
            }
            .into_any()
        }
        Ask::Amount(_) => {
            let (min, max) = match picked {
                Some(Picked::Amount(min, max)) => (*min, *max),
                _ => (None, None),
            };
            let yuan = |amount: Option<huika_domain::Fen>| amount.map(huika_domain::Fen::yuan).unwrap_or_default();
            let from = t.with("filter-min", &[("what", label.clone().into())]);
            let to = t.with("filter-max", &[("what", label.into())]);
            view! {
                {field(format!("{}-min", filter.name), "text", from, yuan(min))}
                {field(format!("{}-max", filter.name), "text", to, yuan(max))}
            }
            .into_any()
        }
    })
}

/// A field that offers what stands in the books.
fn select(t: Lang, name: &'static str, label: String, choices: Vec<(i64, String)>, chosen: Option<i64>) -> AnyView {
    // A view may name what is not offered any more: sent again, it stays as it is.
    let gone = chosen.filter(|chosen| !choices.iter().any(|(id, _)| id == chosen));
    let gone = gone.map(|id| view! { <option value=id.to_string() selected=true>{id.to_string()}</option> });
    let options: Vec<_> = choices
        .into_iter()
        .map(|(id, name)| view! { <option value=id.to_string() selected=Some(id) == chosen>{name}</option> })
        .collect();
    view! {
        <label class="field">
            <span>{label}</span>
            <select name=name><option value="">{t.text("filter-all")}</option>{gone}{options}</select>
        </label>
    }
    .into_any()
}

/// Periods that are asked for every day.
fn presets(t: Lang, path: &str, filters: &Filters, today: BusinessDay) -> impl IntoView + use<> {
    let month = BusinessDay::from_ymd(today.year(), today.month(), 1).unwrap_or(today);
    let before = month.pred();
    let month_before = BusinessDay::from_ymd(before.year(), before.month(), 1).unwrap_or(before);
    let each = [
        ("filter-today", today, today),
        ("filter-yesterday", today.pred(), today.pred()),
        ("filter-week", today.plus_days(-6), today),
        ("filter-month", month, today),
        ("filter-month-before", month_before, before),
    ];
    let now = match filters.of("period") {
        Some(Picked::Period(period)) => (period.from, period.to),
        _ => (None, None),
    };
    let rest = filters.without("period").query();
    let links: Vec<_> = each
        .into_iter()
        .map(|(key, from, to)| {
            let asked = address("", &rest, &format!("from={from}&to={to}"));
            let words = t.find(key, &[]).unwrap_or_default();
            link(
                path,
                asked.trim_start_matches('?'),
                now == (Some(from), Some(to)),
                words,
            )
        })
        .collect();
    view! { <nav class="filters presets" aria-label=t.text("by-period")>{links}</nav> }
}

/// What narrows the list beyond its words, each with the way to be rid of it.
fn chips(t: Lang, report: &Report, path: &str, filters: &Filters, offered: &Choices) -> Option<impl IntoView + use<>> {
    let shown = words::filters(t, report, filters, offered)
        .into_iter()
        .filter(|(name, ..)| {
            report
                .filter(name)
                .is_some_and(|filter| !matches!(filter.ask, Ask::Word { .. } | Ask::Case { .. } | Ask::Birthday(_)))
        });
    let each: Vec<_> = shown
        .map(|(name, label, answer)| {
            let without = address(path, &filters.without(name).query(), "");
            chip_set(t, format!("{label}：{answer}"), without)
        })
        .collect();
    (!each.is_empty())
        .then(|| view! { <div class="filters chips" role="group" aria-label=t.text("filter-now")>{each}</div> })
}
