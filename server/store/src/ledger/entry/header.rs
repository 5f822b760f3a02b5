//! What an entry says besides its amounts.

use huika_domain::{EntryId, OperatorId, StoreId};

use crate::ledger::{EntryKind, Explanation};

/// Who, where and why.
#[derive(Debug, Clone)]
pub struct Header<'h> {
    /// Which fact.
    pub kind: EntryKind,
    /// What this is the one entry of; a second entry with the same reference is refused by the database.
    pub reference: &'h str,
    /// Where it happened.
    pub store: Option<StoreId>,
    /// Who did it, when staff did.
    pub operator: Option<OperatorId>,
    /// The entry that this one takes back.
    pub reverses: Option<EntryId>,
    /// The facts that the statement's words are made of.
    pub explanation: &'h Explanation,
}
