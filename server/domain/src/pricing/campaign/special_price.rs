//! Special price: named goods at another price a piece.

use crate::pricing::cart::CartLine;
use crate::pricing::effect::Effect;
use crate::pricing::explanation::Arithmetic;
use crate::pricing::pool::{Pool, Scratch, bounded};
use crate::pricing::refusal::Why;
use crate::{Fen, GoodsId};
use serde::{Deserialize, Serialize};

/// Named goods at another price, for whoever would pay more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpecialPrice {
    /// Which goods at which price.
    pub prices: Vec<GoodsPrice>,
}

/// Goods and their special price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoodsPrice {
    /// Which goods.
    pub goods: GoodsId,
    /// Of one piece.
    pub price: Fen,
}

impl SpecialPrice {
    pub(super) fn price_of(&self, line: &CartLine) -> Option<Fen> {
        let goods = line.goods?;
        self.prices.iter().find(|one| one.goods == goods).map(|one| one.price)
    }
}

impl Effect for SpecialPrice {
    fn makes_sense(&self) -> bool {
        !self.prices.is_empty() && self.prices.iter().all(|one| !one.price.is_negative())
    }

    fn met(&self, _: &Pool<'_>) -> Result<(), Why> {
        Ok(())
    }

    fn take(&self, pool: &Pool<'_>, scratch: &mut Scratch) -> (i64, Arithmetic) {
        pool.none(scratch);
        let (mut of, mut to) = (0, 0);
        for position in 0..pool.lines.len() {
            let line = &pool.cart[pool.lines[position]];
            let left = pool.left_at(position);
            let special = self
                .price_of(line.cart)
                .map_or(left, |price| bounded(price).saturating_mul(line.quantity));
            if special < left {
                scratch.weights[position] = left - special;
                of += left;
                to += special;
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
