//! Which members have signed in on this phone: somebody who invites themself with a second number has nothing of it. It stands in a sealed
//! cookie and nowhere else, and only where the shop gives anything for friends.

use huika_domain::MemberId;

use crate::context::{self, Portal, Visit, from_hex, to_hex};

const SEAL: &str = "known-phone";
/// Members that a phone remembers, the latest.
const MOST: usize = 8;

/// Those whom the cookie names; nobody where there is none, or none of ours.
pub fn known_here(portal: &Portal, visit: &Visit) -> Vec<MemberId> {
    let sealed = visit.known_phone.as_deref().and_then(from_hex);
    let opened = sealed.and_then(|sealed| portal.store.context().secret.open(SEAL, &sealed).ok());
    opened
        .and_then(|text| serde_json::from_slice::<Vec<i64>>(&text).ok())
        .map(|members| members.into_iter().map(MemberId::new).collect())
        .unwrap_or_default()
}

/// Adds somebody who has just signed in.
pub fn remember(portal: &Portal, mut known: Vec<MemberId>, member: MemberId) {
    if !portal.store.rules().referral.on {
        return;
    }
    known.retain(|other| *other != member);
    known.insert(0, member);
    known.truncate(MOST);
    let known: Vec<i64> = known.into_iter().map(MemberId::get).collect();
    let Ok(text) = serde_json::to_vec(&known) else { return };
    let sealed = portal.store.context().secret.seal(SEAL, &text);
    let cookie = context::known_phone_cookie(portal);
    context::set_cookie(portal, &cookie, &to_hex(&sealed), context::KNOWN_PHONE_SECS);
}
