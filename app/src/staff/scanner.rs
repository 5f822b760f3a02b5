//! A reader types like a keyboard, only faster, and nobody looks where the cursor is before they scan. So the keys are collected on
//! every page of the counter, and a whole code opens its member wherever it was typed.
//!
//! The script watches keys in the capture phase and takes nothing away while they come: a field that had the focus gets its value back
//! once the keys turn out to be a scan, and Enter then presses no button. Digits are told by the key's place and not by its sign, so that
//! Caps Lock, another layout and an input method change nothing. What was typed while the next page loads is handed over to it in the
//! session's storage. LF after CR, and the same code within a second, are the same scan. Without the script the scan page's own field
//! takes what a reader types.

use leptos::{nonce::use_nonce, prelude::*};

use crate::i18n::Lang;

const COLLECT: &str = include_str!("scanner.js");

/// For a page of the counter. Where nobody may be scanned in (`takes` is false) a scan is kept out of the fields, and said to be.
pub fn scanner(t: Lang, takes: bool) -> impl IntoView {
    let form = takes.then(|| {
        view! {
            <form id="scan-anywhere" method="post" action="/do/scan" hidden>
                <input type="hidden" name="scanned" />
            </form>
        }
    });
    view! {
        {form}
        <p
            id="scan-note"
            class="notice warn"
            role="status"
            hidden
            data-partial=t.text("scan-partial")
            data-held=t.text("scan-held")
        ></p>
        <script nonce=use_nonce()>{COLLECT}</script>
    }
}
