//! The history of a member's tier: a row for each change, which is never changed itself.

use huika_domain::{BusinessDay, EntryId, MemberId, OperatorId, tier_at};

use super::seat::Seat;
use crate::{
    Row, StoreError, Tx,
    ledger::{day_if_any, day_number, day_of},
    params,
};

huika_domain::text_enum! {
    /// Why a tier changed. The words of each are `tier-cause-` with its text.
    pub enum TierCause {
        /// The metric reached it.
        Reached = "reached",
        /// A period ended without what keeps it.
        PeriodEnded = "period-ended",
        /// A person gave it, with a reason and an end.
        ByHand = "by-hand",
        /// What was given by hand came to its end.
        HandEnded = "hand-ended",
        /// It was brought from an older system.
        BroughtIn = "brought-in",
        /// Another account of the member had it, which was merged into this one.
        Merged = "merged",
    }
}

crate::db::text_columns!(TierCause);

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TierChange {
    /// Its number.
    pub id: i64,
    /// On which day.
    pub day: BusinessDay,
    /// The rank before it.
    pub from: i64,
    /// The rank after it.
    pub to: i64,
    /// What the tier was called then.
    pub tier: String,
    /// Why.
    pub cause: TierCause,
    /// Until when it holds; none without an end.
    pub until: Option<BusinessDay>,
    /// Who gave it, where somebody did.
    pub operator: String,
    /// The reason that they gave.
    pub reason: String,
}

/// A change that is to be written down.
pub(super) struct Note<'n> {
    pub(super) member: MemberId,
    pub(super) from: u8,
    pub(super) to: u8,
    pub(super) until: Option<BusinessDay>,
    pub(super) cause: TierCause,
    pub(super) counted: i64,
    pub(super) entry: Option<EntryId>,
    pub(super) operator: Option<OperatorId>,
    pub(super) reason: &'n str,
}

impl Note<'_> {
    /// That somebody reached a tier. What was given by hand may lie above it still.
    pub(super) const fn step(member: MemberId, (from, to): (u8, u8), until: Option<BusinessDay>) -> Self {
        Self {
            member,
            from,
            to,
            until,
            cause: TierCause::Reached,
            counted: 0,
            entry: None,
            operator: None,
            reason: "",
        }
    }

    /// That somebody stands where they do now.
    pub(super) fn of(seat: &Seat, from: u8, cause: TierCause) -> Self {
        Self {
            cause,
            ..Self::step(seat.member, (from, seat.rank), seat.holds_until())
        }
    }

    pub(super) fn keep(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        let rules = tx.rules();
        let tier = tier_at(&rules.tiers.tiers, i64::from(self.to)).map_or("", |tier| tier.name.as_str());
        tx.exec(
            "INSERT INTO tier_change (member_id, at, day, from_rank, to_rank, tier, cause, counted, until_day, entry_id, operator_id, reason) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            params![
                self.member,
                tx.now(),
                day_number(tx.today()),
                i64::from(self.from),
                i64::from(self.to),
                tier,
                self.cause,
                self.counted,
                self.until.map_or(0, day_number),
                self.entry,
                self.operator,
                self.reason,
            ],
        )?;
        Ok(())
    }
}

/// The changes before the one with a number, or the newest ones, newest first.
pub fn tier_changes(
    tx: &mut Tx<'_>,
    member: MemberId,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<TierChange>, StoreError> {
    tx.all(
        "SELECT c.id, c.day, c.from_rank, c.to_rank, c.tier, c.cause, c.until_day, COALESCE(o.name, '') AS operator, c.reason \
         FROM tier_change c LEFT JOIN operator o ON o.id = c.operator_id WHERE c.member_id = ?1 AND c.id < ?2 \
         ORDER BY c.id DESC LIMIT ?3",
        params![member, before.unwrap_or(i64::MAX), limit],
        read,
    )
}

/// The tier that somebody reached by an entry, such as a sale; none where they reached none by it.
pub fn tier_reached_by(tx: &mut Tx<'_>, member: MemberId, entry: EntryId) -> Result<Option<TierChange>, StoreError> {
    tx.one(
        "SELECT c.id, c.day, c.from_rank, c.to_rank, c.tier, c.cause, c.until_day, '' AS operator, c.reason FROM tier_change c \
         WHERE c.entry_id = ?1 AND c.member_id = ?2 ORDER BY c.id DESC LIMIT 1",
        params![entry, member],
        read,
    )
}

fn read(row: &Row<'_>) -> Result<TierChange, StoreError> {
    Ok(TierChange {
        id: row.get("id")?,
        day: day_of(row.get("day")?)?,
        from: row.get("from_rank")?,
        to: row.get("to_rank")?,
        tier: row.get("tier")?,
        cause: row.get("cause")?,
        until: day_if_any(row.get("until_day")?)?,
        operator: row.get("operator")?,
        reason: row.get("reason")?,
    })
}
