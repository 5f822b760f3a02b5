//! A quick amount costs what it always cost: by the plain calculation that stood here before there was an engine.

use super::case::{Case, Member, lot};
use crate::arith::mul_div_half_up;
use crate::pricing::*;
use crate::{Deduction, EarnRule, Fen, MoneyDraw, Points, QuoteInput, Tier, default_tiers, plan_spend, spendable_on};
use proptest::prelude::*;

/// Tier discount, deduction, due, draws, and points earned.
type Plain = (Fen, Deduction, Fen, Vec<MoneyDraw>, Points);

fn plainly(input: &QuoteInput<'_>) -> Result<Plain, QuoteError> {
    if !input.gross.is_positive() {
        return Err(QuoteError::NotPositive);
    }
    if input.gross > MAX_GROSS {
        return Err(QuoteError::TooMuch);
    }
    if input.tier.discount_percent > 100 {
        return Err(QuoteError::BadRule);
    }
    let off = mul_div_half_up(input.gross.get(), i64::from(input.tier.discount_percent), 100)
        .map(Fen::new)
        .ok_or(QuoteError::BadRule)?;
    let bill = input.gross.checked_sub(off).ok_or(QuoteError::BadRule)?;
    let deduction = match input.points_wanted {
        PointsWanted::None => Deduction::default(),
        PointsWanted::Exactly(points) => input.deduction.exactly(points, bill, input.points_usable)?,
        PointsWanted::Most => input.deduction.most(bill, input.points_usable)?,
    };
    let due = bill.checked_sub(deduction.amount).ok_or(QuoteError::BadRule)?;
    let from_balance = match input.pay_with {
        PayWith::Balance => due,
        PayWith::BalanceFirst => due.min(spendable_on(input.lots, due, input.now)),
        // There was no such choice before; what it asks for is what is taken.
        PayWith::BalanceExactly(amount) => amount.min(due),
        PayWith::Outside => Fen::ZERO,
    };
    let draws = plan_spend(input.lots, from_balance, due, input.now)?;
    let bonus = Fen::checked_sum(draws.iter().map(|draw| draw.bonus)).ok_or(QuoteError::BadRule)?;
    let net = due.checked_sub(bonus).ok_or(QuoteError::BadRule)?;
    let earned = input
        .earn
        .earned(net, input.tier.points_percent)
        .ok_or(QuoteError::BadRule)?;
    Ok((off, deduction, due, draws, earned))
}

proptest! {
    #[test]
    fn a_quick_amount_is_quoted_as_before(
        gross in -1..2_000_000_000_i64, principal in 0..5_000_000_i64, bonus in 0..1_000_000_i64, usable in 0..100_000_i64,
        discount in 0..=101_u8, percent: u16, wanted in 0..5_i64, asked in -1..3_000_i64, pay in 0..3_u8, per in -1..3_000_i64,
    ) {
        let tier = Tier { discount_percent: discount, points_percent: percent, ..default_tiers()[3].clone() };
        let points_wanted = match wanted {
            0 | 1 => PointsWanted::None,
            2 => PointsWanted::Most,
            3 => PointsWanted::Exactly(Points::new(asked * 100)),
            _ => PointsWanted::Exactly(Points::new(asked)),
        };
        let mut case = Case::new(vec![CartLine::quick(Fen::new(gross))]);
        case.points = points_wanted;
        case.pay_with = [PayWith::Balance, PayWith::BalanceFirst, PayWith::Outside][usize::from(pay)];
        case.list.earn = EarnRule { points: Points::new(3), per: Fen::new(per) };
        case.member = Some(Member {
            tier: tier.clone(),
            points_usable: Points::new(usable),
            lots: vec![lot(1, principal, bonus)],
            ..Member::new()
        });
        let lots = [lot(1, principal, bonus)];
        let input = QuoteInput {
            points_wanted,
            points_usable: Points::new(usable),
            earn: case.list.earn,
            pay_with: case.pay_with,
            ..QuoteInput::from_balance(Fen::new(gross), &tier, &lots, case.at.now)
        };
        match (plainly(&input), case.quote(), crate::quote(&input)) {
            (Ok((off, deduction, due, draws, earned)), Ok(now), Ok(quick)) => {
                prop_assert_eq!((Fen::new(gross), off, deduction, due, earned), (now.list, now.off(), now.deduction, now.due, now.earned));
                prop_assert_eq!(&draws, &now.draws);
                prop_assert_eq!(&draws, &quick.draws);
                prop_assert_eq!((off, deduction, due, earned), (quick.tier_discount, quick.deduction, quick.due, quick.earned));
                prop_assert_eq!((now.principal, now.bonus, now.outside, now.net), (quick.principal, quick.bonus, quick.outside, quick.net));
            }
            (plain, now, quick) => {
                prop_assert_eq!(plain.as_ref().err(), now.as_ref().err());
                prop_assert_eq!(plain.err(), quick.err());
            }
        }
    }
}
