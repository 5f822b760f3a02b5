//! What is sold.

use super::hand::HandOff;
use crate::{BrandId, CategoryId, Fen, GoodsId, PriceLevelId};
use serde::{Deserialize, Serialize};

/// One line of a cart: pieces of the same goods, or an amount without goods.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CartLine {
    /// Which goods; none for an amount that the cashier typed.
    pub goods: Option<GoodsId>,
    /// How many pieces, from 1. What is weighed is one piece at the price of its weight.
    pub quantity: u32,
    /// The list price of one piece.
    pub price: Fen,
    /// Its prices at other levels.
    pub level_prices: Vec<LevelPrice>,
    /// Its category.
    pub category: Option<CategoryId>,
    /// Its brand.
    pub brand: Option<BrandId>,
    /// No tier, campaign or coupon takes anything off it.
    pub no_discount: bool,
    /// It earns no points.
    pub no_points: bool,
    /// What a person at the till takes off it.
    pub hand: Option<HandOff>,
}

/// The price of goods at one level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LevelPrice {
    /// Which level.
    pub level: PriceLevelId,
    /// Of one piece.
    pub price: Fen,
}

impl CartLine {
    /// A quick amount: one piece of nothing in particular.
    pub const fn quick(amount: Fen) -> Self {
        Self {
            goods: None,
            quantity: 1,
            price: amount,
            level_prices: Vec::new(),
            category: None,
            brand: None,
            no_discount: false,
            no_points: false,
            hand: None,
        }
    }

    /// The list price of all its pieces, or `None` when that does not fit.
    pub fn list(&self) -> Option<Fen> {
        self.price.checked_mul(i64::from(self.quantity))
    }
}
