//! The member's passkeys, for whatever asks for one.

use huika_domain::MemberId;
use huika_store::{
    StoreError,
    member::{KeptKey, KeyOwner, passkeys},
};

use super::session::Member;

/// The member's passkeys, for the question of a till.
pub async fn keys_of(member: &Member) -> Result<Vec<KeptKey>, StoreError> {
    member
        .read(|tx, session| passkeys(tx, KeyOwner::Member(session.member)))
        .await
}

/// Whether a key is this member's.
pub fn belongs_to(member: MemberId) -> impl Fn(KeyOwner) -> bool {
    move |owner| owner == KeyOwner::Member(member)
}
