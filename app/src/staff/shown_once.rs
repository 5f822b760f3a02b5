//! What is shown once, right after it was made: recovery codes, a link to a password, a till's key. Between form and page it travels in a
//! sealed cookie, for this operator alone, and never in an address.

use crate::{
    context::{self, Done, from_hex, go, to_hex},
    staff::Staff,
};

const SEAL: &str = "shown-once";
/// Until the redirect was followed, on the slowest network.
const LIVES_SECS: i64 = 60;

/// Leads to the page that shows this. `what` says what it is and about whom, so that another page does not take it for its own.
pub fn show_once(staff: &Staff, what: &str, text: &str, page: &str) -> Done {
    let kept = format!("{}\n{what}\n{text}", staff.session.operator);
    let sealed = staff.portal.store.context().secret.seal(SEAL, kept.as_bytes());
    let cookie = context::staff_step_cookie(&staff.portal);
    context::set_cookie(&staff.portal, &cookie, &to_hex(&sealed), LIVES_SECS);
    go(page)
}

/// What was just made, out of the cookie, which ends with this.
pub fn just_made(staff: &Staff, what: &str) -> Option<String> {
    let sealed = from_hex(staff.visit.staff_step.as_deref()?)?;
    let opened = staff.portal.store.context().secret.open(SEAL, &sealed).ok()?;
    let text = String::from_utf8(opened).ok()?;
    let (operator, rest) = text.split_once('\n')?;
    let (about, text) = rest.split_once('\n')?;
    if operator != staff.session.operator.to_string() || about != what {
        return None;
    }
    context::expired_cookie(&staff.portal, &context::staff_step_cookie(&staff.portal));
    Some(text.to_owned())
}
