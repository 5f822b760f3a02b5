//! What made somebody rise, or gave them something: the entry, and where it was.

use huika_domain::{EntryId, StoreId};

/// The entry behind what follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cause {
    pub(crate) entry: EntryId,
    pub(crate) store: Option<StoreId>,
}
