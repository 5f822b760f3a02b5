//! Whoever signs in while their account is being closed keeps it.

use huika_domain::{CardStatus, MemberId};

use crate::{StoreError, Tx, params};

huika_domain::text_enum! {
    /// How far a closing is.
    pub enum ClosingState {
        /// It waits for its time.
        Waiting = "waiting",
        /// The member signed in again, and the account stays.
        Kept = "kept",
        /// The account is closed.
        Done = "done",
    }
}

crate::db::text_columns!(ClosingState);

/// Keeps the account of a member whose row is locked. Answers whether it was being closed. The card stands again as it stood; what
/// somebody did to it meanwhile stays.
pub(super) fn keep_account(tx: &mut Tx<'_>, member: MemberId) -> Result<bool, StoreError> {
    let before = tx.one(
        "UPDATE closing SET state = ?2, ended_at = ?3 WHERE member_id = ?1 AND state = 'waiting' RETURNING status_before",
        params![member, ClosingState::Kept, tx.now()],
        |row| row.get::<CardStatus>("status_before"),
    )?;
    if before == Some(CardStatus::Active) {
        tx.exec(
            "UPDATE member SET status = ?2 WHERE id = ?1 AND status = ?3",
            params![member, CardStatus::Active, CardStatus::Frozen],
        )?;
    }
    Ok(before.is_some())
}
