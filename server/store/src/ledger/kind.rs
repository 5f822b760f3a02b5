//! The kinds of entries.

use crate::{FromColumn, Row, StoreError, ToValue, Value};

/// Which business fact an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EntryKind {
    /// Money came in for a member.
    TopUp,
    /// A bill was paid.
    Sale,
    /// Goods came back.
    Return,
    /// Points were exchanged for an item.
    Redemption,
    /// An exchange was undone.
    Cancellation,
    /// Points or bonus lapsed.
    Expiry,
    /// A correction by hand.
    Adjustment,
    /// A balance brought from an older system.
    Opening,
    /// Points given to or got from another member.
    Gift,
    /// An amount set aside.
    Hold,
    /// An amount set aside that came back.
    Release,
    /// A top-up paid back.
    Refund,
    /// Given by the shop to many at once.
    Grant,
    /// A fee for a card or a service.
    Fee,
}

const KINDS: [(EntryKind, &str); 14] = [
    (EntryKind::TopUp, "top-up"),
    (EntryKind::Sale, "sale"),
    (EntryKind::Return, "return"),
    (EntryKind::Redemption, "redemption"),
    (EntryKind::Cancellation, "cancellation"),
    (EntryKind::Expiry, "expiry"),
    (EntryKind::Adjustment, "adjustment"),
    (EntryKind::Opening, "opening"),
    (EntryKind::Gift, "gift"),
    (EntryKind::Hold, "hold"),
    (EntryKind::Release, "release"),
    (EntryKind::Refund, "refund"),
    (EntryKind::Fee, "fee"),
    (EntryKind::Grant, "grant"),
];

impl EntryKind {
    /// All of them.
    pub const ALL: [Self; KINDS.len()] = {
        let mut all = [Self::TopUp; KINDS.len()];
        let mut at = 0;
        while at < KINDS.len() {
            all[at] = KINDS[at].0;
            at += 1;
        }
        all
    };

    /// The word in the column `entry.kind`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        KINDS
            .iter()
            .find(|(kind, _)| *kind == self)
            .map_or("", |(_, word)| word)
    }
}

impl ToValue for EntryKind {
    const NULL: Value<'static> = Value::NullText;
    fn to_value(&self) -> Value<'_> {
        Value::Text(self.as_str())
    }
}

impl FromColumn for EntryKind {
    fn from_column(row: &Row<'_>, index: usize) -> Result<Self, StoreError> {
        let word: String = row.get(index)?;
        KINDS
            .iter()
            .find(|(_, known)| *known == word)
            .map(|(kind, _)| *kind)
            .ok_or_else(|| StoreError::Decode(format!("entry kind {word} is not known")))
    }
}
