//! Signing in with a passkey.

use huika_domain::CardStatus;

use crate::{
    StoreError, Tx,
    member::{
        passkey::{KeyOwner, KeyUse, use_passkey},
        session::{OpenSession, SignedIn, open_session},
    },
    params,
};

/// Counts a verified use and opens a session of the member whose passkey it is; `None` when it is nobody's.
pub fn sign_in_with_passkey(
    tx: &mut Tx<'_>,
    used: &KeyUse,
    user_agent: &str,
    place: &str,
) -> Result<Option<SignedIn>, StoreError> {
    let KeyOwner::Member(member) = used.key.owner else {
        return Ok(None);
    };
    let status = tx.lock("SELECT status FROM member WHERE id = ?1", params![member], |row| {
        row.get::<CardStatus>("status")
    })?;
    if status.is_none_or(|status| status == CardStatus::Closed) || !use_passkey(tx, used)? {
        return Ok(None);
    }
    let opened = OpenSession {
        by_code: false,
        joined: false,
        user_agent,
        place,
    };
    open_session(tx, member, &opened).map(Some)
}
