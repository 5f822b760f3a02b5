//! A few lines of script each, for what HTML cannot do and WebAssembly is too large for. Without a script the page asks for itself again.

use leptos::{nonce::use_nonce, prelude::*};

use crate::i18n::Lang;

/// Counts seconds down where a page says how many are left, and asks for the page again at the end.
const COUNT_DOWN: &str = include_str!("count_down.js");
/// Asks for the page again at the first word of the stream that it names. One page of a browser holds such a stream; another one asks
/// for itself every three seconds, as all do without a script.
const FOLLOW: &str = include_str!("follow.js");
/// Keeps the screen on; a browser gives the lock back whenever the page is hidden.
const WAKE: &str = include_str!("wake.js");
/// Asks for the page again when the browser shows it as it was left, and puts back what was typed into it.
const RENEW: &str = include_str!("renew.js");
/// Empties what this site keeps in a browser that does not know `Clear-Site-Data`.
const FORGET: &str = include_str!("forget.js");

/// Asks for the page again after the seconds that it names.
const AGAIN: &str = include_str!("again.js");
/// Prints the page's slip on a roll, as long as it is.
const PRINT_SLIP: &str = include_str!("print_slip.js");

/// Says that the line is down, and keeps what was typed.
const LINE_DOWN: &str = include_str!("line_down.js");

/// For a page with `#line-down`.
pub fn line_down() -> impl IntoView {
    view! { <script nonce=use_nonce()>{LINE_DOWN}</script> }
}

/// For every page: browsers keep pages for the way back in spite of `no-store`.
pub fn renew() -> impl IntoView {
    view! { <script nonce=use_nonce()>{RENEW}</script> }
}

/// For a page with `data-left`.
pub fn count_down() -> impl IntoView {
    view! { <script nonce=use_nonce()>{COUNT_DOWN}</script> }
}

/// For a page with `data-follow`.
pub fn follow() -> impl IntoView {
    view! { <script nonce=use_nonce()>{FOLLOW}</script> }
}

/// For the code page: the screen stays on while it is looked at.
pub fn wake() -> impl IntoView {
    view! { <script nonce=use_nonce()>{WAKE}</script> }
}

/// For the page that says that a session is over.
pub fn forget() -> impl IntoView {
    view! { <script nonce=use_nonce()>{FORGET}</script> }
}

/// For a page with `data-again`, or with a form that goes on by itself (`data-go-on`).
pub fn again() -> impl IntoView {
    view! { <script nonce=use_nonce()>{AGAIN}</script> }
}

/// Buttons that print the page's `.paper-slip` on a roll of 80 or 58 mm; without a script the browser's own menu prints it.
pub fn print_slip(t: Lang) -> impl IntoView {
    let nonce = use_nonce().map(|nonce| nonce.to_string()).unwrap_or_default();
    view! {
        <div class="print-slip">
            <button class="button quiet" type="button" hidden data-print-mm="80" data-nonce=nonce.clone()>{t.text("paper-print-80")}</button>
            <button class="button quiet" type="button" hidden data-print-mm="58" data-nonce=nonce>{t.text("paper-print-58")}</button>
        </div>
        <script nonce=use_nonce()>{PRINT_SLIP}</script>
    }
}
