//! The plan of a return by pieces: the frozen shares say how much of principal, bonus, outside money and points goes back, and this says to which sources.

use super::{Fen, Paid, PointDraw, Points, ReturnError, Tender, split_by_left};
use crate::MoneyDraw;
use crate::pricing::Back;

/// What the pieces bring back, by source and lot, so that no source gets back more than it gave and the last piece empties all of them. `kept` is what the
/// shop keeps of it, for a gift that is not given back or by the rule of claw-back; below zero what it kept of an earlier return and lets go now.
///
/// # Errors
/// [`ReturnError::BadSale`] when what is restored does not fit what was paid.
pub fn plan_pieces(paid: &Paid, restored: &Paid, back: &Back, kept: Fen) -> Result<Paid, ReturnError> {
    plan(paid, restored, back, kept).ok_or(ReturnError::BadSale)
}

fn plan(paid: &Paid, restored: &Paid, back: &Back, kept: Fen) -> Option<Paid> {
    let none = restored.outside.is_empty() && restored.money.is_empty() && restored.points.is_empty();
    let fits = restored.outside.len() == paid.outside.len()
        && restored.money.len() == paid.money.len()
        && restored.points.len() == paid.points.len();
    if !none && !fits {
        return None;
    }
    let given = |number: usize, figure: fn(&Paid, usize) -> i64| if none { 0 } else { figure(restored, number) };
    let left = |count: usize, figure: fn(&Paid, usize) -> i64| -> Option<Vec<i64>> {
        (0..count)
            .map(|number| figure(paid, number).checked_sub(given(number, figure)))
            .collect()
    };
    let outside_left = left(paid.outside.len(), |paid, number| paid.outside[number].amount.get())?;
    let principal_left = left(paid.money.len(), |paid, number| paid.money[number].principal.get())?;
    let bonus_left = left(paid.money.len(), |paid, number| paid.money[number].bonus.get())?;
    let points_left = left(paid.points.len(), |paid, number| paid.points[number].points.get())?;

    let parts = [back.outside.get(), back.principal.get(), back.bonus.get()];
    let all_left = [&outside_left, &principal_left, &bonus_left].map(|left| left.iter().sum::<i64>());
    let [outside, principal, bonus] = after_kept(parts, kept.get(), all_left)?;
    let outside = split_by_left(outside, &outside_left)?;
    let principal = split_by_left(principal, &principal_left)?;
    let bonus = split_by_left(bonus, &bonus_left)?;
    let points = split_by_left(back.points.get(), &points_left)?;
    let net = outside.iter().chain(&principal).sum();
    Some(Paid {
        outside: paid
            .outside
            .iter()
            .zip(outside)
            .map(|(tender, amount)| Tender {
                number: tender.number,
                amount: Fen::new(amount),
            })
            .collect(),
        money: paid
            .money
            .iter()
            .zip(principal.into_iter().zip(bonus))
            .map(|(draw, (principal, bonus))| MoneyDraw {
                lot: draw.lot,
                principal: Fen::new(principal),
                bonus: Fen::new(bonus),
            })
            .collect(),
        points: paid
            .points
            .iter()
            .zip(points)
            .map(|(draw, points)| PointDraw {
                lot: draw.lot,
                points: Points::new(points),
            })
            .collect(),
        earned: back.earned,
        growth: Fen::new(net),
    })
}

/// What the shop keeps is taken from outside money, principal and bonus in proportion; what it lets go is added by what else is left of them.
fn after_kept(parts: [i64; 3], kept: i64, left: [i64; 3]) -> Option<[i64; 3]> {
    let rest = [left[0] - parts[0], left[1] - parts[1], left[2] - parts[2]];
    let (of, sign) = if kept < 0 { (rest, 1) } else { (parts, -1) };
    let shares = split_by_left(kept.checked_abs()?, &of)?;
    Some([
        parts[0] + sign * shares[0],
        parts[1] + sign * shares[1],
        parts[2] + sign * shares[2],
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::LotId;

    fn paid() -> Paid {
        Paid {
            outside: vec![
                Tender {
                    number: 1,
                    amount: Fen::new(500),
                },
                Tender {
                    number: 2,
                    amount: Fen::new(251),
                },
            ],
            money: vec![MoneyDraw {
                lot: LotId::new(7),
                principal: Fen::new(333),
                bonus: Fen::new(111),
            }],
            points: vec![PointDraw {
                lot: LotId::new(3),
                points: Points::new(100),
            }],
            earned: Points::new(10),
            growth: Fen::new(1_084),
        }
    }

    fn third(number: i64) -> Back {
        let of = |whole: i64| Fen::new(whole * number / 3 - whole * (number - 1) / 3);
        Back {
            outside: of(751),
            principal: of(333),
            bonus: of(111),
            points: Points::new(of(100).get()),
            earned: Points::new(of(10).get()),
            ..Back::default()
        }
    }

    fn sum(plans: &[Paid]) -> Paid {
        let mut sum = Paid::default();
        for plan in plans {
            if sum.outside.is_empty() {
                sum = plan.clone();
                continue;
            }
            for (all, one) in sum.outside.iter_mut().zip(&plan.outside) {
                all.amount = Fen::new(all.amount.get() + one.amount.get());
            }
            for (all, one) in sum.money.iter_mut().zip(&plan.money) {
                all.principal = Fen::new(all.principal.get() + one.principal.get());
                all.bonus = Fen::new(all.bonus.get() + one.bonus.get());
            }
            for (all, one) in sum.points.iter_mut().zip(&plan.points) {
                all.points = Points::new(all.points.get() + one.points.get());
            }
            sum.earned = Points::new(sum.earned.get() + plan.earned.get());
            sum.growth = Fen::new(sum.growth.get() + plan.growth.get());
        }
        sum
    }

    #[test]
    fn all_pieces_together_bring_every_source_back_exactly_what_it_gave() {
        let mut plans: Vec<Paid> = Vec::new();
        for number in 1..=3 {
            let plan = plan_pieces(&paid(), &sum(&plans), &third(number), Fen::ZERO).expect("it adds up");
            plans.push(plan);
        }
        assert_eq!(sum(&plans), paid());
    }

    #[test]
    fn what_the_shop_keeps_is_missing_from_what_comes_back_and_is_never_more_than_that() {
        let first = plan_pieces(&paid(), &Paid::default(), &third(1), Fen::new(97)).expect("it adds up");
        let whole: i64 = first.outside.iter().map(|tender| tender.amount.get()).sum::<i64>()
            + first
                .money
                .iter()
                .map(|draw| draw.principal.get() + draw.bonus.get())
                .sum::<i64>();
        assert_eq!(
            whole,
            third(1).outside.get() + third(1).principal.get() + third(1).bonus.get() - 97
        );
        let second =
            plan_pieces(&paid(), &sum(std::slice::from_ref(&first)), &third(2), Fen::ZERO).expect("it adds up");
        let last = plan_pieces(
            &paid(),
            &sum(&[first.clone(), second.clone()]),
            &third(3),
            Fen::new(-97),
        );
        let mut brought = sum(&[first, second, last.expect("it adds up")]);
        brought.earned = paid().earned;
        assert_eq!(brought, paid(), "and lets go in the end");
        let all = plan_pieces(&paid(), &Paid::default(), &third(1), Fen::new(10_000));
        assert_eq!(all, Err(ReturnError::BadSale), "no more than there is");
    }
}
