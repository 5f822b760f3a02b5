//! The plan of one return.

use super::{Deserialize, Serialize};
use super::{Fen, MoneyDraw, PointDraw, Points, share_of, split_by_left};
use crate::ErrorCode;

/// Outside money of one source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tender {
    /// Which of the sale's outside payments, in the sale's own numbering.
    pub number: u32,
    /// How much.
    pub amount: Fen,
}

/// What a sale was paid with and what it gave; or, as a plan, what of that goes back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paid {
    /// Outside money by source.
    pub outside: Vec<Tender>,
    /// Principal and bonus by lot.
    pub money: Vec<MoneyDraw>,
    /// Points spent by lot.
    pub points: Vec<PointDraw>,
    /// Points the sale earned.
    pub earned: Points,
    /// Growth the sale gave.
    pub growth: Fen,
}

/// What decides a return.
#[derive(Clone, Copy, Debug)]
pub struct ReturnInput<'a> {
    /// The sale's price of goods, which parts are measured by.
    pub whole: Fen,
    /// Of that, what earlier returns brought back.
    pub returned_so_far: Fen,
    /// Of that, what comes back now.
    pub returning: Fen,
    /// What the sale was paid with.
    pub paid: &'a Paid,
    /// The sum of what earlier returns restored, line by line in the order of `paid`.
    pub restored: &'a Paid,
}

/// Why a return has no plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReturnError {
    /// Nothing comes back: nothing was returned, or what was returned comes to less than half a fen.
    #[error("a return needs an amount above zero")]
    NotPositive,
    /// More comes back than was sold and not yet returned.
    #[error("at most {most} can still be returned")]
    MoreThanSold {
        /// What can still be returned.
        most: Fen,
    },
    /// What was restored does not match what was paid: a person has to look.
    #[error("the sale and its returns do not add up")]
    BadSale,
}

impl ReturnError {
    /// A stable code for addresses and logs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotPositive => ErrorCode::AmountTooSmall.as_str(),
            Self::MoreThanSold { .. } => ErrorCode::ReturnMoreThanSold.as_str(),
            Self::BadSale => ErrorCode::ReturnSaleWrong.as_str(),
        }
    }
}

/// What of a sale's composition goes back with this return: money to its sources and lots, points spent to their lots, and
/// the earned points and growth that are taken back. Returning everything, at once or in parts, leaves money, points and
/// growth where they began (RULES, returns: round trip).
///
/// # Errors
/// See `ReturnError`.
pub fn plan_return(input: &ReturnInput<'_>) -> Result<Paid, ReturnError> {
    if !input.returning.is_positive() {
        return Err(ReturnError::NotPositive);
    }
    let most = Fen::new(input.whole.get().saturating_sub(input.returned_so_far.get()).max(0));
    if input.returning > most {
        return Err(ReturnError::MoreThanSold { most });
    }
    plan(input).ok_or(ReturnError::BadSale)
}

fn plan(input: &ReturnInput<'_>) -> Option<Paid> {
    let share = |total: i64| share_of(total, input.returned_so_far, input.returning, input.whole);

    let paid_money = money_parts(input.paid);
    let given_money = money_parts_like(input.paid, input.restored)?;
    let money_back = split_share(&paid_money, &given_money, share)?;
    let (outside_back, draws_back) = money_back.split_at(input.paid.outside.len());

    let paid_points: Vec<i64> = input.paid.points.iter().map(|draw| draw.points.get()).collect();
    let points_back = split_share(&paid_points, &point_parts_like(input.paid, input.restored)?, share)?;

    Some(Paid {
        outside: input
            .paid
            .outside
            .iter()
            .zip(outside_back)
            .map(|(tender, amount)| Tender {
                number: tender.number,
                amount: Fen::new(*amount),
            })
            .collect(),
        money: input
            .paid
            .money
            .iter()
            .zip(draws_back.chunks_exact(2))
            .map(|(draw, back)| MoneyDraw {
                lot: draw.lot,
                principal: Fen::new(back[0]),
                bonus: Fen::new(back[1]),
            })
            .collect(),
        points: input
            .paid
            .points
            .iter()
            .zip(points_back)
            .map(|(draw, back)| PointDraw {
                lot: draw.lot,
                points: Points::new(back),
            })
            .collect(),
        earned: Points::new(share(input.paid.earned.get())?),
        growth: Fen::new(share(input.paid.growth.get())?),
    })
}

/// The share of a total is due now; it is split over the parts by what is left of each, so that no source gets back more
/// than it gave and the last return empties all of them.
fn split_share(paid: &[i64], given: &[i64], share: impl Fn(i64) -> Option<i64>) -> Option<Vec<i64>> {
    let total = paid.iter().try_fold(0_i64, |sum, part| sum.checked_add(*part))?;
    let left: Vec<i64> = paid
        .iter()
        .zip(given)
        .map(|(paid, given)| paid.checked_sub(*given))
        .collect::<Option<_>>()?;
    split_by_left(share(total)?, &left)
}

/// All money of a sale in one row: the outside payments, then principal and bonus of each lot.
fn money_parts(paid: &Paid) -> Vec<i64> {
    let outside = paid.outside.iter().map(|tender| tender.amount.get());
    outside
        .chain(
            paid.money
                .iter()
                .flat_map(|draw| [draw.principal.get(), draw.bonus.get()]),
        )
        .collect()
}

/// The same row of what was restored, or zeros when nothing was yet. `None` when the lines are not those of the sale.
fn money_parts_like(paid: &Paid, given: &Paid) -> Option<Vec<i64>> {
    if given.outside.is_empty() && given.money.is_empty() {
        return Some(vec![0; paid.outside.len() + 2 * paid.money.len()]);
    }
    let same_outside = paid
        .outside
        .iter()
        .map(|tender| tender.number)
        .eq(given.outside.iter().map(|tender| tender.number));
    let same_lots = paid
        .money
        .iter()
        .map(|draw| draw.lot)
        .eq(given.money.iter().map(|draw| draw.lot));
    (same_outside && same_lots).then(|| money_parts(given))
}

fn point_parts_like(paid: &Paid, given: &Paid) -> Option<Vec<i64>> {
    if given.points.is_empty() {
        return Some(vec![0; paid.points.len()]);
    }
    let same_lots = paid
        .points
        .iter()
        .map(|draw| draw.lot)
        .eq(given.points.iter().map(|draw| draw.lot));
    same_lots.then(|| given.points.iter().map(|draw| draw.points.get()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::LotId;
    use proptest::prelude::*;

    fn sale() -> Paid {
        Paid {
            outside: vec![Tender {
                number: 1,
                amount: Fen::new(1_000),
            }],
            money: vec![
                MoneyDraw {
                    lot: LotId::new(7),
                    principal: Fen::new(3_259),
                    bonus: Fen::new(391),
                },
                MoneyDraw {
                    lot: LotId::new(9),
                    principal: Fen::new(350),
                    bonus: Fen::ZERO,
                },
            ],
            points: vec![
                PointDraw {
                    lot: LotId::new(3),
                    points: Points::new(200),
                },
                PointDraw {
                    lot: LotId::new(5),
                    points: Points::new(75),
                },
            ],
            earned: Points::new(46),
            growth: Fen::new(4_609),
        }
    }

    fn add(sum: &mut Paid, back: &Paid) {
        if sum.money.is_empty() && sum.outside.is_empty() && sum.points.is_empty() {
            *sum = back.clone();
            return;
        }
        for (sum, back) in sum.outside.iter_mut().zip(&back.outside) {
            sum.amount = sum.amount.checked_add(back.amount).expect("fits");
        }
        for (sum, back) in sum.money.iter_mut().zip(&back.money) {
            sum.principal = sum.principal.checked_add(back.principal).expect("fits");
            sum.bonus = sum.bonus.checked_add(back.bonus).expect("fits");
        }
        for (sum, back) in sum.points.iter_mut().zip(&back.points) {
            sum.points = sum.points.checked_add(back.points).expect("fits");
        }
        sum.earned = sum.earned.checked_add(back.earned).expect("fits");
        sum.growth = sum.growth.checked_add(back.growth).expect("fits");
    }

    fn input<'a>(so_far: i64, returning: i64, paid: &'a Paid, restored: &'a Paid) -> ReturnInput<'a> {
        let whole = Fen::new(5_200);
        ReturnInput {
            whole,
            returned_so_far: Fen::new(so_far),
            returning: Fen::new(returning),
            paid,
            restored,
        }
    }

    #[test]
    fn returning_everything_at_once_gives_back_the_sale_itself() {
        let paid = sale();
        assert_eq!(plan_return(&input(0, 5_200, &paid, &Paid::default())), Ok(paid.clone()));
    }

    #[test]
    fn more_than_was_sold_and_nothing_at_all_are_refused() {
        let paid = sale();
        let none = Paid::default();
        assert_eq!(plan_return(&input(0, 0, &paid, &none)), Err(ReturnError::NotPositive));
        assert_eq!(
            plan_return(&input(5_000, 201, &paid, &none)),
            Err(ReturnError::MoreThanSold { most: Fen::new(200) })
        );
    }

    #[test]
    fn returns_of_another_sale_are_noticed() {
        let paid = sale();
        let part = plan_return(&input(0, 100, &paid, &Paid::default())).expect("a plan");
        assert!(plan_return(&input(100, 100, &paid, &part)).is_ok());
        let changes: [fn(&mut Paid); 3] = [
            |part| part.money[0].lot = LotId::new(8),
            |part| part.outside[0].number = 8,
            |part| part.points[0].lot = LotId::new(8),
        ];
        for change in changes {
            let mut other = part.clone();
            change(&mut other);
            assert_eq!(plan_return(&input(100, 100, &paid, &other)), Err(ReturnError::BadSale));
        }
    }

    #[test]
    fn each_reason_has_a_code_of_its_own() {
        let codes = [
            ReturnError::NotPositive.code(),
            ReturnError::MoreThanSold { most: Fen::new(1) }.code(),
            ReturnError::BadSale.code(),
        ];
        assert_eq!(
            codes,
            ["amount-too-small", "return-more-than-sold", "return-sale-wrong"]
        );
    }

    proptest! {
        #[test]
        fn returning_in_parts_ends_where_it_began(
            parts in proptest::collection::vec(1..5_200_i64, 1..30),
            from_outside in any::<bool>(),
            from_lots in any::<bool>(),
        ) {
            let mut paid = sale();
            if !from_outside { paid.outside.clear(); }
            if !from_lots { paid.money.clear(); }
            let mut given = Paid::default();
            let mut so_far = 0;
            for part in parts.into_iter().chain([5_200]) {
                let part = part.min(5_200 - so_far);
                if part == 0 { break; }
                let back = plan_return(&input(so_far, part, &paid, &given)).expect("a plan");
                for draw in &back.money {
                    prop_assert!(!draw.principal.is_negative() && !draw.bonus.is_negative());
                }
                add(&mut given, &back);
                so_far += part;
            }
            prop_assert_eq!(given, paid);
        }

        #[test]
        fn no_amounts_make_a_return_panic(whole: i64, so_far: i64, returning: i64, principal: i64, bonus: i64, earned: i64) {
            let mut paid = sale();
            paid.money[0].principal = Fen::new(principal);
            paid.money[0].bonus = Fen::new(bonus);
            paid.earned = Points::new(earned);
            let given = sale();
            let _ = plan_return(&ReturnInput {
                whole: Fen::new(whole),
                returned_so_far: Fen::new(so_far),
                returning: Fen::new(returning),
                paid: &paid,
                restored: &given,
            });
        }
    }
}
