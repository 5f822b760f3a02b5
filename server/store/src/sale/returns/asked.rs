//! What somebody brings back.

use huika_domain::{Fen, GoodsId};
use serde::{Deserialize, Serialize};

use crate::staff::Place;

/// Goods that come back.
#[derive(Debug, Clone, Serialize)]
pub struct ReturnGoods {
    /// The receipt that they were sold on, by this store.
    pub receipt_number: String,
    /// What comes back.
    #[serde(flatten)]
    pub what: Returning,
    /// The till's own name for the line of goods, or empty. A line that is named comes back once.
    pub line: String,
    /// Where, and who takes them back.
    #[serde(skip)]
    pub place: Place,
    /// The request's key.
    #[serde(skip)]
    pub key: String,
}

/// What comes back of a sale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Returning {
    /// Goods for so much before discounts, of a sale that was an amount.
    Amount {
        /// So much.
        gross: Fen,
    },
    /// Pieces, of a sale that was made by lines.
    Pieces {
        /// Which.
        pieces: Vec<PiecesBack>,
        /// Gifts that are given back with them. One that is asked back and is not among these is charged.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        gifts: Vec<GiftBack>,
    },
}

/// Pieces of one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PiecesBack {
    /// Which line, by its place on the receipt, from 0.
    pub line: u32,
    /// So many.
    pub pieces: u32,
}

/// A gift that is given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct GiftBack {
    /// Which goods.
    pub goods: GoodsId,
    /// So many pieces.
    pub pieces: u32,
}
