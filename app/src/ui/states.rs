//! What stands where there is nothing to show yet, or not now. [`Empty`](super::Empty) is for what will never fill itself.

use leptos::prelude::*;

use super::icon::{self, icon};
use crate::i18n::Lang;

/// Something that is still being made, such as a large export: the page asks for itself again.
pub fn loading(t: Lang) -> impl IntoView {
    view! {
        <div class="loading" role="status">
            <span class="unseen">{t.text("loading")}</span>
            <i></i><i></i><i></i>
        </div>
    }
}

/// Part of a page that could not be read, while the rest of it is right.
pub fn failed(t: Lang, again: String) -> impl IntoView {
    view! {
        <section class="empty bad">
            {icon(icon::CLOUD_OFF)}
            <p><strong>{t.text("part-unavailable")}</strong></p>
            <p>{t.text("part-unavailable-text")}</p>
            <a class="btn" href=again>{t.text("try-again")}</a>
        </section>
    }
}

/// What was just done. It stays until it is put away or the next page is opened, because nobody reads against a clock.
pub fn toast(t: Lang, words: String, without: String) -> impl IntoView {
    view! {
        <div class="toast" role="status">
            {icon(icon::CHECK)}<p>{words}</p>
            <a href=without aria-label=t.text("put-away")>{icon(icon::CROSS)}</a>
        </div>
    }
}
