//! Goods that come back, by their receipt.

pub mod page;
