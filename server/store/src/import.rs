//! What is brought along from an older system.

pub mod opening;
pub mod tier;
