//! Points factor: more points on its goods, on its days, or around a birthday.

use crate::Fen;
use crate::pricing::effect::Effect;
use crate::pricing::explanation::Arithmetic;
use crate::pricing::pool::{Pool, Scratch};
use crate::pricing::refusal::Why;
use serde::{Deserialize, Serialize};

/// More points. Two of them add what each gives more than once: twice and three times make four times.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointsFactor {
    /// What points are multiplied by, in percent, above 100.
    pub percent: u16,
    /// From goods for so much on.
    pub from: Fen,
}

impl Effect for PointsFactor {
    fn makes_sense(&self) -> bool {
        (101..=10_000).contains(&self.percent) && !self.from.is_negative()
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
