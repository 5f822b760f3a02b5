//! The organisation: the tree of stores, each store, regions, and the keys of tills.

pub mod change;
pub mod keys;
pub mod list;
pub mod make;
mod of_tills;
pub mod one;
pub mod regions;
mod rename_or_end;
pub mod tills;
