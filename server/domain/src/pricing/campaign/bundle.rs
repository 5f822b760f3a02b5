//! Bundle: pieces of several goods together for one price.

use crate::Fen;
use crate::pricing::cart::CartLine;
use crate::pricing::condition::What;
use crate::pricing::effect::Effect;
use crate::pricing::explanation::Arithmetic;
use crate::pricing::pool::{Pool, Run, Scratch, bounded, few};
use crate::pricing::refusal::Why;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// Pieces of each part, together for one price; as often as there are pieces, and as long as that is cheaper. The dearest pieces go in first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bundle {
    /// What belongs to one bundle. A line belongs to the first part that names it.
    pub parts: Vec<BundlePart>,
    /// The price of one bundle.
    pub price: Fen,
    /// At most so many bundles.
    pub most: Option<u32>,
}

/// So many pieces of some goods.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundlePart {
    /// Which goods.
    pub what: What,
    /// So many pieces.
    pub pieces: u32,
}

impl Bundle {
    /// Whether a line belongs to the part with this number.
    fn in_part(&self, number: usize, line: &CartLine) -> bool {
        self.parts.iter().position(|part| part.what.names(line)) == Some(number)
    }

    fn pieces_of_part(&self, number: usize, pool: &Pool<'_>) -> i64 {
        let lines = pool.lines.iter().map(|line| &pool.cart[*line]);
        lines
            .filter(|line| self.in_part(number, line.cart))
            .map(|line| line.quantity)
            .sum()
    }

    /// How many of the next bundles have pieces of the same price: a thousand pieces are no thousand turns.
    fn alike(&self, parts: &[Vec<Run>]) -> i64 {
        let of_part = |(part, runs): (&BundlePart, &Vec<Run>)| {
            runs.first().map_or(0, |run| run.count / i64::from(part.pieces.max(1)))
        };
        self.parts.iter().zip(parts).map(of_part).min().unwrap_or(0)
    }

    /// How many bundles the pieces make.
    fn times(&self, pool: &Pool<'_>) -> i64 {
        let of_part =
            |(number, part): (usize, &BundlePart)| self.pieces_of_part(number, pool) / i64::from(part.pieces.max(1));
        let times = self.parts.iter().enumerate().map(of_part).min().unwrap_or(0);
        self.most.map_or(times, |most| times.min(i64::from(most)))
    }
}

impl Effect for Bundle {
    fn makes_sense(&self) -> bool {
        !self.price.is_negative()
            && (1..=10).contains(&self.parts.len())
            && self.parts.iter().all(|part| part.pieces > 0)
            && self.most != Some(0)
    }

    fn met(&self, pool: &Pool<'_>) -> Result<(), Why> {
        let missing =
            |(number, part): (usize, &BundlePart)| (i64::from(part.pieces) - self.pieces_of_part(number, pool)).max(0);
        few(self.parts.iter().enumerate().map(missing).sum())
    }

    fn take(&self, pool: &Pool<'_>, scratch: &mut Scratch) -> (i64, Arithmetic) {
        pool.none(scratch);
        let price = bounded(self.price);
        let mut parts: Vec<Vec<Run>> = Vec::with_capacity(self.parts.len());
        for number in 0..self.parts.len() {
            pool.runs(&mut scratch.runs, |line| self.in_part(number, line));
            scratch
                .runs
                .sort_unstable_by_key(|run| (Reverse(run.value), run.position));
            parts.push(scratch.runs.clone());
        }
        let (mut of, mut to) = (0, 0);
        let mut taken = vec![0; pool.lines.len()];
        let mut left = self.times(pool);
        while left > 0 {
            let times = self.alike(&parts).clamp(1, left);
            taken.fill(0);
            let of_part = |(part, runs): (&BundlePart, &mut Vec<Run>)| {
                take_next(runs, i64::from(part.pieces) * times, &mut taken)
            };
            let these: i64 = self.parts.iter().zip(&mut parts).map(of_part).sum();
            // The dearest pieces are in the first bundle, so no later one saves either.
            if these <= price * times {
                break;
            }
            left -= times;
            of += these;
            to += price * times;
            for (weight, taken) in scratch.weights.iter_mut().zip(&taken) {
                *weight += taken;
            }
        }
        let arithmetic = Arithmetic::Instead {
            of: Fen::new(of),
            to: Fen::new(to),
        };
        (of - to, arithmetic)
    }

    fn by_piece(&self) -> bool {
        true
    }
}

/// Takes so many pieces out of the runs, and answers what they cost.
fn take_next(runs: &mut Vec<Run>, count: i64, taken: &mut [i64]) -> i64 {
    let (mut missing, mut sum) = (count, 0);
    for run in runs.iter_mut() {
        let now = run.count.min(missing);
        run.count -= now;
        missing -= now;
        taken[run.position] += run.value * now;
        sum += run.value * now;
        if missing == 0 {
            break;
        }
    }
    runs.retain(|run| run.count > 0);
    sum
}
