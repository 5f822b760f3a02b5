//! Buy X, get Y: pieces free, or cheaper, beside others that are paid.
//!
//! Which piece is bought and which is got is a matching and not a walk through the lines: as many are got as any assignment allows, and of those that may be got
//! the cheapest, so that the order of scanning changes nothing.

use crate::pricing::condition::What;
use crate::pricing::effect::Effect;
use crate::pricing::explanation::Arithmetic;
use crate::pricing::pool::{Pool, Run, Scratch, few, pieces_of};
use crate::pricing::refusal::Why;
use serde::{Deserialize, Serialize};

/// For every so many pieces of some goods, so many of others at a percentage off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuyGet {
    /// What has to be bought.
    pub buy: Box<What>,
    /// So many pieces of it.
    pub buy_pieces: u32,
    /// What is got.
    pub get: Box<What>,
    /// So many pieces of it.
    pub get_pieces: u32,
    /// So many percent off; 100 for free.
    pub percent: u8,
    /// At most so often.
    pub most: Option<u32>,
}

/// The pieces of a pool by what they can be.
struct Pieces {
    buy_only: i64,
    get_only: i64,
    both: i64,
}

impl BuyGet {
    fn pieces(&self, pool: &Pool<'_>) -> Pieces {
        let mut pieces = Pieces {
            buy_only: 0,
            get_only: 0,
            both: 0,
        };
        for line in pool.lines.iter().map(|line| &pool.cart[*line]) {
            match (self.buy.names(line.cart), self.get.names(line.cart)) {
                (true, true) => pieces.both += line.quantity,
                (true, false) => pieces.buy_only += line.quantity,
                (false, true) => pieces.get_only += line.quantity,
                (false, false) => {}
            }
        }
        pieces
    }

    /// How many pieces are missing for so many times.
    fn missing(&self, pieces: &Pieces, times: i64) -> i64 {
        let buy = (i64::from(self.buy_pieces) * times - pieces.buy_only).max(0);
        let get = (i64::from(self.get_pieces) * times - pieces.get_only).max(0);
        (buy + get - pieces.both).max(0)
    }

    /// How often it can be had: what is missing only grows with the number of times, so it is found by halving.
    fn times(&self, pieces: &Pieces) -> i64 {
        let all = pieces.buy_only + pieces.get_only + pieces.both;
        let (mut can, mut cannot) = (0, all + 1);
        while cannot - can > 1 {
            let middle = i64::midpoint(can, cannot);
            if self.missing(pieces, middle) == 0 {
                can = middle;
            } else {
                cannot = middle;
            }
        }
        self.most.map_or(can, |most| can.min(i64::from(most)))
    }
}

impl Effect for BuyGet {
    fn makes_sense(&self) -> bool {
        self.buy_pieces > 0 && self.get_pieces > 0 && (1..=100).contains(&self.percent) && self.most != Some(0)
    }

    fn met(&self, pool: &Pool<'_>) -> Result<(), Why> {
        few(self.missing(&self.pieces(pool), 1))
    }

    fn take(&self, pool: &Pool<'_>, scratch: &mut Scratch) -> (i64, Arithmetic) {
        pool.none(scratch);
        let pieces = self.pieces(pool);
        let times = self.times(&pieces);
        let count = i64::from(self.get_pieces) * times;
        let bought_of_both = (i64::from(self.buy_pieces) * times - pieces.buy_only).max(0);
        let Scratch { weights, runs, others } = scratch;
        pool.runs(runs, |line| self.get.names(line) && !self.buy.names(line));
        pool.runs(others, |line| self.get.names(line) && self.buy.names(line));
        runs.sort_unstable();
        others.sort_unstable();
        let sum = cheapest(runs, others, count, pieces.both - bought_of_both, weights);
        pieces_of(count, sum, self.percent)
    }

    fn by_piece(&self) -> bool {
        true
    }
}

/// The cheapest so many pieces of two sorted lists, at most so many of the second.
fn cheapest(only: &[Run], both: &[Run], count: i64, most_of_both: i64, weights: &mut [i64]) -> i64 {
    let (mut only, mut both) = (only.iter().copied().peekable(), both.iter().copied().peekable());
    let (mut missing, mut allowed, mut sum) = (count, most_of_both, 0);
    while missing > 0 {
        let from_both = match (only.peek(), both.peek()) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(one), Some(other)) => other < one,
        };
        let of_both = from_both && allowed > 0;
        let next = if of_both { both.next() } else { only.next() };
        let Some(run) = next else { break };
        let taken = if of_both {
            run.count.min(missing).min(allowed)
        } else {
            run.count.min(missing)
        };
        if of_both {
            allowed -= taken;
        }
        missing -= taken;
        weights[run.position] += run.value * taken;
        sum += run.value * taken;
    }
    sum
}
