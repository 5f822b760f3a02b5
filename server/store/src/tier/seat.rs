//! Where a member stands: what they earned, what was given by hand, and the higher of the two, which holds.

use huika_domain::{BusinessDay, MemberId};

use crate::{
    StoreError, Tx,
    ledger::{day_if_any, day_number},
    params,
};

/// A member's tier, read under the lock of their wallet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Seat {
    pub(super) member: MemberId,
    /// What holds.
    pub(super) rank: u8,
    /// Since which day; none for since they joined.
    pub(super) since: Option<BusinessDay>,
    /// What was earned.
    pub(super) earned: u8,
    /// The last day of its period; none for the lowest, or where none was begun.
    pub(super) until: Option<BusinessDay>,
    /// What was given by hand, and its last day.
    pub(super) by_hand: Option<(u8, BusinessDay)>,
}

fn rank(number: i64) -> Result<u8, StoreError> {
    u8::try_from(number).map_err(|_| StoreError::Decode(format!("{number} is no rank of a tier")))
}

impl Seat {
    pub(super) fn read(tx: &mut Tx<'_>, member: MemberId) -> Result<Option<Self>, StoreError> {
        tx.one(
            "SELECT tier_rank, tier_since, earned_rank, earned_until, hand_rank, hand_until FROM member WHERE id = ?1",
            params![member],
            |row| {
                let hand: Option<i64> = row.get("hand_rank")?;
                let until = day_if_any(row.get("hand_until")?)?;
                Ok(Self {
                    member,
                    rank: rank(row.get("tier_rank")?)?,
                    since: day_if_any(row.get("tier_since")?)?,
                    earned: rank(row.get("earned_rank")?)?,
                    until: day_if_any(row.get("earned_until")?)?,
                    by_hand: hand.map(rank).transpose()?.zip(until),
                })
            },
        )
    }

    /// Puts another rank in the place of what was earned.
    pub(super) fn earn(&mut self, rank: u8, until: Option<BusinessDay>, today: BusinessDay) {
        self.earned = rank;
        self.until = until;
        self.settle(today);
    }

    /// Gives by hand, or takes that away.
    pub(super) fn give(&mut self, by_hand: Option<(u8, BusinessDay)>, today: BusinessDay) {
        self.by_hand = by_hand;
        self.settle(today);
    }

    /// The higher one holds. What was given by hand and does not lift any more is over.
    fn settle(&mut self, today: BusinessDay) {
        self.by_hand = self.by_hand.filter(|(rank, _)| *rank > self.earned);
        let rank = self.by_hand.map_or(self.earned, |(rank, _)| rank);
        if rank != self.rank {
            self.rank = rank;
            self.since = Some(today);
        }
    }

    /// The last day of what holds.
    pub(super) fn holds_until(&self) -> Option<BusinessDay> {
        self.by_hand.map_or(self.until, |(_, until)| Some(until))
    }

    pub(super) fn save(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        tx.exec(
            "UPDATE member SET tier_rank = ?2, tier_since = ?3, earned_rank = ?4, earned_until = ?5, hand_rank = ?6, hand_until = ?7 \
             WHERE id = ?1",
            params![
                self.member,
                i64::from(self.rank),
                self.since.map_or(0, day_number),
                i64::from(self.earned),
                self.until.map_or(0, day_number),
                self.by_hand.map(|(rank, _)| i64::from(rank)),
                self.by_hand.map_or(0, |(_, until)| day_number(until)),
            ],
        )?;
        Ok(())
    }
}
