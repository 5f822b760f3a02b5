//! How much may leave a card with the rotating code, or the signed-in browser, alone.

use crate::{BusinessDay, Fen};
use serde::{Deserialize, Serialize};

/// A member's limit for spending without PIN, passkey or approval, in money a day (RULES, the member code: rights). It counts
/// stored value, and points at what they are worth, at the till and in the mall. Default 200.00.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "Fen", into = "Fen")]
pub struct SpendLimit(Fen);

/// What a spend needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SpendNeeds {
    /// The code is enough.
    Nothing,
    /// The member approves it on the phone, or types the PIN there.
    Approval,
}

/// A limit is below zero or above the largest one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a limit lies between 0.00 and {}", SpendLimit::MOST)]
pub struct SpendLimitError;

impl SpendLimit {
    /// The largest limit a member can set: what a named card can hold.
    pub const MOST: Fen = Fen::new(500_000);

    /// A limit from 0.00, where every spend needs approval, to the largest one.
    pub fn new(per_day: Fen) -> Result<Self, SpendLimitError> {
        if per_day.is_negative() || per_day > Self::MOST {
            Err(SpendLimitError)
        } else {
            Ok(Self(per_day))
        }
    }

    /// A limit as the database keeps it: the shop's own rule may be above what members can set, and what is below zero is
    /// nothing.
    pub const fn kept(per_day: Fen) -> Self {
        if per_day.is_negative() {
            Self(Fen::ZERO)
        } else {
            Self(per_day)
        }
    }

    /// Money a day.
    pub const fn per_day(self) -> Fen {
        self.0
    }

    /// What a spend needs, when so much was already spent today without approval.
    pub fn needs(self, spent_today: Fen, amount: Fen) -> SpendNeeds {
        match spent_today.checked_add(amount) {
            Some(sum) if sum <= self.0 && !amount.is_negative() => SpendNeeds::Nothing,
            _ => SpendNeeds::Approval,
        }
    }

    /// What can still be spent today with the code alone.
    pub fn left(self, spent_today: Fen) -> Fen {
        Fen::new(self.0.get().saturating_sub(spent_today.get()).clamp(0, self.0.get()))
    }
}

impl Default for SpendLimit {
    fn default() -> Self {
        Self(Fen::new(20_000))
    }
}

impl TryFrom<Fen> for SpendLimit {
    type Error = SpendLimitError;

    fn try_from(per_day: Fen) -> Result<Self, SpendLimitError> {
        Self::new(per_day)
    }
}

impl From<SpendLimit> for Fen {
    fn from(limit: SpendLimit) -> Self {
        limit.0
    }
}

/// What left a card on one day without PIN, passkey or approval: a counter that begins anew with each day.
///
/// Servers share it, and their clocks differ. A day that was begun is never begun anew: while one clock shows the day after,
/// what a clock behind it lets through counts for that later day, however far behind it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DaySpend {
    day: Option<BusinessDay>,
    spent: Fen,
}

impl DaySpend {
    /// The counter as the database keeps it; without a day nothing was ever spent.
    pub const fn new(day: Option<BusinessDay>, spent: Fen) -> Self {
        Self { day, spent }
    }

    /// The day that it counts.
    pub const fn day(self) -> Option<BusinessDay> {
        self.day
    }

    /// What was spent on that day.
    pub const fn spent(self) -> Fen {
        self.spent
    }

    /// What was spent today, by a clock that shows `today`.
    pub fn on(self, today: BusinessDay) -> Fen {
        if self.day >= Some(today) { self.spent } else { Fen::ZERO }
    }

    /// The counter after another `amount`.
    #[must_use]
    pub fn plus(self, today: BusinessDay, amount: Fen) -> Self {
        Self {
            day: self.day.max(Some(today)),
            spent: Fen::new(self.on(today).get().saturating_add(amount.get())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn two_hundred_a_day_pass_and_a_fen_more_needs_approval() {
        let limit = SpendLimit::default();
        assert_eq!(limit.needs(Fen::new(16_350), Fen::new(3_650)), SpendNeeds::Nothing);
        assert_eq!(limit.needs(Fen::new(16_351), Fen::new(3_650)), SpendNeeds::Approval);
        assert_eq!(limit.left(Fen::new(16_350)), Fen::new(3_650));
        assert_eq!(limit.left(Fen::new(99_999)), Fen::ZERO);
    }

    #[test]
    fn a_limit_of_nothing_asks_every_time_and_senseless_limits_are_refused() {
        let nothing = SpendLimit::new(Fen::ZERO).expect("a limit");
        assert_eq!(nothing.needs(Fen::ZERO, Fen::new(1)), SpendNeeds::Approval);
        assert_eq!(SpendLimit::new(Fen::new(-1)), Err(SpendLimitError));
        assert_eq!(SpendLimit::new(Fen::new(500_001)), Err(SpendLimitError));
        assert_eq!(
            SpendLimit::default().needs(Fen::new(i64::MAX), Fen::new(i64::MAX)),
            SpendNeeds::Approval
        );
    }

    fn day(text: &str) -> BusinessDay {
        BusinessDay::parse(text).expect("a day")
    }

    #[test]
    fn a_limit_as_it_is_kept_may_be_larger_than_members_can_set_and_is_never_below_zero() {
        assert_eq!(
            SpendLimit::kept(Fen::new(1_000_000)).left(Fen::new(1)),
            Fen::new(999_999)
        );
        assert_eq!(SpendLimit::kept(Fen::new(-1)).left(Fen::ZERO), Fen::ZERO);
    }

    #[test]
    fn a_day_counts_together_and_the_next_one_begins_anew_also_over_months_leap_days_and_years() {
        for (today, next) in [
            ("2026-11-28", "2026-11-29"),
            ("2026-11-30", "2026-12-01"),
            ("2026-12-31", "2027-01-01"),
            ("2027-02-28", "2027-03-01"),
            ("2028-02-28", "2028-02-29"),
            ("2028-02-29", "2028-03-01"),
        ] {
            let spent = DaySpend::default()
                .plus(day(today), Fen::new(12_000))
                .plus(day(today), Fen::new(7_900));
            assert_eq!(spent.on(day(today)), Fen::new(19_900), "{today}");
            assert_eq!(spent.on(day(next)), Fen::ZERO, "{next}");
            assert_eq!(spent.plus(day(next), Fen::new(1)).on(day(next)), Fen::new(1));
        }
    }

    #[test]
    fn a_clock_that_is_behind_at_midnight_begins_no_day_anew() {
        for (behind, ahead) in [
            ("2026-11-29", "2026-11-30"),
            ("2026-11-30", "2026-12-01"),
            ("2026-12-31", "2027-01-01"),
            ("2028-02-29", "2028-03-01"),
            ("2026-11-30", "2026-12-02"),
        ] {
            let mut spent = DaySpend::default();
            // Two servers take turns.
            for _ in 0..4 {
                spent = spent.plus(day(ahead), Fen::new(5_000));
                spent = spent.plus(day(behind), Fen::new(5_000));
            }
            assert_eq!(spent.on(day(behind)), Fen::new(40_000), "{behind}");
            assert_eq!(spent.on(day(ahead)), Fen::new(40_000), "{ahead}");
        }
    }

    proptest! {
        #[test]
        fn whatever_the_clocks_show_nothing_spent_on_the_latest_day_is_forgotten(
            spends in prop::collection::vec((0..400_i32, 0..10_000_i64), 1..40),
        ) {
            let first = day("2026-11-01");
            let mut counter = DaySpend::default();
            let mut latest = 0;
            let mut counted = 0;
            for (offset, amount) in spends {
                counter = counter.plus(first.plus_days(offset), Fen::new(amount));
                counted = if offset > latest { amount } else { counted + amount };
                latest = latest.max(offset);
            }
            prop_assert_eq!(counter.on(first.plus_days(latest)), Fen::new(counted));
            prop_assert_eq!(counter.on(first.plus_days(latest + 1)), Fen::ZERO);
        }
    }
}
