//! The filters of a list: words as links, everything else as fields of one form that asks with `GET`. What is shown can be read off the
//! address and sent to somebody.

use huika_domain::{BusinessDay, StoreId};
use huika_store::report::{Ask, Filter, Filters, Picked, Report};
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
    stores: &[(StoreId, String)],
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
        .filter_map(|filter| fields(t, filter, filters, stores))
        .collect();
    let chips = chips(t, report, path, filters, stores);
    let has_period = report
        .filters
        .iter()
        .any(|filter| matches!(filter.ask, Ask::Period { .. }));
    let presets = has_period.then(|| presets(t, path, filters, today));
    let hidden: Vec<_> = report
        .filters
        .iter()
        .filter_map(|filter| hidden(filter, filters))
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect();
    let form = (!fields.is_empty()).then(|| {
        view! {
            <form class="filters" method="get" action=path.to_owned()>
                {hidden}
                {fields}
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

fn link(path: &str, query: &str, current: bool, words: String) -> impl IntoView + use<> {
    chip_choice(words, address(path, query, ""), current)
}

/// The words of a filter, as links; the one that needs no word in the address first.
fn links(t: Lang, filter: &'static Filter, path: &str, filters: &Filters) -> Option<AnyView> {
    let (family, options, first): (_, Vec<&'static str>, bool) = match filter.ask {
        Ask::Word { words, options, .. } => (words, options.to_vec(), false),
        Ask::Case { words, options, first } => (words, options.iter().map(|case| case.word).collect(), first),
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
    Some(view! { <nav class="filters" aria-label=words::filter(t, filter)>{all}</nav> }.into_any())
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
fn fields(t: Lang, filter: &'static Filter, filters: &Filters, stores: &[(StoreId, String)]) -> Option<AnyView> {
    let picked = filters.of(filter.name);
    let label = words::filter(t, filter);
    let field = move |name: String, kind: &'static str, words: String, value: String| {
        view! {
            <label class="field"><span>{words}</span><input type=kind name=name value=value maxlength="64" autocomplete="off" /></label>
        }
    };
    Some(match filter.ask {
        Ask::Word { .. } | Ask::Case { .. } => return None,
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
            if stores.len() < 2 {
                return None;
            }
            let chosen = match picked {
                Some(Picked::Store(store)) => Some(*store),
                _ => None,
            };
            let options: Vec<_> = stores
                .iter()
                .map(|(id, name)| {
                    view! { <option value=id.to_string() selected=Some(*id) == chosen>{name.clone()}</option> }
                })
                .collect();
            view! {
                <label class="field">
                    <span>{label}</span>
                    <select name=filter.name><option value="">{t.text("filter-all")}</option>{options}</select>
                </label>
            }
            .into_any()
        }
        Ask::Text(_) | Ask::Phone(_) => {
            let value = match picked {
                Some(Picked::Text(text)) => text.clone(),
                Some(Picked::Phone(phone)) => phone.as_str().to_owned(),
                _ => String::new(),
            };
            field(filter.name.to_owned(), "text", label, value).into_any()
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
fn chips(
    t: Lang,
    report: &Report,
    path: &str,
    filters: &Filters,
    stores: &[(StoreId, String)],
) -> Option<impl IntoView + use<>> {
    let shown = words::filters(t, report, filters, stores)
        .into_iter()
        .filter(|(name, ..)| {
            report
                .filter(name)
                .is_some_and(|filter| !matches!(filter.ask, Ask::Word { .. } | Ask::Case { .. }))
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
