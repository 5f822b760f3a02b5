//! One sale and its receipt.

pub mod receipt;
pub mod sell;
