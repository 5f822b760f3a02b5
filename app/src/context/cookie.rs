//! Cookies: who a browser is signed in as. Members and staff use different ones, so that the two never mix.

use http::{HeaderValue, header};
use leptos::prelude::expect_context;
use leptos_axum::ResponseOptions;

use super::Portal;

const DAY_SECS: i64 = 24 * 3600;

/// The life of a member's cookie: as long as a session.
pub fn session_secs(portal: &Portal) -> i64 {
    portal.store.rules().sign_in.session_days * DAY_SECS
}

/// The life of a staff cookie: as long as a session.
pub fn staff_secs(portal: &Portal) -> i64 {
    portal.store.rules().staff.session_hours * 3600
}

/// The life of the cookie that says who has signed in here before; each sign-in renews it.
pub fn known_browser_secs(portal: &Portal) -> i64 {
    portal.store.rules().staff.known_browser_days * DAY_SECS
}

/// Longer than a code lives: who comes back too late is told so.
pub fn code_secs(portal: &Portal) -> i64 {
    (3 * portal.store.rules().sign_in.code_lives_secs).max(15 * 60)
}

/// A cookie of ours. With https its name carries `__Host-`: no sub-domain and no plain connection can set or read it.
fn name(portal: &Portal, purpose: &str) -> String {
    let prefix = if portal.secure { "__Host-" } else { "" };
    format!("{prefix}huika{purpose}")
}

/// The name of the cookie of a signed-in member.
pub fn session_cookie(portal: &Portal) -> String {
    name(portal, "")
}

/// The name of the cookie of a signed-in operator.
pub fn staff_cookie(portal: &Portal) -> String {
    name(portal, "-staff")
}

/// The name of the cookie that ties the entry of a one-time code to the phone that it was sent to.
pub fn challenge_cookie(portal: &Portal) -> String {
    name(portal, "-join")
}

/// The name of the cookie that ties a one-time code to the browser that asked for it.
pub fn code_cookie(portal: &Portal) -> String {
    name(portal, "-code")
}

/// The name of the cookie of a browser that is a till of the shop.
pub fn till_cookie(portal: &Portal) -> String {
    name(portal, "-till")
}

/// The life of that cookie; each use of the till's pages renews what the shop knows of it, and browsers keep none longer.
pub const TILL_SECS: i64 = 400 * DAY_SECS;

/// The name of the cookie that says which operators have signed in here before.
pub fn known_browser_cookie(portal: &Portal) -> String {
    name(portal, "-known")
}

/// The name of the cookie that says which members have signed in here before, where the shop gives anything for friends.
pub fn known_phone_cookie(portal: &Portal) -> String {
    name(portal, "-phone")
}

/// The life of that cookie.
pub const KNOWN_PHONE_SECS: i64 = 400 * DAY_SECS;

/// The name of the cookie that ties a passkey's answer to the browser that was asked.
pub fn passkey_cookie(portal: &Portal) -> String {
    name(portal, "-passkey")
}

/// The name of the cookie that takes an operator from one page to the next: to the second step of the sign-in, and to the page
/// that shows new recovery codes once.
pub fn staff_step_cookie(portal: &Portal) -> String {
    name(portal, "-staff-step")
}

/// The name of the cookie that says which stores an operator looks at in the office.
pub fn scope_cookie(portal: &Portal) -> String {
    name(portal, "-scope")
}

/// The name of the cookie that takes what was typed into a refused form back to it.
pub fn typed_cookie(portal: &Portal) -> String {
    name(portal, "-typed")
}

/// Sets a cookie that no script can read.
pub fn set_cookie(portal: &Portal, name: &str, value: &str, secs: i64) {
    let secure = if portal.secure { "; Secure" } else { "" };
    let cookie = format!("{name}={value}; Path=/; Max-Age={secs}; HttpOnly; SameSite=Lax{secure}");
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        expect_context::<ResponseOptions>().append_header(header::SET_COOKIE, value);
    }
}

/// Makes the browser forget what pages of ours keep in it: the code's key, the offline page. Cookies are ended one by one.
pub fn forget_storage() {
    expect_context::<ResponseOptions>().insert_header(
        http::HeaderName::from_static("clear-site-data"),
        HeaderValue::from_static("\"storage\""),
    );
}

/// Makes the browser forget a cookie.
pub fn expired_cookie(portal: &Portal, name: &str) {
    set_cookie(portal, name, "", 0);
}
