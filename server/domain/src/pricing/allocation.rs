//! Shares of an amount to the fen.

use super::spread::Spread;
use crate::Fen;
use crate::arith::mul_div_floor;

/// Shares an amount over lines by their weights: largest remainder, and a fen that is left over goes to the largest remainder, then to the larger
/// weight, then to the earlier line. `None` when the weights cannot carry it, or are larger than a bill may be.
pub fn shares(total: Fen, weights: &[Fen]) -> Option<Vec<Fen>> {
    let weights: Vec<i64> = weights.iter().map(|weight| weight.get()).collect();
    let mut whole = 0_i64;
    for weight in &weights {
        if *weight < 0 {
            return None;
        }
        whole = whole.checked_add(*weight)?;
    }
    if total.is_negative() || total.get() > whole || whole > super::MAX_GROSS.get() {
        return None;
    }
    let mut shares = Vec::new();
    Spread::default().over(total.get(), &weights, &mut shares);
    Some(shares.into_iter().map(Fen::new).collect())
}

/// The share of the pieces after the `from`-th up to the `to`-th of a line of so many: the cumulative floor, so that all pieces together have exactly the
/// whole, in whatever parts they are counted. `None` when there are not so many.
pub fn piece_share(total: Fen, quantity: u32, from: u32, to: u32) -> Option<Fen> {
    if quantity == 0 || from > to || to > quantity {
        return None;
    }
    let upto = |pieces: u32| mul_div_floor(total.get(), i64::from(pieces), i64::from(quantity));
    upto(to)?.checked_sub(upto(from)?).map(Fen::new)
}
