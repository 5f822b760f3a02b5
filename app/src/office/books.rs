//! The books as a whole.

pub mod overview;
