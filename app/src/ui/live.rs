//! What a member's page learns while it stands open, in a few lines of script without WebAssembly: that a till asks, and that the
//! session was ended elsewhere. Without a script the same stands in the next page that is asked for.

use leptos::{nonce::use_nonce, prelude::*};

use super::icon::{self, icon};
use crate::member::{Waiting, asked_text};

/// Shows a question that arrives, hides one that is gone, and leaves when the session has ended elsewhere: what this page's own
/// form did, its answer says. An island that waits for movements is told of them by the event `movement` on the document, once it has
/// said `movement-wanted`.
///
/// A browser opens six connections to a server and no more (HTTP/1.1), and a stream holds one for ever. So all pages of one session
/// share one stream: whoever holds the lock named after the session listens, and tells the others over a channel of that name what
/// comes. Only a page that is looked at holds the lock or waits for it, since a phone may stop a page behind others at any moment.
/// A page that comes later, or is looked at again, says which movement it knows and is told what came after that one. Where there are
/// no locks (a page without TLS, an old WebView) each page has a stream of its own while it is looked at.
const LISTEN: &str = include_str!("live.js");
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

/// The question of a till, on every page of a signed-in member; nothing on the pages of strangers. The page that asks it itself
/// names it in `here`, and shows no notice of it.
pub fn asked(here: Option<String>) -> impl IntoView {
    let Waiting::Member {
        asked: waiting, stream, ..
    } = expect_context()
    else {
        return None;
    };
    Some({
        let asks_itself = here.is_some();
        let (token, text) = match (here, waiting) {
            (Some(token), _) => (token, String::new()),
            (None, Some(asked)) => {
                let text = asked_text(crate::context::visit().lang, &asked);
                (asked.token, text)
            }
            (None, None) => (String::new(), String::new()),
        };
        view! {
            <div id="asked" role="status" hidden=asks_itself || token.is_empty() data-token=token data-stream=stream>
                <a class="notice warn" href="/approve">{icon(icon::SHIELD)}<span>{text}</span>{icon::go()}</a>
            </div>
            <script nonce=use_nonce()>{LISTEN}</script>
        }
    })
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
