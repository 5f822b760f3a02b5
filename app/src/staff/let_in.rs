//! What the steps of a sign-in share: where it leads afterwards, and being let in.

use huika_domain::OperatorId;
use huika_store::staff::KnownBrowser;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::context::{self, Done, Portal, ReturnPath, Visit, from_hex, go, to_hex};

/// The page of the second step.
pub const SECOND_STEP: &str = "/counter/second-step";

/// Where a page for staff leads after it, out of its address.
pub fn next_of_query() -> Option<ReturnPath> {
    use_query_map().with_untracked(|query| ReturnPath::staff(query.get_str("next").unwrap_or_default()))
}

/// The field of a form that takes it along.
pub fn next_field(next: Option<&ReturnPath>) -> impl IntoView + use<> {
    next.map(|next| view! { <input type="hidden" name="next" value=next.as_str().to_owned() /> })
}

pub fn known_browser(portal: &Portal, visit: &Visit) -> Option<KnownBrowser> {
    let sealed = from_hex(visit.known_browser.as_deref()?)?;
    KnownBrowser::open(&portal.store.context().secret, &sealed)
}

/// Keeps the session in the browser, remembers that this operator has signed in here, and leads to the counter or back to where somebody
/// wanted to go.
pub fn let_in(portal: &Portal, visit: &Visit, operator: OperatorId, token: &str, next: Option<&ReturnPath>) -> Done {
    let context = portal.store.context();
    let known = KnownBrowser::after_sign_in(context, known_browser(portal, visit), operator);
    context::set_cookie(
        portal,
        &context::staff_cookie(portal),
        token,
        context::staff_secs(portal),
    );
    context::set_cookie(
        portal,
        &context::known_browser_cookie(portal),
        &to_hex(&known.seal(&context.secret)),
        context::known_browser_secs(portal),
    );
    go(next.map_or("/counter", ReturnPath::as_str))
}

/// Where a password that was right goes on when a second step is needed.
pub fn begin(portal: &Portal, token: &str, next: Option<&ReturnPath>) -> Done {
    context::set_cookie(portal, &context::staff_step_cookie(portal), token, 5 * 60);
    go(&ReturnPath::added_to(next, SECOND_STEP))
}
