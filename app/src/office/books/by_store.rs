//! Today's figures store by store, and added up by region, for whoever sees more than one store.

use std::collections::BTreeMap;

use huika_domain::{BusinessDay, Fen, StoreId};
use huika_store::{
    books::{DayTotals, StoreDay},
    organisation::TreeStore,
};
use leptos::prelude::*;

use crate::{
    i18n::Lang,
    ui::{Column, Sheet, address, pager},
};

/// Stores on a page.
const A_PAGE: usize = 50;
const COLUMNS: [&str; 5] = [
    "books-top-ups",
    "books-refunds",
    "books-sales",
    "books-returns",
    "books-redemptions",
];

/// Both tables, the stores after this one.
pub fn by_store(
    t: Lang,
    day: BusinessDay,
    days: &[StoreDay],
    tree: &[TreeStore],
    after: Option<StoreId>,
) -> impl IntoView + use<> {
    let of = |store: Option<StoreId>| days.iter().find(|one| one.store == store).map(|one| &one.totals);
    let mut regions: BTreeMap<String, DayTotals> = BTreeMap::new();
    for store in tree {
        let region = regions
            .entry(store.region.clone())
            .or_insert_with(|| DayTotals::empty(day));
        if let Some(totals) = of(Some(store.id)) {
            region.join(totals);
        }
    }
    let mut lines: Vec<_> = regions
        .iter()
        .map(|(name, totals)| {
            let shown = if name.is_empty() {
                t.text("books-no-region")
            } else {
                name
            };
            line(shown.to_owned().into_any(), totals)
        })
        .collect();
    lines.extend(of(None).map(|totals| line(t.text("books-no-store").into_any(), totals)));
    let of_regions = (lines.len() > 1).then(|| {
        view! {
            <h2>{t.text("books-by-region")}</h2>
            <Sheet label=t.text("books-by-region").to_owned() columns=columns(t, "books-region")>{lines}</Sheet>
        }
    });
    let from: Vec<&TreeStore> = tree
        .iter()
        .filter(|store| after.is_none_or(|after| store.id > after))
        .collect();
    let shown = &from[..from.len().min(A_PAGE)];
    let next = shown.last().filter(|_| from.len() > A_PAGE).map(|last| {
        let path = address::with("/office", "", "after", &last.id.to_string());
        (t.text("page-next"), path)
    });
    let first = after.map(|_| (t.text("page-first"), "/office".to_owned()));
    let nothing = DayTotals::empty(day);
    let lines: Vec<_> = shown
        .iter()
        .map(|store| {
            let path = address::with("/office", "", "store", &store.id.to_string());
            let name = view! { <a class="link" href=path>{store.name.clone()}</a> }.into_any();
            line(name, of(Some(store.id)).unwrap_or(&nothing))
        })
        .collect();
    view! {
        {of_regions}
        <h2>{t.text("books-by-store")}</h2>
        <Sheet label=t.text("books-by-store").to_owned() columns=columns(t, "store-name")>{lines}</Sheet>
        {pager(t.text("books-by-store").to_owned(), first, next)}
    }
}

fn columns(t: Lang, first: &'static str) -> Vec<Column> {
    let mut columns = vec![Column::words(t.text(first))];
    columns.extend(COLUMNS.map(|key| Column::figures(t.text(key))));
    columns
}

fn line(name: AnyView, totals: &DayTotals) -> AnyView {
    // What was paid back or returned shows its sign, as above.
    let back = |amount: Fen| amount.checked_neg().unwrap_or(amount).display();
    view! {
        <tr>
            <td>{name}</td>
            <td class="n">{totals.topped_up.display()}</td>
            <td class="n">{back(totals.refunded)}</td>
            <td class="n">{totals.sold.display()}</td>
            <td class="n">{back(totals.returned)}</td>
            <td class="n">{totals.redemptions.to_string()}</td>
        </tr>
    }
    .into_any()
}
