use super::*;
use crate::{DeductionError, LineAmount, LotId, MAX_GROSS, Shortage, default_tiers};
use proptest::prelude::*;

const NOW: Millis = Millis::new(1_795_276_800_000);

fn lot(principal: i64, bonus: i64) -> MoneyLot {
    MoneyLot {
        id: LotId::new(1),
        principal_granted: Fen::new(principal),
        bonus_granted: Fen::new(bonus),
        principal_left: Fen::new(principal),
        bonus_left: Fen::new(bonus),
        order: SpendOrder::ProRata,
        bonus_expires_at: None,
        created_at: NOW,
    }
}

fn shown(quote: &Quote) -> Vec<(Words, &str, String)> {
    quote
        .lines
        .iter()
        .map(|line| (line.words, line.arithmetic.as_str(), line.amount.display()))
        .collect()
}

#[test]
fn a_sale_of_36_50_from_a_topped_up_hundred_is_paid_pro_rata_and_earns_on_principal_only() {
    let tier = &default_tiers()[0];
    let lots = [lot(10_000, 1_200)];
    let quote = quote(&QuoteInput::from_balance(Fen::new(3_650), tier, &lots, NOW)).expect("a quote");
    assert_eq!(
        (quote.due, quote.principal, quote.bonus),
        (Fen::new(3_650), Fen::new(3_259), Fen::new(391))
    );
    assert_eq!(quote.earned, Points::new(32));
    assert_eq!(
        shown(&quote),
        [
            (Words::Gross, "", "¥36.50".to_owned()),
            (Words::Due, "", "¥36.50".to_owned()),
            (Words::Principal, "36.50 × 100.00 ÷ 112.00", "¥32.59".to_owned()),
            (Words::Bonus, "36.50 − 32.59", "¥3.91".to_owned()),
            (Words::PointsEarned, "32.59 × 1 ÷ 1.00 × 100 %", "32".to_owned()),
        ]
    );
}

#[test]
fn discount_coupon_and_points_come_off_in_this_order_and_each_has_its_line() {
    let tier = Tier {
        discount_percent: 5,
        ..default_tiers()[2].clone()
    };
    let lots = [lot(100_000, 0)];
    let input = QuoteInput {
        coupon: Fen::new(500),
        points_wanted: PointsWanted::Exactly(Points::new(1_000)),
        points_usable: Points::new(1_254),
        ..QuoteInput::from_balance(Fen::new(10_010), &tier, &lots, NOW)
    };
    let quote = quote(&input).expect("a quote");
    assert_eq!(
        quote.tier_discount,
        Fen::new(501),
        "5 % of 100.10 is 5.005, rounded half up"
    );
    assert_eq!(quote.due, Fen::new(8_009));
    assert_eq!(quote.earned, Points::new(96), "80.09 × 120 % rounded down");
    assert_eq!(
        shown(&quote)[..5],
        [
            (Words::Gross, "", "¥100.10".to_owned()),
            (Words::TierDiscount, "100.10 × 5 %", "−¥5.01".to_owned()),
            (Words::Coupon, "", "−¥5.00".to_owned()),
            (Words::PointsDeduction, "1,000 ÷ 100 × 1.00", "−¥10.00".to_owned()),
            (Words::Due, "100.10 − 5.01 − 5.00 − 10.00", "¥80.09".to_owned()),
        ]
    );
}

#[test]
fn a_balance_that_does_not_cover_it_says_what_is_missing_or_is_filled_up_with_outside_money() {
    let tier = &default_tiers()[0];
    let lots = [lot(1_000, 200)];
    let input = QuoteInput::from_balance(Fen::new(3_650), tier, &lots, NOW);
    let shortage = Shortage {
        wanted: Fen::new(3_650),
        available: Fen::new(1_200),
    };
    assert_eq!(quote(&input), Err(QuoteError::Short(shortage)));
    let filled = quote(&QuoteInput {
        pay_with: PayWith::BalanceFirst,
        ..input
    })
    .expect("a quote");
    assert_eq!(
        (filled.principal, filled.bonus, filled.outside),
        (Fen::new(1_000), Fen::new(200), Fen::new(2_450))
    );
    assert_eq!(filled.net, Fen::new(3_450), "bonus earns nothing");
    let outside = quote(&QuoteInput {
        pay_with: PayWith::Outside,
        ..input
    })
    .expect("a quote");
    assert_eq!((outside.outside, outside.earned), (Fen::new(3_650), Points::new(36)));
    assert_eq!(outside.draws, []);
}

#[test]
fn nothing_sold_and_too_much_taken_off_are_refused() {
    let tier = &default_tiers()[0];
    let lots = [lot(100_000, 0)];
    let input = QuoteInput::from_balance(Fen::new(3_650), tier, &lots, NOW);
    assert_eq!(
        quote(&QuoteInput {
            gross: Fen::ZERO,
            ..input
        }),
        Err(QuoteError::NotPositive)
    );
    assert_eq!(
        quote(&QuoteInput {
            gross: Fen::new(-1),
            ..input
        }),
        Err(QuoteError::NotPositive)
    );
    for gross in [MAX_GROSS.get() + 1, i64::MAX] {
        let outside = QuoteInput {
            gross: Fen::new(gross),
            pay_with: PayWith::Outside,
            ..input
        };
        assert_eq!(quote(&outside), Err(QuoteError::TooMuch));
    }
    assert_eq!(
        quote(&QuoteInput {
            coupon: Fen::new(3_651),
            ..input
        }),
        Err(QuoteError::CouponAboveBill)
    );
    assert_eq!(
        quote(&QuoteInput {
            coupon: Fen::new(-1),
            ..input
        }),
        Err(QuoteError::CouponAboveBill)
    );
    let points_wanted = PointsWanted::Exactly(Points::new(1_900));
    assert_eq!(
        quote(&QuoteInput {
            points_wanted,
            points_usable: Points::new(10_000),
            ..input
        }),
        Err(QuoteError::Points(DeductionError::AboveTheLimit {
            most: Points::new(1_825)
        }))
    );
}

#[test]
fn a_coupon_for_the_whole_bill_leaves_nothing_to_pay_and_earns_nothing() {
    let tier = &default_tiers()[0];
    let input = QuoteInput {
        coupon: Fen::new(3_650),
        ..QuoteInput::from_balance(Fen::new(3_650), tier, &[], NOW)
    };
    let quote = quote(&input).expect("a quote");
    assert_eq!((quote.due, quote.earned), (Fen::ZERO, Points::ZERO));
}

proptest! {
    #[test]
    fn every_quote_adds_up(
        gross in 1..10_000_000_i64, coupon in 0..10_000_i64, principal in 0..5_000_000_i64, bonus in 0..1_000_000_i64,
        usable in 0..100_000_i64, discount in 0..=100_u8, most: bool, pay in 0..3_u8,
    ) {
        let tier = Tier { discount_percent: discount, ..default_tiers()[3].clone() };
        let lots = [lot(principal, bonus)];
        let input = QuoteInput {
            coupon: Fen::new(coupon),
            points_wanted: if most { PointsWanted::Most } else { PointsWanted::None },
            points_usable: Points::new(usable),
            pay_with: [PayWith::Balance, PayWith::BalanceFirst, PayWith::Outside][usize::from(pay)],
            ..QuoteInput::from_balance(Fen::new(gross), &tier, &lots, NOW)
        };
        if let Ok(quote) = quote(&input) {
            let off = quote.tier_discount.get() + quote.offers.get() + quote.deduction.amount.get();
            prop_assert_eq!(quote.due.get() + off, gross);
            prop_assert_eq!(quote.principal.get() + quote.bonus.get() + quote.outside.get(), quote.due.get());
            prop_assert_eq!(quote.net.get() + quote.bonus.get(), quote.due.get());
            prop_assert!(!quote.due.is_negative() && quote.deduction.points.get() <= usable);
            let off_lines: i64 = quote.lines.iter().take_while(|line| line.words != Words::Due).map(|line| match line.amount {
                LineAmount::Money(amount) => amount.get(),
                LineAmount::Points(_) => 0,
            }).sum();
            prop_assert_eq!(off_lines, quote.due.get(), "the lines above the amount due add up to it");
        }
    }

    #[test]
    fn no_input_makes_a_quote_panic(
        gross: i64, coupon: i64, principal: i64, bonus: i64, wanted: i64, usable: i64, discount: u8, percent: u16, now: i64,
        points: i64, per: i64,
    ) {
        let tier = Tier { discount_percent: discount, points_percent: percent, ..default_tiers()[0].clone() };
        let lots = [lot(principal, bonus), lot(i64::MAX, i64::MAX)];
        let input = QuoteInput {
            coupon: Fen::new(coupon),
            points_usable: Points::new(usable),
            earn: EarnRule { points: Points::new(points), per: Fen::new(per) },
            ..QuoteInput::from_balance(Fen::new(gross), &tier, &lots, Millis::new(now))
        };
        for points_wanted in [PointsWanted::None, PointsWanted::Most, PointsWanted::Exactly(Points::new(wanted))] {
            for pay_with in [PayWith::Balance, PayWith::BalanceFirst, PayWith::Outside] {
                let _ = quote(&QuoteInput { points_wanted, pay_with, ..input });
            }
        }
    }
}
