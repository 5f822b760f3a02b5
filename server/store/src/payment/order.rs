//! A top-up order as news of payments find it: locked.

use crate::{StoreError, Tx, params, top_up::held::Credited};
use huika_domain::{EntryId, Fen, MemberId, Millis, Points, TopUpId};

/// An order, locked.
pub(super) struct Order {
    pub(super) id: TopUpId,
    pub(super) number: String,
    pub(super) member: MemberId,
    pub(super) channel: String,
    pub(super) merchant: String,
    pub(super) app: String,
    pub(super) currency: String,
    pub(super) principal: Fen,
    pub(super) bonus: Fen,
    /// The part of the bonus that is for being the first top-up.
    pub(super) first: Fen,
    pub(super) points: Points,
    pub(super) rule: String,
    pub(super) status: String,
    pub(super) expires_at: Millis,
    pub(super) transaction: String,
    /// Its entry in the books, once it was credited.
    pub(super) entry: Option<EntryId>,
}

impl Order {
    pub(super) fn is_paid(&self) -> bool {
        matches!(self.status.as_str(), "paid" | "paid-late")
    }

    /// What is held of it, once it was credited.
    pub(super) fn credited(&self) -> Option<Credited> {
        self.entry.map(|entry| self.credited_by(entry))
    }

    pub(super) fn credited_by(&self, entry: EntryId) -> Credited {
        Credited {
            id: self.id,
            number: self.number.clone(),
            member: self.member,
            entry,
        }
    }
}

/// Locks the order, so that ten notifications at once are taken one after the other.
pub(super) fn lock_order(tx: &mut Tx<'_>, number: &str) -> Result<Option<Order>, StoreError> {
    tx.lock(
        "SELECT id, member_id, channel, merchant, app, currency, principal_fen, bonus_fen, points, rule, status, expires_at, \
         transaction_id, first_fen, number, entry_id FROM top_up WHERE number = ?1",
        params![number],
        |row| {
            Ok(Order {
                id: row.get(0)?,
                member: row.get(1)?,
                channel: row.get(2)?,
                merchant: row.get(3)?,
                app: row.get(4)?,
                currency: row.get(5)?,
                principal: row.get(6)?,
                bonus: row.get(7)?,
                points: row.get(8)?,
                rule: row.get(9)?,
                status: row.get(10)?,
                expires_at: row.get(11)?,
                transaction: row.get::<Option<String>>(12)?.unwrap_or_default(),
                first: row.get(13)?,
                number: row.get(14)?,
                entry: row.get(15)?,
            })
        },
    )
}

/// Whether the member has ever paid for a top-up.
pub(crate) fn paid_before(tx: &mut Tx<'_>, member: MemberId) -> Result<bool, StoreError> {
    let paid = tx.one(
        "SELECT id FROM top_up WHERE member_id = ?1 AND status IN ('paid', 'paid-late') LIMIT 1",
        params![member],
        |row| row.get::<TopUpId>(0),
    )?;
    Ok(paid.is_some())
}
