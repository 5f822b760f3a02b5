//! The card and its code.

pub mod code;
pub mod own;
pub mod receipt;
