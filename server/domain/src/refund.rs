//! Money back from a top-up, with the arithmetic that the member sees.

use crate::{ErrorCode, Fen, Line, Millis, MoneyLot, Points, Words};
use serde::{Deserialize, Serialize};

/// When a top-up is refunded in full (RULES, stored value: refund of a top-up).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundRule {
    /// So many times 24 hours after payment, an unused top-up is taken back as if it had not been.
    pub full_within_days: u16,
}

impl Default for RefundRule {
    fn default() -> Self {
        Self { full_within_days: 7 }
    }
}

crate::text_enum! {
    /// Which of the two cases holds.
    pub enum RefundKind {
        /// In time and unused: principal in full, the bonus is void.
        InFull = "in-full",
        /// Later or used: the principal left, and the bonus of the lot expires.
        PrincipalLeft = "principal-left",
    }
}

/// What a refund pays and what it ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundQuote {
    /// Which case.
    pub kind: RefundKind,
    /// Paid out.
    pub amount: Fen,
    /// Bonus that ends with it.
    pub bonus_ends: Fen,
    /// Points of the top-up that go back with it. What is already spent of them becomes a shortfall.
    #[serde(default)]
    pub points_taken: Points,
    /// How the amount came about.
    pub lines: Vec<Line>,
}

impl RefundQuote {
    /// The same with the points that the top-up gave and that go back with it. `arithmetic` says how many these are.
    #[must_use]
    pub fn with_points_taken(mut self, points: Points, arithmetic: String) -> Self {
        if points.is_positive() {
            let taken = Points::new(-points.get());
            self.lines.push(Line::points(Words::PointsTaken, arithmetic, taken));
            self.points_taken = points;
        }
        self
    }
}

/// Why there is nothing to refund.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RefundError {
    /// All principal is spent or refunded.
    #[error("no principal is left of this top-up")]
    NothingLeft,
    /// More is left than was granted, or less than nothing: the lot is broken and a person has to look.
    #[error("the lot does not add up")]
    BadLot,
}

impl RefundError {
    /// A stable code for addresses and logs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NothingLeft => ErrorCode::RefundNothingLeft.as_str(),
            Self::BadLot => ErrorCode::RefundLotWrong.as_str(),
        }
    }
}

/// What a refund of this lot pays now. `paid_at` is when the money of its top-up arrived.
///
/// # Errors
/// Nothing left, or a lot that does not add up.
pub fn refund_quote(
    lot: &MoneyLot,
    paid_at: Millis,
    now: Millis,
    rule: RefundRule,
) -> Result<RefundQuote, RefundError> {
    let sound = |left: Fen, granted: Fen| !left.is_negative() && left <= granted;
    if !sound(lot.principal_left, lot.principal_granted) || !sound(lot.bonus_left, lot.bonus_granted) {
        return Err(RefundError::BadLot);
    }
    if lot.principal_left.is_zero() {
        return Err(RefundError::NothingLeft);
    }
    let unused = lot.principal_left == lot.principal_granted && lot.bonus_left == lot.bonus_granted;
    let in_time = now <= paid_at.plus_days(i64::from(rule.full_within_days));
    let kind = if unused && in_time {
        RefundKind::InFull
    } else {
        RefundKind::PrincipalLeft
    };
    let amount = lot.principal_left;
    Ok(RefundQuote {
        kind,
        amount,
        bonus_ends: lot.bonus_left,
        points_taken: Points::ZERO,
        lines: lines(lot, kind),
    })
}

fn lines(lot: &MoneyLot, kind: RefundKind) -> Vec<Line> {
    let spent = lot.principal_granted.get() - lot.principal_left.get();
    let mut lines = vec![Line::money(Words::PaidIn, "", lot.principal_granted)];
    let mut arithmetic = String::new();
    if spent > 0 {
        lines.push(Line::money(Words::PrincipalSpent, "", Fen::new(-spent)));
        arithmetic = format!("{} − {}", lot.principal_granted.yuan(), Fen::new(spent).yuan());
    }
    lines.push(Line::money(Words::RefundAmount, arithmetic, lot.principal_left));
    if lot.bonus_left.is_positive() {
        let words = match kind {
            RefundKind::InFull => Words::BonusVoid,
            RefundKind::PrincipalLeft => Words::BonusLapses,
        };
        lines.push(Line::money(words, "", Fen::new(-lot.bonus_left.get())));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{LineAmount, LotId, SpendOrder, plan_spend};
    use proptest::prelude::*;

    const PAID_AT: Millis = Millis::new(1_795_276_800_000);

    fn lot(principal_left: i64, bonus_left: i64) -> MoneyLot {
        MoneyLot {
            id: LotId::new(1),
            principal_granted: Fen::new(300_000),
            bonus_granted: Fen::new(100_000),
            principal_left: Fen::new(principal_left),
            bonus_left: Fen::new(bonus_left),
            order: SpendOrder::ProRata,
            bonus_expires_at: None,
            created_at: PAID_AT,
        }
    }

    fn after_days(lot: &MoneyLot, days: i64) -> Result<RefundQuote, RefundError> {
        refund_quote(lot, PAID_AT, PAID_AT.plus_days(days), RefundRule::default())
    }

    #[test]
    fn an_unused_top_up_is_refunded_in_full_for_seven_days_and_its_bonus_is_void() {
        let quote = after_days(&lot(300_000, 100_000), 7).expect("something is left");
        assert_eq!((quote.kind, quote.amount), (RefundKind::InFull, Fen::new(300_000)));
        assert_eq!(quote.bonus_ends, Fen::new(100_000));
        let shown: Vec<_> = quote.lines.iter().map(|line| (line.words, line.amount)).collect();
        assert_eq!(
            shown,
            [
                (Words::PaidIn, LineAmount::Money(Fen::new(300_000))),
                (Words::RefundAmount, LineAmount::Money(Fen::new(300_000))),
                (Words::BonusVoid, LineAmount::Money(Fen::new(-100_000))),
            ]
        );
    }

    #[test]
    fn a_millisecond_later_the_principal_left_is_paid_and_the_bonus_expires() {
        let now = PAID_AT.plus_days(7).plus_millis(1);
        let quote =
            refund_quote(&lot(300_000, 100_000), PAID_AT, now, RefundRule::default()).expect("something is left");
        assert_eq!(quote.kind, RefundKind::PrincipalLeft);
        assert_eq!(quote.lines.last().map(|line| line.words), Some(Words::BonusLapses));
    }

    #[test]
    fn three_thousand_with_a_thousand_bonus_after_3594_00_leaves_304_50_to_refund() {
        let mut lot = lot(300_000, 100_000);
        let amount = Fen::new(359_400);
        let draws = plan_spend(std::slice::from_ref(&lot), amount, amount, PAID_AT).expect("enough");
        lot.principal_left = Fen::new(300_000 - draws[0].principal.get());
        lot.bonus_left = Fen::new(100_000 - draws[0].bonus.get());
        let quote = after_days(&lot, 1).expect("something is left");
        assert_eq!(
            (quote.kind, quote.amount.yuan()),
            (RefundKind::PrincipalLeft, "304.50".to_owned())
        );
        let shown: Vec<(Words, &str, String)> = quote
            .lines
            .iter()
            .map(|line| (line.words, line.arithmetic.as_str(), line.amount.display()))
            .collect();
        assert_eq!(
            shown,
            [
                (Words::PaidIn, "", "¥3,000.00".to_owned()),
                (Words::PrincipalSpent, "", "−¥2,695.50".to_owned()),
                (Words::RefundAmount, "3000.00 − 2695.50", "¥304.50".to_owned()),
                (Words::BonusLapses, "", "−¥101.50".to_owned()),
            ]
        );
    }

    #[test]
    fn a_spent_lot_and_a_broken_lot_have_nothing_to_refund() {
        assert_eq!(after_days(&lot(0, 0), 1), Err(RefundError::NothingLeft));
        assert_eq!(after_days(&lot(300_001, 0), 1), Err(RefundError::BadLot));
        assert_eq!(after_days(&lot(300_000, -1), 1), Err(RefundError::BadLot));
        assert_eq!(after_days(&lot(i64::MIN, i64::MAX), 1), Err(RefundError::BadLot));
        assert_eq!(RefundError::NothingLeft.code(), "refund-nothing-left");
        assert_eq!(RefundError::BadLot.code(), "refund-lot-wrong");
    }

    proptest! {
        /// Any history of spends and of goods that came back, by any order of use. RULES, worked out here once more: what goes back is
        /// what was paid in less what was spent of it; the bonus that is left ends, and only an unused top-up in its first days is
        /// refunded in full.
        #[test]
        fn after_any_history_the_quote_is_what_the_rules_say(
            principal in 1_i64..=500_000,
            bonus in 0_i64..=200_000,
            percent in 0_u8..=100,
            order in 0_usize..4,
            spends in proptest::collection::vec((1_i64..=100_000, 0_u8..4), 0..20),
            days in 0_i64..=14,
        ) {
            let order = [
                SpendOrder::ProRata,
                SpendOrder::PrincipalFirst,
                SpendOrder::BonusFirst,
                SpendOrder::BonusAtMost { percent },
            ][order];
            let mut lot = MoneyLot { principal_granted: Fen::new(principal), bonus_granted: Fen::new(bonus), order, ..lot(principal, bonus) };
            // Spent of each part, as the receipts say.
            let (mut of_principal, mut of_bonus) = (0_i64, 0_i64);
            for (amount, kind) in spends {
                let left = lot.principal_left.get() + lot.bonus_left.get();
                let amount = Fen::new(amount.min(left));
                let Ok(draws) = plan_spend(std::slice::from_ref(&lot), amount, amount, PAID_AT) else { continue };
                for draw in draws {
                    // Every fourth purchase comes back, each part to where it came from.
                    if kind == 0 {
                        continue;
                    }
                    of_principal += draw.principal.get();
                    of_bonus += draw.bonus.get();
                    lot.principal_left = Fen::new(lot.principal_left.get() - draw.principal.get());
                    lot.bonus_left = Fen::new(lot.bonus_left.get() - draw.bonus.get());
                }
            }
            let quote = after_days(&lot, days);
            if of_principal == principal {
                prop_assert_eq!(quote, Err(RefundError::NothingLeft));
                return Ok(());
            }
            let quote = quote.expect("principal is left");
            prop_assert_eq!(quote.amount.get(), principal - of_principal);
            prop_assert_eq!(quote.bonus_ends.get(), bonus - of_bonus);
            let in_full = of_principal == 0 && of_bonus == 0 && days <= 7;
            prop_assert_eq!(quote.kind == RefundKind::InFull, in_full);
            // What is shown adds up to what is paid.
            let shown = |words: Words| quote.lines.iter().filter(|line| line.words == words).map(|line| match line.amount {
                LineAmount::Money(amount) => amount.get(),
                LineAmount::Points(_) => 0,
            }).sum::<i64>();
            prop_assert_eq!(shown(Words::PaidIn) + shown(Words::PrincipalSpent), quote.amount.get());
            prop_assert_eq!(shown(Words::RefundAmount), quote.amount.get());
            prop_assert_eq!(-(shown(Words::BonusVoid) + shown(Words::BonusLapses)), quote.bonus_ends.get());
        }
    }
}
