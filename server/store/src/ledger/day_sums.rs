//! What counts towards a member's tier, of one entry or of one day. It is read off the lines of entries and nothing else, so that the proof can
//! recompute every day's sums from postings.

use huika_domain::{BusinessDay, Fen, MemberId, Points, settings::TierMetric};

use super::day_number;
use crate::{StoreError, Tx, params};

/// What was paid, topped up and earned.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DaySums {
    /// Paid net: principal and outside money; what came back is negative.
    pub net: Fen,
    /// Topped up, without bonus; what was paid back is negative.
    pub topped_up: Fen,
    /// Points that purchases earned; what was taken back is negative.
    pub earned: Points,
}

impl DaySums {
    /// Whether nothing counts.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        *self == Self::default()
    }

    /// Both together. A sum that does not fit stays at the edge: it reaches every tier there is.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            net: Fen::new(self.net.get().saturating_add(other.net.get())),
            topped_up: Fen::new(self.topped_up.get().saturating_add(other.topped_up.get())),
            earned: Points::new(self.earned.get().saturating_add(other.earned.get())),
        }
    }

    /// A metric in hundredths of it.
    #[must_use]
    pub fn of(&self, metric: TierMetric) -> i64 {
        match metric {
            TierMetric::NetSpend => self.net.get(),
            TierMetric::TopUp => self.topped_up.get(),
            TierMetric::Points => self.earned.get().saturating_mul(100),
        }
    }
}

/// Adds to a day that is not the one counted in the wallet.
pub(super) fn keep(tx: &mut Tx<'_>, member: MemberId, day: BusinessDay, sums: DaySums) -> Result<(), StoreError> {
    tx.later(
        "INSERT INTO member_day (member_id, day, net_fen, topped_up_fen, earned) VALUES (?1, ?2, ?3, ?4, ?5) \
         ON CONFLICT (member_id, day) DO UPDATE SET net_fen = member_day.net_fen + ?3, \
         topped_up_fen = member_day.topped_up_fen + ?4, earned = member_day.earned + ?5",
        params![member, day_number(day), sums.net, sums.topped_up, sums.earned],
    )
}
