//! What a member is asked beside name and birthday, in the forms of the phone and of the counter. Which fields there are, the rule says.

use huika_domain::{
    BusinessDay, Email, ErrorCode, Gender, HomeAddress,
    settings::{Asked, ProfileRule, Rules},
    visible,
};
use huika_store::member::ProfileValues;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{
    context::Typed,
    i18n::Lang,
    ui::{Field, PageError},
};

/// What the fields send; a field that is not asked is empty.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TypedProfile {
    pub gender: String,
    pub anniversary: String,
    pub address: String,
    pub email: String,
}

fn said<T>(
    asked: &str,
    text: &str,
    parse: impl FnOnce(&str) -> Result<T, &'static str>,
) -> Result<Option<T>, &'static str> {
    let asked = Asked::of(asked);
    if !asked.is_asked() {
        return Ok(None);
    }
    if visible(text).is_empty() {
        return if asked.is_needed() {
            Err(ErrorCode::FieldNeeded.as_str())
        } else {
            Ok(None)
        };
    }
    parse(text).map(Some)
}

impl TypedProfile {
    /// What was said, or the code of what is wrong.
    pub fn read(&self, rule: &ProfileRule, today: BusinessDay) -> Result<ProfileValues, &'static str> {
        let day = |text: &str| {
            let day = BusinessDay::parse(text.trim()).map_err(|_| ErrorCode::BirthdayNotADay.as_str())?;
            if day <= today {
                Ok(day)
            } else {
                Err(ErrorCode::BirthdayInTheFuture.as_str())
            }
        };
        Ok(ProfileValues {
            gender: said(&rule.gender, &self.gender, |word| {
                Gender::parse(word).ok_or(ErrorCode::FieldNeeded.as_str())
            })?,
            anniversary: said(&rule.anniversary, &self.anniversary, day)?,
            address: said(&rule.address, &self.address, |text| {
                HomeAddress::parse(text).map_err(huika_domain::HomeAddressError::code)
            })?,
            email: said(&rule.email, &self.email, |text| {
                Email::parse(text).map_err(huika_domain::EmailError::code)
            })?,
        })
    }
}

/// Whether any of them is asked.
pub fn asks_profile(rule: &ProfileRule) -> bool {
    [&rule.gender, &rule.anniversary, &rule.address, &rule.email]
        .into_iter()
        .any(|word| Asked::of(word).is_asked())
}

/// A person in words.
pub fn gender_words(t: Lang, gender: Gender) -> &'static str {
    match gender {
        Gender::Female => t.text("gender-female"),
        Gender::Male => t.text("gender-male"),
    }
}

/// The fields that the rule asks, with what is known in them, or what was typed into them before they were refused.
pub fn profile_fields(t: Lang, rule: &ProfileRule, known: &ProfileValues, typed: &Typed) -> impl IntoView + use<> {
    let gender = Asked::of(&rule.gender);
    let gender = gender.is_asked().then(|| {
        let choices = Gender::ALL.map(|one| {
            let checked = typed.picked("profile[gender]", one.as_str(), known.gender == Some(one));
            view! {
                <label class="tick">
                    <input
                        type="radio"
                        name="profile[gender]"
                        value=one.as_str()
                        checked=checked
                        required=gender.is_needed()
                    />
                    <span>{gender_words(t, one)}</span>
                </label>
            }
        });
        view! {
            <fieldset class="ticks"><legend>{t.text("profile-gender")}</legend>{Vec::from(choices)}</fieldset>
        }
    });
    let anniversary = Asked::of(&rule.anniversary);
    let anniversary = anniversary.is_asked().then(|| {
        let day = known.anniversary.map(|day| day.to_string()).unwrap_or_default();
        view! {
            <Field
                name="profile[anniversary]"
                label=t.text("profile-anniversary")
                hint=t.text("profile-anniversary-hint").to_owned()
                kind="date"
                value=typed.or("profile[anniversary]", day)
                required=anniversary.is_needed()
            />
        }
    });
    let address = Asked::of(&rule.address);
    let address = address.is_asked().then(|| {
        let line = known.address.as_ref().map_or("", HomeAddress::as_str);
        view! {
            <Field
                name="profile[address]"
                label=t.text("profile-address")
                autocomplete="street-address"
                maxlength="240"
                value=typed.or("profile[address]", line)
                required=address.is_needed()
            />
        }
    });
    let email = Asked::of(&rule.email);
    let email = email.is_asked().then(|| {
        let line = known.email.as_ref().map_or("", Email::as_str);
        view! {
            <Field
                name="profile[email]"
                label=t.text("profile-email")
                kind="text"
                inputmode="email"
                autocomplete="email"
                maxlength="300"
                value=typed.or("profile[email]", line)
                required=email.is_needed()
            />
        }
    });
    view! { {gender}{anniversary}{address}{email} }
}

/// Who agrees for somebody who is not old enough; nothing where the shop asks at no age.
pub fn guardian_field(t: Lang, rules: &Rules, problem: Option<PageError>, typed: &Typed) -> impl IntoView + use<> {
    let below = rules.minors.guardian_below;
    (below > 0).then(|| {
        view! {
            <Field
                name="guardian"
                label=t.text("guardian-name")
                hint=t.with("guardian-hint", &[("count", below.into())])
                problem=problem.filter(|problem| problem.code == ErrorCode::GuardianNeeded.as_str())
                autocomplete="off"
                maxlength="40"
                value=typed.value("guardian")
                required=false
            />
        }
    })
}
