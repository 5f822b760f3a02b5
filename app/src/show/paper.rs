//! What slips of paper share.

use huika_domain::EntryId;
use leptos::prelude::*;

use crate::{context::Portal, i18n::Lang, symbol::qr_of_any_size};

/// Where the member sees an entry.
pub fn entry_address(portal: &Portal, entry: EntryId) -> String {
    format!("{}/statement/{entry}", portal.public_url)
}

/// The entry on the member's own phone, as a code to scan: whoever finds the slip sees nothing without the member's session.
pub fn entry_code(portal: &Portal, t: Lang, entry: EntryId) -> impl IntoView + use<> {
    let address = entry_address(portal, entry);
    qr_of_any_size(&address).map(|symbol| {
        let label = t.text("paper-entry").to_owned();
        view! {
            <figure class="slip-code">
                <svg class="qr" viewBox=symbol.view_box() role="img" aria-label=label.clone()><path d=symbol.path.clone() /></svg>
                <figcaption>{label}</figcaption>
            </figure>
        }
    })
}
