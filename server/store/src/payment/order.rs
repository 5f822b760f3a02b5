//! A top-up order as news of payments find it: locked.

use crate::{
    StoreError, Tx, params,
    settings::RuleMark,
    top_up::{TopUpStatus, held::Credited},
};
use huika_domain::{CardTypeId, EntryId, Fen, MemberId, Millis, OperatorId, Points, StoreId, TopUpId};

/// An order, locked.
pub(super) struct Order {
    pub(super) id: TopUpId,
    pub(super) number: String,
    pub(super) member: MemberId,
    /// The kind of card that it was opened for; none where a program opened it that did not write it down.
    pub(super) card_type: Option<CardTypeId>,
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
    pub(super) status: TopUpStatus,
    pub(super) expires_at: Millis,
    /// What was in force when it was opened; none where a program opened it that did not write it down.
    pub(super) mark: Option<RuleMark>,
    pub(super) transaction: String,
    /// The counter that took the money; none for what a member pays on the phone.
    pub(super) store: Option<StoreId>,
    /// Who stood there.
    pub(super) till: String,
    pub(super) operator: Option<OperatorId>,
    /// Its entry in the books, once it was credited.
    pub(super) entry: Option<EntryId>,
}

impl Order {
    pub(super) fn is_paid(&self) -> bool {
        self.status.is_paid()
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
         transaction_id, first_fen, number, entry_id, rules_version, opened_at, card_type_id, store_id, till, operator_id FROM top_up WHERE number = ?1",
        params![number],
        |row| {
            Ok(Order {
                id: row.get("id")?,
                member: row.get("member_id")?,
                card_type: row.get("card_type_id")?,
                channel: row.get("channel")?,
                merchant: row.get("merchant")?,
                app: row.get("app")?,
                currency: row.get("currency")?,
                principal: row.get("principal_fen")?,
                bonus: row.get("bonus_fen")?,
                points: row.get("points")?,
                rule: row.get("rule")?,
                status: row.get("status")?,
                expires_at: row.get("expires_at")?,
                transaction: row.get::<Option<String>>("transaction_id")?.unwrap_or_default(),
                first: row.get("first_fen")?,
                number: row.get("number")?,
                store: row.get("store_id")?,
                till: row.get("till")?,
                operator: row.get("operator_id")?,
                entry: row.get("entry_id")?,
                mark: {
                    let (version, at): (Option<i64>, _) = (row.get("rules_version")?, row.get("opened_at")?);
                    version.map(|version| RuleMark { version, at })
                },
            })
        },
    )
}

/// Whether the member has ever paid for a top-up.
pub(crate) fn paid_before(tx: &mut Tx<'_>, member: MemberId) -> Result<bool, StoreError> {
    let paid = tx.one(
        "SELECT id FROM top_up WHERE member_id = ?1 AND status IN ('paid', 'paid-late') LIMIT 1",
        params![member],
        |row| row.get::<TopUpId>("id"),
    )?;
    Ok(paid.is_some())
}
