//! Gift: goods for nothing from an amount on.

use crate::pricing::effect::Effect;
use crate::pricing::explanation::Arithmetic;
use crate::pricing::pool::{Pool, Scratch};
use crate::pricing::refusal::Why;
use crate::{Fen, GoodsId};
use serde::{Deserialize, Serialize};

/// Goods that are given with a cart. The gift is a line of its own, with its worth: who returns what it was given for gives it back or pays that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gift {
    /// From goods for so much on.
    pub from: Fen,
    /// Which goods are given.
    pub goods: GoodsId,
    /// So many pieces.
    pub quantity: u32,
    /// What one piece is worth.
    pub worth: Fen,
    /// Once for each `from`, and not only once.
    pub each: bool,
}

impl Gift {
    /// How many pieces a cart of so much gets.
    pub(in crate::pricing) fn pieces(&self, measured: i64) -> u32 {
        let from = self.from.get();
        if measured < from {
            return 0;
        }
        let times = if self.each && from > 0 { measured / from } else { 1 };
        u32::try_from(times).unwrap_or(u32::MAX).saturating_mul(self.quantity)
    }
}

impl Effect for Gift {
    fn makes_sense(&self) -> bool {
        self.quantity > 0
            && !self.worth.is_negative()
            && self.worth <= crate::pricing::MAX_GROSS
            && (self.from.is_positive() || (!self.each && self.from.is_zero()))
    }

    fn met(&self, pool: &Pool<'_>) -> Result<(), Why> {
        pool.has_amount(self.from)
    }

    fn take(&self, pool: &Pool<'_>, scratch: &mut Scratch) -> (i64, Arithmetic) {
        pool.none(scratch);
        let arithmetic = Arithmetic::Amount {
            amount: Fen::ZERO,
            of: Fen::ZERO,
        };
        (0, arithmetic)
    }
}
