//! A passkey in a list.

use huika_store::member::KeptKey;
use leptos::prelude::*;

use super::{device::key_name, times::moment_text};
use crate::{context::Portal, i18n::Lang, ui::icon};

/// What a list says about one passkey, beside the button that removes it.
pub fn passkey_words(portal: &Portal, t: Lang, key: &KeptKey) -> impl IntoView + use<> {
    let made = t.with("passkeys-made", &[("when", moment_text(portal, t, key.made_at).into())]);
    let used = key.used_at.map_or_else(
        || t.text("passkeys-never-used").to_owned(),
        |at| t.with("passkeys-used", &[("when", moment_text(portal, t, at).into())]),
    );
    view! {
        {icon(icon::KEY)}
        <div><span class="what">{key_name(t, key)}</span><br /><small>{made}</small><br /><small>{used}</small></div>
    }
}
