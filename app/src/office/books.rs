//! The books as a whole.

mod by_store;
pub mod overview;
