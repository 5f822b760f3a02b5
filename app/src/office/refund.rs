//! Refunds of top-ups.

pub mod list;
