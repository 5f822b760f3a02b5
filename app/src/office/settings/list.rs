//! All areas of rules, each with what it says first.

use huika_store::{
    settings::{AreaLine, area_lines},
    staff::Role,
};
use leptos::prelude::*;

use super::PAGE;
use crate::{
    i18n::Lang,
    office::frame::{Office, Scoped, enter},
    show::{
        Leave, page,
        sentence::{plain_words, said_of},
    },
    ui::PageError,
};

/// `/office/rules`.
pub fn rules() -> impl IntoView {
    page(async {
        let desk = enter(Role::sees_office, Scoped::No).await?;
        let viewer = desk.session.operator;
        let lines = desk
            .read(move |tx| area_lines(tx, viewer))
            .await?
            .ok_or_else(|| Leave::to("/counter"))?;
        let t = desk.lang();
        let lines: Vec<_> = lines.iter().map(|line| one_line(t, line)).collect();
        Ok(view! {
            <Office
                around=desk.around.clone()
                title=t.text("rules-title").to_owned()
                lead=t.text("rules-lead").to_owned()
            >
                {PageError::notice(PageError::of_request())}
                <section class="panel" aria-label=t.text("rules-title")><ul class="rows">{lines}</ul></section>
            </Office>
        }
        .into_any())
    })
}

fn one_line(t: Lang, line: &AreaLine) -> impl IntoView + use<> {
    let area = line.area;
    let count = |key: &'static str, count: i64| {
        (count > 0).then(|| view! { <span class="badge">{t.with(key, &[("count", count.into())])}</span> })
    };
    let first = area.sentences.first().and_then(|sentence| {
        let (_, of) = said_of(sentence, &line.body).into_iter().next()?;
        Some(plain_words(t, area, sentence, of))
    });
    view! {
        <li>
            <a class="row" href=format!("{PAGE}/{}", area.name)>
                <span class="what">{t.with(&format!("rules-{}", area.name), &[])}</span>
                <span class="badges">{count("rules-own", line.own)}{count("rules-waiting", line.pending)}</span>
                <small class="all">{first}</small>
            </a>
        </li>
    }
}
