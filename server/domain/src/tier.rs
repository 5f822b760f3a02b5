//! Tiers: one metric, the growth value (net paid in the last 12 months), and four steps at most (RULES, tiers).

use crate::Fen;
use crate::arith::{mul_div_floor, mul_div_half_up};
use serde::{Deserialize, Serialize};

/// One tier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tier {
    /// Its place from the bottom, which is 0.
    pub rank: u8,
    /// Its name; the default tiers are called `normal`, `silver`, `gold` and `platinum`, for which there are words.
    pub name: String,
    /// The growth value it begins at.
    pub threshold_fen: Fen,
    /// What earned points are multiplied by, in percent.
    pub points_percent: u16,
    /// What is taken off a bill, in percent.
    pub discount_percent: u8,
}

impl Tier {
    /// What it takes off a bill; none where its percentage makes no sense.
    pub fn discount_of(&self, bill: Fen) -> Option<Fen> {
        let percent = Some(self.discount_percent).filter(|percent| *percent <= 100)?;
        mul_div_half_up(bill.get(), i64::from(percent), 100).map(Fen::new)
    }

    fn named(rank: u8, name: &str, threshold: i64, points_percent: u16) -> Self {
        Self {
            rank,
            name: name.to_owned(),
            threshold_fen: Fen::new(threshold),
            points_percent,
            discount_percent: 0,
        }
    }
}

/// The default tiers: normal from 0, silver from 500.00, gold from 1,000.00, platinum from 2,000.00.
pub fn default_tiers() -> Vec<Tier> {
    vec![
        Tier::named(0, "normal", 0, 100),
        Tier::named(1, "silver", 50_000, 110),
        Tier::named(2, "gold", 100_000, 120),
        Tier::named(3, "platinum", 200_000, 150),
    ]
}

/// Where a member stands between two tiers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// The tier that the growth value reaches.
    pub current: Tier,
    /// The one after it; none at the top.
    pub next: Option<Tier>,
    /// Growth that is missing for the next one; zero at the top.
    pub missing: Fen,
    /// How far from this threshold to the next, 0 to 1000; 1000 at the top.
    pub bar_permille: u16,
}

/// How far a growth value reaches. `tiers` come from the bottom up; without any, everybody is `normal`.
pub fn progress(growth: Fen, tiers: &[Tier]) -> Progress {
    let bottom = || {
        tiers
            .first()
            .cloned()
            .unwrap_or_else(|| Tier::named(0, "normal", 0, 100))
    };
    let current = tiers
        .iter()
        .rev()
        .find(|tier| tier.threshold_fen <= growth)
        .cloned()
        .unwrap_or_else(bottom);
    let Some(next) = tiers.iter().find(|tier| tier.rank > current.rank).cloned() else {
        return Progress {
            current,
            next: None,
            missing: Fen::ZERO,
            bar_permille: 1000,
        };
    };
    let missing = Fen::new(next.threshold_fen.get().saturating_sub(growth.get()).max(0));
    let done = growth.get().saturating_sub(current.threshold_fen.get()).max(0);
    let whole = next.threshold_fen.get().saturating_sub(current.threshold_fen.get());
    let permille = mul_div_floor(done, 1000, whole).unwrap_or(0).clamp(0, 1000);
    Progress {
        current,
        next: Some(next),
        missing,
        bar_permille: u16::try_from(permille).unwrap_or(0),
    }
}

/// What is missing to keep a tier at the period's end: nothing once the growth value reaches it.
pub fn growth_to_keep(rank: u8, growth: Fen, tiers: &[Tier]) -> Fen {
    let threshold = tiers
        .iter()
        .find(|tier| tier.rank == rank)
        .map_or(0, |tier| tier.threshold_fen.get());
    Fen::new(threshold.saturating_sub(growth.get()).max(0))
}

/// The rank after the growth value changed: up at once, however many steps; never down in between.
pub fn rank_after_growth(rank: u8, growth: Fen, tiers: &[Tier]) -> u8 {
    rank.max(progress(growth, tiers).current.rank)
}

/// The rank after a period has ended: what the growth value reaches, but at most one step down.
pub fn rank_at_period_end(rank: u8, growth: Fen, tiers: &[Tier]) -> u8 {
    let one_down = tiers
        .iter()
        .map(|tier| tier.rank)
        .filter(|lower| *lower < rank)
        .max()
        .unwrap_or(rank);
    progress(growth, tiers).current.rank.max(one_down)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_way_to_gold_is_shown_in_money_and_as_a_bar() {
        let progress = progress(Fen::new(75_000), &default_tiers());
        assert_eq!(progress.current.name, "silver");
        assert_eq!(progress.next.map(|tier| tier.name), Some("gold".to_owned()));
        assert_eq!(progress.missing, Fen::new(25_000));
        assert_eq!(progress.bar_permille, 500);
    }

    #[test]
    fn a_threshold_is_reached_exactly_and_the_top_has_no_next() {
        assert_eq!(progress(Fen::new(49_999), &default_tiers()).current.name, "normal");
        assert_eq!(progress(Fen::new(50_000), &default_tiers()).current.name, "silver");
        let top = progress(Fen::new(200_000), &default_tiers());
        assert_eq!((top.next, top.missing, top.bar_permille), (None, Fen::ZERO, 1000));
    }

    #[test]
    fn up_at_once_and_down_one_step_at_the_end_of_the_period() {
        let tiers = default_tiers();
        assert_eq!(rank_after_growth(0, Fen::new(200_000), &tiers), 3);
        assert_eq!(rank_after_growth(3, Fen::ZERO, &tiers), 3);
        assert_eq!(rank_at_period_end(3, Fen::ZERO, &tiers), 2);
        assert_eq!(rank_at_period_end(0, Fen::ZERO, &tiers), 0);
        assert_eq!(rank_at_period_end(1, Fen::new(100_000), &tiers), 2);
    }

    #[test]
    fn what_keeps_a_tier_is_what_is_missing_to_its_own_threshold() {
        assert_eq!(growth_to_keep(2, Fen::new(75_000), &default_tiers()), Fen::new(25_000));
        assert_eq!(growth_to_keep(2, Fen::new(100_000), &default_tiers()), Fen::ZERO);
        assert_eq!(growth_to_keep(9, Fen::ZERO, &default_tiers()), Fen::ZERO);
    }

    #[test]
    fn a_shop_without_tiers_still_has_members() {
        assert_eq!(progress(Fen::new(1), &[]).current.points_percent, 100);
    }

    proptest! {
        #[test]
        fn no_growth_value_makes_progress_panic(growth: i64, low: i64, high: i64) {
            let tiers = [Tier::named(0, "a", low, 100), Tier::named(1, "b", high, 100)];
            let progress = progress(Fen::new(growth), &tiers);
            prop_assert!(progress.bar_permille <= 1000);
            prop_assert!(!progress.missing.is_negative());
        }
    }
}
