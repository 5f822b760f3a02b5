//! The stores of the shop, and those that an operator sees.

use crate::{StoreError, Tx, params};
use huika_domain::{OperatorId, StoreId};

/// The stores that an operator sees: their own, those of their region, or all.
pub fn stores_of(tx: &mut Tx<'_>, operator: OperatorId) -> Result<Vec<(StoreId, String)>, StoreError> {
    tx.all(
        "SELECT s.id, s.name FROM store s JOIN operator o ON o.id = ?1 WHERE o.role IN ('headquarters', 'auditor') \
         OR s.id = o.store_id OR s.id IN (SELECT r.store_id FROM operator_store r WHERE r.operator_id = o.id) \
         ORDER BY s.id LIMIT 500",
        params![operator],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// The shop's stores, by number.
pub fn stores(tx: &mut Tx<'_>) -> Result<Vec<(StoreId, String)>, StoreError> {
    tx.all("SELECT id, name FROM store ORDER BY id LIMIT 500", params![], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
}
