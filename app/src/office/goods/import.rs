//! Goods from a table: what its columns are called, what its rows say, the page that takes one, and the page of one that was sent.

mod column;
pub mod make;
pub mod one;
mod read;
