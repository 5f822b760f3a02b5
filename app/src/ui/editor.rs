//! An editor: the form on the left, and on the right what it would do, which follows each change. Without a script a button inside the
//! form (class `refresh`) asks for the page again with what the form holds.

use leptos::{nonce::use_nonce, prelude::*};

const PREVIEW: &str = include_str!("preview.js");

#[component]
pub fn Editor(
    /// Names it on its page, so that the script finds the same one in the answer.
    id: &'static str,
    /// The page that shows the side for what stands in its query: this one.
    #[prop(into)]
    preview: String,
    /// What the form would do.
    #[prop(into)]
    side: AnyView,
    /// What the side is called.
    #[prop(into)]
    label: String,
    /// The form.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="editor" id=id data-preview=preview>
            {children()}
            <section class="side" aria-live="polite" aria-label=label>{side}</section>
        </div>
        <script nonce=use_nonce()>{PREVIEW}</script>
    }
}
