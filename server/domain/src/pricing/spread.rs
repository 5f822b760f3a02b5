//! The largest remainder, on amounts that are known to fit.

use std::cmp::Reverse;

/// Shares amounts; it keeps its working space between calls.
#[derive(Debug, Default)]
pub(super) struct Spread {
    /// Remainder, weight and place of each line.
    remainders: Vec<(i64, i64, usize)>,
}

impl Spread {
    /// Shares `total` over weights that are not below zero, together at least `total` and at most [`MAX_GROSS`](super::MOST_GROSS): the products
    /// stay below 10^18.
    pub(super) fn over(&mut self, total: i64, weights: &[i64], shares: &mut Vec<i64>) {
        shares.clear();
        let whole: i64 = weights.iter().sum();
        if total <= 0 || whole <= 0 {
            shares.resize(weights.len(), 0);
            return;
        }
        if total >= whole {
            shares.extend_from_slice(weights);
            return;
        }
        if weights.len() == 1 {
            shares.push(total);
            return;
        }
        self.remainders.clear();
        let mut left = total;
        for (place, weight) in weights.iter().enumerate() {
            let product = total * weight;
            let share = product / whole;
            left -= share;
            shares.push(share);
            self.remainders.push((product % whole, *weight, place));
        }
        // Fewer fen are left than there are lines, as each remainder is less than one fen.
        let left = usize::try_from(left).unwrap_or(0).min(weights.len());
        if left == 0 {
            return;
        }
        let by_remainder = |line: &(i64, i64, usize)| (Reverse(line.0), Reverse(line.1), line.2);
        self.remainders.select_nth_unstable_by_key(left - 1, by_remainder);
        for (_, _, place) in &self.remainders[..left] {
            shares[*place] += 1;
        }
    }
}
