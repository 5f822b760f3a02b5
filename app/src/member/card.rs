//! The card and its code.

pub mod code;
pub mod face;
pub mod own;
pub mod receipt;
pub mod several;
pub mod wish;
