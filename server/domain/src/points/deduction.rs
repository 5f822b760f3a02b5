//! Paying a part of a bill with points.

use super::Points;
use crate::Fen;
use crate::arith::mul_div_floor;
use serde::{Deserialize, Serialize};

/// What points are worth at the till (RULES, points: deduction at sale). The default: 100 points = 1.00, in blocks of
/// 100, at most 50 % of the bill and never above it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DeductionRule {
    /// Points in one block; only whole blocks are taken, but for a last one that the limit of the bill cuts.
    pub block: Points,
    /// What one block takes off the bill.
    pub worth: Fen,
    /// The largest part of a bill that points may pay, 0 to 100.
    pub most_percent: u8,
}

impl Default for DeductionRule {
    fn default() -> Self {
        Self {
            block: Points::new(100),
            worth: Fen::new(100),
            most_percent: 50,
        }
    }
}

/// Points taken and what they take off the bill.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deduction {
    /// Points spent.
    pub points: Points,
    /// Money off the bill.
    pub amount: Fen,
}

/// Why so many points cannot be taken for this bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DeductionError {
    /// Not a whole number of blocks, or below zero.
    #[error("points are taken in blocks of {block}")]
    NotWholeBlocks {
        /// Points in one block.
        block: Points,
    },
    /// The member has fewer.
    #[error("{wanted} points are wanted and {available} can be used")]
    NotEnough {
        /// Points asked for.
        wanted: Points,
        /// Points that can be used now.
        available: Points,
    },
    /// More than the part of this bill that points may pay.
    #[error("at most {most} points can be used for this bill")]
    AboveTheLimit {
        /// The most that this bill and this balance allow.
        most: Points,
    },
    /// The rule itself makes no sense.
    #[error("the rule for paying with points makes no sense")]
    BadRule,
}

impl DeductionRule {
    /// The most that a bill and the usable points allow: whole blocks, of which the limit of the bill may cut the last one. `bill` is what is due
    /// after discounts and coupons. A part of a block pays exactly up to the limit, so that a cheaper bill is never dearer in cash.
    pub fn most(self, bill: Fen, available: Points) -> Result<Deduction, DeductionError> {
        let limit = self.limit(bill)?;
        let whole_blocks = available.get().max(0) / self.block.get();
        match self.blocks(whole_blocks) {
            Ok(whole) if whole.amount <= limit => Ok(whole),
            _ => self.part(limit),
        }
    }

    /// Exactly so many points off a bill, or the reason why not. Never a silent smaller number.
    pub fn exactly(self, wanted: Points, bill: Fen, available: Points) -> Result<Deduction, DeductionError> {
        let most = self.most(bill, available)?;
        if wanted == most.points {
            return Ok(most);
        }
        if wanted.is_negative() || wanted.get() % self.block.get() != 0 {
            return Err(DeductionError::NotWholeBlocks { block: self.block });
        }
        if wanted > available && !wanted.is_zero() {
            return Err(DeductionError::NotEnough { wanted, available });
        }
        if wanted > most.points {
            return Err(DeductionError::AboveTheLimit { most: most.points });
        }
        self.blocks(wanted.get() / self.block.get())
    }

    /// What points may pay of a bill at most.
    pub fn limit(self, bill: Fen) -> Result<Fen, DeductionError> {
        self.check()?;
        let bill = bill.get().max(0);
        mul_div_floor(bill, i64::from(self.most_percent), 100)
            .map(Fen::new)
            .ok_or(DeductionError::BadRule)
    }

    /// What points are worth to whoever takes them from a card, rounded up: what whole blocks take off a bill, and a part of a
    /// block in proportion. Under a rule by which points pay nothing, the default's worth: they are not for nothing in the mall.
    pub fn worth_of(self, points: Points) -> Fen {
        let rule = if self.check().is_ok() { self } else { Self::default() };
        // Rounding a negative number down rounds its opposite up.
        let negative = points.get().checked_neg();
        let floor = negative.and_then(|points| mul_div_floor(points, rule.worth.get(), rule.block.get()));
        Fen::new(floor.and_then(i64::checked_neg).unwrap_or(i64::MAX))
    }

    fn check(self) -> Result<(), DeductionError> {
        let sensible = self.block.is_positive() && self.worth.is_positive() && self.most_percent <= 100;
        if sensible { Ok(()) } else { Err(DeductionError::BadRule) }
    }

    /// As many points as an amount takes, the last one for a part of its worth.
    fn part(self, amount: Fen) -> Result<Deduction, DeductionError> {
        let negative = amount.checked_neg().ok_or(DeductionError::BadRule)?;
        // Rounding a negative number down rounds its opposite up.
        let points = mul_div_floor(negative.get(), self.block.get(), self.worth.get())
            .and_then(i64::checked_neg)
            .ok_or(DeductionError::BadRule)?;
        Ok(Deduction {
            points: Points::new(points),
            amount,
        })
    }

    fn blocks(self, blocks: i64) -> Result<Deduction, DeductionError> {
        let points = self.block.get().checked_mul(blocks).ok_or(DeductionError::BadRule)?;
        let amount = self.worth.checked_mul(blocks).ok_or(DeductionError::BadRule)?;
        Ok(Deduction {
            points: Points::new(points),
            amount,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const RULE: DeductionRule = DeductionRule {
        block: Points::new(100),
        worth: Fen::new(100),
        most_percent: 50,
    };

    #[test]
    fn a_hundred_points_take_one_yuan_off() {
        let taken = RULE.exactly(Points::new(300), Fen::new(3_650), Points::new(1_254));
        assert_eq!(
            taken,
            Ok(Deduction {
                points: Points::new(300),
                amount: Fen::new(300)
            })
        );
    }

    #[test]
    fn at_most_half_of_the_bill_whose_limit_cuts_the_last_block() {
        let most = RULE
            .most(Fen::new(3_650), Points::new(10_000))
            .expect("a rule that makes sense");
        assert_eq!(
            most,
            Deduction {
                points: Points::new(1_825),
                amount: Fen::new(1_825)
            }
        );
        assert_eq!(
            RULE.exactly(Points::new(1_900), Fen::new(3_650), Points::new(10_000)),
            Err(DeductionError::AboveTheLimit {
                most: Points::new(1_825)
            })
        );
    }

    #[test]
    fn a_part_of_a_block_or_more_than_the_member_has_is_refused() {
        assert_eq!(
            RULE.exactly(Points::new(150), Fen::new(3_650), Points::new(1_000)),
            Err(DeductionError::NotWholeBlocks {
                block: Points::new(100)
            })
        );
        assert_eq!(
            RULE.exactly(Points::new(200), Fen::new(3_650), Points::new(199)),
            Err(DeductionError::NotEnough {
                wanted: Points::new(200),
                available: Points::new(199)
            })
        );
    }

    #[test]
    fn even_a_rule_of_a_whole_bill_never_goes_above_it() {
        let whole = DeductionRule {
            most_percent: 100,
            ..RULE
        };
        let most = whole
            .most(Fen::new(399), Points::new(10_000))
            .expect("a rule that makes sense");
        assert_eq!(most.amount, Fen::new(399));
    }

    #[test]
    fn a_cheaper_bill_is_never_dearer_in_cash() {
        let cash = |bill: i64, rule: DeductionRule| {
            let most = rule
                .most(Fen::new(bill), Points::new(100_000))
                .expect("a rule that makes sense");
            bill - most.amount.get()
        };
        assert_eq!(
            (cash(2_000, RULE), cash(1_998, RULE)),
            (1_000, 999),
            "OFFICE 2.3: not 10.98"
        );
        let whole_yuan = DeductionRule {
            block: Points::new(1),
            ..RULE
        };
        for bill in 1..3_000 {
            assert!(cash(bill - 1, RULE) <= cash(bill, RULE) && cash(bill - 1, whole_yuan) <= cash(bill, whole_yuan));
        }
        assert_eq!(
            RULE.exactly(Points::new(999), Fen::new(1_998), Points::new(5_000))
                .map(|taken| taken.amount),
            Ok(Fen::new(999)),
            "who asks for what *most* gives gets it"
        );
    }

    #[test]
    fn a_point_is_worth_a_fen_by_default_and_what_the_rule_says_otherwise() {
        assert_eq!(RULE.worth_of(Points::new(39_500)), Fen::new(39_500));
        let dearer = DeductionRule {
            worth: Fen::new(250),
            ..RULE
        };
        assert_eq!(dearer.worth_of(Points::new(1_000)), Fen::new(2_500));
        assert_eq!(
            dearer.worth_of(Points::new(1)),
            Fen::new(3),
            "a part of a fen is a whole one"
        );
        let none = DeductionRule {
            worth: Fen::ZERO,
            ..RULE
        };
        assert_eq!(
            none.worth_of(Points::new(300)),
            Fen::new(300),
            "points that pay no bill still buy in the mall"
        );
        assert_eq!(dearer.worth_of(Points::new(i64::MAX)), Fen::new(i64::MAX));
        assert_eq!(RULE.worth_of(Points::ZERO), Fen::ZERO);
    }

    proptest! {
        #[test]
        fn points_are_never_worth_less_than_they_take_off_a_bill(bill in 0..=1_000_000_000_i64, available in 0..=i64::MAX, block in 1..=1000_i64, worth in 1..=1000_i64) {
            let rule = DeductionRule { block: Points::new(block), worth: Fen::new(worth), most_percent: 100 };
            let most = rule.most(Fen::new(bill), Points::new(available)).expect("a rule that makes sense");
            prop_assert!(rule.worth_of(most.points) >= most.amount);
            prop_assert!(most.points <= Points::new(available));
        }

        #[test]
        fn no_deduction_is_above_the_bill_the_limit_or_the_balance(bill in 0..=i64::MAX, available in 0..=i64::MAX, percent in 0..=100_u8) {
            let rule = DeductionRule { most_percent: percent, ..RULE };
            let most = rule.most(Fen::new(bill), Points::new(available)).expect("a rule that makes sense");
            prop_assert!(most.amount.get() <= bill);
            prop_assert!(i128::from(most.amount.get()) * 100 <= i128::from(bill) * i128::from(percent));
            prop_assert!(most.points.get() <= available);
            prop_assert_eq!(rule.exactly(most.points, Fen::new(bill), Points::new(available)), Ok(most));
        }

        #[test]
        fn no_input_makes_a_deduction_panic(block: i64, worth: i64, percent: u8, wanted: i64, bill: i64, available: i64) {
            let rule = DeductionRule { block: Points::new(block), worth: Fen::new(worth), most_percent: percent };
            let _ = rule.most(Fen::new(bill), Points::new(available));
            let _ = rule.exactly(Points::new(wanted), Fen::new(bill), Points::new(available));
            let _ = rule.worth_of(Points::new(wanted));
        }
    }
}
