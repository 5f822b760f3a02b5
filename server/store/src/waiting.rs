//! What waits for somebody in the office: the counts beside its places. Each is a look at a small index of what is open, and stops at
//! [`COUNT_MAX`], because a page shows no larger number.

use huika_domain::OperatorId;

use crate::{StoreError, Tx, params};

/// Counting stops here; a page says "99+".
pub const COUNT_MAX: i64 = 100;

/// What waits, of what this operator sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Waiting {
    /// Payments that do not fit, and top-ups that are held: the shop's matter.
    pub payments: i64,
    /// Large sales to look at.
    pub watched: i64,
    /// Refunds that only a person can end.
    pub refunds: i64,
}

/// Of the operator `?1`: who sees the whole shop.
macro_rules! whole_shop {
    () => {
        crate::staff::sees_chain!("?1")
    };
}

/// Rows of those stores that the operator `?1` sees.
macro_rules! in_sight {
    ($column:literal) => {
        crate::staff::sees_store!("?1", $column)
    };
}

pub(crate) const WAITING: &str = concat!(
    "SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM payment_alarm a WHERE a.settled_at IS NULL AND ",
    whole_shop!(),
    " LIMIT 100) q) AS alarms, (SELECT COUNT(*) FROM (SELECT 1 FROM held_top_up h WHERE h.decided_at IS NULL AND ",
    whole_shop!(),
    " LIMIT 100) q) AS held, (SELECT COUNT(*) FROM (SELECT 1 FROM watched_sale w WHERE w.reason <> '' AND w.decision = '' AND ",
    in_sight!("w.store_id"),
    " LIMIT 100) q) AS watched, (SELECT COUNT(*) FROM (SELECT 1 FROM refund r WHERE r.status = 'counter' AND r.status IN ('open', 'counter') AND ",
    in_sight!("r.store_id"),
    " LIMIT 100) q) AS refunds"
);

/// Counts what waits for this operator.
pub fn waiting(tx: &mut Tx<'_>, viewer: OperatorId) -> Result<Waiting, StoreError> {
    let found = tx.one(WAITING, params![viewer], |row| {
        let (alarms, held): (i64, i64) = (row.get("alarms")?, row.get("held")?);
        Ok(Waiting {
            // What is held has an alarm as well, unless somebody has settled that without deciding.
            payments: alarms.max(held),
            watched: row.get("watched")?,
            refunds: row.get("refunds")?,
        })
    })?;
    Ok(found.unwrap_or_default())
}
