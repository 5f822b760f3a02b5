//! Which rows of a report an operator may see.

use huika_domain::OperatorId;

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

impl Sight {
    /// The condition on a row, with `?` in the place of the viewer. The stores are read in the same statement.
    pub(super) fn condition(self, seen: Seen) -> Option<String> {
        match self {
            Self::Shop => None,
            Self::Store(_) if seen.whole_shop => None,
            Self::Store(column) => Some(format!(
                "{column} IN (SELECT o.store_id FROM operator o WHERE o.id = ? AND o.store_id IS NOT NULL \
                 UNION SELECT s.store_id FROM operator_store s WHERE s.operator_id = ? \
                 UNION SELECT p.store_id FROM operator_post_store p WHERE p.operator_id = ?)"
            )),
            Self::Own(column) => Some(format!("{column} = ?")),
        }
    }
}
