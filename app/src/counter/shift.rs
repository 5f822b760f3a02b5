//! The drawer of the till: opened with a counted float, moved, counted without being told what should be there, handed over.

pub mod close;
mod count;
pub mod desk;
pub mod paper;
