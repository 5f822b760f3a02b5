//! The roles of the shop: what each may, in words, and changing it.

pub mod change;
mod fields;
pub mod list;
pub mod make;
pub mod one;
mod words;
