//! Corrections by hand: their list.

pub mod list;
