//! How a use case reads the rules.

use std::sync::Arc;

use huika_domain::{
    BusinessDay, CardTypeId, StoreId,
    settings::{Area, Rules, Scope},
};

use serde_json::Value;

use super::rows::{closed_days, highest, in_force_and_later, in_force_at};
use crate::{
    Store, StoreError, Tx,
    rules::{InForce, RuleMark, Snapshot},
};

impl Tx<'_> {
    /// What holds for the chain.
    pub fn rules(&self) -> Arc<Rules> {
        Arc::clone(self.standing().chain())
    }

    /// What holds in a store.
    pub fn rules_of(&self, store: StoreId) -> Arc<Rules> {
        Arc::clone(self.standing().of_store(store))
    }

    /// What an area says for a scope.
    pub fn rule_of(&self, area: &Area, scope: Scope) -> Value {
        self.standing().of_scope(scope).body(area)
    }

    /// The business day that this moment belongs to in a store, or for what is no store's. A member's limits of a day go by the calendar.
    pub fn business_day(&self, store: Option<StoreId>) -> BusinessDay {
        let day = self.day_by_the_clock(store);
        let closed = store.map_or(0, |store| self.context().rules.closed_in(store));
        let after = i32::try_from(closed)
            .ok()
            .and_then(|number| BusinessDay::new(number).ok());
        self.still_open(after.map_or(day, |closed| day.max(closed.succ())))
    }

    /// The business day by the store's hours alone, be it closed or not.
    pub(crate) fn day_by_the_clock(&self, store: Option<StoreId>) -> BusinessDay {
        self.standing().business_day(self.context().zone, self.now(), store)
    }

    /// What holds for a kind of card.
    pub fn rules_of_card_type(&self, card_type: CardTypeId) -> Arc<Rules> {
        Arc::clone(self.standing().of_card_type(card_type))
    }

    /// The highest number of what is in force.
    pub fn rules_version(&self) -> i64 {
        self.standing().version()
    }

    /// This moment of the rules, to be kept with what is quoted under them.
    pub fn rule_mark(&self) -> RuleMark {
        RuleMark {
            version: self.rules_version(),
            at: self.now(),
        }
    }

    /// What was in force at `mark`. That is what is in force now, unless something has changed since; then it is read from the table.
    pub fn rules_as_of(&mut self, mark: RuleMark) -> Result<Arc<Snapshot>, StoreError> {
        if self.standing().covers(mark) {
            return Ok(Arc::clone(self.standing()));
        }
        let base = Arc::clone(self.standing().base());
        let rows = in_force_at(self, mark.at, mark.version)?;
        let snapshot = Snapshot::of(&base, &Arc::new(rows), mark.at);
        snapshot.map(Arc::new).map_err(|error| StoreError::of_rule(&error))
    }
}

impl Store {
    /// What holds for the chain now, for work outside of a transaction.
    #[must_use]
    pub fn rules(&self) -> Arc<Rules> {
        Arc::clone(self.context().rules.at(self.now()).chain())
    }

    /// What holds in a store now.
    #[must_use]
    pub fn rules_of(&self, store: StoreId) -> Arc<Rules> {
        Arc::clone(self.context().rules.at(self.now()).of_store(store))
    }
}

/// Whether the table has other rules than those that were read into `rules`. Which days are closed is noted by the way.
pub(crate) fn is_old(tx: &mut Tx<'_>, rules: &InForce) -> Result<bool, StoreError> {
    let found = highest(tx)?;
    rules.note_closed(found.closed);
    Ok(found.rule != rules.highest() || found.close != rules.closes_read())
}

/// Reads the rules into `rules` when there are newer ones; answers whether there were.
pub(crate) fn renew(tx: &mut Tx<'_>, rules: &InForce) -> Result<bool, StoreError> {
    let found = highest(tx)?;
    rules.note_closed(found.closed);
    let closes = found.close != rules.closes_read();
    if closes {
        rules.load_closes(closed_days(tx)?, found.close);
    }
    if found.rule == rules.highest() {
        return Ok(closes);
    }
    let now = tx.now();
    let rows = in_force_and_later(tx, now)?;
    let loaded = rules.load(rows, found.rule, now);
    loaded.map_err(|error| StoreError::of_rule(&error))?;
    Ok(true)
}
