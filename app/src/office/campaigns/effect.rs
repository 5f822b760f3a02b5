//! What a campaign did so far, from the books, what came back taken off.

use huika_domain::Fen;
use huika_store::campaign::{CampaignEffect, DayOfEffect};
use leptos::prelude::*;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::{
    i18n::Lang,
    ui::{Column, Sheet, Stat, stats},
};

/// `amount` for each of `count`.
fn each(amount: Fen, count: i64) -> String {
    if count == 0 {
        "—".to_owned()
    } else {
        Fen::new(amount.get() / count).display()
    }
}

pub fn effect(t: Lang, name: &str, effect: &CampaignEffect) -> impl IntoView + use<> {
    let kept = effect.uses - effect.given_back;
    let cost = Fen::new(effect.cost.get() - effect.cost_back.get());
    let note = |key: &str, figure: String| Some(t.with(key, &[("figure", figure.into())]));
    let name = utf8_percent_encode(name, NON_ALPHANUMERIC);
    let rows_of = format!("/office/reports/campaign-uses?from=2000-01-01&campaign={name}");
    let mut tiles = vec![
        Stat::new(t.text("effect-uses"), kept.to_string())
            .with_rows(Some(rows_of))
            .with_note(note("effect-given-back", effect.given_back.to_string())),
        Stat::new(t.text("effect-cost"), cost.display())
            .with_note(note("effect-cost-back", effect.cost_back.display())),
        Stat::new(t.text("effect-members"), effect.members.to_string()),
        Stat::new(t.text("effect-gross"), effect.gross.display())
            .with_note(note("effect-returned", effect.returned.display())),
        Stat::new(t.text("effect-basket"), each(effect.gross, effect.uses))
            .with_note(note("effect-basket-all", each(effect.all_gross, effect.all_sales))),
    ];
    if let Some(left) = effect.budget_left {
        tiles.push(Stat::new(t.text("effect-budget-left"), left.display()));
    }
    let rows: Vec<_> = effect.days.iter().map(|day| line(*day)).collect();
    let columns = vec![
        Column::words(t.text("effect-day")),
        Column::figures(t.text("campaign-uses")),
        Column::figures(t.text("campaign-cost")),
    ];
    view! {
        <section class="panel">
            <header><h2>{t.text("effect-title")}</h2></header>
            {stats(tiles)}
            <p class="fine">{t.text("effect-lead")}</p>
            <Sheet label=t.text("effect-by-day").to_owned() columns>{rows}</Sheet>
        </section>
    }
}

fn line(day: DayOfEffect) -> impl IntoView {
    view! {
        <tr>
            <td>{day.day.to_string()}</td>
            <td class="n">{day.uses}</td>
            <td class="n">{day.cost.display()}</td>
        </tr>
    }
}
