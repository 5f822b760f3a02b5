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
    address_code(&entry_address(portal, entry), t.text("paper-entry").to_owned())
}

/// An address as a code to scan, with what it is below it.
pub fn address_code(address: &str, label: String) -> impl IntoView + use<> {
    qr_of_any_size(address).map(|symbol| {
        view! {
            <figure class="slip-code">
                <svg class="qr" viewBox=symbol.view_box() role="img" aria-label=label.clone()><path d=symbol.path.clone() /></svg>
                <figcaption>{label}</figcaption>
            </figure>
        }
    })
}
