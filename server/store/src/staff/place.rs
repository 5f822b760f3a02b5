//! Where staff and tills are when they do something.

use huika_domain::{OperatorId, StoreId};

use crate::{StoreError, Tx, params};

/// Where something happens at the counter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Which store.
    pub store: StoreId,
    /// Which till in it.
    pub till: String,
    /// Who is at it; none for a till that has its own key.
    pub operator: Option<OperatorId>,
}

/// Whether somebody is among the people of this store, and so may have sold what its counter takes.
pub(crate) fn works_at(tx: &mut Tx<'_>, seller: OperatorId, place: &Place) -> Result<bool, StoreError> {
    let found: i64 = tx.value(
        "SELECT COUNT(*) FROM operator WHERE id = ?1 AND ended_at IS NULL AND (store_id = ?2 OR id = ?3)",
        params![seller, place.store, place.operator],
    )?;
    Ok(found > 0)
}

/// Whether who sold something is somebody else than who is at the till and takes the money.
pub(crate) fn are_separate(sold_by: Option<OperatorId>, place: &Place) -> bool {
    sold_by.is_some_and(|seller| place.operator != Some(seller))
}
