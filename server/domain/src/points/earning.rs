//! Earning: points on what was really paid.

use super::Points;
use crate::Fen;
use serde::{Deserialize, Serialize};

/// How many points a net payment earns (RULES, points: rate). The default is 1 point per 1.00.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarnRule {
    /// So many points …
    pub points: Points,
    /// … for each so much net money.
    pub per: Fen,
}

impl Default for EarnRule {
    fn default() -> Self {
        Self {
            points: Points::new(1),
            per: Fen::new(100),
        }
    }
}

impl EarnRule {
    /// Points on a sale: `floor(net × rate × tier percent)`, rounded down once per sale. `net` is what came from
    /// principal and from outside money, after discounts, coupons and points, and never bonus (RULES, points: earned on).
    ///
    /// Nothing is earned on nothing. `None` when the rule makes no sense or the result does not fit.
    pub fn earned(self, net: Fen, tier_percent: u16) -> Option<Points> {
        if !net.is_positive() {
            return Some(Points::ZERO);
        }
        if self.points.is_negative() || !self.per.is_positive() {
            return None;
        }
        let numerator = self.points.get().checked_mul(i64::from(tier_percent))?;
        let denominator = self.per.get().checked_mul(100)?;
        Points::floor_of(net, numerator, denominator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_point_per_yuan_rounded_down_once_per_sale() {
        assert_eq!(EarnRule::default().earned(Fen::new(3_650), 100), Some(Points::new(36)));
        assert_eq!(EarnRule::default().earned(Fen::new(99), 100), Some(Points::ZERO));
        assert_eq!(EarnRule::default().earned(Fen::ZERO, 100), Some(Points::ZERO));
    }

    #[test]
    fn the_tier_multiplies_before_anything_is_rounded() {
        assert_eq!(EarnRule::default().earned(Fen::new(3_650), 110), Some(Points::new(40)));
        assert_eq!(EarnRule::default().earned(Fen::new(3_650), 150), Some(Points::new(54)));
        assert_eq!(EarnRule::default().earned(Fen::new(67), 150), Some(Points::new(1)));
    }

    #[test]
    fn a_rule_without_sense_gives_no_number() {
        assert_eq!(
            EarnRule {
                points: Points::new(1),
                per: Fen::ZERO
            }
            .earned(Fen::new(1), 100),
            None
        );
        assert_eq!(
            EarnRule {
                points: Points::new(-1),
                per: Fen::new(1)
            }
            .earned(Fen::new(1), 100),
            None
        );
    }

    proptest! {
        #[test]
        fn no_input_makes_earning_panic(net: i64, points: i64, per: i64, percent: u16) {
            let _ = EarnRule { points: Points::new(points), per: Fen::new(per) }.earned(Fen::new(net), percent);
        }
    }
}
