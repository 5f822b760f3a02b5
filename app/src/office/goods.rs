//! Goods and services: the list with its search, the form of one, and the categories.

pub mod categories;
mod change;
mod fields;
pub mod import;
pub mod list;
pub mod make;
pub mod one;
