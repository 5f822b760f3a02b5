//! The statement: every movement, with what was before and what is afterwards. The sums shown add up, always.

use huika_domain::{EntryId, Fen, Millis, Points};
use huika_store::{
    books::last_proof,
    member::{self, Movement, StatementPage},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    i18n::Lang,
    member::session::{Member, require_member},
    show::{Frame, Tab, movement, page, times::moment_text},
    ui::{Empty, icon as draw},
};

pub fn statement() -> impl IntoView {
    let before =
        use_query_map().with_untracked(|query| query.get_str("before").and_then(|text| EntryId::parse(text).ok()));
    page(async move {
        let member = require_member().await?;
        let (found, proof) = member
            .read(move |tx, session| Ok((member::statement(tx, session.member, before)?, last_proof(tx)?)))
            .await?;
        Ok(show(&member, &found, before.is_some(), proof))
    })
}

fn show(member: &Member, found: &StatementPage, later: bool, proof: Option<(Millis, bool)>) -> AnyView {
    let (portal, t) = (&member.portal, member.lang());
    let content = if found.movements.is_empty() {
        view! { <Empty icon=draw::RECEIPT title=t.text("statement-nothing-title") text=t.text("statement-nothing-text") /> }
            .into_any()
    } else {
        let rows: Vec<_> = found
            .movements
            .iter()
            .map(|one| movement::statement_row(portal, t, one))
            .collect();
        view! {
            {sums(t, found)}
            <section class="panel" aria-label=t.text("statement-list")>
                {edge(t, t.text("statement-closing"), found.closing, found.closing_points)}
                <ul class="rows">{rows}</ul>
                {edge(t, t.text("statement-opening"), found.opening, found.opening_points)}
            </section>
        }
        .into_any()
    };
    let proof = match proof {
        Some((at, true)) => t.with("statement-proof-good", &[("when", moment_text(portal, t, at).into())]),
        Some((at, false)) => t.with("statement-proof-bad", &[("when", moment_text(portal, t, at).into())]),
        None => t.text("statement-proof-none").to_owned(),
    };
    let older = found.older.map(|entry| {
        view! { <a class="button quiet small" href=format!("/statement?before={}", entry.get())>{t.text("statement-older")}</a> }
    });
    let newest =
        later.then(|| view! { <a class="button quiet small" href="/statement">{t.text("statement-newest")}</a> });
    view! {
        <Frame title=t.text("statement-title").to_owned() tab=Tab::Statement back="/">
            {content}
            <nav class="pager" aria-label=t.text("statement-title")>{newest}{older}</nav>
            <p class="fine center">{proof}</p>
        </Frame>
    }
    .into_any()
}

fn edge(t: Lang, name: &'static str, money: Fen, points: Points) -> impl IntoView + use<> {
    view! {
        <p class="edge">
            <span>{name}</span>
            <span><b>{money.display()}</b>" · "{t.with("points-count", &[("points", points.display().into())])}</span>
        </p>
    }
}

/// What the rows shown come to: opening, plus in, less out, is closing.
fn sums(t: Lang, found: &StatementPage) -> impl IntoView + use<> {
    let total = |of: fn(&Movement) -> i64, keep: fn(i64) -> bool| {
        found.movements.iter().map(of).filter(|sum| keep(*sum)).sum::<i64>()
    };
    let money = |movement: &Movement| movement.money.get();
    let comes_in = Fen::new(total(money, |sum| sum > 0));
    let goes_out = Fen::new(total(money, |sum| sum < 0));
    view! {
        <section class="panel" aria-label=t.text("statement-sums")>
            <dl class="sums">
                <div><dt>{t.text("statement-opening")}</dt><dd>{found.opening.display()}</dd></div>
                <div><dt>{t.text("statement-in")}</dt><dd>{comes_in.signed()}</dd></div>
                <div><dt>{t.text("statement-out")}</dt><dd>{goes_out.signed()}</dd></div>
                <div><dt>{t.text("statement-closing")}</dt><dd>{found.closing.display()}</dd></div>
            </dl>
        </section>
    }
}
