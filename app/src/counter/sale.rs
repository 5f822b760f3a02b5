//! One sale and its receipt.

pub mod paper;
pub mod receipt;
pub mod sell;
