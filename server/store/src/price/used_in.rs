//! Which sale uses an offer.

use huika_domain::{BusinessDay, Millis, StoreId};

/// The sale that a campaign or a coupon was used in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UsedIn {
    /// Which.
    pub sale: i64,
    /// Whose; none for a sale to nobody in particular.
    pub member: Option<i64>,
    /// Where.
    pub store: StoreId,
    /// On which business day.
    pub business_day: BusinessDay,
    /// When.
    pub at: Millis,
}
