//! How long nobody is sent another one-time code: as a time for everybody, and as seconds that pass where there is a script.

use huika_domain::Millis;
use leptos::prelude::*;

use super::times::instant_text;
use crate::{context::Portal, i18n::Lang, ui::count_down};

/// For the form whose button asks for the next code; nothing when it can be asked for.
pub fn code_wait(portal: &Portal, t: Lang, next_at: Millis) -> impl IntoView + use<> {
    let left = next_at.secs_since(portal.now()) + 1;
    (next_at > portal.now()).then(|| {
        let until = t.with("code-wait-until", &[("when", instant_text(portal, t, next_at).into())]);
        let words = t.with("code-wait-left", &[("count", "{n}".into())]);
        view! {
            <p class="fine" data-left=left.to_string() data-words=words data-waits="">{until}</p>
            {count_down()}
        }
    })
}
