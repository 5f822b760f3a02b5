//! Goods returned: the sale's own composition, reversed, to the same sources and lots.
//!
//! Everything is worked out cumulatively, so that two returns of 20 % take exactly 40 % and all parts add up to the whole;
//! and never more of any one source than it gave (RULES, returns).

use crate::arith::mul_div_half_up;
use crate::{Fen, Millis, MoneyDraw, PointDraw, Points};
use serde::{Deserialize, Serialize};

mod pieces;
mod plan;
mod shortfall;
pub use pieces::plan_pieces;
pub use plan::{Paid, ReturnError, ReturnInput, Tender, plan_return};
pub use shortfall::{TakeBack, repay_shortfall, take_back};

/// The share of `total` that belongs to this return, when of a sale of `whole` so much was returned before and so much is
/// returned now: the rounded share of both together less the rounded share of what was before. `None` when the amounts
/// make no sense: below zero, or more than the whole.
pub fn share_of(total: i64, returned_so_far: Fen, returning: Fen, whole: Fen) -> Option<i64> {
    let after = returned_so_far.checked_add(returning)?;
    if total < 0 || returned_so_far.is_negative() || returning.is_negative() || after > whole || !whole.is_positive() {
        return None;
    }
    let upto = |part: Fen| mul_div_half_up(total, part.get(), whole.get());
    Some(upto(after)? - upto(returned_so_far)?)
}

/// Splits an amount over parts in proportion to what is left of each: each share is rounded half up against what is left
/// to split, so the shares add up exactly, none is below zero and none is above what is left. `None` when there is not so much.
pub fn split_by_left(amount: i64, left: &[i64]) -> Option<Vec<i64>> {
    let mut all = left
        .iter()
        .try_fold(0_i64, |sum, part| if *part < 0 { None } else { sum.checked_add(*part) })?;
    if amount < 0 || amount > all {
        return None;
    }
    let mut missing = amount;
    let mut shares = Vec::with_capacity(left.len());
    for part in left {
        let share = if all == 0 {
            0
        } else {
            mul_div_half_up(missing, *part, all)?
        };
        missing -= share;
        all -= part;
        shares.push(share);
    }
    Some(shares)
}

/// Until when points that go back to their lot can be used: as long as before, but at least `grace_days` more when that is already
/// past (returns: 30 days' grace). There is one grace and no second: points of a lot that itself `is_grace` could
/// otherwise be kept alive for ever, by spending them and taking that back.
pub fn returned_points_expiry(
    expires_at: Option<Millis>,
    is_grace: bool,
    now: Millis,
    grace_days: u16,
) -> Option<Millis> {
    expires_at.map(|last| {
        if last < now && !is_grace {
            now.plus_days(i64::from(grace_days))
        } else {
            last
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn two_returns_of_a_fifth_take_exactly_two_fifths() {
        let whole = Fen::new(10_000);
        let fifth = Fen::new(2_000);
        let first = share_of(33, Fen::ZERO, fifth, whole).expect("a share");
        let second = share_of(33, fifth, fifth, whole).expect("a share");
        assert_eq!(first + second, 13, "33 × 40 % is 13.2");
    }

    #[test]
    fn more_than_the_whole_cannot_be_returned() {
        assert_eq!(share_of(100, Fen::new(60), Fen::new(41), Fen::new(100)), None);
        assert_eq!(share_of(100, Fen::ZERO, Fen::new(-1), Fen::new(100)), None);
        assert_eq!(share_of(100, Fen::ZERO, Fen::ZERO, Fen::ZERO), None);
    }

    #[test]
    fn points_go_back_with_their_expiry_or_thirty_days_of_grace() {
        let now = Millis::new(1_000_000_000_000);
        let later = now.plus_days(3);
        let past = now.minus_secs(1);
        assert_eq!(returned_points_expiry(Some(later), false, now, 30), Some(later));
        assert_eq!(
            returned_points_expiry(Some(past), false, now, 30),
            Some(now.plus_days(30))
        );
        assert_eq!(returned_points_expiry(Some(past), true, now, 30), Some(past), "once");
        assert_eq!(returned_points_expiry(Some(later), true, now, 30), Some(later));
        assert_eq!(returned_points_expiry(None, false, now, 30), None);
    }

    proptest! {
        #[test]
        fn any_sequence_of_returns_adds_up_to_the_whole(total in 0..=i64::MAX, parts in proptest::collection::vec(0..1_000_000_i64, 1..20)) {
            let whole: i64 = parts.iter().sum();
            prop_assume!(whole > 0);
            let mut so_far = 0;
            let mut given = 0;
            for part in parts {
                let share = share_of(total, Fen::new(so_far), Fen::new(part), Fen::new(whole)).expect("a share");
                prop_assert!(share >= 0);
                so_far += part;
                given += share;
            }
            prop_assert_eq!(given, total);
        }

        #[test]
        fn a_split_adds_up_and_takes_no_part_below_zero(left in proptest::collection::vec(0..=i64::MAX / 32, 0..20), permille in 0..=1000_i64) {
            let all: i64 = left.iter().sum();
            let amount = mul_div_half_up(all, permille, 1000).expect("fits");
            let shares = split_by_left(amount, &left).expect("enough is left");
            prop_assert_eq!(shares.iter().sum::<i64>(), amount);
            for (share, part) in shares.iter().zip(&left) {
                prop_assert!(*share >= 0 && share <= part);
            }
        }

        #[test]
        fn no_input_makes_a_share_or_a_split_panic(total: i64, before: i64, now: i64, whole: i64, left in proptest::collection::vec(any::<i64>(), 0..5)) {
            let _ = share_of(total, Fen::new(before), Fen::new(now), Fen::new(whole));
            let _ = split_by_left(total, &left);
        }
    }
}
