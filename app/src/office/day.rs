//! Days of stores: which are closed, and the audit of one.

pub mod list;
pub mod one;
mod parts;
