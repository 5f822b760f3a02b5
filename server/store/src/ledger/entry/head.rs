//! The row of an entry itself.

use huika_domain::{EntryId, Fen, MemberId, Points};

use super::header::Header;
use crate::{
    StoreError, Tx,
    ledger::{Origin, day_number},
    params,
};

/// What an entry's row says besides who, where and why: whose it is, and what it changed; nothing of that for an entry of the shop's own.
#[derive(Debug, Default)]
pub(super) struct Head {
    pub(super) origin: Origin,
    pub(super) member: Option<MemberId>,
    /// Of principal, bonus and points.
    pub(super) changes: [i64; 3],
    /// Money and points after it.
    pub(super) after: (Option<Fen>, Option<Points>),
}

/// Writes it on the day that is open in its store. Where that is later than the day that its time belongs to, it names that one too.
pub(super) fn insert_head(tx: &mut Tx<'_>, header: &Header<'_>, head: &Head) -> Result<EntryId, StoreError> {
    let explanation = serde_json::to_string(header.explanation).map_err(|e| StoreError::Internal(e.to_string()))?;
    let (day, own) = (tx.business_day(header.store), tx.day_by_the_clock(header.store));
    let [principal, bonus, points] = head.changes;
    tx.insert_later(
        "entry",
        "INSERT INTO entry (kind, reference, member_id, store_id, operator_id, at, business_day, reverses_id, \
         explanation, principal_change, bonus_change, points_change, money_after, points_after, origin, shift_id, own_day) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
        params![
            header.kind,
            header.reference,
            head.member,
            header.store,
            header.operator,
            tx.now(),
            day_number(day),
            header.reverses,
            explanation,
            principal,
            bonus,
            points,
            head.after.0,
            head.after.1,
            head.origin.as_str(),
            head.origin.shift(),
            (own < day).then(|| day_number(own)),
        ],
        EntryId::new,
    )
}
