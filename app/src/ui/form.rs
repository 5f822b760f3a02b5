//! Form fields. Each works as plain HTML: a label that is always seen, a hint, and the error beside what caused it.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{Notice, Tone, icon, icon::icon as draw};
use crate::{
    context::{Typed, said_with, visit},
    i18n::{Arg, Lang},
};

/// The error that the last try came back with. Only its code travels in the address, so it never carries anything personal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageError {
    pub code: String,
    pub text: String,
}

impl PageError {
    /// Reads `?error=` of this request. A code that we have no words for is shown as the general error.
    pub fn of_request() -> Option<Self> {
        let (code, with) = use_query_map().with_untracked(|query| {
            Some((
                query.get_str("error")?.to_owned(),
                query.get_str("with").map(str::to_owned),
            ))
        })?;
        let figures = with.map(|sealed| said_with(&sealed)).unwrap_or_default();
        Some(Self::new(visit().lang, &code, &figures))
    }

    pub fn new(t: Lang, code: &str, figures: &[(&'static str, Arg<'_>)]) -> Self {
        let known = code.len() < 40 && code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
        let text = known.then(|| t.find(&format!("error-{code}"), figures)).flatten();
        match text {
            Some(text) => Self {
                code: code.to_owned(),
                text,
            },
            None => Self {
                code: "general".to_owned(),
                text: t.text("error-general").to_owned(),
            },
        }
    }

    /// For forms where no single field is to blame.
    pub fn notice(problem: Option<Self>) -> impl IntoView {
        problem.map(|problem| {
            view! { <Notice tone=Tone::Bad icon=icon::ALERT alert=true><p>{problem.text}</p></Notice> }
        })
    }
}

/// A labelled input. Attributes that only this kind of input needs are given to the slot by name.
///
/// There is no `pattern`, and `maxlength` leaves room for whatever is pasted around a number: the browser would refuse or cut what the
/// server reads without an error, before anybody could see why.
#[component]
pub fn Field(
    name: &'static str,
    label: &'static str,
    #[prop(default = None, into)] hint: Option<String>,
    #[prop(default = None, into)] problem: Option<PageError>,
    #[prop(default = "text")] kind: &'static str,
    #[prop(optional)] class: &'static str,
    #[prop(optional)] inputmode: Option<&'static str>,
    #[prop(optional)] autocomplete: Option<&'static str>,
    #[prop(optional)] placeholder: Option<&'static str>,
    #[prop(optional)] maxlength: Option<&'static str>,
    #[prop(default = None, into)] value: Option<String>,
    #[prop(optional)] autofocus: bool,
    #[prop(default = true)] required: bool,
    /// Words that stand inside the field before what is typed.
    #[prop(optional)]
    before: Option<&'static str>,
) -> impl IntoView {
    let error = problem.map(|problem| problem.text);
    let (hint_id, error_id) = (format!("{name}-hint"), format!("{name}-error"));
    let described = match (&hint, &error) {
        (Some(_), Some(_)) => Some(format!("{error_id} {hint_id}")),
        (Some(_), None) => Some(hint_id.clone()),
        (None, Some(_)) => Some(error_id.clone()),
        (None, None) => None,
    };
    let input = view! {
        <input
            id=name
            name=name
            type=kind
            class=class
            inputmode=inputmode
            autocomplete=autocomplete
            placeholder=placeholder
            maxlength=maxlength
            value=value
            required=required
            autofocus=autofocus
            aria-invalid=error.is_some().then_some("true")
            aria-describedby=described
        />
    };
    let input = match before {
        Some(before) => view! { <div class="fixed"><span aria-hidden="true">{before}</span>{input}</div> }.into_any(),
        None => input.into_any(),
    };
    view! {
        <div class="field">
            <label for=name>{label}</label>
            {input}
            {error.map(|error| view! { <p class="error" id=error_id role="alert">{draw(icon::ALERT)}{error}</p> })}
            {hint.map(|hint| view! { <p class="hint" id=hint_id>{hint}</p> })}
        </div>
    }
}

/// An amount of yuan, typed with a decimal keypad.
#[component]
pub fn AmountField(
    name: &'static str,
    label: &'static str,
    #[prop(default = None, into)] hint: Option<String>,
    #[prop(default = None, into)] problem: Option<PageError>,
    #[prop(default = None, into)] value: Option<String>,
    #[prop(optional)] autofocus: bool,
    #[prop(default = true)] required: bool,
) -> impl IntoView {
    view! {
        <Field
            name
            label
            hint
            problem
            value
            autofocus
            required
            inputmode="decimal"
            autocomplete="off"
            placeholder="0.00"
            before="¥"
        />
    }
}

/// The digits of an SMS, which a phone offers to fill in. Whoever pastes the whole message has typed its code.
#[component]
pub fn CodeField(
    label: &'static str,
    #[prop(default = None, into)] problem: Option<PageError>,
    #[prop(optional)] autofocus: bool,
) -> impl IntoView {
    view! {
        <Field
            name="code"
            label
            problem
            autofocus
            class="otp"
            inputmode="numeric"
            autocomplete="one-time-code"
            maxlength="500"
        />
    }
}

/// Six digits that nobody looking over a shoulder reads.
#[component]
pub fn PinField(
    name: &'static str,
    label: &'static str,
    #[prop(default = None, into)] hint: Option<&'static str>,
    #[prop(default = None, into)] problem: Option<PageError>,
    /// Whether this is a new PIN, which a password manager must not fill in.
    #[prop(optional)]
    fresh: bool,
    #[prop(optional)] autofocus: bool,
) -> impl IntoView {
    let autocomplete = if fresh { "new-password" } else { "current-password" };
    view! {
        <Field
            name
            label
            hint=hint.map(str::to_owned)
            problem
            autofocus
            autocomplete
            kind="password"
            class="otp"
            inputmode="numeric"
            maxlength="64"
        />
    }
}

/// What a form did that led here with `?done=`: the words for those that this page knows.
pub fn done(known: &[(&str, &'static str)]) -> impl IntoView + use<> {
    let word = use_query_map().with_untracked(|query| query.get("done"));
    let words = word.and_then(|word| known.iter().find(|(name, _)| *name == word).map(|(_, words)| *words));
    words.map(
        |words| view! { <div role="status"><Notice tone=Tone::Good icon=icon::CHECK><p>{words}</p></Notice></div> },
    )
}

/// The key that makes a form's second submission the same request as its first: drawn with the page, and the one before where the form
/// was refused, because a refusal may mean that nobody knows whether it was carried out. [`form_key`](crate::context::form_key) reads it.
pub fn key_field(typed: &Typed) -> impl IntoView + use<> {
    view! { <input type="hidden" name="key" value=drawn_key(typed) /> }
}

/// What [`key_field`] holds.
pub fn drawn_key(typed: &Typed) -> String {
    let fresh = || crate::context::portal().store.context().rng.token();
    typed.value("key").unwrap_or_else(fresh)
}
