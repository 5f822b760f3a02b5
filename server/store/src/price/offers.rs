//! Where campaigns and coupons come into a price, and where their use is written down.

use std::sync::Arc;

use huika_domain::{
    CouponId, MemberId, SaleId, StoreId,
    pricing::{Allowance, Campaign, Coupon, Moment, OfferId, Quote},
};
use serde::{Deserialize, Serialize};

use super::UsedIn;
use crate::{StoreError, Tx};

/// Which of the member's coupons may be used.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CouponsWanted {
    /// None.
    #[default]
    None,
    /// The set that makes the bill lowest.
    Best,
    /// These, as far as they go together.
    These(Vec<CouponId>),
}

impl CouponsWanted {
    /// Whether none is.
    #[must_use]
    pub const fn is_none(&self) -> bool {
        matches!(self, Self::None)
    }
}

/// The campaigns in force, which all transactions share, and the version of that list.
#[derive(Debug, Clone, Default)]
pub(crate) struct Offers {
    pub campaigns: Arc<Vec<Campaign>>,
    pub version: i64,
}

impl Offers {
    /// Those that are in force now.
    pub(crate) fn in_force(_: &mut Tx<'_>) -> Result<Self, StoreError> {
        Ok(Self::default())
    }
}

impl Offers {
    /// Those of an earlier version, for a return that asks what the rest would have cost.
    pub(crate) fn as_of(tx: &mut Tx<'_>, _: i64) -> Result<Self, StoreError> {
        Self::in_force(tx)
    }
}

/// The coupons that a sale used, as they were.
pub(crate) fn coupons_used(_: &mut Tx<'_>, _: &Quote) -> Result<Vec<Coupon>, StoreError> {
    Ok(Vec::new())
}

/// What of a sale is back now, with what came back before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct BackNow {
    /// All of it.
    pub is_all: bool,
    /// The places of the lines of which every piece is back.
    pub lines: Vec<u32>,
    /// The coupons of which every line that carried them is back.
    pub coupons: Vec<CouponId>,
}

/// Gives back what a sale had used: coupons of which nothing is kept, and uses of campaigns whose lines are all back.
pub(crate) fn give_back_uses(_: &mut Tx<'_>, _: SaleId, _: &BackNow) -> Result<(), StoreError> {
    Ok(())
}

/// The coupons that a member holds, when any may be used, and those that the typed codes name.
pub(crate) fn coupons_held(
    _: &mut Tx<'_>,
    _: Option<MemberId>,
    _: &CouponsWanted,
    _: &[&str],
) -> Result<Vec<Coupon>, StoreError> {
    Ok(Vec::new())
}

/// What limits and budgets leave of the campaigns in force.
pub(crate) fn allowances_of(
    _: &mut Tx<'_>,
    _: &Offers,
    _: Option<MemberId>,
    _: StoreId,
    _: &Moment,
) -> Result<Vec<Allowance>, StoreError> {
    Ok(Vec::new())
}

/// Writes down which offers a sale used, once and for all: what another sale has used up meanwhile makes this one begin again.
pub(crate) fn record_uses(_: &mut Tx<'_>, _: &UsedIn, _: &Quote) -> Result<(), StoreError> {
    Ok(())
}

/// What offers are called.
pub(crate) type OfferNames = Vec<(OfferId, String)>;

/// The names of the offers that a quote speaks of.
pub(crate) fn names_of(_: &mut Tx<'_>, _: &Quote) -> Result<OfferNames, StoreError> {
    Ok(Vec::new())
}
