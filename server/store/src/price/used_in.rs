//! In which sale offers were used.

use huika_domain::{BusinessDay, Millis, StoreId};

/// A sale, as campaigns and coupons note that they were used in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UsedIn {
    /// Which sale.
    pub sale: i64,
    /// Whose; none for a sale to nobody known.
    pub member: Option<i64>,
    /// In which store.
    pub store: StoreId,
    /// On which business day.
    pub business_day: BusinessDay,
    /// When.
    pub at: Millis,
}
