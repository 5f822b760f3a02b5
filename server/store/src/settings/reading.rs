//! How a use case reads the rules.

use std::sync::Arc;

use huika_domain::{
    CardTypeId, StoreId,
    settings::{Rules, StoredValueRule},
};

use super::{
    InForce, RuleMark, Snapshot,
    rows::{highest, in_force_and_later, in_force_at},
};
use crate::{Store, StoreError, Tx};

impl Tx<'_> {
    /// What holds for the chain.
    pub fn rules(&self) -> Arc<Rules> {
        Arc::clone(self.standing().chain())
    }

    /// What holds in a store.
    pub fn rules_of(&self, store: StoreId) -> Arc<Rules> {
        Arc::clone(self.standing().of_store(store))
    }

    /// What holds for a kind of card.
    pub fn stored_value(&self, card_type: CardTypeId) -> StoredValueRule {
        self.standing().of_card_type(card_type).clone()
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
        Snapshot::of(&base, rows.into(), mark.at).map(Arc::new)
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

/// Whether the table has other rules than those that were read into `rules`.
pub(crate) fn is_old(tx: &mut Tx<'_>, rules: &InForce) -> Result<bool, StoreError> {
    Ok(highest(tx)? != rules.highest())
}

/// Reads the rules into `rules` when there are newer ones; answers whether there were.
pub(crate) fn renew(tx: &mut Tx<'_>, rules: &InForce) -> Result<bool, StoreError> {
    let highest = highest(tx)?;
    if highest == rules.highest() {
        return Ok(false);
    }
    let now = tx.now();
    let rows = in_force_and_later(tx, now)?;
    rules.load(rows, highest, now)?;
    Ok(true)
}
