//! Changing a rule: its sentences with inputs inside, from when on, and why.

use huika_domain::ErrorCode;
use std::collections::BTreeMap;

use huika_domain::{
    Reason,
    settings::{self, BodyError, Expected, Kind, Scope},
};
use huika_store::settings::{AreaView, By, Change, ChangeError, change_rule};
use leptos::prelude::*;

use super::{
    PAGE,
    scope::{address, inherited},
};
use crate::{
    context::{Done, Typed, form_key, go, refuse, refuse_with, show_again},
    show::sentence::{Inputs, said_of},
    staff::{Staff, form_staff},
    ui::{Field, key_field},
};

/// The form of whoever may change the rule. It says what is in force, so that nothing needs to be said twice.
pub fn edit_form(
    staff: &Staff,
    area: &'static settings::Area,
    scope: Scope,
    view: &AreaView,
    wrong: Option<&str>,
) -> AnyView {
    let t = staff.lang();
    let typed = Typed::into_one_of("set_rule", "scope", &scope.to_text());
    let inputs = Inputs {
        t,
        area,
        typed: &typed,
        wrong: wrong.filter(|_| typed.is_there()),
    };
    let mut lines = Vec::new();
    for sentence in area.sentences {
        let said = said_of(sentence, &view.body);
        let count = said.len();
        for (row, of) in said {
            lines.push(view! { <li>{inputs.words(sentence, row, Some(of))}</li> }.into_any());
        }
        // A list shows one line more than it has: who wants a second one sends the first.
        if sentence.rows.is_some_and(|rows| count < rows.max) {
            let words = inputs.words(sentence, count, None);
            lines.push(view! { <li>{words}<small class="fine">{t.text("rules-row-new")}</small></li> }.into_any());
        }
    }
    let seen = view.newest.as_ref().map_or(0, |newest| newest.id);
    let end = (scope != Scope::Chain && view.own.contains(&scope))
        .then(|| view! { <button class="button quiet" name="how" value="end">{t.text("rules-end")}</button> });
    view! {
        <form class="panel form rule" method="post" action="/do/set_rule">
            <header><h2>{t.text("rules-in-force")}</h2></header>
            {inherited(t, scope, view)}
            <input type="hidden" name="area" value=area.name />
            <input type="hidden" name="scope" value=scope.to_text() />
            <input type="hidden" name="seen" value=seen.to_string() />
            {key_field(&typed)}
            <ul class="sentences">{lines}</ul>
            <Field
                name="from"
                label=t.text("rules-from")
                hint=t.text("rules-from-hint").to_owned()
                kind="datetime-local"
                required=false
                value=typed.value("from")
            />
            <Field
                name="reason"
                label=t.text("rules-reason")
                hint=t.text("rules-reason-hint").to_owned()
                maxlength="200"
                value=typed.value("reason")
            />
            <p class="fine">{t.text("rules-edit-lead")}</p>
            <div class="ways-on">
                <button class="button quiet" name="how" value="preview" formnovalidate>{t.text("rules-preview")}</button>
                <button class="button" name="how" value="set">{t.text("rules-save")}</button>
                {end}
            </div>
        </form>
    }
    .into_any()
}

/// Leads back to the sentence that is wrong, with what it may be as that sentence is written.
pub fn refuse_value(page: &str, area: &settings::Area, error: &BodyError) -> Done {
    let BodyError::Value { field, expected } = error else {
        return refuse(page, ErrorCode::RuleValue.as_str());
    };
    let joint = if page.contains('?') { '&' } else { '?' };
    let page = &format!("{page}{joint}field={field}");
    match expected {
        Expected::Number { .. } => {
            let (least, most) = kind_of(area, field).and_then(Kind::range).unwrap_or_default();
            refuse_with(
                page,
                ErrorCode::RuleNumber.as_str(),
                &[("least", least), ("most", most)],
            )
        }
        Expected::YesOrNo | Expected::OneOf(_) => refuse(page, ErrorCode::RuleChoice.as_str()),
        Expected::Colour => refuse(page, ErrorCode::RuleColour.as_str()),
        Expected::Day => refuse(page, ErrorCode::RuleDay.as_str()),
        Expected::Name { max } => refuse_with(page, ErrorCode::RuleName.as_str(), &[("most", max.to_string())]),
        Expected::Words { max } => refuse_with(page, ErrorCode::RuleWords.as_str(), &[("most", max.to_string())]),
        Expected::Rows { max } => refuse_with(page, ErrorCode::RuleRows.as_str(), &[("most", max.to_string())]),
        Expected::Together(code) => refuse(page, code),
    }
}

/// The kind of the value in a field of the form.
fn kind_of(area: &settings::Area, field: &str) -> Option<Kind> {
    let name = field.rsplit('.').next()?;
    let mut fields = area.sentences.iter().flat_map(|sentence| sentence.fields);
    fields.find(|known| known.name == name).map(|known| known.kind)
}

#[server(prefix = "/do", endpoint = "set_rule")]
pub async fn set_rule(
    #[server(default)] area: String,
    #[server(default)] scope: String,
    #[server(default)] seen: String,
    #[server(default)] from: String,
    #[server(default)] reason: String,
    #[server(default)] how: String,
    #[server(default)] rule: BTreeMap<String, String>,
) -> Done {
    let staff = match form_staff(PAGE).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    if !staff.session.role.sets_rules() {
        return refuse("/office", ErrorCode::NotAllowed.as_str());
    }
    let (Some(area), Ok(scope)) = (settings::Area::find(&area), Scope::parse(&scope)) else {
        return refuse(PAGE, ErrorCode::RuleScope.as_str());
    };
    let page = address(area, scope);
    let body = if how == "end" {
        None
    } else {
        match area.read_form(|name| rule.get(name).cloned()) {
            Ok(body) => Some(body),
            Err(error) => return refuse_value(&page, area, &error),
        }
    };
    if how == "preview" {
        let joint = if page.contains('?') { '&' } else { '?' };
        return show_again(&format!("{page}{joint}preview=1"));
    }
    let now = staff.portal.now();
    let from = match from.trim() {
        "" => None,
        typed => match staff.portal.shop.zone.instant(typed) {
            // The minute that runs, as whoever chose it means now.
            Some(from) if from <= now && from > now.minus_secs(60) => None,
            Some(from) => Some(from),
            None => return refuse(&page, ErrorCode::RuleTime.as_str()),
        },
    };
    let Ok(reason) = Reason::parse(&reason) else {
        return refuse(&page, ErrorCode::ReasonLength.as_str());
    };
    let change = Change {
        area,
        scope,
        body,
        from,
        seen: Some(seen.parse().unwrap_or_default()),
        reason,
        by: By::Operator(staff.session.operator),
        key: form_key(),
    };
    match staff.write(move |tx| change_rule(tx, &change)).await {
        Ok(_) => {
            let joint = if page.contains('?') { '&' } else { '?' };
            go(&format!("{page}{joint}done=rule"))
        }
        Err(ChangeError::Body(error)) => refuse_value(&page, area, &error),
        Err(error) => {
            if let ChangeError::Store(error) = &error {
                tracing::error!(%error, "a rule could not be made");
            }
            refuse(&page, error.code())
        }
    }
}
