//! The one snapshot that all transactions of a server share.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard},
};

use huika_domain::{Millis, StoreId, settings::Rules};

use super::{error::UnreadableRule, price_lists::PriceLists, row::Rows, snapshot::Snapshot};

/// A handle to the snapshot in force. A transaction takes it once, when it begins: a read lock that nobody holds for longer than an
/// assignment, and one more count on an `Arc`, some tens of nanoseconds beside a sale's hundred microseconds. So the standard library
/// is enough, and no crate for such cells is needed.
#[derive(Debug, Clone, Default)]
pub struct InForce(Arc<RwLock<Slot>>, PriceLists);

#[derive(Debug, Default)]
struct Slot {
    snapshot: Arc<Snapshot>,
    /// The highest number in the table when it was read, be its area known to this program or not.
    highest: i64,
    /// The newest business day on which nothing more is posted, as its number; 0 where there is none.
    closed: i64,
    /// The same of each store that closed a day by itself, and the highest number of such a close that was read.
    stores: HashMap<StoreId, i64>,
    stores_highest: i64,
}

impl InForce {
    /// These rules everywhere, as if they were the only ones: until rows are read, and for tests that have no database.
    #[must_use]
    pub fn of(rules: Rules) -> Self {
        Self::of_base(Arc::new(rules))
    }

    /// The same with a base that others share.
    pub(crate) fn of_base(base: Arc<Rules>) -> Self {
        let slot = Slot {
            snapshot: Arc::new(Snapshot::of_base(base)),
            ..Slot::default()
        };
        Self(Arc::new(RwLock::new(slot)), PriceLists::default())
    }

    /// What is in force at `now`. Rules whose time has come since the last look come into force here.
    #[must_use]
    pub fn at(&self, now: Millis) -> Arc<Snapshot> {
        let current = Arc::clone(&self.read().snapshot);
        if current.holds_at(now) {
            return current;
        }
        match current.at(now) {
            Ok(next) => self.move_on(&current, Arc::new(next)),
            // They were read when the rows were loaded, so this cannot be; what holds goes on holding.
            Err(error) => {
                tracing::error!(%error, "rules whose time has come cannot be read");
                current
            }
        }
    }

    /// Lists of prices that were made of what is in force.
    pub(crate) fn lists(&self) -> &PriceLists {
        &self.1
    }

    /// The highest number in the table when it was read last; 0 where that was never.
    pub(crate) fn highest(&self) -> i64 {
        self.read().highest
    }

    /// The newest business day on which nothing more is posted, as its number.
    pub(crate) fn closed(&self) -> i64 {
        self.read().closed
    }

    /// Notes which day that is, as it stands in the table.
    pub(crate) fn note_closed(&self, day: i64) {
        if self.closed() != day {
            self.0.write().unwrap_or_else(PoisonError::into_inner).closed = day;
        }
    }

    /// The newest business day that a store has closed, as its number; 0 where it has closed none.
    pub(crate) fn closed_in(&self, store: StoreId) -> i64 {
        self.read().stores.get(&store).copied().unwrap_or_default()
    }

    /// Notes that a store has closed a day, before anybody else may hear of it: too early does no harm, as what comes meanwhile stands on the
    /// next day.
    pub(crate) fn note_closed_in(&self, store: StoreId, day: i64) {
        let mut slot = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let known = slot.stores.entry(store).or_default();
        *known = (*known).max(day);
    }

    /// The highest number of a store's close that was read; 0 where that was never.
    pub(crate) fn closes_read(&self) -> i64 {
        self.read().stores_highest
    }

    /// Takes the days that stores have closed, as they were read when `highest` was the highest number of a close.
    pub(crate) fn load_closes(&self, stores: HashMap<StoreId, i64>, highest: i64) {
        let mut slot = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if highest >= slot.stores_highest {
            slot.stores = stores;
            slot.stores_highest = highest;
        }
    }

    /// What holds where the chain has no rule.
    pub(crate) fn base(&self) -> Arc<Rules> {
        Arc::clone(self.read().snapshot.base())
    }

    /// Takes rows that were read when `highest` was the highest number.
    pub(crate) fn load(&self, rows: Rows, highest: i64, now: Millis) -> Result<(), UnreadableRule> {
        let base = self.base();
        // A body that nobody can read is found now, and not when its time has come; what was in force before then stays.
        for row in &rows.rules {
            let alone = Rows {
                rules: vec![row.clone()],
                ..Rows::default()
            };
            Snapshot::of(&base, &Arc::new(alone), row.from)?;
        }
        let snapshot = Arc::new(Snapshot::of(&base, &Arc::new(rows), now)?);
        let mut slot = self.0.write().unwrap_or_else(PoisonError::into_inner);
        // Two that were read at the same time may arrive in the other order.
        if highest >= slot.highest {
            slot.snapshot = snapshot;
            slot.highest = highest;
        }
        Ok(())
    }

    fn read(&self) -> RwLockReadGuard<'_, Slot> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts the same rows at a later moment in place, unless other rows have come meanwhile.
    fn move_on(&self, current: &Snapshot, next: Arc<Snapshot>) -> Arc<Snapshot> {
        let mut slot = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if slot.snapshot.has_the_rows_of(current) {
            slot.snapshot = Arc::clone(&next);
        }
        next
    }
}
