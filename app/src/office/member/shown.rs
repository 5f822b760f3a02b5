//! A member's data in full, on the way from the form that asks for it to the one page that shows it.

use huika_domain::{Birthday, MemberId};
use huika_store::member::Revealed;

/// What the sealed answer to the wish to see a member's data is about.
pub(super) fn shown_of(member: MemberId) -> String {
    format!("member {member}")
}

/// The data in full, on the way to the page that shows it.
pub(super) fn seal(revealed: &Revealed) -> String {
    let birthday = revealed.birthday.map(Birthday::to_text).unwrap_or_default();
    format!("{}\n{birthday}\n{}", revealed.phone.national(), revealed.name)
}
