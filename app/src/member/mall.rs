//! The mall and what was ordered there.

pub mod items;
pub mod orders;
mod picture;
