//! Percentage: so many percent off, perhaps from an amount or a number of pieces on, perhaps at most so much.

use crate::Fen;
use crate::pricing::effect::Effect;
use crate::pricing::explanation::Arithmetic;
use crate::pricing::pool::{Pool, Scratch, percent_of};
use crate::pricing::refusal::Why;
use serde::{Deserialize, Serialize};

/// A percentage of what is left of its goods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Percentage {
    /// So many percent off.
    pub percent: u8,
    /// From goods for so much on.
    pub from: Fen,
    /// From so many pieces on.
    pub from_pieces: u32,
    /// At most so much off.
    pub most: Option<Fen>,
}

impl Effect for Percentage {
    fn makes_sense(&self) -> bool {
        (1..=100).contains(&self.percent) && !self.from.is_negative() && self.most.is_none_or(Fen::is_positive)
    }

    fn met(&self, pool: &Pool<'_>) -> Result<(), Why> {
        pool.has_amount(self.from)?;
        pool.has_pieces(self.from_pieces)
    }

    fn take(&self, pool: &Pool<'_>, scratch: &mut Scratch) -> (i64, Arithmetic) {
        percent_of(pool.all(scratch), self.percent, self.most)
    }
}
