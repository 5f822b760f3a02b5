//! What a rule would have done to the last days' sales and top-ups, in a sentence: said before it is put into force.

use huika_domain::settings::{self, Scope};
use huika_store::preview::{DAYS, Effect, Of, Preview, PreviewError, ROWS, preview};
use leptos::prelude::*;

use crate::{
    context::Typed,
    i18n::Lang,
    show::Leave,
    staff::Staff,
    ui::{Notice, Tone, icon},
};

/// The sentence about what is typed into the form, when that is what was asked for; nothing for values that are none.
pub async fn would_have(staff: &Staff, area: &'static settings::Area, scope: Scope) -> Result<Option<AnyView>, Leave> {
    let typed = Typed::into_one_of("set_rule", "scope", &scope.to_text());
    if !typed.is_there() {
        return Ok(None);
    }
    let Ok(body) = area.read_form(|name| typed.value(&format!("rule[{name}]"))) else {
        return Ok(None);
    };
    let viewer = staff.session.operator;
    match staff.read(move |tx| preview(tx, viewer, area, scope, &body)).await {
        Ok(found) => Ok(Some(said(staff.lang(), &found))),
        Err(PreviewError::Store(error)) => Err(error.into()),
        Err(PreviewError::Body(_) | PreviewError::NotAllowed) => Ok(None),
    }
}

fn said(t: Lang, found: &Preview) -> AnyView {
    let words = sentence(t, found);
    view! {
        <Notice tone=Tone::Plain icon=icon::SEARCH>
            <p><strong>{t.text("preview-title")}</strong>" "{words}</p>
            <p class="fine">{t.text("preview-lead")}</p>
        </Notice>
    }
    .into_any()
}

/// The sentence.
fn sentence(t: Lang, found: &Preview) -> String {
    let counts = [
        ("days", i64::from(DAYS).into()),
        ("count", found.count.into()),
        ("changed", found.changed.into()),
    ];
    let first = match found.of {
        Of::Nothing => return t.text("preview-nothing").to_owned(),
        Of::Sales if found.count == 0 => return t.with("preview-no-sales", &counts),
        Of::TopUps if found.count == 0 => return t.with("preview-no-top-ups", &counts),
        Of::Corrections if found.count == 0 => return t.with("preview-no-corrections", &counts),
        Of::Sales => t.with("preview-sales", &counts),
        Of::TopUps => t.with("preview-top-ups", &counts),
        Of::Corrections => t.with("preview-corrections", &counts),
    };
    let effects: Vec<String> = found.effects.iter().map(|effect| effect_words(t, *effect)).collect();
    let cut = if found.count >= ROWS {
        t.with("preview-newest", &[("count", ROWS.into())])
    } else {
        String::new()
    };
    [vec![first], effects, vec![cut]].concat().concat()
}

fn effect_words(t: Lang, effect: Effect) -> String {
    let figures = |now: String, then: String| [("now", now.into()), ("then", then.into())];
    match effect {
        Effect::Earned(now, then) => t.with("preview-earned", &figures(now.display(), then.display())),
        Effect::Deducted(now, then) => t.with("preview-deducted", &figures(now.display(), then.display())),
        Effect::Discount(now, then) => t.with("preview-discount", &figures(now.display(), then.display())),
        Effect::TiersUp(members) => t.with("preview-tiers-up", &[("count", members.into())]),
        Effect::TiersDown(members) => t.with("preview-tiers-down", &[("count", members.into())]),
        Effect::Watched(now, then) => t.with("preview-watched", &figures(now.to_string(), then.to_string())),
        Effect::UnknownTender(sales, amount) => t.with(
            "preview-unknown-tender",
            &[("count", sales.into()), ("amount", amount.display().into())],
        ),
        Effect::AboveCap(now, then) => t.with("preview-above-cap", &figures(now.to_string(), then.to_string())),
        Effect::PaidLate(now, then) => t.with("preview-paid-late", &figures(now.to_string(), then.to_string())),
        Effect::SecondPerson(now, then) => t.with("preview-second-person", &figures(now.to_string(), then.to_string())),
    }
}
