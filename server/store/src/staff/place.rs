//! Where staff and tills are when they do something.

use huika_domain::{OperatorId, StoreId};

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
