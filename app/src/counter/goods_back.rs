//! Goods that come back: by their receipt, for other goods, and without a receipt.

mod asked;
pub mod loose;
pub mod page;
pub mod swap;
