//! The row of a merge that waits.

use huika_domain::{MemberId, OperatorId};

use crate::{Row, StoreError, Tx, params};

/// A merge that waits.
pub(super) struct Wish {
    pub(super) number: String,
    pub(super) from: MemberId,
    pub(super) into: MemberId,
    pub(super) reason: String,
    pub(super) asked_by: OperatorId,
}

const WISH: &str =
    "SELECT number, from_id, into_id, reason, asked_by FROM member_merge WHERE number = ?1 AND state = 'waiting'";

/// The one with this number.
pub(super) fn wish(tx: &mut Tx<'_>, number: &str) -> Result<Option<Wish>, StoreError> {
    tx.one(WISH, params![number], read)
}

/// The same as it is now, locked until the transaction ends.
pub(super) fn lock_row(tx: &mut Tx<'_>, number: &str) -> Result<Option<Wish>, StoreError> {
    tx.lock(WISH, params![number], read)
}

fn read(row: &Row<'_>) -> Result<Wish, StoreError> {
    Ok(Wish {
        number: row.get("number")?,
        from: row.get("from_id")?,
        into: row.get("into_id")?,
        reason: row.get("reason")?,
        asked_by: row.get("asked_by")?,
    })
}
