//! First purchase: an amount off a member's first sale.

use crate::Fen;
use crate::pricing::effect::Effect;
use crate::pricing::explanation::Arithmetic;
use crate::pricing::pool::{Pool, Scratch, bounded};
use crate::pricing::refusal::Why;
use serde::{Deserialize, Serialize};

/// An amount off for a member who has bought nothing yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstPurchase {
    /// From goods for so much on.
    pub from: Fen,
    /// So much off.
    pub off: Fen,
}

impl Effect for FirstPurchase {
    fn makes_sense(&self) -> bool {
        self.off.is_positive() && !self.from.is_negative()
    }

    fn met(&self, pool: &Pool<'_>) -> Result<(), Why> {
        pool.has_amount(self.from)
    }

    fn take(&self, pool: &Pool<'_>, scratch: &mut Scratch) -> (i64, Arithmetic) {
        let of = pool.all(scratch);
        let amount = bounded(self.off);
        let arithmetic = Arithmetic::Amount {
            amount: Fen::new(amount),
            of: Fen::new(of),
        };
        (amount.min(of), arithmetic)
    }
}
