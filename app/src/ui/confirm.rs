//! A second look before something that cannot be taken back, without a dialog and without a script: a button that opens, and the form
//! inside that does it.

use leptos::prelude::*;

#[component]
pub fn Confirm(
    /// What the button that opens says.
    #[prop(into)]
    words: String,
    /// What will happen, in one sentence.
    #[prop(into)]
    question: String,
    /// Whether it is open already: the form inside was refused.
    #[prop(optional)]
    open: bool,
    /// The form, whose button has the classes `button certain`.
    children: Children,
) -> impl IntoView {
    view! {
        <details class="confirm" open=open>
            <summary class="btn bad">{words}</summary>
            <div class="sure"><p>{question}</p>{children()}</div>
        </details>
    }
}
