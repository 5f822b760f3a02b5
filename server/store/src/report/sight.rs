//! Which rows of a report an operator may see.

use huika_domain::OperatorId;

use super::Report;
use crate::{StoreError, Tx, params, staff::Role};

/// Whose rows stand in a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// The shop's, and no single store's: only roles that see the whole shop open it.
    Shop,
    /// A store's, in this column: whoever does not see the whole shop sees the rows of their stores.
    Store(&'static str),
    /// Each operator's own, in this column.
    Own(&'static str),
}

/// What somebody who may open a report sees in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    pub(super) viewer: OperatorId,
    pub(super) whole_shop: bool,
}

impl Seen {
    /// Who it is.
    #[must_use]
    pub fn viewer(self) -> OperatorId {
        self.viewer
    }
}

/// What this operator sees of a report at this moment; `None` when it is not for them. What was taken from them a moment ago counts.
pub fn open(tx: &mut Tx<'_>, viewer: OperatorId, report: &Report) -> Result<Option<Seen>, StoreError> {
    let role = tx.one(
        "SELECT role FROM operator WHERE id = ?1 AND ended_at IS NULL",
        params![viewer],
        |row| row.get::<Role>("role"),
    )?;
    let Some(role) = role.filter(|role| (report.seen_by)(*role)) else {
        return Ok(None);
    };
    if report.sight == Sight::Shop && !role.sees_shop() {
        return Ok(None);
    }
    Ok(Some(Seen {
        viewer,
        whole_shop: role.sees_shop(),
    }))
}

impl Sight {
    /// The condition on a row, with `?` in the place of the viewer. The stores are read in the same statement.
    pub(super) fn condition(self, seen: Seen) -> Option<String> {
        match self {
            Self::Shop => None,
            Self::Store(_) if seen.whole_shop => None,
            Self::Store(column) => Some(format!(
                "{column} IN (SELECT o.store_id FROM operator o WHERE o.id = ? AND o.store_id IS NOT NULL \
                 UNION SELECT s.store_id FROM operator_store s WHERE s.operator_id = ?)"
            )),
            Self::Own(column) => Some(format!("{column} = ?")),
        }
    }
}
