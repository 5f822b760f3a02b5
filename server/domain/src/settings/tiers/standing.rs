//! How far a member's sums reach: which tier, what is missing for the next ones, and what keeps the one that they have.

use super::{TierRule, TierWay};
use crate::{BusinessDay, Fen, Tier, arith::mul_div_floor};

/// One way into a tier, and what is missing on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TierWayLeft {
    /// Within so many days.
    pub days: i32,
    /// So much of the metric is asked for, in hundredths of it.
    pub at_least: Fen,
    /// So much of it is missing.
    pub missing: Fen,
}

/// A tier above somebody's, and what is missing for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextTier {
    /// Which.
    pub tier: Tier,
    /// Its ways; the first is its threshold within the window of the rule.
    pub ways: Vec<TierWayLeft>,
}

impl NextTier {
    /// What is missing on the shortest way.
    #[must_use]
    pub fn missing(&self) -> Fen {
        let least = self.ways.iter().map(|way| way.missing).min();
        least.unwrap_or(Fen::ZERO)
    }
}

impl TierRule {
    /// The windows of all ways, each once: so many days, the one that runs included.
    #[must_use]
    pub fn windows(&self) -> Vec<i32> {
        let mut windows: Vec<i32> = self.ways.iter().map(|way| way.days).collect();
        windows.push(self.window_days);
        windows.sort_unstable();
        windows.dedup();
        windows
    }

    /// The ways into a tier. The lowest asks for nothing, so everybody is there.
    fn ways_of(&self, tier: &Tier) -> impl Iterator<Item = TierWay> {
        let number = tier.rank.saturating_add(1);
        let threshold = TierWay {
            tier: number,
            at_least_fen: tier.threshold_fen,
            days: self.window_days,
        };
        let further = self.ways.iter().copied().filter(move |way| way.tier == number);
        std::iter::once(threshold).chain(further)
    }

    fn ways_left(&self, tier: &Tier, sum: &impl Fn(i32) -> i64) -> Vec<TierWayLeft> {
        let ways = self.ways_of(tier).map(|way| TierWayLeft {
            days: way.days,
            at_least: way.at_least_fen,
            missing: Fen::new(way.at_least_fen.get().saturating_sub(sum(way.days)).max(0)),
        });
        ways.collect()
    }

    /// The highest rank that the sums reach on any way. `sum` answers the metric of the last so many days, in hundredths.
    #[must_use]
    pub fn reached(&self, sum: impl Fn(i32) -> i64) -> u8 {
        let is_reached = |tier: &&Tier| self.ways_of(tier).any(|way| sum(way.days) >= way.at_least_fen.get());
        let reached = self.tiers.iter().filter(is_reached).map(|tier| tier.rank);
        reached.max().unwrap_or(0)
    }

    /// The tiers above a rank, the nearest first, with what is missing for each.
    #[must_use]
    pub fn above(&self, rank: u8, sum: impl Fn(i32) -> i64) -> Vec<NextTier> {
        let above = self.tiers.iter().filter(|tier| tier.rank > rank);
        above
            .map(|tier| NextTier {
                tier: tier.clone(),
                ways: self.ways_left(tier, &sum),
            })
            .collect()
    }

    /// What has at least to be paid until somebody of this rank can rise; none at the top.
    #[must_use]
    pub fn left_above(&self, rank: u8, sum: impl Fn(i32) -> i64) -> Option<Fen> {
        self.above(rank, sum).iter().map(NextTier::missing).min()
    }

    /// What is missing to keep a rank on the shortest way; nothing once the sums reach it, or where it asks for nothing.
    #[must_use]
    pub fn missing_to_keep(&self, rank: u8, sum: impl Fn(i32) -> i64) -> Fen {
        let least = self
            .tiers
            .iter()
            .filter(|tier| tier.rank >= rank)
            .flat_map(|tier| self.ways_left(tier, &sum));
        least.map(|way| way.missing).min().unwrap_or(Fen::ZERO)
    }

    /// The rank one step below; none at the bottom.
    #[must_use]
    pub fn one_down(&self, rank: u8) -> Option<u8> {
        self.tiers
            .iter()
            .map(|tier| tier.rank)
            .filter(|lower| *lower < rank)
            .max()
    }

    /// How far the threshold of the next tier is, 0 to 1000; 1000 at the top.
    #[must_use]
    pub fn bar_permille(&self, rank: u8, sum: impl Fn(i32) -> i64) -> u16 {
        let Some(next) = self.tiers.iter().find(|tier| tier.rank > rank) else {
            return 1000;
        };
        let done = sum(self.window_days).max(0);
        let permille = mul_div_floor(done, 1000, next.threshold_fen.get()).unwrap_or(0);
        u16::try_from(permille.clamp(0, 1000)).unwrap_or(0)
    }

    /// The last day of the period of a tier that begins on `day`: the end of the month in which it is so many months later.
    #[must_use]
    pub fn period_end(&self, day: BusinessDay) -> BusinessDay {
        let after = day.in_month().plus_months(self.period_months.saturating_add(1));
        after.first_day().pred()
    }

    /// A number that changes with whatever decides who stands where.
    #[must_use]
    pub fn mark(&self) -> i64 {
        let tiers = self
            .tiers
            .iter()
            .flat_map(|tier| [i64::from(tier.rank), tier.threshold_fen.get()]);
        let ways = self
            .ways
            .iter()
            .flat_map(|way| [i64::from(way.tier), way.at_least_fen.get(), i64::from(way.days)]);
        let first = [self.metric as i64 + 1, i64::from(self.window_days)];
        // FNV-1a over whole numbers. A mark of 0 is that of nothing looked at.
        let hash = first
            .into_iter()
            .chain(tiers)
            .chain(ways)
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, number| {
                (hash ^ number.cast_unsigned()).wrapping_mul(0x0100_0000_01b3)
            });
        hash.cast_signed().max(1)
    }
}

#[cfg(test)]
mod tests;
