//! Tiers: what each gives. What they ask for stands with their rule, in `settings::TierRule`.

use crate::Fen;
use crate::arith::mul_div_half_up;
use serde::{Deserialize, Serialize};

/// One tier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tier {
    /// Its place from the bottom, which is 0.
    pub rank: u8,
    /// Its name; the default tiers are called `normal`, `silver`, `gold` and `platinum`, for which there are words.
    pub name: String,
    /// What it asks for within the window of the rule, in hundredths of the metric: fen, or hundredths of points.
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

/// The tier that a rank means: the highest of the list that is not above it. So a list that became shorter, or that begins higher, leaves
/// nobody without a tier; none where there are no tiers at all.
pub fn tier_at(tiers: &[Tier], rank: i64) -> Option<&Tier> {
    let not_above = tiers.iter().filter(|tier| i64::from(tier.rank) <= rank);
    not_above.max_by_key(|tier| tier.rank).or_else(|| tiers.first())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rank_that_the_list_does_not_have_means_the_highest_below_it() {
        let mut tiers = default_tiers();
        let name = |tiers: &[Tier], rank| tier_at(tiers, rank).map(|tier| tier.name.clone());
        assert_eq!(name(&tiers, 2).as_deref(), Some("gold"));
        tiers.truncate(3);
        assert_eq!(name(&tiers, 3).as_deref(), Some("gold"));
        assert_eq!(name(&tiers, -1).as_deref(), Some("normal"));
        assert_eq!(name(&[], 1), None);
    }
}
