//! Of which sale a campaign or a coupon is used.

use huika_domain::{BusinessDay, Millis, StoreId};

/// The sale that uses something up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UsedIn {
    /// Its number.
    pub sale: i64,
    /// Who buys.
    pub member: Option<i64>,
    /// In which store.
    pub store: StoreId,
    /// On which of its business days.
    pub business_day: BusinessDay,
    /// When.
    pub at: Millis,
}
