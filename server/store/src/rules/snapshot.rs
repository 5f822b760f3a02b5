//! What is in force at one moment, for every place and kind of card.

use std::{
    collections::{HashMap, hash_map::Entry},
    hash::Hash,
    sync::Arc,
};

use huika_domain::{
    BusinessDay, CampaignId, CardTypeId, Millis, RegionId, ShopZone, StoreId,
    campaign::Published,
    pricing::{Campaign, Stacking},
    settings::{Area, Rules, Scope},
};
use serde_json::Value;

use super::{
    error::UnreadableRule,
    mark::RuleMark,
    row::{PlaceRow, Rows, RuleRow},
};

/// The area that says when a business day ends.
const BUSINESS_DAY: &str = "business-day";
const HOUR_SECS: i64 = 3600;

/// All rules in force, and those that are known to come. Immutable and shared.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// What holds of an area for which the chain has no rule: until the first start has written one.
    base: Arc<Rules>,
    rows: Arc<Rows>,
    /// When the next known rule comes into force; then this snapshot is over.
    until: Option<Millis>,
    /// The highest number of what is in force.
    version: i64,
    /// When the newest of what is in force began.
    since: Millis,
    /// When the newest of the rules began that say when a business day ends.
    days_since: Millis,
    chain: Arc<Rules>,
    /// Which rules besides the chain's are in force.
    own: Arc<[(&'static Area, Scope)]>,
    /// Regions that have something of their own.
    regions: HashMap<RegionId, Arc<Rules>>,
    /// Stores that have something of their own, or by their region.
    stores: HashMap<StoreId, Arc<Rules>>,
    /// Kinds of card that have something of their own.
    card_types: HashMap<CardTypeId, Arc<Rules>>,
    /// In which region each store is; none for those that are in none.
    placed: HashMap<StoreId, RegionId>,
    /// The campaigns that are on, by their numbers, in two forms: as the office knows them and as the engine of prices does.
    published: Arc<Vec<Published>>,
    campaigns: Arc<Vec<Campaign>>,
    /// What goes with what.
    stacking: Arc<Stacking>,
}

impl Default for Snapshot {
    fn default() -> Self {
        Self::of_base(Arc::default())
    }
}

impl Snapshot {
    /// The same for every place, without any row: before the first start wrote some.
    #[must_use]
    pub(crate) fn of_base(base: Arc<Rules>) -> Self {
        Self {
            rows: Arc::default(),
            until: None,
            version: 0,
            since: Millis::new(i64::MIN),
            days_since: Millis::new(0),
            chain: Arc::clone(&base),
            base,
            own: Arc::new([]),
            regions: HashMap::new(),
            stores: HashMap::new(),
            card_types: HashMap::new(),
            placed: HashMap::new(),
            published: Arc::default(),
            campaigns: Arc::default(),
            stacking: Arc::default(),
        }
    }

    /// What of these rows is in force at `at`: of each area and scope the one that began last, and of two that began together the one
    /// with the higher number. In which region a store is, is found in the same way.
    pub(crate) fn of(base: &Arc<Rules>, rows: &Arc<Rows>, at: Millis) -> Result<Self, UnreadableRule> {
        let rules = newest(&rows.rules, at, |row| ((row.area.name, row.scope), row.from, row.id));
        let places = newest(&rows.places, at, |row| (row.store, row.from, row.id));
        let campaigns = newest(&rows.campaigns, at, |row| (row.campaign, row.from, row.id));
        let stacking = newest(&rows.stacking, at, |row| ((), row.from, row.id));
        let mut published: Vec<Published> = campaigns.values().filter_map(|row| row.published.clone()).collect();
        published.sort_unstable_by_key(|one| one.id);
        let mut of_scope: HashMap<Scope, Vec<&RuleRow>> = HashMap::new();
        for row in rules.values() {
            of_scope.entry(row.scope).or_default().push(row);
        }
        let with = |base: &Arc<Rules>, scope: Scope| match of_scope.get(&scope) {
            None => Ok(Arc::clone(base)),
            Some(rows) => {
                let mut rules = (**base).clone();
                rows.iter().try_for_each(|row| put(&mut rules, row))?;
                Ok(Arc::new(rules))
            }
        };
        let chain = with(base, Scope::Chain)?;
        let mut regions = HashMap::new();
        let (mut stores, mut card_types) = (HashMap::new(), HashMap::new());
        for scope in of_scope.keys() {
            match *scope {
                Scope::Region(region) => {
                    regions.insert(region, with(&chain, *scope)?);
                }
                Scope::CardType(card_type) => {
                    let rules = with(&chain, *scope)?;
                    card_types.insert(card_type, rules);
                }
                Scope::Chain | Scope::Store(_) => {}
            }
        }
        // A store without anything of its own shares what holds for its region.
        let region_of = |(store, row): (&StoreId, &&PlaceRow)| Some((*store, row.region?));
        let placed: HashMap<StoreId, RegionId> = places.iter().filter_map(region_of).collect();
        for (store, region) in &placed {
            if let Some(rules) = regions.get(region) {
                stores.insert(*store, Arc::clone(rules));
            }
        }
        for scope in of_scope.keys() {
            if let Scope::Store(store) = *scope {
                let wider = stores.get(&store).unwrap_or(&chain);
                let rules = with(wider, *scope)?;
                stores.insert(store, rules);
            }
        }
        let in_force = || {
            let places = places.values().map(|row| (row.id, row.from));
            let campaigns = campaigns.values().map(|row| (row.id, row.from));
            let stacking = stacking.values().map(|row| (row.id, row.from));
            let rules = rules.values().map(|row| (row.id, row.from));
            rules.chain(places).chain(campaigns).chain(stacking)
        };
        Ok(Self {
            base: Arc::clone(base),
            until: rows.begins().filter(|from| *from > at).min(),
            version: in_force().map(|(id, _)| id).max().unwrap_or_default(),
            since: in_force().map(|(_, from)| from).max().unwrap_or(Millis::new(i64::MIN)),
            // A store that moves to another region may have other hours from then on.
            days_since: rules
                .values()
                .filter(|row| row.area.name == BUSINESS_DAY)
                .map(|row| row.from)
                .chain(places.values().map(|row| row.from))
                .max()
                .unwrap_or(Millis::new(0)),
            own: rules
                .values()
                .filter(|row| row.scope != Scope::Chain && row.body.is_some())
                .map(|row| (row.area, row.scope))
                .collect(),
            chain,
            regions,
            stores,
            card_types,
            placed,
            campaigns: Arc::new(published.iter().map(|one| one.terms.campaign(one.id)).collect()),
            published: Arc::new(published),
            stacking: stacking
                .get(&())
                .map_or_else(Arc::default, |row| Arc::new(row.stacking.clone())),
            rows: Arc::clone(rows),
        })
    }

    /// What holds where the chain has no rule.
    pub(crate) fn base(&self) -> &Arc<Rules> {
        &self.base
    }

    /// The same rows at a later moment.
    pub(super) fn at(&self, at: Millis) -> Result<Self, UnreadableRule> {
        Self::of(&self.base, &self.rows, at)
    }

    /// What would hold at `at` with one rule more, which began just then.
    pub(crate) fn with(
        &self,
        area: &'static Area,
        scope: Scope,
        body: Value,
        at: Millis,
    ) -> Result<Self, UnreadableRule> {
        let mut rows = (*self.rows).clone();
        rows.rules.push(RuleRow {
            id: i64::MAX,
            area,
            scope,
            from: at,
            version: area.version,
            body: Some(body),
        });
        Self::of(&self.base, &Arc::new(rows), at)
    }

    /// Whether a rule of this scope is asked about in this store, be it that a nearer one holds there.
    pub(crate) fn is_in(&self, scope: Scope, store: StoreId) -> bool {
        match scope {
            Scope::Chain => true,
            Scope::Region(region) => self.placed.get(&store) == Some(&region),
            Scope::Store(one) => one == store,
            Scope::CardType(_) => false,
        }
    }

    /// Whether nothing that is known comes into force before `at`, or then.
    pub(super) fn holds_at(&self, at: Millis) -> bool {
        self.until.is_none_or(|until| at < until)
    }

    /// Whether these are the rows that `other` was made of.
    pub(super) fn has_the_rows_of(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.rows, &other.rows)
    }

    /// The highest number of what is in force: what sales and top-ups name.
    #[must_use]
    pub fn version(&self) -> i64 {
        self.version
    }

    /// Whether what was in force at `mark` is what is in force here: nothing here is newer than that.
    pub(crate) fn covers(&self, mark: RuleMark) -> bool {
        self.version <= mark.version && self.since <= mark.at
    }

    /// Area and scope of each rule in force besides the chain's.
    pub(crate) fn own_scopes(&self) -> impl Iterator<Item = (&'static Area, Scope)> {
        self.own.iter().copied()
    }

    /// What holds where nothing nearer says otherwise.
    #[must_use]
    pub fn chain(&self) -> &Arc<Rules> {
        &self.chain
    }

    /// What holds in a region, where no store of it says otherwise.
    #[must_use]
    pub fn of_region(&self, region: RegionId) -> &Arc<Rules> {
        self.regions.get(&region).unwrap_or(&self.chain)
    }

    /// What holds in a store.
    #[must_use]
    pub fn of_store(&self, store: StoreId) -> &Arc<Rules> {
        self.stores.get(&store).unwrap_or(&self.chain)
    }

    /// The business day of a moment in a store, or of what is no store's: the calendar day that it was so many hours before. A change of
    /// those hours begins no day again that the calendar has ended, so that what was counted, closed or sealed stays as it is.
    pub(crate) fn business_day(&self, zone: ShopZone, at: Millis, store: Option<StoreId>) -> BusinessDay {
        let rules = store.map_or(&self.chain, |store| self.of_store(store));
        let by_hours = zone.business_day(at.minus_secs(rules.business_day.ends_hour * HOUR_SECS));
        let changed = zone.business_day(Millis::new(self.days_since.get().min(at.get())));
        by_hours.max(changed)
    }

    /// How long after midnight the last store's business day ends.
    pub(crate) fn latest_day_end_secs(&self) -> i64 {
        let hours = self
            .stores
            .values()
            .chain([&self.chain])
            .map(|rules| rules.business_day.ends_hour);
        hours.max().unwrap_or_default() * HOUR_SECS
    }

    /// The campaigns that are on, by their numbers. Their days, hours and places the engine of prices looks at.
    #[must_use]
    pub fn campaigns(&self) -> &Arc<Vec<Campaign>> {
        &self.campaigns
    }

    /// What such a campaign says, and which version of it.
    #[must_use]
    pub fn published(&self, id: CampaignId) -> Option<&Published> {
        let place = self.published.binary_search_by_key(&id, |one| one.id).ok()?;
        self.published.get(place)
    }

    /// What goes with what.
    #[must_use]
    pub fn stacking(&self) -> &Arc<Stacking> {
        &self.stacking
    }

    /// What holds for a kind of card.
    #[must_use]
    pub fn of_card_type(&self, card_type: CardTypeId) -> &Arc<Rules> {
        self.card_types.get(&card_type).unwrap_or(&self.chain)
    }

    /// What holds for a scope.
    #[must_use]
    pub fn of_scope(&self, scope: Scope) -> Arc<Rules> {
        match scope {
            Scope::Chain => Arc::clone(&self.chain),
            Scope::Region(region) => Arc::clone(self.of_region(region)),
            Scope::Store(store) => Arc::clone(self.of_store(store)),
            Scope::CardType(card_type) => Arc::clone(self.of_card_type(card_type)),
        }
    }
}

/// Of each key the row that began last by `at`, and of two that began together the one with the higher number.
fn newest<R, K: Eq + Hash>(rows: &[R], at: Millis, of: impl Fn(&R) -> (K, Millis, i64)) -> HashMap<K, &R> {
    let mut found: HashMap<K, &R> = HashMap::new();
    for row in rows {
        let (key, from, id) = of(row);
        if from > at {
            continue;
        }
        match found.entry(key) {
            Entry::Vacant(place) => {
                place.insert(row);
            }
            Entry::Occupied(mut place) => {
                let (_, known_from, known_id) = of(place.get());
                if (from, id) > (known_from, known_id) {
                    place.insert(row);
                }
            }
        }
    }
    found
}

/// Puts a rule on, unless it says that its scope has none.
fn put(rules: &mut Rules, row: &RuleRow) -> Result<(), UnreadableRule> {
    let Some(body) = &row.body else {
        return Ok(());
    };
    rules.put(row.area, row.version, body).map_err(|error| UnreadableRule {
        id: row.id,
        area: row.area.name,
        reason: error.to_string(),
    })
}

#[cfg(test)]
mod tests;
