//! What is in force: one snapshot with a version.

use super::campaign::Campaign;
use super::condition::{What, Who, Window};
use super::level::PriceLevel;
use super::rounding::Rounding;
use super::stacking::Stacking;
use crate::{BrandId, DeductionRule, EarnRule};
use serde::{Deserialize, Serialize};

/// All rules that decide a price.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PriceList {
    /// The version of this snapshot, which every quote names.
    pub version: i64,
    /// The price levels.
    pub levels: Vec<PriceLevel>,
    /// What members get on brands.
    pub brand_discounts: Vec<BrandDiscount>,
    /// The campaigns in force.
    pub campaigns: Vec<Campaign>,
    /// What goes with what.
    pub stacking: Stacking,
    /// What points are worth.
    pub deduction: DeductionRule,
    /// What a net payment earns.
    pub earn: EarnRule,
    /// Where it earns more or less; the first one that holds for a line decides.
    pub earn_rates: Vec<EarnRate>,
    /// What is let go at the end.
    pub rounding: Rounding,
}

/// What members get on a brand (特约品牌).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrandDiscount {
    /// Which brand.
    pub brand: BrandId,
    /// For these tiers, by rank; for all without any.
    pub tiers: Vec<u8>,
    /// So many percent off.
    pub percent: u8,
}

impl BrandDiscount {
    pub(super) fn is_for(&self, rank: u8) -> bool {
        self.tiers.is_empty() || self.tiers.contains(&rank)
    }
}

/// Another rate of earning for some goods, places or members.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarnRate {
    /// When.
    #[serde(default)]
    pub when: Window,
    /// For whom and where.
    pub who: Who,
    /// On which goods.
    pub what: What,
    /// So many percent of the usual points; 0 for none.
    pub percent: u16,
}
