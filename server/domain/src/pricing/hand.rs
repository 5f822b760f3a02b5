//! What a person at the till takes off by hand: another price for a line, a discount of a line, and one of the whole bill.
//!
//! A line's own price and its discount come before campaigns, which are then measured on what is left, and the bill's discount after coupons. Each takes
//! more where more is left, and never so much more that one more offer could make the bill dearer. Goods without discounts keep their price.

use super::explanation::{Arithmetic, Source, Step};
use super::level::Taken;
use super::pool::{Line, bounded, percent_of};
use super::spread::Spread;
use crate::Fen;
use serde::{Deserialize, Serialize};

/// What is taken off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HandOff {
    /// One piece costs so much instead, where that is less than it costs the member anyway. Of a line only.
    Price(Fen),
    /// So many percent of what is left.
    Percent(u8),
    /// So much, as far as something is left.
    Amount(Fen),
}

impl HandOff {
    /// Whether somebody can mean it: a price from zero on, 1 to 100 percent, an amount above zero.
    pub fn makes_sense(self) -> bool {
        match self {
            Self::Price(price) => !price.is_negative(),
            Self::Percent(percent) => (1..=100).contains(&percent),
            Self::Amount(amount) => amount.is_positive(),
        }
    }

    /// The same for some of the pieces that it was given for: an amount shrinks with them.
    #[must_use]
    pub fn of_part(self, part: i64, whole: i64) -> Option<Self> {
        let Self::Amount(amount) = self else {
            return Some(self);
        };
        let share = crate::arith::mul_div_floor(amount.get(), part, whole)?;
        (share > 0).then_some(Self::Amount(Fen::new(share)))
    }

    /// What it takes of so much, but for a price, which is one piece's.
    fn of(self, left: i64) -> Option<(i64, Arithmetic)> {
        match self {
            Self::Price(_) => None,
            Self::Percent(percent) => Some(percent_of(left, percent.min(100), None)),
            Self::Amount(amount) => {
                let amount = bounded(amount);
                let of = Fen::new(left);
                let arithmetic = Arithmetic::Amount {
                    amount: Fen::new(amount),
                    of,
                };
                Some((amount.min(left), arithmetic))
            }
        }
    }
}

/// The price that somebody gave a line, where it is below what the line costs.
pub(super) fn own_prices(lines: &[Line<'_>], left: &mut [i64], taken: &mut Vec<Taken>) {
    for (number, line) in lines.iter().enumerate().filter(|(_, line)| !line.cart.no_discount) {
        let Some(HandOff::Price(price)) = line.cart.hand else {
            continue;
        };
        let (of, to) = (left[number], bounded(price).saturating_mul(line.quantity));
        let arithmetic = Arithmetic::Instead {
            of: Fen::new(of),
            to: Fen::new(to),
        };
        take(Step::OwnPrice, (of - to, arithmetic), number, left, taken);
    }
}

/// The discounts of lines.
pub(super) fn of_lines(lines: &[Line<'_>], left: &mut [i64], taken: &mut Vec<Taken>) {
    for (number, line) in lines.iter().enumerate().filter(|(_, line)| !line.cart.no_discount) {
        if let Some(off) = line.cart.hand.and_then(|hand| hand.of(left[number])) {
            take(Step::HandLine, off, number, left, taken);
        }
    }
}

/// The discount of the whole bill, of all goods that may have any.
pub(super) fn of_bill(hand: Option<HandOff>, lines: &[Line<'_>], left: &mut [i64], taken: &mut Vec<Taken>) {
    let weight = |(line, left): (&Line<'_>, &i64)| if line.cart.no_discount { 0 } else { *left };
    let weights: Vec<i64> = lines.iter().zip(left.iter()).map(weight).collect();
    let Some((amount, arithmetic)) = hand.and_then(|hand| hand.of(weights.iter().sum())) else {
        return;
    };
    if amount <= 0 {
        return;
    }
    let mut shares = Vec::new();
    Spread::default().over(amount, &weights, &mut shares);
    for (left, share) in left.iter_mut().zip(&shares) {
        *left -= share;
    }
    taken.push(Taken {
        step: Step::HandBill,
        source: Source::Hand,
        arithmetic,
        amount,
        shares,
    });
}

/// Takes an amount off one line.
fn take(step: Step, (amount, arithmetic): (i64, Arithmetic), number: usize, left: &mut [i64], taken: &mut Vec<Taken>) {
    if amount <= 0 {
        return;
    }
    let mut shares = vec![0; left.len()];
    shares[number] = amount;
    left[number] -= amount;
    taken.push(Taken {
        step,
        source: Source::Hand,
        arithmetic,
        amount,
        shares,
    });
}
