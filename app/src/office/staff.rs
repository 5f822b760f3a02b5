//! The operators: the list, somebody new, and one of them.

mod address;
pub mod change;
pub mod list;
pub mod make;
pub mod one;
pub mod posts;
