//! The rows that a snapshot is made of.

use huika_domain::{
    CampaignId, Millis, RegionId, StoreId,
    campaign::Published,
    pricing::Stacking,
    settings::{Area, Scope},
};
use serde_json::Value;

/// A rule as it stands in its table.
#[derive(Debug, Clone)]
pub(crate) struct RuleRow {
    pub id: i64,
    pub area: &'static Area,
    pub scope: Scope,
    pub from: Millis,
    pub version: u32,
    /// None where the scope has no rule of its own any more, and the next wider one holds.
    pub body: Option<Value>,
}

/// In which region a store is from a moment on. It has a number of the rules: a sale that names the highest one says with it which
/// region's rules held in its store.
#[derive(Debug, Clone)]
pub(crate) struct PlaceRow {
    pub id: i64,
    pub store: StoreId,
    pub from: Millis,
    /// None: in no region.
    pub region: Option<RegionId>,
}

/// A campaign as it is in force from a moment on. It has a number of the rules as well: a quote that names the highest one says with it
/// which campaigns it knew.
#[derive(Debug, Clone)]
pub(crate) struct CampaignRow {
    pub id: i64,
    pub campaign: CampaignId,
    pub from: Millis,
    /// None: it is not in force.
    pub published: Option<Published>,
}

/// What goes with what from a moment on.
#[derive(Debug, Clone)]
pub(crate) struct StackingRow {
    pub id: i64,
    pub from: Millis,
    pub stacking: Stacking,
}

/// What was read together.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rows {
    pub rules: Vec<RuleRow>,
    pub places: Vec<PlaceRow>,
    pub campaigns: Vec<CampaignRow>,
    pub stacking: Vec<StackingRow>,
}

impl Rows {
    /// When each of them comes into force.
    pub(super) fn begins(&self) -> impl Iterator<Item = Millis> {
        let rules = self.rules.iter().map(|row| row.from);
        let places = self.places.iter().map(|row| row.from);
        let campaigns = self.campaigns.iter().map(|row| row.from);
        let stacking = self.stacking.iter().map(|row| row.from);
        rules.chain(places).chain(campaigns).chain(stacking)
    }
}
