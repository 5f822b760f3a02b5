//! A form that the browser answers with a passkey. Without a script it is not there, and nor is it where passkeys cannot be.

use leptos::{nonce::use_nonce, prelude::*};

use super::{Notice, Tone, icon};
use crate::context::portal;

/// Asks the browser, and shows what depends on whether it can be asked.
const ASK: &str = include_str!("passkey.js");

/// Whether this site can have passkeys at all: its address has a name.
pub fn passkeys_possible() -> bool {
    portal().passkeys.is_some()
}

/// The form. Its fields are also what the question is asked with.
#[component]
pub fn PasskeyForm(
    /// Where the answer goes.
    action: &'static str,
    /// Where the question comes from.
    ask: &'static str,
    /// The page that says what went wrong.
    #[prop(into)]
    page: String,
    #[prop(default = "form")] class: &'static str,
    children: Children,
) -> impl IntoView {
    view! {
        <form class=class method="post" action=action data-passkey=ask data-page=page hidden>
            <input type="hidden" name="signed" />
            {children()}
        </form>
    }
}

/// Says what to do instead, where the script finds that this browser has no passkeys.
pub fn no_passkey_note(what_then: &'static str) -> impl IntoView {
    view! {
        <div data-no-passkey="" hidden>
            <Notice tone=Tone::Warn icon=icon::ALERT><p>{what_then}</p></Notice>
        </div>
    }
}

/// Once on each page that has such a form, after it.
pub fn passkey_script() -> impl IntoView {
    view! { <script nonce=use_nonce()>{ASK}</script> }
}
