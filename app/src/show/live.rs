//! What a member's page learns while it stands open, in a few lines of script without WebAssembly: that a till asks, and that the
//! session was ended elsewhere. Without a script the same stands in the next page that is asked for.

use leptos::{nonce::use_nonce, prelude::*};

use crate::{
    context::Waiting,
    show::approval::asked_text,
    ui::icon::{self, icon},
};

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
