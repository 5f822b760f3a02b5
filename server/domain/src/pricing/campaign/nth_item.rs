//! N-th item: of every n pieces one is cheaper, as in *the second at half price*.

use crate::pricing::effect::Effect;
use crate::pricing::explanation::Arithmetic;
use crate::pricing::pool::{Pool, Scratch, pieces_of, take_pieces};
use crate::pricing::refusal::Why;
use serde::{Deserialize, Serialize};

/// A percentage on one of every so many pieces: the cheapest of all, whatever the order of scanning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NthItem {
    /// Of every so many pieces.
    pub every: u32,
    /// So many percent off one.
    pub percent: u8,
}

impl Effect for NthItem {
    fn makes_sense(&self) -> bool {
        self.every > 0 && (1..=100).contains(&self.percent)
    }

    fn met(&self, pool: &Pool<'_>) -> Result<(), Why> {
        pool.has_pieces(self.every)
    }

    fn take(&self, pool: &Pool<'_>, scratch: &mut Scratch) -> (i64, Arithmetic) {
        pool.none(scratch);
        pool.runs(&mut scratch.runs, |_| true);
        scratch.runs.sort_unstable();
        let count = pool.pieces() / i64::from(self.every.max(1));
        let sum = take_pieces(&scratch.runs, count, &mut scratch.weights);
        pieces_of(count, sum, self.percent)
    }

    fn by_piece(&self) -> bool {
        true
    }
}
