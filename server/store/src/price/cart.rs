//! What is sold: the lines that a till asks for, with the prices and marks of their goods as they are now.

use huika_domain::{ErrorCode, Fen, pricing::CartLine};
use serde::{Deserialize, Serialize};

use crate::{
    StoreError, Tx,
    goods::{GoodsKey, goods_named},
};

/// A line that is to be sold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LineWanted {
    /// An amount that the cashier typed.
    Amount(Fen),
    /// Pieces of goods, at their own price.
    Goods {
        /// Which.
        goods: GoodsKey,
        /// So many.
        quantity: u32,
    },
}

/// Why lines cannot be sold.
#[derive(Debug, Clone, thiserror::Error)]
pub enum CartError {
    /// Nothing is sold.
    #[error("a sale needs a line")]
    Empty,
    /// No goods that are on sale are named so.
    #[error("no goods of line {} are on sale", .line + 1)]
    NoGoods {
        /// Which line, by its place.
        line: usize,
    },
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl CartError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => ErrorCode::AmountTooSmall.as_str(),
            Self::NoGoods { .. } => ErrorCode::NoGoods.as_str(),
            Self::Store(error) => error.code(),
        }
    }
}

/// Lines as the engine reads them, and what each is called.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Cart {
    pub lines: Vec<CartLine>,
    /// What the goods are called; empty for an amount.
    pub names: Vec<String>,
}

/// Finds the goods of all lines at once.
pub(crate) fn fill(tx: &mut Tx<'_>, wanted: &[LineWanted]) -> Result<Cart, CartError> {
    let keys: Vec<&GoodsKey> = wanted
        .iter()
        .filter_map(|line| match line {
            LineWanted::Goods { goods, .. } => Some(goods),
            LineWanted::Amount(_) => None,
        })
        .collect();
    let found = if keys.is_empty() {
        Vec::new()
    } else {
        goods_named(tx, &keys)?
    };
    let mut cart = Cart::default();
    for (place, line) in wanted.iter().enumerate() {
        match line {
            LineWanted::Amount(amount) => {
                cart.lines.push(CartLine::quick(*amount));
                cart.names.push(String::new());
            }
            LineWanted::Goods { goods, quantity } => {
                let row = found.iter().find(|row| goods.names(row));
                let row = row.ok_or(CartError::NoGoods { line: place })?;
                cart.lines.push(CartLine {
                    goods: Some(row.id),
                    quantity: *quantity,
                    price: row.prices.list,
                    level_prices: row.prices.at_levels(),
                    category: row.category,
                    brand: row.brand_id,
                    no_discount: row.no_discount,
                    no_points: row.no_points,
                    hand: None,
                });
                cart.names.push(row.name.clone());
            }
        }
    }
    if cart.lines.is_empty() {
        return Err(CartError::Empty);
    }
    Ok(cart)
}
