//! The choice of the language, on the pages that are seen before anybody is signed in and among a member's settings.

use leptos::prelude::*;

use crate::i18n::Lang;

/// A button for each language; what is chosen shows `page` again.
pub fn language_switch(t: Lang, page: String) -> impl IntoView + use<> {
    let choices = Lang::ALL.map(|lang| {
        view! {
            <button class="button quiet small" name="language" value=lang.tag() lang=lang.tag() aria-pressed=(lang == t).to_string()>
                {lang.own_name()}
            </button>
        }
    });
    view! {
        <form class="choice" method="post" action="/do/set_language" aria-label=t.text("me-language")>
            <input type="hidden" name="page" value=page />
            {Vec::from(choices)}
        </form>
    }
}
