//! What is in force at one moment, for every place and kind of card.

use std::{collections::HashMap, sync::Arc};

use huika_domain::{
    CardTypeId, Millis, RegionId, StoreId,
    settings::{Area, Rules, Scope, StoredValueRule},
};
use serde_json::Value;

use super::mark::RuleMark;
use crate::db::StoreError;

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

/// All rules in force, and those that are known to come. Immutable and shared.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// What holds of an area for which the chain has no rule: until the first start has written one.
    base: Arc<Rules>,
    rows: Arc<[RuleRow]>,
    /// When the next known rule comes into force; then this snapshot is over.
    until: Option<Millis>,
    /// The highest number of what is in force.
    version: i64,
    /// When the newest of what is in force began.
    since: Millis,
    chain: Arc<Rules>,
    /// Which rules besides the chain's are in force.
    own: Arc<[(&'static Area, Scope)]>,
    /// Stores that have something of their own.
    stores: HashMap<StoreId, Arc<Rules>>,
    /// Kinds of card that have something of their own.
    card_types: HashMap<CardTypeId, Arc<StoredValueRule>>,
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
            rows: Arc::new([]),
            until: None,
            version: 0,
            since: Millis::new(i64::MIN),
            chain: Arc::clone(&base),
            base,
            own: Arc::new([]),
            stores: HashMap::new(),
            card_types: HashMap::new(),
        }
    }

    /// What of these rows is in force at `at`: of each area and scope the one that began last, and of two that began together the one
    /// with the higher number.
    pub(crate) fn of(base: &Arc<Rules>, rows: Arc<[RuleRow]>, at: Millis) -> Result<Self, StoreError> {
        let mut newest: HashMap<(&str, Scope), &RuleRow> = HashMap::new();
        for row in rows.iter().filter(|row| row.from <= at) {
            newest
                .entry((row.area.name, row.scope))
                .and_modify(|known| {
                    if (row.from, row.id) > (known.from, known.id) {
                        *known = row;
                    }
                })
                .or_insert(row);
        }
        let mut of_scope: HashMap<Scope, Vec<&RuleRow>> = HashMap::new();
        for row in newest.values() {
            of_scope.entry(row.scope).or_default().push(row);
        }
        let with = |base: &Rules, scopes: &[Scope]| {
            let mut rules = base.clone();
            for row in scopes.iter().filter_map(|scope| of_scope.get(scope)).flatten() {
                put(&mut rules, row)?;
            }
            Ok::<_, StoreError>(rules)
        };
        let chain = with(base, &[Scope::Chain])?;
        let (mut stores, mut card_types) = (HashMap::new(), HashMap::new());
        for scope in of_scope.keys() {
            match *scope {
                Scope::Store(store) => {
                    let rules = with(&chain, &Scope::of_store(store, region_of(store))[1..])?;
                    stores.insert(store, Arc::new(rules));
                }
                Scope::CardType(card_type) => {
                    let rules = with(&chain, &[*scope])?;
                    card_types.insert(card_type, Arc::new(rules.stored_value));
                }
                Scope::Chain | Scope::Region(_) => {}
            }
        }
        Ok(Self {
            base: Arc::clone(base),
            until: rows.iter().map(|row| row.from).filter(|from| *from > at).min(),
            version: newest.values().map(|row| row.id).max().unwrap_or_default(),
            since: newest
                .values()
                .map(|row| row.from)
                .max()
                .unwrap_or(Millis::new(i64::MIN)),
            own: newest
                .values()
                .filter(|row| row.scope != Scope::Chain && row.body.is_some())
                .map(|row| (row.area, row.scope))
                .collect(),
            chain: Arc::new(chain),
            stores,
            card_types,
            rows,
        })
    }

    /// What holds where the chain has no rule.
    pub(super) fn base(&self) -> &Arc<Rules> {
        &self.base
    }

    /// The same rows at a later moment.
    pub(super) fn at(&self, at: Millis) -> Result<Self, StoreError> {
        Self::of(&self.base, Arc::clone(&self.rows), at)
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
    pub(super) fn covers(&self, mark: RuleMark) -> bool {
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

    /// What holds in a store.
    #[must_use]
    pub fn of_store(&self, store: StoreId) -> &Arc<Rules> {
        self.stores.get(&store).unwrap_or(&self.chain)
    }

    /// What holds for a kind of card.
    #[must_use]
    pub fn of_card_type(&self, card_type: CardTypeId) -> &StoredValueRule {
        self.card_types
            .get(&card_type)
            .map_or(&self.chain.stored_value, |rule| rule)
    }
}

/// The region of a store. There is no table of regions yet; with one, its rows are read with the rules and nothing else changes here.
const fn region_of(_: StoreId) -> Option<RegionId> {
    None
}

/// Puts a rule on, unless it says that its scope has none.
fn put(rules: &mut Rules, row: &RuleRow) -> Result<(), StoreError> {
    let Some(body) = &row.body else {
        return Ok(());
    };
    rules
        .put(row.area, row.version, body)
        .map_err(|error| StoreError::Decode(format!("rule {} of {}: {error}", row.id, row.area.name)))
}

#[cfg(test)]
mod tests;
