//! Who is served at the card desk, and by whom.

use huika_domain::{ErrorCode, MemberId, StoreId};

use crate::{
    context::{Done, from_hex, refuse, to_hex},
    show::Leave,
    staff::{Staff, form_staff, home_of, require_staff},
};

pub const PAGE: &str = "/counter/cards";

const SEAL: &str = "card-desk";

/// How long a member who was looked up can be served.
const SERVED_SECS: i64 = 15 * 60;

/// The cashier of a card desk, or the way out for those who do not serve there.
pub async fn require_server() -> Result<Staff, Leave> {
    let staff = require_staff().await?;
    if staff.session.role.serves_cards() {
        Ok(staff)
    } else {
        Err(Leave::to(home_of(staff.session.role)))
    }
}

/// The cashier who sent a form of the card desk, or the answer to give instead.
pub async fn form_server() -> Result<Staff, Done> {
    let staff = form_staff(PAGE).await?;
    if staff.session.role.serves_cards() {
        Ok(staff)
    } else {
        Err(refuse(home_of(staff.session.role), ErrorCode::NotYourRole.as_str()))
    }
}

/// Who is served, as it stands in the address: sealed, for this store and a quarter of an hour.
pub fn seal(staff: &Staff, member: MemberId) -> String {
    let until = staff.portal.now().plus_secs(SERVED_SECS).get();
    let text = format!("{member}\n{}\n{until}", staff.session.store);
    to_hex(&staff.portal.store.context().secret.seal(SEAL, text.as_bytes()))
}

pub fn open(staff: &Staff, who: &str) -> Option<MemberId> {
    let opened = staff.portal.store.context().secret.open(SEAL, &from_hex(who)?).ok()?;
    let text = String::from_utf8(opened).ok()?;
    let mut lines = text.lines();
    let member = MemberId::parse(lines.next()?).ok()?;
    let store = StoreId::parse(lines.next()?).ok()?;
    let until: i64 = lines.next()?.parse().ok()?;
    (store == staff.session.store && until > staff.portal.now().get()).then_some(member)
}
