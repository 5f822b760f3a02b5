//! The columns of a list: which of them are shown stands in the address, so a saved view and a file have the same ones.

use huika_store::report::{Filters, Report};
use leptos::prelude::*;

use super::{address::address, words};
use crate::{context::pairs_of, i18n::Lang, ui::ChipMenu};

/// The form that chooses them, with the way back to all of them. The first column names the row and is always there.
pub(super) fn chooser(t: Lang, report: &'static Report, path: &str, filters: &Filters) -> impl IntoView + use<> {
    let shown = filters.shown(report);
    let counts = [
        ("shown", (shown.len() as i64).into()),
        ("all", (report.columns.len() as i64).into()),
    ];
    let rest = filters.whole().query();
    let carried: Vec<_> = pairs_of(&rest)
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect();
    let boxes: Vec<_> = report
        .columns
        .iter()
        .skip(1)
        .map(|column| {
            let checked = shown.iter().any(|known| known.name == column.name);
            let name = format!("show-{}", column.name);
            view! {
                <label class="tick"><input type="checkbox" name=name value="1" checked=checked />{words::heading(t, column)}</label>
            }
        })
        .collect();
    let all = (!filters.columns.is_empty())
        .then(|| view! { <a class="link" href=address(path, &rest, "")>{t.text("columns-all")}</a> });
    let path = path.to_owned();
    view! {
        <div class="filters">
            <ChipMenu words=t.with("columns-shown", &counts)>
                <form method="get" action=path>
                    {carried}
                    {boxes}
                    <button class="btn">{t.text("columns-show")}</button>
                    {all}
                </form>
            </ChipMenu>
        </div>
    }
}
